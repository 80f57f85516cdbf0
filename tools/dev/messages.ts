import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A text of the app, as its source gives it to `@kbn/i18n`. */
export interface Message {
  id: string;
  defaultMessage: string;
  /** Where it stands: path from the root and line. */
  at: string;
}

/** Folders whose texts people see; the server's sentences are English, as in Kibana. */
const FOLDERS = ['public', 'common', 'server'];

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

/** The text of a literal, also of one that is cut into several lines by `+`; undefined for anything computed. */
function literal(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isJsxExpression(node)) return literal(node.expression);
  if (ts.isParenthesizedExpression(node)) return literal(node.expression);
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [literal(node.left), literal(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}

function ofCall(node: ts.CallExpression): [ts.Node | undefined, ts.Node | undefined] | undefined {
  const name = ts.isPropertyAccessExpression(node.expression)
    ? node.expression.name.text
    : ts.isIdentifier(node.expression)
      ? node.expression.text
      : undefined;
  const [id, options] = node.arguments;
  if (name !== 'translate' || options === undefined) return undefined;
  if (!ts.isObjectLiteralExpression(options)) return undefined;
  const property = options.properties.find(
    (one): one is ts.PropertyAssignment =>
      ts.isPropertyAssignment(one) && one.name.getText() === 'defaultMessage'
  );
  return [id, property?.initializer];
}

function ofElement(
  node: ts.JsxSelfClosingElement | ts.JsxOpeningElement
): [ts.Node | undefined, ts.Node | undefined] | undefined {
  if (node.tagName.getText() !== 'FormattedMessage') return undefined;
  const attribute = (name: string) =>
    node.attributes.properties.find(
      (one): one is ts.JsxAttribute => ts.isJsxAttribute(one) && one.name.getText() === name
    )?.initializer;
  return [attribute('id'), attribute('defaultMessage')];
}

/**
 * Every text in the sources under `root`, by `i18n.translate` and `<FormattedMessage>`.
 *
 * @throws Error when an id or text is not written out, so that no tool could find it
 */
export function extractMessages(root: string): Message[] {
  return FOLDERS.flatMap((folder) => sourcesOf(join(root, folder))).flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true
    );
    const found: Message[] = [];
    const visit = (node: ts.Node): void => {
      const parts = ts.isCallExpression(node)
        ? ofCall(node)
        : ts.isJsxSelfClosingElement(node) || ts.isJsxOpeningElement(node)
          ? ofElement(node)
          : undefined;
      if (parts) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const at = `${relative(root, file)}:${line + 1}`;
        const [id, defaultMessage] = parts.map(literal);
        if (id === undefined || defaultMessage === undefined) {
          throw new Error(`${at}: write the id and the text of a message out as literals.`);
        }
        found.push({ id, defaultMessage, at });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}
