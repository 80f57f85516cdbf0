import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';
import { type OriginalOf, originalsZip } from './originals_zip';

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'peak-zip-'))));
afterAll(() => rm(root, { recursive: true }));

const settings = () => ({
  photos: { roots: { walk: join(root, 'walk'), 'a/b': join(root, 'other') } } as never,
});

async function original(album: string, path: string, bytes: Buffer): Promise<OriginalOf> {
  const file = join(root, album === 'walk' ? 'walk' : 'other', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return {
    album,
    path,
    bytes: bytes.length,
    content_hash: hash,
    format: 'jpeg',
    shot_time: '2024-05-11T08:30:00.000+05:45',
  };
}

/** A reader of its own, which checks sums and sizes. */
async function unzipped(file: Buffer): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    fromBuffer(file, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: { fileName: string }) => {
        zip.openReadStream(entry as never, (failed, stream) => {
          if (failed) return reject(failed);
          void buffer(stream).then((content) => {
            found.set(entry.fileName, content);
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
  return found;
}

it('holds each file byte for byte, under its own path', async () => {
  const large = Buffer.alloc(3_000_000, 'photo');
  const documents = [
    await original('walk', 'day-1/a.jpg', Buffer.from('one')),
    await original('walk', 'day-1/b.jpg', large),
    await original('walk', 'empty.jpg', Buffer.alloc(0)),
  ];
  const files = await unzipped(await buffer(originalsZip(settings(), documents)));
  expect([...files.keys()]).toEqual(['day-1/a.jpg', 'day-1/b.jpg', 'empty.jpg']);
  expect(files.get('day-1/b.jpg')!.equals(large)).toBe(true);
});

it('keeps albums apart, and names that a disk would not take', async () => {
  const documents = [
    await original('walk', 'a.jpg', Buffer.from('one')),
    await original('a/b', 'a.jpg', Buffer.from('two')),
    await original('a/b', 'A.jpg', Buffer.from('three')),
    await original('a/b', 'what?: "this".jpg', Buffer.from('four')),
    await original('a/b', 'what__ _this_.jpg', Buffer.from('five')),
  ];
  const files = await unzipped(await buffer(originalsZip(settings(), documents)));
  expect([...files].map(([name, content]) => `${name}=${content}`)).toEqual([
    'walk/a.jpg=one',
    'a_b/a.jpg=two',
    'a_b/A (2).jpg=three',
    'a_b/what__ _this_.jpg=four',
    'a_b/what__ _this_ (2).jpg=five',
  ]);
});

it('leaves out what is not the photo that was indexed, and says so', async () => {
  const good = await original('walk', 'good.jpg', Buffer.from('good'));
  const changed = await original('walk', 'changed.jpg', Buffer.from('then'));
  await writeFile(join(root, 'walk/changed.jpg'), 'now!');
  const outside = { ...good, path: '../other/a.jpg' };
  const stranger = { ...good, album: 'nobody’s' };
  const files = await unzipped(
    await buffer(originalsZip(settings(), [changed, good, outside, stranger]))
  );
  expect([...files.keys()]).toEqual(['walk/good.jpg', 'not in this download.txt']);
  const text = files.get('not in this download.txt')!.toString();
  ['walk/changed.jpg', 'walk/other/a.jpg', 'nobody’s/good.jpg'].forEach((name) =>
    expect(text).toContain(name)
  );
});

it('lets its file go when the reader goes away', async () => {
  const documents = [
    await original('walk', 'huge.jpg', Buffer.alloc(20_000_000, 'x')),
    await original('walk', 'next.jpg', Buffer.alloc(1000, 'y')),
  ];
  const open = async () => (await readdir('/proc/self/fd').catch(() => [])).length;
  const before = await open();
  const zip = originalsZip(settings(), documents);
  await once(zip, 'readable');
  zip.destroy();
  await once(zip, 'close');
  // The file's own closing comes within the next turns of the loop.
  for (let turn = 0; turn < 1000 && (await open()) > before; turn++) {
    await new Promise(setImmediate);
  }
  expect(await open()).toBeLessThanOrEqual(before);
});
