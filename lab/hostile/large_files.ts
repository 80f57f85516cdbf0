import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import {
  hugeText,
  manyDirectories,
  manyFrames,
  manyScans,
  overlappingExtents,
  withSpatialExtent,
} from '../../server/images/testing/bombs';
import { pngChunk } from '../../server/images/testing/png_chunk';
import { flatPng, PNG_HEAD, pngHeader, type BaseImages } from './base_images';
import { box } from './damaged_files';
import type { HostileFile } from './entries';

const SIZES: ReadonlyArray<readonly [width: number, height: number]> = [
  [60_000, 60_000],
  [65_535, 65_535],
  [1_000_000, 1],
  [1, 0x7fffffff],
  [0x7fffffff, 0x7fffffff],
  [0xffffffff, 0xffffffff],
  [0, 0],
  [0, 100],
  [100_001, 1_000],
];

/** Small files whose headers promise gigapixels, or nothing. */
export function giantHeaders(base: BaseImages): HostileFile[] {
  return SIZES.flatMap(([width, height]) => {
    const of = (name: string, bytes: () => Buffer): HostileFile => ({
      path: `giant/${width}x${height}-${name}`,
      category: 'giant header',
      expect: 'bad',
      bytes,
    });
    return [
      of('a.png', () => pngOf(width, height, base.png)),
      of('b.jpg', () => jpegOf(width, height, base.jpeg)),
      of('c.webp', () => extendedWebp(width, height)),
      of('d.tif', () => tiffOf(width, height)),
      of('e.heic', () => withSpatialExtent(base.heic, width, height)),
      of('f.avif', () => withSpatialExtent(base.avif, width, height)),
      of('g.jpg', () => gifOf(width, height, base.gif)),
      of('h.png', () => bmpOf(width, height, base.bmp)),
    ].map((file) => ({
      ...file,
      // libheif and libvips go by the coded picture where a box contradicts it, and that one is sound.
      expect: /\.(heic|avif)$/.test(String(file.path)) ? ('either' as const) : file.expect,
    }));
  });
}

function pngOf(width: number, height: number, png: Buffer): Buffer {
  return Buffer.concat([PNG_HEAD, pngHeader(width, height), png.subarray(33)]);
}

function jpegOf(width: number, height: number, jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(Math.min(height, 65_535), frame + 5);
  // One of nothing by another: a header has sixteen bits for each.
  copy.writeUInt16BE(Math.min(width, 65_535), frame + 7);
  return copy;
}

function extendedWebp(width: number, height: number): Buffer {
  const data = Buffer.alloc(10);
  data.writeUIntLE(Math.min(Math.max(width, 1) - 1, 0xffffff), 4, 3);
  data.writeUIntLE(Math.min(Math.max(height, 1) - 1, 0xffffff), 7, 3);
  const chunk = Buffer.concat([Buffer.from('VP8X\x0a\0\0\0', 'latin1'), data]);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(chunk.length + 4, 4);
  return Buffer.concat([head, chunk]);
}

/** A TIFF of one empty strip. */
export function tiffOf(width: number, height: number, next = 0): Buffer {
  const tags = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 200],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, 16],
  ] as const;
  const file = Buffer.alloc(216);
  file.write('II*\0\x08\0\0\0', 'latin1');
  file.writeUInt16LE(tags.length, 8);
  tags.forEach(([tag, type, value], i) => {
    const at = 10 + i * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value >>> 0, at + 8);
  });
  file.writeUInt32LE(next, 10 + tags.length * 12);
  return file;
}

function gifOf(width: number, height: number, gif: Buffer): Buffer {
  const copy = Buffer.from(gif);
  copy.writeUInt16LE(Math.min(width, 65_535), 6);
  copy.writeUInt16LE(Math.min(height, 65_535), 8);
  return copy;
}

function bmpOf(width: number, height: number, bmp: Buffer): Buffer {
  const copy = Buffer.from(bmp);
  copy.writeInt32LE(width | 0, 18);
  copy.writeInt32LE(height | 0, 22);
  return copy;
}

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#456' }, limitInputPixels: false });

/** Small files that unfold to what memory has no room for, in each format: about as many pixels as the limit, or a few more. */
export function bombs(): HostileFile[] {
  const over: Array<[string, () => Promise<Buffer> | Buffer]> = [
    // Decoded at a reduced size.
    ['png-over.png', () => flatPng(20_000, 5_001)],
    ['jpeg-over.jpg', () => flat(20_000, 5_001).jpeg({ quality: 1 }).toBuffer()],
    ['tiff-over.tif', () => flat(20_000, 5_001).tiff({ compression: 'deflate' }).toBuffer()],
  ];
  const nearLimit: Array<[string, () => Promise<Buffer> | Buffer]> = [
    ['png-16-bit.png', () => flatPng(10_000, 9_999, 16, 6)],
    ['png-grey.png', () => flatPng(99_999, 1_000, 8, 0)],
    [
      'progressive.jpg',
      () => flat(10_000, 9_999).jpeg({ quality: 1, progressive: true }).toBuffer(),
    ],
    ['deflate.tif', () => flat(10_000, 9_999).tiff({ compression: 'deflate' }).toBuffer()],
    ['lossless.webp', () => flat(16_000, 6_000).webp({ lossless: true, effort: 0 }).toBuffer()],
    ['webp-over.webp', () => flat(16_000, 6_300).webp({ quality: 1, effort: 0 }).toBuffer()],
    ['large.avif', () => flat(8_000, 6_000).avif({ quality: 1, effort: 0 }).toBuffer()],
  ];
  const pixels = 'a'.repeat(64);
  // Metadata that inflates to 200 MB beside a picture of 4 × 4.
  const inflating = deflateSync(Buffer.alloc(200e6), { level: 9 });
  const beside = (type: string, head: string) => () =>
    Buffer.concat([
      PNG_HEAD,
      pngHeader(4, 4),
      pngChunk(type, Buffer.concat([Buffer.from(head, 'latin1'), inflating])),
      pngChunk('IDAT', deflateSync(Buffer.alloc(4 * 13))),
      pngChunk('IEND', Buffer.alloc(0)),
    ]);
  return [
    ...over.map(([name, bytes]) => bomb(name, 'good', bytes)),
    ...nearLimit.map(([name, bytes]) => bomb(name, 'either', bytes)),
    bomb('profile.png', 'either', beside('iCCP', 'p\0\0')),
    bomb('text.png', 'either', beside('zTXt', `${pixels}\0\0`)),
    bomb('exif-box.heic', 'bad', () =>
      Buffer.concat([
        box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')),
        box('meta', Buffer.alloc(50_000_000)),
      ])
    ),
  ];
}

/**
 * Files that cost time or memory out of all proportion, and what is to become of them: a few KB to 10 MB each, which took
 * up to 36 s or 5.2 GB before server/images/limits looked at containers.
 */
export function disproportionate(base: BaseImages): HostileFile[] {
  const small = () => flat(64, 48);
  const of = (
    name: string,
    expect: HostileFile['expect'],
    bytes: HostileFile['bytes']
  ): HostileFile => ({ path: `bombs/${name}`, category: 'disproportionate', expect, bytes });
  return [
    of('scans.jpg', 'bad', async () =>
      manyScans(await small().jpeg({ progressive: true }).toBuffer(), 4000)
    ),
    of('frames.webp', 'good', async () =>
      manyFrames(await small().webp().toBuffer(), 64, 48, 80_000)
    ),
    of('directories.tif', 'bad', async () =>
      manyDirectories(await small().tiff({ compression: 'none' }).toBuffer(), 60_000)
    ),
    of('wide.tif', 'bad', () => tiffOf(9_900_000, 10)),
    of('wide.png', 'bad', () => flatPng(999_000, 100, 16)),
    of('text.png', 'bad', async () => hugeText(await small().png().toBuffer(), 'zTXt', 100e6)),
    of('profile.png', 'bad', async () => hugeText(await small().png().toBuffer(), 'iCCP', 100e6)),
    of('extents.heic', 'bad', () => overlappingExtents(32, 1e6)),
    of('side.avif', 'bad', () => withSpatialExtent(base.avif, 9984, 9984)),
    {
      ...of('flat.avif', 'bad', () => flat(9984, 9984).avif({ quality: 1, effort: 0 }).toBuffer()),
      heavy: true,
    },
  ];
}

function bomb(
  name: string,
  expect: HostileFile['expect'],
  bytes: HostileFile['bytes']
): HostileFile {
  return { path: `bombs/${name}`, category: 'bomb', expect, bytes, heavy: true };
}
