import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// EUI declares no types for its parts.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { typeToPathMap } = require('@elastic/eui/lib/components/icon/icon_map') as {
  typeToPathMap: Record<string, string>;
};

/**
 * Names that EUI 104 has and a later one (116 to 122) renamed or dropped: an unknown name is fetched as a picture and
 * shows nothing. Add to it what is found.
 */
const RENAMED = new Set([
  'plusInCircle',
  'magnifyWithPlus',
  'magnifyWithMinus',
  'crosshairs',
  'expand',
  'compass',
]);

const used = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .flatMap((file) => {
    const source = readFileSync(join(__dirname, file), 'utf8');
    const names = [...source.matchAll(/(?:iconType|euiIconType)(?:=|:\s*)["']([^"']+)["']/g)];
    const elements = [...source.matchAll(/<EuiIcon\b[^>]*?\btype="([^"]+)"/gs)];
    return [...names, ...elements].map((match) => ({ file, name: match[1]! }));
  });

describe('icons', () => {
  it('are looked for where they are used', () => {
    expect(used.length).toBeGreaterThan(8);
  });
  it('exist in the EUI of every Kibana that we serve', () => {
    const wrong = used.filter(({ name }) => !(name in typeToPathMap) || RENAMED.has(name));
    expect(wrong).toEqual([]);
  });
});
