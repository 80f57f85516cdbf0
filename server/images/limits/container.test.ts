import sharp from 'sharp';
import { testWith } from '../../../common/testing/shared_inputs';
import type { ImageFormat } from '../picture/image_format';
import { PhotoError } from '../photo_error';
import {
  hugeText,
  manyDirectories,
  manyFrames,
  manyScans,
  overlappingExtents,
  withSpatialExtent,
} from '../testing/bombs';
import { decode, realPhoto, storedPicture } from '../testing/test_pictures';
import { MAX_SCANS, pixelBound } from './bounds';
import { boundedFile } from './container';

const MAX_PIXELS = 100e6;

function refusal(bytes: Buffer, format: ImageFormat): string {
  try {
    boundedFile(bytes, format, MAX_PIXELS);
  } catch (error) {
    expect(error).toBeInstanceOf(PhotoError);
    expect(error).toMatchObject({ code: 'too_large' });
    return (error as Error).message;
  }
  return 'not refused';
}

const progressive = () => storedPicture().jpeg({ progressive: true }).toBuffer();
/** A header alone: what follows is never looked at. */
function pngHeader(width: number, height: number): Buffer {
  const head = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  const size = Buffer.alloc(17);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([head, size]);
}

describe('refuses before a native library sees it', () => {
  it('a JPEG of more than 500 scans, and none of fewer', async () => {
    const jpeg = await progressive();
    const scans = jpeg.toString('latin1').split('\xff\xda').length - 1;
    expect(refusal(manyScans(jpeg, MAX_SCANS - scans + 1), 'jpeg')).toBe(
      'The JPEG has more than 500 scans. Export it again from the original, then try once more.'
    );
    expect(refusal(manyScans(jpeg, MAX_SCANS - scans), 'jpeg')).toBe('not refused');
  });

  it('a JPEG of nothing but comments', async () => {
    const jpeg = await progressive();
    const comments = Buffer.alloc(4 * 7000, Buffer.from([0xff, 0xfe, 0, 2]));
    const bomb = Buffer.concat([jpeg.subarray(0, 2), comments, jpeg.subarray(2)]);
    expect(refusal(bomb, 'jpeg')).toContain('more than 5000 segments of metadata');
  });

  it.each([
    ['png', (w: number, h: number) => pngHeader(w, h)],
    ['tiff', (w: number, h: number) => tiffHeader(w, h)],
  ] as const)('a %s with a side over 65,500', (format, header) => {
    expect(refusal(header(999_000, 100), format)).toContain('999000 × 100; no side may be longer');
    expect(refusal(header(10, 9_900_000), format)).toContain('10 × 9900000');
    expect(refusal(header(65_500, 100), format)).toBe('not refused');
  });

  it('an AVIF of more pixels than its decoder has memory for, however small the file', async () => {
    const avif = await storedPicture().avif().toBuffer();
    expect(refusal(withSpatialExtent(avif, 9984, 9984), 'avif')).toContain('9984 × 9984 (100');
    const side = Math.floor(Math.sqrt(pixelBound('avif', MAX_PIXELS)));
    expect(refusal(withSpatialExtent(avif, side, side), 'avif')).toBe('not refused');
  });

  it.each(['zTXt', 'iTXt', 'iCCP'] as const)(
    'a PNG whose %s outgrows the picture',
    async (kind) => {
      const png = await storedPicture().png().toBuffer();
      expect(refusal(hugeText(png, kind, 9e6), 'png')).toContain('more than 8 MB of metadata');
      expect(refusal(hugeText(png, kind, 7e6), 'png')).toBe('not refused');
    }
  );

  it('a PNG of many texts that are each small', async () => {
    let png: Buffer = await storedPicture().png().toBuffer();
    for (let i = 0; i < 9; i++) png = hugeText(png, 'zTXt', 1e6);
    expect(refusal(png, 'png')).toContain('more than 8 MB of metadata');
  });

  it('a HEIC that names the same bytes over and over', () => {
    expect(refusal(overlappingExtents(32, 100_000), 'heic')).toContain('same bytes over and over');
    expect(refusal(overlappingExtents(1, 100_000), 'heic')).toBe('not refused');
  });

  it('a TIFF of more than 1,000 directories, and none of fewer', async () => {
    const page = await storedPicture().tiff({ compression: 'none' }).toBuffer();
    expect(refusal(manyDirectories(page, 1000), 'tiff')).toContain('more than 1000 pages');
    expect(refusal(manyDirectories(page, 999), 'tiff')).toBe('not refused');
  });

  it('a TIFF whose tiles have no room in memory', () => {
    expect(refusal(tiffHeader(600, 600, { tile: 30_000 }), 'tiff')).toContain(
      'tiles of 30000 × 30000'
    );
  });
});

describe('takes only what is looked at', () => {
  it('the first frame of an animation', async () => {
    const still = await storedPicture().webp({ lossless: true }).toBuffer();
    const animated = manyFrames(still, 96, 64, 1000);
    expect((await sharp(animated).metadata()).pages).toBe(1000);
    const first = boundedFile(animated, 'webp', MAX_PIXELS);
    expect((await sharp(first).metadata()).pages ?? 1).toBe(1);
    expect((await decode(animated)).pixels).toEqual((await decode(still)).pixels);
  });

  it('leaves other files as they are', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
      const bytes = await storedPicture().toFormat(format).toBuffer();
      expect(boundedFile(bytes, format, MAX_PIXELS)).toBe(bytes);
    }
  });

  testWith('photos', 'leaves a photo of a phone as it is', () => {
    const heic = realPhoto('IMG_2212.HEIC');
    expect(boundedFile(heic, 'heic', MAX_PIXELS)).toBe(heic);
  });
});

it('leaves what ends too early to the decoder', async () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const) {
    const bytes = await storedPicture().toFormat(format).toBuffer();
    for (let length = 0; length < bytes.length; length += 7) {
      expect(refusal(bytes.subarray(0, length), format)).toBe('not refused');
    }
  }
});

function tiffHeader(
  width: number,
  height: number,
  { bits = 8, samples = 1, tile = 0 } = {}
): Buffer {
  const tags = [
    [256, width],
    [257, height],
    [258, bits],
    [277, samples],
    ...(tile
      ? [
          [322, tile],
          [323, tile],
        ]
      : []),
  ];
  const file = Buffer.alloc(10 + tags.length * 12 + 4);
  file.write('II*\0\x08\0\0\0', 'latin1');
  file.writeUInt16LE(tags.length, 8);
  tags.forEach(([tag, value], i) => {
    file.writeUInt16LE(tag, 10 + i * 12);
    file.writeUInt16LE(4, 12 + i * 12);
    file.writeUInt32LE(1, 14 + i * 12);
    file.writeUInt32LE(value, 18 + i * 12);
  });
  return file;
}
