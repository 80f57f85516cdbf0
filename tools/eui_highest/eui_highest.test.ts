import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string) => JSON.parse(readFileSync(join(__dirname, path), 'utf8'));
const own = read('package.json').dependencies as Record<string, string>;

it('is a later EUI than the one that everything is developed against, with its own theme', () => {
  const lowest = read('../../package.json').devDependencies as Record<string, string>;
  const major = (version: string | undefined) => Number(version?.split('.')[0]);
  expect(major(own['@elastic/eui'])).toBeGreaterThan(major(lowest['@elastic/eui']));
  const { peerDependencies, version } = read(
    '../../node_modules/eui-highest/node_modules/@elastic/eui/package.json'
  );
  expect(version).toBe(own['@elastic/eui']);
  expect(own['@elastic/eui-theme-borealis']).toBe(peerDependencies['@elastic/eui-theme-borealis']);
});

it('is type-checked with the same paths as everything else', () => {
  const paths = (file: string) => read(file).compilerOptions.paths as Record<string, string[]>;
  const { '@elastic/eui': eui, ...rest } = paths('tsconfig.json');
  expect(eui?.[0]).toContain('eui-highest');
  const moved = Object.entries(paths('../../tsconfig.json')).map(([name, [path]]) => [
    name,
    [path!.replace(/^\.\//, '../../')],
  ]);
  expect(rest).toEqual(Object.fromEntries(moved));
});
