import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachEntry } from '../../standalone/install/zip_entries';
import { listFiles, sha256OfFile, writeChecksums, writeZip } from './archive';

const work = mkdtempSync(join(tmpdir(), 'peak-search-archive-'));
const folder = join(work, 'folder');
beforeAll(() => {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/run.js'), 'run');
  writeFileSync(join(folder, 'a.txt'), 'abc');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const zip = async (name: string) => {
  const path = join(work, name);
  await writeZip(folder, 'kibana/foo', path, (file) => file.startsWith('bin/'));
  return path;
};

describe('the archive', () => {
  it('has entries below its prefix, with Unix modes', async () => {
    const entries: Array<[string, number]> = [];
    await eachEntry(await zip('modes.zip'), async ({ fileName, externalFileAttributes }) => {
      entries.push([fileName, externalFileAttributes >>> 16]);
    });
    expect(entries).toEqual([
      ['kibana/foo/a.txt', 0o100644],
      ['kibana/foo/bin/run.js', 0o100755],
    ]);
  });

  it('is the same bytes for the same contents, whenever they were written', async () => {
    const before = await sha256OfFile(await zip('1.zip'));
    utimesSync(join(folder, 'a.txt'), new Date(), new Date());
    expect(await sha256OfFile(await zip('2.zip'))).toBe(before);
  });

  it('carries checksums as sha256sum -c reads them', async () => {
    // Of "abc": the example of FIPS 180-2.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256OfFile(join(folder, 'a.txt'))).toBe(abc);
    const copy = mkdtempSync(join(work, 'sums-'));
    writeFileSync(join(copy, 'a.txt'), 'abc');
    await writeChecksums(copy);
    expect(await listFiles(copy)).toEqual(['SHA256SUMS', 'a.txt']);
    expect(await sha256OfFile(join(copy, 'a.txt'))).toBe(abc);
  });

  it('refuses links', async () => {
    const linked = mkdtempSync(join(work, 'linked-'));
    symlinkSync(folder, join(linked, 'link'), 'junction');
    await expect(listFiles(linked)).rejects.toThrow(/symbolic link/);
  });
});
