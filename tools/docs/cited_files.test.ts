import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const OURS = ['bin', 'common', 'demo', 'docs', 'lab', 'public', 'scripts', 'server', 'standalone', 'tools', 'types']; // prettier-ignore

const pages = ['README.md', 'CONTRIBUTING.md', 'demo/README.md'].concat(
  readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name))
);

/** What a page writes as code and that looks like a file's path: `server/photos/photo_document.ts`, `x.test.ts`. */
const cited = pages.flatMap((page) =>
  [
    ...readFileSync(join(ROOT, page), 'utf8').matchAll(/`([\w./-]+\.(?:ts|tsx|py|cjs|js|sh))`/g),
  ].map(([, file = '']) => [page, file] as const)
);

it('finds files that pages cite', () => expect(cited.length).toBeGreaterThan(40));

it('cites files of ours that are there', () => {
  const ours = cited.filter(([, file]) => OURS.includes(file.split('/')[0]!));
  expect(ours.filter(([, file]) => !existsSync(join(ROOT, file)))).toEqual([]);
});

it('cites tests that are there, also where it leaves their folders out', () => {
  const tests = new Set(
    OURS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }))
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => basename(name))
  );
  // CONTRIBUTING.md speaks of tests of any file "x".
  const named = cited.filter(([, file]) => /^(?!x\.)[\w.]+\.test\.tsx?$/.test(file));
  expect(named.filter(([, file]) => !tests.has(file))).toEqual([]);
});
