import sharp from 'sharp';
import {
  cornerError,
  cornersOf,
  decode,
  HEIGHT,
  storedPicture,
  WIDTH,
} from '../testing/test_pictures';
import { readCapture } from '../picture/decode_photo';
import { isRaw, rawPhoto } from './raw_photo';

const picture = (orientation = 1) =>
  storedPicture(orientation).withExif({}).jpeg({ quality: 95 }).toBuffer();
const small = () =>
  sharp({ create: { width: 16, height: 12, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();

type Entry = [tag: number, type: 3 | 4, value: number];

/** A little-endian TIFF of directories in a chain, whose values fit into their entries, and data behind them. */
function tiff(directories: Entry[][], data: Buffer, head = 'II*\0\b\0\0\0'): Buffer {
  let at = 8;
  const parts = [Buffer.from(head, 'latin1')];
  directories.forEach((entries, i) => {
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length);
    [...entries]
      .sort((a, b) => a[0] - b[0])
      .forEach(([tag, type, value], k) => {
        directory.writeUInt16LE(tag, 2 + k * 12);
        directory.writeUInt16LE(type, 4 + k * 12);
        directory.writeUInt32LE(1, 6 + k * 12);
        directory.writeUInt32LE(value, 10 + k * 12);
      });
    at += directory.length;
    if (i < directories.length - 1) directory.writeUInt32LE(at, directory.length - 4);
    parts.push(directory);
  });
  return Buffer.concat([...parts, data]);
}

/** Two pictures and a sensor's directory, as NEF and DNG have them. */
async function rawTiff(orientation: number, head?: string): Promise<Buffer> {
  const [thumbnail, full] = [await small(), await storedAs(orientation)];
  const start = 8 + (2 + 3 * 12 + 4) + (2 + 3 * 12 + 4) + (2 + 2 * 12 + 4);
  return tiff(
    [
      [[274, 3, orientation], [513, 4, start], [514, 4, thumbnail.length]],
      [[259, 3, 7], [273, 4, start + thumbnail.length], [279, 4, full.length]],
      [[262, 3, 32_803], [256, 3, 6000]],
    ],
    Buffer.concat([thumbnail, full]),
    head
  ); // prettier-ignore
}

/** The pixels as the sensor lies, without a tag that says so. */
async function storedAs(orientation: number): Promise<Buffer> {
  const { data, info } = await storedPicture(orientation)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels } }).jpeg({ quality: 95 }).toBuffer();
}

const expectPicture = async (file: Buffer): Promise<void> => {
  const photo = await decode(file);
  expect(photo).toMatchObject({ format: 'raw', width: WIDTH, height: HEIGHT });
  const { data, info } = await sharp(photo.thumbnail).raw().toBuffer({ resolveWithObject: true });
  expect(cornerError(cornersOf(data, info.width, info.height))).toBeLessThan(25);
};

it.each([1, 3, 6, 8])(
  'takes the largest picture of the TIFF family, turned by tag %i',
  async (orientation) => {
    const file = await rawTiff(orientation);
    expect(isRaw(file)).toBe(true);
    await expectPicture(file);
  }
);

it('has the size of that picture where no pixel is decoded', async () => {
  const capture = await readCapture({ bytes: await rawTiff(6), defaultZone: 'UTC' });
  expect(capture).toMatchObject({ width: WIDTH, height: HEIGHT });
});

it('knows Olympus’ and Canon’s own numbers', async () => {
  await expectPicture(await rawTiff(1, 'IIRO\b\0\0\0'));
  const canon = await rawTiff(1);
  expect(isRaw(Buffer.concat([Buffer.from('II*\0\x10\0\0\0CR\x02\0', 'latin1'), canon]))).toBe(
    true
  );
});

it('finds Fujifilm’s by its header, and Canon’s CR3 by looking', async () => {
  const jpeg = await picture();
  const raf = Buffer.alloc(100);
  raf.write('FUJIFILMCCD-RAW 0201', 'latin1');
  raf.writeUInt32BE(100, 84);
  raf.writeUInt32BE(jpeg.length, 88);
  await expectPicture(Buffer.concat([raf, jpeg, Buffer.alloc(500, 7)]));
  const ftyp = Buffer.from('\0\0\0\x10ftypcrx \0\0\0\x01', 'latin1');
  const noise = Buffer.from('ffd8ffe0000000ffd8ff11', 'hex');
  await expectPicture(Buffer.concat([ftyp, noise, await small(), jpeg, Buffer.alloc(500, 7)]));
});

it('leaves lossless pictures of sensors, and says when there is no other', async () => {
  const lossless = Buffer.from('ffd8ffc3000b081000100001011100ffd9', 'hex');
  const start = 8 + 2 + 4 * 12 + 4;
  const file = tiff([[[259, 3, 7], [262, 3, 32_803], [273, 4, start], [279, 4, lossless.length]]], lossless); // prettier-ignore
  expect(rawPhoto(file)).toBeUndefined();
  await expect(decode(file)).rejects.toMatchObject({ code: 'unsupported_format' });
});

it('takes no ordinary TIFF for RAW', async () => {
  expect(isRaw(await storedPicture().tiff().toBuffer())).toBe(false);
});
