import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolders, thirdPartyNotices } from './notices';

const modules = join(mkdtempSync(join(tmpdir(), 'peak-search-notices-')), 'node_modules');
afterAll(() => rmSync(join(modules, '..'), { recursive: true, force: true }));

function addPackage(path: string, manifest: object, files: Record<string, string> = {}): string {
  const folder = join(modules, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('third-party notices', () => {
  const a = addPackage('a', { name: 'a', version: '1.0.0', license: 'MIT' }, { LICENSE: 'Text A' });
  const inA = addPackage('a/node_modules/@s/b', { name: '@s/b', version: '2.0.0', license: 'ISC' });
  const readme = addPackage(
    '@s/c',
    { name: '@s/c', version: '3.0.0', license: { type: 'LGPL-3.0' } },
    { 'README.md': 'Parts and their licenses' }
  );

  it('find packages in scopes and inside other packages', () => {
    expect(packageFolders(modules)).toEqual([readme, a, inA]);
  });

  it('name each once, with its license and its text', () => {
    const text = thirdPartyNotices([a, inA, readme, a]);
    expect(text.match(/\na 1\.0\.0 — MIT\n\nText A\n/g)).toHaveLength(1);
    expect(text).toContain('@s/b 2.0.0 — ISC\n\n(It carries no license text');
    expect(text).toContain('@s/c 3.0.0 — LGPL-3.0\n\nParts and their licenses');
  });

  it('refuse what states no license', () => {
    const bare = addPackage('bare', { name: 'bare', version: '1.0.0' });
    expect(() => thirdPartyNotices([bare])).toThrow(/bare 1\.0\.0 states no licence/);
  });
});
