import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateFolder } from './private_folder';

const modeOf = (path: string) => statSync(path).mode & 0o777;
const onUnix = process.platform === 'win32' ? test.skip : test;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'peak-search-private-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

onUnix('a folder that is made can be entered by its owner alone, whatever the umask', async () => {
  const before = process.umask(0);
  try {
    await privateFolder(join(folder, '.data/elasticsearch'));
  } finally {
    process.umask(before);
  }
  expect(modeOf(join(folder, '.data'))).toBe(0o700);
  expect(modeOf(join(folder, '.data/elasticsearch'))).toBe(0o700);
});

onUnix('one of a version before, open to all, is closed', async () => {
  const path = join(folder, '.cache');
  mkdirSync(path);
  chmodSync(path, 0o755);
  await privateFolder(path);
  expect(modeOf(path)).toBe(0o700);
});
