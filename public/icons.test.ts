import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** EUI declares no types for its parts. */
const namesOf = (eui: string): string[] =>
  Object.keys(
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    (require(`${eui}/lib/components/icon/icon_map`) as { typeToPathMap: object }).typeToPathMap
  );

// EUI drops names and never brings one back: what both ends of the range know, all between them do.
const known = {
  lowest: new Set(namesOf('@elastic/eui')),
  highest: new Set(namesOf('eui-highest/node_modules/@elastic/eui')),
};

const ICON_PROPERTIES = new Set(['iconType', 'euiIconType']);

/** Whether a node says by its property or attribute that it holds an icon's name. */
function namesAnIcon(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return ICON_PROPERTIES.has(node.name.getText());
  if (!ts.isJsxAttribute(node)) return false;
  const element = node.parent.parent.tagName.getText();
  return (
    ICON_PROPERTIES.has(node.name.getText()) ||
    node.name.getText() === 'icon' ||
    (element === 'EuiIcon' && node.name.getText() === 'type')
  );
}

/** The results of an expression that are written out; conditions and look-ups are not results. */
function literals(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(literals);
  return node.getChildren().flatMap(literals);
}

function iconsIn(source: ts.Node): string[] {
  const found: string[] = [];
  source.forEachChild(function visit(node) {
    if (namesAnIcon(node)) {
      const { initializer } = node as ts.JsxAttribute | ts.PropertyAssignment;
      if (initializer) found.push(...literals(initializer));
    }
    node.forEachChild(visit);
  });
  return found;
}

const parse = (file: string, text: string) =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);

const used = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .flatMap((file) =>
    iconsIn(parse(file, readFileSync(join(__dirname, file), 'utf8'))).map((name) => ({
      file,
      name,
    }))
  );

describe('icons', () => {
  it('are found wherever they are named', () => {
    const source = `
      const action = { iconType: 'a' };
      <EuiIcon type={side === 'left' ? 'b' : 'c'} />;
      <EuiButton iconType="d" type="submit" />;
      <Tool icon={on ? 'e' : undefined} />;`;
    expect(iconsIn(parse('x.tsx', source))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(used.length).toBeGreaterThan(20);
  });
  it.each(['lowest', 'highest'] as const)('exist in the %s EUI that we support', (which) => {
    expect(used.filter(({ name }) => !known[which].has(name))).toEqual([]);
  });
});
