import { readdirSync, readFileSync } from 'node:fs';
import { sharedPath, testWith } from '../../../common/testing/shared_inputs';
import { decodeHeic } from './heic_decoder';
import { codedPicture } from './heif_container';
import { imageFormat } from '../picture/image_format';
import { decodeHeicNatively, NativeDecoderMissing, shrinkFactor } from './native_heic';

const u16 = (...values: number[]) => Buffer.from(values.flatMap((v) => [v >> 8, v & 255]));
const u32 = (...values: number[]) => Buffer.concat(values.map((v) => u16(v >>> 16, v & 0xffff)));
const box = (type: string, ...parts: Uint8Array[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
};
const full = (version = 0, flags = 0) => u32(version * 2 ** 24 + flags);

/** Two tiles of 64 × 64 side by side, seen as 100 × 60, turned by `quarters` anticlockwise. */
function gridFile({ quarters = 1, second = 'hvc1', extra = [] as Buffer[] } = {}): Buffer {
  const item = (id: number, type: string) =>
    box('infe', full(2), u16(id, 0), Buffer.from(type), Buffer.from([0]));
  const properties = box(
    'ipco',
    box('hvcC', Buffer.from('config')),
    box('ispe', full(), u32(64, 64)),
    box('irot', Buffer.from([quarters])),
    ...extra
  );
  // Item 1 is turned (property 3) and whatever else; the tiles have configuration and size (1, 2).
  const of1 = [3, ...extra.map((_, i) => 4 + i)];
  const associations = box(
    'ipma',
    full(),
    u32(3),
    Buffer.from([0, 1, of1.length, ...of1, 0, 2, 2, 0x81, 2, 0, 3, 2, 0x81, 2])
  );
  const grid = Buffer.from([0, 0, 0, 1, 0, 100, 0, 60]);
  const meta = (tilesAt: number) =>
    box(
      'meta',
      full(),
      box('pitm', full(), u16(1)),
      box('iinf', full(), u16(3), item(1, 'grid'), item(2, 'hvc1'), item(3, second)),
      box('iref', full(), box('dimg', u16(1, 2, 2, 3))),
      box('iprp', properties, associations),
      box('idat', grid),
      box(
        'iloc',
        full(1),
        Buffer.from([0x44, 0x00]),
        u16(3),
        ...[
          { id: 1, method: 1, at: 0, length: grid.length },
          { id: 2, method: 0, at: tilesAt, length: 4 },
          { id: 3, method: 0, at: tilesAt + 4, length: 6 },
        ].map((e) => Buffer.concat([u16(e.id, e.method, 0, 1), u32(e.at, e.length)]))
      )
    );
  const start = meta(0).length + 8;
  return Buffer.concat([meta(start), box('mdat', Buffer.from('onetwo-2'.padEnd(10, '.')))]);
}

test('a grid of tiles is taken apart: order, sizes, turn', () => {
  expect(codedPicture(gridFile())).toEqual({
    config: Buffer.from('config'),
    tiles: [Buffer.from('onet'), Buffer.from('wo-2..')],
    rows: 1,
    columns: 2,
    tileWidth: 64,
    tileHeight: 64,
    width: 100,
    height: 60,
    clockwise: 270,
  });
  expect(codedPicture(gridFile({ quarters: 3 }))?.clockwise).toBe(90);
});

test('what is put together in another way is left to libheif', () => {
  expect(codedPicture(gridFile({ extra: [box('imir', Buffer.from([0]))] }))).toBeUndefined();
  expect(codedPicture(gridFile({ second: 'jpeg' }))).toBeUndefined();
  expect(codedPicture(Buffer.from('no such thing'))).toBeUndefined();
});

test('a file cut anywhere is told, not thrown', () => {
  const file = gridFile();
  for (let end = 0; end < file.length; end += 3) {
    expect(codedPicture(file.subarray(0, end))).toBeUndefined();
  }
});

test('a folder without node-av is a sentence with the way to it', async () => {
  const decoding = decodeHeicNatively(gridFile(), {
    folder: __dirname,
    maxPixels: 1e8,
    enoughPx: 512,
  });
  await expect(decoding).rejects.toBeInstanceOf(NativeDecoderMissing);
  await expect(decoding).rejects.toThrow('npm install --prefix');
});

test.each([
  [4032, 3024, 512, 2],
  [5712, 4284, 512, 4],
  // Half of it would be less than twice what is needed.
  [2016, 1512, 512, 1],
  // Tiles that have no half.
  [4032, 3024, 511, 1],
])(
  '%i × %i in tiles of %i, of which 512 px are needed, comes divided by %i',
  (width, height, tile, by) => {
    expect(shrinkFactor({ width, height, tileWidth: tile, tileHeight: tile }, 512)).toBe(by);
  }
);

testWith('photos', 'real photos have the size that libheif gives them', () => {
  const files = readdirSync(sharedPath('photos'))
    .map((name) => sharedPath('photos', name))
    .filter((path) => /\.heic$/i.test(path) && imageFormat(readFileSync(path)) === 'heic');
  for (const path of files) {
    expect(codedPicture(readFileSync(path))?.tiles.length).toBeGreaterThan(1);
  }
  const bytes = readFileSync(files[0]);
  const { width, height, clockwise } = codedPicture(bytes)!;
  const { fullWidth, fullHeight } = decodeHeic(bytes, { maxPixels: 1e8, preview: true });
  expect(clockwise % 180 === 0 ? [width, height] : [height, width]).toEqual([
    fullWidth,
    fullHeight,
  ]);
});
