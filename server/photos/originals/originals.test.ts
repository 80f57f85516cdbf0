import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '../../settings';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { isOriginalReachable, openOriginal } from './originals';

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
/** Where the original was found; it is closed again. */
const resolve = async (path: string, album?: string, roots = { trek: root }) => {
  const original = await openOriginal(settings(roots), document(path, album));
  await original?.close();
  return original?.path;
};

/** Where the open files of a name really lie. Linux only, as the promise about swapped folders is. */
async function openFiles(name: string): Promise<string[]> {
  const open = await readdir('/proc/self/fd');
  const links = open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((path) => path.endsWith(`/${name}`));
}

test('finds the file below its root, also through a link that stays inside', async () => {
  const path = join(root, 'day 1', 'IMG 1.jpg');
  expect(await resolve('day 1/IMG 1.jpg')).toBe(path);
  expect(await resolve('today/IMG 1.jpg')).toBe(path);
  expect(await resolve('..photo.jpg')).toBe(join(root, '..photo.jpg'));
  const linked = { trek: join(root, 'up', 'album') };
  expect(await resolve('day 1/IMG 1.jpg', 'trek', linked)).toBe(path);
});

test('gives out the bytes that were proved, whatever takes the name meanwhile', async () => {
  const name = join(root, 'swapped.jpg');
  await writeFile(name, bytes);
  const original = await openOriginal(settings({ trek: root }), document('swapped.jpg'));
  expect(original).toMatchObject({ size: bytes.length, format: 'jpeg' });
  await unlink(name);
  await symlink('/etc/passwd', name);
  expect(await buffer(original!.stream())).toEqual(bytes);
  await unlink(name);
});

const linuxOnly = process.platform === 'linux' ? test : test.skip;

linuxOnly('gives out nothing from outside while folders are swapped for links', async () => {
  // Same name, same bytes, another place: only where the opened file lies tells them apart.
  const [day, aside, outside] = ['day', 'aside', 'outside'].map((name) => join(root, name));
  const secret = join(folder, 'album-of-another');
  await mkdir(day!);
  await writeFile(join(day!, 'theirs.jpg'), bytes);
  await symlink(secret, outside!);
  let swapping = true;
  const swaps = (async () => {
    for (let pace = 0; swapping; pace = (pace + 1) % 8) {
      await rename(day!, aside!);
      await rename(outside!, day!);
      for (let i = 0; i < pace % 3; i++) await turn();
      await rename(day!, outside!);
      await rename(aside!, day!);
      for (let i = 0; i < pace * 2; i++) await turn();
    }
  })();
  const places: string[] = [];
  for (let i = 0; i < 1000; i++) {
    const original = await openOriginal(settings({ trek: root }), document('day/theirs.jpg'));
    if (original) places.push(...(await openFiles('theirs.jpg')));
    await original?.close();
  }
  swapping = false;
  await swaps;
  // Some are found, or the test would show nothing.
  expect(places.length).toBeGreaterThan(0);
  expect(places.filter((place) => place.startsWith(secret))).toEqual([]);
});

linuxOnly('leaves no file open, found or refused, read to its end or not', async () => {
  const count = async () => (await readdir('/proc/self/fd')).length;
  const before = await count();
  for (let i = 0; i < 20; i++) {
    await openOriginal(settings({ trek: root }), document('changed.jpg'));
    const original = await openOriginal(settings({ trek: root }), document('..photo.jpg'));
    const stream = original!.stream();
    if (i % 2 === 0) await buffer(stream);
    else stream.destroy();
  }
  await turn();
  expect(await count()).toBeLessThan(before + 5);
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
