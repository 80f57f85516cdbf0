import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walkAlbum } from './walk';
import type { WalkItem, WalkOptions } from './walk';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'peak-walk-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function walk(options?: WalkOptions): Promise<WalkItem[]> {
  const items: WalkItem[] = [];
  for await (const item of walkAlbum(root, options)) items.push(item);
  return items;
}

const paths = (items: WalkItem[]) =>
  items.flatMap((item) => (item.kind === 'file' ? item.path : []));

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), 'x');
  }
}

it('finds photos by their ending in any case, in the order of names, folders included', async () => {
  await put('b.JPG', 'a/2.heic', 'a/1.Jpeg', 'c.tif', 'ü नमस्ते.png');
  expect(paths(await walk())).toEqual(['a/1.Jpeg', 'a/2.heic', 'b.JPG', 'c.tif', 'ü नमस्ते.png']);
});

it('says of everything else why it is left out', async () => {
  await put('.hidden.jpg', '.git/a.jpg', 'film.mov', 'notes.txt', 'real.jpg');
  await symlink(join(root, 'real.jpg'), join(root, 'inside.jpg'));
  await symlink('/etc', join(root, 'outside'));
  const items = await walk();
  expect(paths(items)).toEqual(['real.jpg']);
  expect(
    items.flatMap((item) => (item.kind === 'skipped' ? [[item.path, item.reason]] : []))
  ).toEqual([
    ['.git', 'hidden'],
    ['.hidden.jpg', 'hidden'],
    ['film.mov', 'other_type'],
    ['inside.jpg', 'link'],
    ['notes.txt', 'other_type'],
    ['outside', 'link'],
  ]);
});

it('does not end in a loop of links', async () => {
  await put('a/x.jpg');
  await symlink(root, join(root, 'a/again'));
  expect(paths(await walk())).toEqual(['a/x.jpg']);
});

it('names a pipe with a photo’s name, and does not wait for it', async () => {
  execFileSync('mkfifo', [join(root, 'pipe.jpg')]);
  expect(await walk()).toEqual([
    {
      kind: 'quarantined',
      file: {
        path: 'pipe.jpg',
        code: 'not_a_file',
        message: 'It is a named pipe, not a file.',
        permanent: true,
      },
    },
  ]);
});

it('keeps a byte order mark that a name begins with', async () => {
  await put('\ufeffbom.jpg');
  expect(paths(await walk())).toEqual(['\ufeffbom.jpg']);
});

it('names a file whose name is not UTF-8', async () => {
  await writeFile(
    Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.jpg')]),
    'x'
  );
  const [item] = await walk();
  expect(item).toMatchObject({
    kind: 'quarantined',
    file: { path: '\\xff\\xfe.jpg', code: 'name_not_utf8' },
  });
});

it('names a folder that is not there', async () => {
  await rm(root, { recursive: true });
  expect(await walk()).toMatchObject([
    { kind: 'quarantined', file: { path: './', code: 'unreadable_folder' } },
  ]);
});

it('deals every photo to exactly one share', async () => {
  const all = Array.from({ length: 60 }, (_, i) => `${i % 3}/${i}.jpg`);
  await put(...all);
  const shares: string[][] = [];
  for (const index of [1, 2, 3]) shares.push(paths(await walk({ shard: { index, count: 3 } })));
  expect(shares.flat().sort()).toEqual([...all].sort());
  // 20 each on average; a share of nothing or nearly all would mean that the hash does not deal.
  shares.forEach((share) => expect(share.length).toBeGreaterThan(8));
});

it('leaves out what NAS systems, recycle bins and Android put beside photos, and what is excluded', async () => {
  await put('a.jpg', '@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg', '#recycle/b.JPG', 'apps/.nomedia');
  await put('apps/icon.png', 'apps/more/icon.png', 'raw/a.jpg');
  const items = await walk({ exclude: ['raw'] });
  expect(paths(items)).toEqual(['a.jpg']);
  expect(
    items.flatMap((item) => (item.kind === 'skipped' ? [[item.path, item.reason]] : []))
  ).toEqual([
    ['#recycle', 'system'],
    ['@eaDir', 'system'],
    ['apps/', 'nomedia'],
    ['raw', 'excluded'],
  ]);
});

it('calls a decomposed name by its composed one, opens it as it is, and finds its sidecar', async () => {
  await put(
    'Glacier-gele\u0301/1.jpg',
    'Glacier-gele\u0301/1.jpg.xmp',
    'Glacier-gele\u0301/1.xmp',
    'b.jpg',
    'b.XMP'
  );
  const [one, two] = (await walk()).filter((item) => item.kind === 'file');
  expect(one).toMatchObject({
    path: 'Glacier-gelé/1.jpg',
    absolute: join(root, 'Glacier-gele\u0301/1.jpg'),
    sidecar: join(root, 'Glacier-gele\u0301/1.jpg.xmp'),
  });
  expect(two).toMatchObject({ path: 'b.jpg', sidecar: join(root, 'b.XMP') });
});

it('takes RAW files, but not those beside their JPEG or HEIC', async () => {
  await put('1.NEF', '1.JPG', '2.dng', '2.heic', '3.CR3', '4.arw', '4.xmp');
  const items = await walk();
  expect(paths(items)).toEqual(['1.JPG', '2.heic', '3.CR3', '4.arw']);
  expect(items.filter((item) => item.kind === 'skipped' && item.reason === 'paired')).toHaveLength(
    2
  );
});

it('names the other files of a shot, and counts a Live Photo once', async () => {
  await put('IMG_1.HEIC', 'img_1.mov', 'b/P1.JPG', 'b/P1.ORF', 'b/P1.MP4', 'b/alone.mov', 'c.nef');
  const items = await walk();
  expect(
    items.flatMap((item) => (item.kind === 'file' ? [[item.path, item.companions]] : []))
  ).toEqual([
    ['IMG_1.HEIC', ['img_1.mov']],
    ['b/P1.JPG', ['P1.MP4', 'P1.ORF']],
    ['c.nef', undefined],
  ]);
  expect(
    items.flatMap((item) => (item.kind === 'skipped' ? [[item.path, item.reason]] : []))
  ).toEqual([
    ['b/P1.MP4', 'paired'],
    ['b/P1.ORF', 'paired'],
    ['b/alone.mov', 'other_type'],
    ['img_1.mov', 'paired'],
  ]);
});
