import fc from 'fast-check';
import sharp from 'sharp';
import { renderPhoto } from './decode_photo';
import type { ImageFormat } from './image_format';
import { PhotoError, type PhotoErrorCode } from '../photo_error';
import { dms, exifBlock, jpegWithExif, TAG } from '../testing/test_exif';
import {
  cornerError,
  cornersOf,
  decode,
  HEIGHT,
  storedPicture,
  WIDTH,
} from '../testing/test_pictures';

const FORMATS: Array<[ImageFormat, (orientation?: number) => Promise<Buffer>]> = [
  ['jpeg', (o) => storedPicture(o).jpeg({ quality: 95 }).toBuffer()],
  ['png', (o) => storedPicture(o).png().toBuffer()],
  ['webp', (o) => storedPicture(o).webp({ quality: 95 }).toBuffer()],
  ['tiff', (o) => storedPicture(o).tiff({ compression: 'lzw' }).toBuffer()],
  ['avif', (o) => storedPicture(o).avif({ quality: 90, effort: 0 }).toBuffer()],
];

/** The error of a decode that must fail. */
async function failure(bytes: Uint8Array, maxPixels?: number): Promise<PhotoError> {
  const error: unknown = await decode(bytes, maxPixels ? { maxPixels } : {}).then(
    () => new Error('decoded without an error'),
    (reason: unknown) => reason
  );
  if (!(error instanceof PhotoError)) {
    throw error;
  }
  return error;
}

describe.each(FORMATS)('%s', (format, make) => {
  it('becomes model pixels, thumbnail, color and hash', async () => {
    const photo = await decode(await make());
    expect(photo).toMatchObject({
      format,
      width: WIDTH,
      height: HEIGHT,
      thumbnailWidth: WIDTH,
      thumbnailHeight: HEIGHT,
      decodedFrom: 'full',
    });
    expect(photo.pixels).toHaveLength(32 * 32 * 3);
    // 4:2:0 chroma and quantization may move a flat patch by a few levels.
    expect(cornerError(cornersOf(photo.pixels, 32, 32))).toBeLessThan(12);
    expect(photo.perceptualHash).toMatch(/^[0-9a-f]{16}$/);
    expect(photo.dominantColour).toMatch(/^#[0-9a-f]{6}$/);
    expect((await sharp(photo.thumbnail).metadata()).format).toBe('webp');
  });

  it.each([2, 3, 4, 5, 6, 7, 8])('is upright from orientation %i', async (orientation) => {
    const photo = await decode(await make(orientation));
    expect([photo.width, photo.height]).toEqual([WIDTH, HEIGHT]);
    expect(cornerError(cornersOf(photo.pixels, 32, 32))).toBeLessThan(12);
    const { data, info } = await sharp(photo.thumbnail).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([WIDTH, HEIGHT]);
    expect(cornerError(cornersOf(data, info.width, info.height))).toBeLessThan(16);
  });

  it('is damaged when cut short, wherever', async () => {
    const whole = await make();
    for (const share of [0.3, 0.5, 0.7, 0.9]) {
      const error = await failure(whole.subarray(0, Math.floor(whole.length * share)));
      expect(error.code).toBe('damaged');
      expect(error.permanent).toBe(true);
      expect(error.message).toMatch(/^The \S+ is damaged or incomplete.*\.$/);
    }
  });

  it('is too large above the pixel cap, and the cap is in the sentence', async () => {
    const error = await failure(await make(), Math.floor((WIDTH * HEIGHT) / 10));
    expect(error.code).toBe('too_large');
    expect(error.message).toContain(`${WIDTH} × ${HEIGHT}`);
  });
});

describe('channels and depths', () => {
  const noisy = () => storedPicture().removeAlpha();
  const kinds: Array<[string, () => Promise<Buffer>]> = [
    ['16-bit PNG', () => noisy().toColourspace('rgb16').png().toBuffer()],
    ['palette PNG', () => noisy().png({ palette: true }).toBuffer()],
    ['PNG with alpha', () => noisy().ensureAlpha(1).png().toBuffer()],
    ['16-bit TIFF', () => noisy().toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer()],
    ['progressive JPEG', () => noisy().jpeg({ progressive: true, quality: 95 }).toBuffer()],
    ['CMYK TIFF', () => noisy().toColourspace('cmyk').tiff({ compression: 'none' }).toBuffer()],
    ['CMYK JPEG', () => noisy().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()],
  ];

  it.each(kinds)('%s becomes 8-bit RGB', async (name, make) => {
    const photo = await decode(await make());
    expect(photo.pixels).toHaveLength(32 * 32 * 3);
    // CMYK has a smaller gamut: only the rough color survives the way there and back.
    const tolerance = name.startsWith('CMYK') ? 90 : 12;
    expect(cornerError(cornersOf(photo.pixels, 32, 32))).toBeLessThan(tolerance);
  });

  it.each([
    ['grey JPEG', () => noisy().greyscale().jpeg().toBuffer()],
    ['gray 16-bit PNG', () => noisy().toColourspace('grey16').png().toBuffer()],
    ['gray PNG with alpha', () => noisy().greyscale().ensureAlpha(1).png().toBuffer()],
    ['black-and-white TIFF', () => noisy().threshold().tiff({ bitdepth: 1 }).toBuffer()],
  ])('%s becomes three equal channels', async (_name, make) => {
    const { pixels, thumbnail } = await decode(await make());
    expect(pixels).toHaveLength(32 * 32 * 3);
    expect(pixels.every((value, i) => value === pixels[i - (i % 3)])).toBe(true);
    expect((await sharp(thumbnail).metadata()).channels).toBe(3);
  });

  it('shows transparency as white', async () => {
    const clear = { width: 40, height: 40, channels: 4 as const, background: '#00000000' };
    const photo = await decode(await sharp({ create: clear }).png().toBuffer());
    expect(photo.dominantColour).toBe('#f8f8f8');
    expect(Math.min(...photo.pixels)).toBe(255);
  });

  it('takes the first frame of an animation and the first page of a TIFF', async () => {
    const frames = Buffer.concat([Buffer.alloc(50 * 40 * 3, 255), Buffer.alloc(50 * 40 * 3, 0)]);
    const stack = () =>
      sharp(frames, { raw: { width: 50, height: 80, channels: 3, pageHeight: 40 } });
    for (const bytes of [
      await stack()
        .webp({ lossless: true, delay: [100, 100] })
        .toBuffer(),
      await stack().tiff({ compression: 'none' }).toBuffer(),
    ]) {
      expect((await sharp(bytes).metadata()).pages).toBe(2);
      const photo = await decode(bytes);
      expect([photo.width, photo.height]).toEqual([50, 40]);
      expect(photo.pixels.every((value) => value === 255)).toBe(true);
    }
  });
});

describe('colors and metadata', () => {
  it('converts Display P3 to sRGB for the thumbnail and not for the model', async () => {
    const p3 = await sharp({
      create: { width: 64, height: 64, channels: 3, background: '#ff0000' },
    })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const photo = await decode(p3);
    const shown = await sharp(photo.thumbnail).raw().toBuffer();
    const stored = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
    // Pure sRGB red is (234, 51, 35) in P3.
    expect(stored[0]).toBeLessThan(240);
    expect(photo.pixels[0]).toBe(stored[0]);
    expect(shown[0]).toBeGreaterThan(250);
  });

  it('reads EXIF of a JPEG, and leaves none in what it makes', async () => {
    const block = exifBlock({
      ifd0: { [TAG.make]: { ascii: 'Testcam' }, [TAG.orientation]: { shorts: [1] } },
      exif: { [TAG.focalLength35mm]: { shorts: [48] } },
      gps: {
        [TAG.gpsLatitudeRef]: { ascii: 'S' },
        [TAG.gpsLatitude]: dms(32.6532),
        [TAG.gpsLongitudeRef]: { ascii: 'W' },
        [TAG.gpsLongitude]: dms(70.0109),
      },
    });
    const jpeg = jpegWithExif(await storedPicture().jpeg().toBuffer(), block);
    const photo = await decode(jpeg);
    expect(photo.metadata.make).toBe('Testcam');
    expect(photo.metadata.gps?.lat).toBeCloseTo(-32.6532, 5);
    const rendition = await renderPhoto({
      bytes: jpeg,
      px: 50,
      maxPixels: 1e8,
      timeoutMs: 150_000,
    });
    expect(rendition).toMatchObject({ contentType: 'image/webp', width: 50, height: 33 });
    for (const bytes of [photo.thumbnail, rendition.bytes]) {
      const metadata = await sharp(bytes).metadata();
      expect(metadata.exif).toBeUndefined();
      expect(metadata.icc).toBeUndefined();
      expect(metadata.xmp).toBeUndefined();
    }
  });

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('reads EXIF of %s', async (format) => {
    const bytes = await storedPicture()
      .withExif({
        IFD0: { Make: 'Testcam' },
        IFD2: { DateTimeOriginal: '2023:10:27 06:47:48', OffsetTimeOriginal: '+05:45' },
      })
      .toFormat(format)
      .toBuffer();
    expect((await decode(bytes)).metadata).toMatchObject({
      make: 'Testcam',
      shotTime: '2023-10-27T06:47:48.000+05:45',
      zoneSource: 'exif',
    });
  });
});

describe('a TIFF', () => {
  it('carries its EXIF in a directory of its own file', async () => {
    const tiff = await storedPicture().tiff({ compression: 'none' }).toBuffer();
    const photo = await decode(withFocalLength(tiff, 48));
    expect(photo.metadata.focalLength35mm).toBe(48);
  });
});

describe('what is no picture', () => {
  const cases: Array<[string, Uint8Array, PhotoErrorCode, RegExp]> = [
    ['nothing', Buffer.alloc(0), 'not_an_image', /empty/],
    ['zeros', Buffer.alloc(5000), 'not_an_image', /not a picture/],
    ['text', Buffer.from('Dear diary, today Ama Dablam'), 'not_an_image', /not a picture/],
    ['one byte', Buffer.from([0xff]), 'not_an_image', /not a picture/],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;'), 'unsupported_format', /^GIF/],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported_format', /SVG/],
    ['PDF', Buffer.from('%PDF-1.7\n%abc'), 'unsupported_format', /^PDF/],
    ['video', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'), 'unsupported_format', /^Video/],
    ['JPEG magic alone', Buffer.from([0xff, 0xd8, 0xff]), 'damaged', /JPEG/],
    ['PNG magic alone', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'damaged', /PNG/],
    ['WebP magic alone', Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), 'damaged', /WebP/],
    ['TIFF magic alone', Buffer.from('II*\0\b\0\0\0'), 'damaged', /TIFF/],
    ['HEIC magic alone', Buffer.from('\0\0\0\x14ftypheic\0\0\0\0heic'), 'damaged', /HEIC/],
    ['AVIF magic alone', Buffer.from('\0\0\0\x14ftypavif\0\0\0\0avif'), 'damaged', /AVIF/],
  ];

  it.each(cases)('%s: %#', async (_name, bytes, code, sentence) => {
    const error = await failure(bytes);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(sentence)]);
    expect(error.permanent).toBe(true);
  });
});

describe('bytes changed at random', () => {
  it.each(FORMATS)('in a %s end in a picture or in a PhotoError', async (_format, make) => {
    const whole = await make();
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const broken = Buffer.from(whole);
        changes.forEach(([at, byte]) => (broken[at] = byte));
        await decode(broken, { maxPixels: 1_000_000 }).catch((error: unknown) => {
          expect(error).toBeInstanceOf(PhotoError);
          // One line, that ends as a sentence does.
          expect((error as PhotoError).message).toMatch(/^[A-Z][^\n]{10,400}\.$/);
        });
      }),
      { numRuns: 60 }
    );
  });

  it('behind the end of a JPEG do no harm', async () => {
    const jpeg = await storedPicture().jpeg().toBuffer();
    expect((await decode(Buffer.concat([jpeg, Buffer.alloc(5000, 65)]))).width).toBe(WIDTH);
  });
});

describe('bombs', () => {
  it('refuses a 60,000 × 60,000 header before decoding', async () => {
    const png = await storedPicture().png().toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    // The header's checksum, or the reader stops there for that reason.
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const jpeg = await storedPicture().jpeg().toBuffer();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(60_000, frame + 5);
    jpeg.writeUInt16BE(60_000, frame + 7);
    const tiff = await storedPicture().tiff({ compression: 'lzw' }).toBuffer();
    for (const [tag, value] of [[256, 60_000], [257, 60_000]]) {
      const entry = tiffEntry(tiff, tag);
      tiff.writeUInt16LE(4, entry + 2);
      tiff.writeUInt32LE(value, entry + 8);
    } // prettier-ignore
    for (const bytes of [png, jpeg, tiff]) {
      // Decoding would call it damaged: behind the header lie 96 × 64 pixels.
      expect((await failure(bytes)).code).toBe('too_large');
    }
  });
});

/** CRC-32 as PNG uses it (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Offset of a tag's entry in the first directory of a little-endian TIFF. */
function tiffEntry(tiff: Buffer, tag: number): number {
  const directory = tiff.readUInt32LE(4);
  for (let i = 0; i < tiff.readUInt16LE(directory); i++) {
    const at = directory + 2 + i * 12;
    if (tiff.readUInt16LE(at) === tag) {
      return at;
    }
  }
  throw new Error(`The test's TIFF has no tag ${tag}.`);
}

/** Appends an EXIF directory with a 35 mm focal length, and a copy of the first directory that points at it. */
function withFocalLength(tiff: Buffer, focalLength: number): Buffer {
  const entry = (tag: number, type: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(1, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const directory = (entries: Buffer[]) => {
    const count = Buffer.alloc(2);
    count.writeUInt16LE(entries.length);
    return Buffer.concat([count, ...entries, Buffer.alloc(4)]);
  };
  const first = tiff.readUInt32LE(4);
  const entries = Array.from({ length: tiff.readUInt16LE(first) }, (_unused, i) =>
    tiff.subarray(first + 2 + i * 12, first + 14 + i * 12)
  );
  const exif = directory([entry(TAG.focalLength35mm, 3, focalLength)]);
  const copy = Buffer.concat([tiff, exif, directory([...entries, entry(0x8769, 4, tiff.length)])]);
  copy.writeUInt32LE(tiff.length + exif.length, 4);
  return copy;
}
