import sharp from 'sharp';
import { decode, storedPicture } from '../testing/test_pictures';
import { fromNclx, nclxOf } from './hdr_colors';
import { tiffKind } from './tiff_kind';

/** The middle of the left and of the right half of a photo's thumbnail. */
async function halves(bytes: Buffer): Promise<number[][]> {
  const { thumbnail } = await decode(bytes);
  const { data, info } = await sharp(thumbnail).raw().toBuffer({ resolveWithObject: true });
  return [0.25, 0.75].map((x) => {
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width * x)) * 3;
    return [...data.subarray(at, at + 3)];
  });
}

/** Numbers that no compression makes smaller, the same at each run. */
function noiseOf(bytes: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    })
  );
}

interface Page {
  width: number;
  height: number;
  samples?: number;
  tags?: Record<number, number>;
  value?: (x: number, channel: number) => number;
}

/** An uncompressed little-endian TIFF of 8 bits; `tags` are SHORTs. */
function tiff(pages: Page[]): Buffer {
  const parts = [Buffer.from('II*\0\b\0\0\0', 'latin1')];
  let at = 8;
  pages.forEach(({ width, height, samples = 3, tags = {}, value = () => 128 }, i) => {
    const pixels = Buffer.alloc(width * height * samples);
    for (let p = 0; p < width * height; p++) {
      for (let c = 0; c < samples; c++) pixels[p * samples + c] = value(p % width, c);
    }
    const entries: Array<[number, number, number, number]> = [];
    const all: Record<number, number> = {
      256: width, 257: height, 259: 1, 262: 2, 277: samples, 278: height, 284: 1, ...tags,
    }; // prettier-ignore
    const count = Object.keys(all).length + 3;
    const bitsAt = at + 2 + count * 12 + 4;
    const pixelsAt = bitsAt + samples * 2;
    Object.entries(all).forEach(([tag, short]) => entries.push([Number(tag), 3, 1, short]));
    // Two SHORTs fit into the entry.
    const depth = tags[258] ?? 8;
    entries.push(
      [258, 3, samples, samples > 2 ? bitsAt : depth * 0x10001],
      [273, 4, 1, pixelsAt],
      [279, 4, 1, pixels.length]
    );
    entries.sort((a, b) => a[0] - b[0]);
    const directory = Buffer.alloc(2 + count * 12 + 4);
    directory.writeUInt16LE(count, 0);
    entries.forEach(([tag, type, n, short], k) => {
      directory.writeUInt16LE(tag, 2 + k * 12);
      directory.writeUInt16LE(type, 4 + k * 12);
      directory.writeUInt32LE(n, 6 + k * 12);
      directory.writeUInt32LE(short, 10 + k * 12);
    });
    const end = pixelsAt + pixels.length;
    if (i < pages.length - 1) directory.writeUInt32LE(end, 2 + count * 12);
    const bits = Buffer.alloc(samples * 2);
    for (let c = 0; c < samples; c++) bits.writeUInt16LE(tags[258] ?? 8, c * 2);
    parts.push(directory, bits, pixels);
    at = end;
  });
  return Buffer.concat(parts);
}

describe('TIFF', () => {
  const size = { width: 32, height: 16 };

  it('a fourth channel that nobody explains hides nothing; transparency does', async () => {
    const value = (x: number, c: number) => (c === 3 ? (x < 16 ? 0 : 255) : c === 0 ? 200 : 40);
    const picture = (extra: number) => tiff([{ ...size, samples: 4, tags: { 338: extra }, value }]);
    for (const half of await halves(picture(0))) {
      half.forEach((v, i) => expect(Math.abs(v - [200, 40, 40][i])).toBeLessThan(14));
    }
    const [left] = await halves(picture(2));
    left.forEach((v) => expect(v).toBeGreaterThan(240));
  });

  it('a gray one, too', async () => {
    const value = (_x: number, c: number) => (c === 1 ? 0 : 100);
    const [left] = await halves(tiff([{ ...size, samples: 2, tags: { 262: 1, 338: 0 }, value }]));
    left.forEach((v) => expect(Math.abs(v - 100)).toBeLessThan(6));
  });

  it('shows the picture, and not the small one before it', async () => {
    const small = { width: 8, height: 4, tags: { 254: 1 } };
    const file = tiff([small, { ...size, value: () => 90 }]);
    expect(await decode(file)).toMatchObject(size);
    // Pages of a document are alike: the first counts.
    const book = tiff([{ width: 31, height: 16 }, { ...size }]);
    expect(await decode(book)).toMatchObject({ width: 31, height: 16 });
  });

  it.each([
    ['Zstandard', { 259: 50_000 }],
    ['1992', { 259: 6 }],
    ['Lab', { 262: 8 }],
    ['12 bits', { 258: 12 }],
    ['YCbCr', { 262: 6, 259: 5 }],
  ])('that cannot be read (%s) is not called damaged', async (word, tags) => {
    await expect(decode(tiff([{ ...size, tags }]))).rejects.toMatchObject({
      code: 'unsupported_format',
      message: expect.stringContaining(word) as unknown,
    });
  });

  it('of which tiles are missing is damaged', async () => {
    const noise = noiseOf(256 * 256 * 3);
    const whole = await sharp(noise, { raw: { width: 256, height: 256, channels: 3 } })
      .tiff({ tile: true, tileWidth: 64, tileHeight: 64, compression: 'deflate' })
      .toBuffer();
    await expect(decode(whole)).resolves.toMatchObject({ width: 256 });
    const copy = Buffer.from(whole);
    copy.fill(0, copy.length >> 2, copy.length >> 1);
    await expect(decode(copy)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('chain of directories that turns back on itself ends', () => {
    const file = tiff([{ width: 8, height: 4 }]);
    file.writeUInt32LE(8, 8 + 2 + 10 * 12);
    expect(tiffKind(file)?.page).toBe(0);
  });
});

describe('JPEG', () => {
  it('that lacks only its end is whole; one that lacks pixels is damaged', async () => {
    const noise = noiseOf(200 * 200 * 3);
    const jpeg = await sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
      .jpeg()
      .toBuffer();
    expect(jpeg.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    await expect(decode(jpeg.subarray(0, -2))).resolves.toMatchObject({ width: 200 });
    await expect(decode(jpeg.subarray(0, -3000))).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('how a JPEG stands', () => {
  const xmp = (orientation: number) =>
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}"/></rdf:RDF></x:xmpmeta>`;
  const plain = () => sharp({ create: { width: 40, height: 20, channels: 3, background: '#345' } });

  it('is told by XMP where EXIF does not say it', async () => {
    const turned = await plain().withXmp(xmp(6)).jpeg().toBuffer();
    expect(await decode(turned)).toMatchObject({ width: 20, height: 40 });
    const upside = await plain().withXmp(xmp(3)).jpeg().toBuffer();
    expect(await decode(upside)).toMatchObject({ width: 40, height: 20 });
  });

  it('is told by EXIF where both do', async () => {
    const both = await plain().withXmp(xmp(6)).withMetadata({ orientation: 1 }).jpeg().toBuffer();
    expect(await decode(both)).toMatchObject({ width: 40, height: 20 });
  });
});

describe('pictures over the limit', () => {
  it.each(['jpeg', 'png', 'tiff'] as const)('%s are decoded at a reduced size', async (format) => {
    const bytes = await storedPicture()
      .resize(960, 640, { kernel: 'nearest' })
      [format]()
      .toBuffer();
    const [whole, reduced] = [await decode(bytes), await decode(bytes, { maxPixels: 300_000 })];
    expect(reduced).toMatchObject({ width: 960, height: 640, thumbnailWidth: 512 });
    const apart = whole.pixels.map((value, i) => Math.abs(value - reduced.pixels[i]));
    expect(apart.reduce((sum, value) => sum + value, 0) / apart.length).toBeLessThan(4);
  });

  it('108 megapixels of a phone come in under the limit of 100', async () => {
    const create = { width: 12_000, height: 9_000, channels: 3 as const, background: '#2a6' };
    const bytes = await sharp({ create }).jpeg().toBuffer();
    expect(await decode(bytes)).toMatchObject({
      width: 12_000,
      height: 9_000,
      thumbnailWidth: 512,
    });
  });

  it('are refused beyond that, but not for good', async () => {
    const bytes = await storedPicture().resize(960, 640).png().toBuffer();
    await expect(decode(bytes, { maxPixels: 50_000 })).rejects.toMatchObject({
      code: 'too_large',
      permanent: false,
    });
  });
});

describe('colors without a profile', () => {
  const one = (value: number[], primaries: number, transfer: number) => [
    ...fromNclx({ width: 1, height: 1, data: Buffer.from(value) }, { primaries, transfer }).data,
  ];

  it('white of HDR at 203 nits is white', () => {
    // Code values of 203 nits: 0.5807 of PQ (ST 2084), 0.75 of HLG (BT.2408).
    one([148, 148, 148], 9, 16).forEach((v) => expect(v).toBeGreaterThanOrEqual(253));
    one([191, 191, 191], 9, 18).forEach((v) => expect(v).toBeGreaterThanOrEqual(253));
    expect(one([0, 0, 0], 9, 16)).toEqual([0, 0, 0]);
    // 26 nits, a gray of 18 % reflectance (BT.2408): sRGB's middle gray.
    one([97, 97, 97], 9, 16).forEach((v) => expect(Math.abs(v - 101)).toBeLessThan(10));
  });

  it('P3 red is sRGB’s red', () => {
    const [r, g, b] = one([234, 51, 35], 12, 13);
    expect(r).toBeGreaterThan(250);
    expect(Math.max(g, b)).toBeLessThan(12);
  });

  it('are found in the container, unless there is a profile', () => {
    const box = (type: string, ...parts: Buffer[]) => {
      const body = Buffer.concat(parts);
      const head = Buffer.alloc(8);
      head.writeUInt32BE(body.length + 8);
      head.write(type, 4, 'latin1');
      return Buffer.concat([head, body]);
    };
    const nclx = box('colr', Buffer.from('nclx\0\x09\0\x10\0\x09\x80', 'latin1'));
    const profile = box('colr', Buffer.from('prof', 'latin1'), Buffer.alloc(128));
    const file = (...colors: Buffer[]) =>
      box(
        'meta',
        Buffer.alloc(4),
        box('pitm', Buffer.from([0, 0, 0, 0, 0, 1])),
        box('iinf', Buffer.alloc(6)),
        box('iloc', Buffer.alloc(8)),
        box(
          'iprp',
          box('ipco', ...colors),
          box('ipma', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 1, colors.length, 1, 2]))
        )
      );
    expect(nclxOf(file(nclx))).toEqual({ primaries: 9, transfer: 16 });
    expect(nclxOf(file(nclx, profile))).toBeUndefined();
    expect(nclxOf(Buffer.from('no container'))).toBeUndefined();
  });
});
