import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '../settings';
import { isOriginalReachable, resolveOriginal } from './originals';

const bytes = Buffer.from('a photo');
const document = (path: string, album = 'trek') => ({
  album,
  path,
  bytes: bytes.length,
  content_hash: createHash('sha256').update(bytes).digest('hex'),
  format: 'jpeg' as const,
});

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'originals-')));
  root = join(folder, 'album');
  await mkdir(join(root, 'day 1'), { recursive: true });
  await mkdir(join(folder, 'album-of-another'));
  await writeFile(join(root, 'day 1', 'IMG 1.jpg'), bytes);
  await writeFile(join(root, '..photo.jpg'), bytes);
  await writeFile(join(root, 'changed.jpg'), 'a phot0');
  await writeFile(join(folder, 'secret'), bytes);
  await writeFile(join(folder, 'album-of-another', 'theirs.jpg'), bytes);
  await symlink(join(folder, 'secret'), join(root, 'link.jpg'));
  await symlink(folder, join(root, 'up'));
  await symlink(join(root, 'day 1'), join(root, 'today'));
});
afterAll(() => rm(folder, { recursive: true }));

const settings = (roots: Record<string, string>) => ({
  photos: { ...DEFAULT_SETTINGS.photos, roots },
});
const resolve = (path: string, album?: string) =>
  resolveOriginal(settings({ trek: root }), document(path, album));

test('finds the file below its root, also through a link that stays inside', async () => {
  const path = join(root, 'day 1', 'IMG 1.jpg');
  expect(await resolve('day 1/IMG 1.jpg')).toEqual({ path, size: bytes.length, format: 'jpeg' });
  expect((await resolve('today/IMG 1.jpg'))?.path).toBe(path);
  expect((await resolve('..photo.jpg'))?.path).toBe(join(root, '..photo.jpg'));
  const linked = settings({ trek: join(root, 'up', 'album') });
  expect((await resolveOriginal(linked, document('day 1/IMG 1.jpg')))?.path).toBe(path);
});

test.each([
  ['../secret'],
  ['day 1/../../secret'],
  ['link.jpg'],
  ['up/secret'],
  ['../album-of-another/theirs.jpg'],
  ['/etc/passwd'],
  [''],
  ['.'],
  ['day 1'],
  ['missing.jpg'],
  ['day 1/IMG 1.jpg\0.png'],
  ['changed.jpg'],
])('gives out nothing for %j', async (path) => {
  expect(await resolve(path)).toBeUndefined();
});

test('knows no root for other albums, whatever their name', async () => {
  for (const album of ['other', 'constructor', '__proto__', 'toString']) {
    expect(await resolve('day 1/IMG 1.jpg', album)).toBeUndefined();
  }
});

test('says whether it can be had without reading it', async () => {
  const reachable = (path: string) => isOriginalReachable(settings({ trek: root }), document(path));
  expect(await reachable('day 1/IMG 1.jpg')).toBe(true);
  expect(await reachable('../secret')).toBe(false);
  expect(await reachable('missing.jpg')).toBe(false);
});
