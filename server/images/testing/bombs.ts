import { deflateSync } from 'node:zlib';
import { pngChunk } from './png_chunk';

/** Small files that cost a decoder out of all proportion. Not part of the product. */

/** A progressive JPEG whose last scan comes over and over. @param jpeg any JPEG, its end marker last */
export function manyScans(jpeg: Buffer, scans: number): Buffer {
  const last = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const end = jpeg.lastIndexOf(Buffer.from([0xff, 0xd9]));
  const scan = jpeg.subarray(last, end);
  return Buffer.concat([
    jpeg.subarray(0, end),
    ...Array<Buffer>(scans).fill(scan),
    jpeg.subarray(end),
  ]);
}

function riff(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** An animated WebP that shows the same still picture in each frame. @param webp a simple one, without metadata */
export function manyFrames(webp: Buffer, width: number, height: number, frames: number): Buffer {
  const canvas = Buffer.alloc(10);
  canvas[0] = 2;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const frameHead = Buffer.alloc(16);
  frameHead.writeUIntLE(width - 1, 6, 3);
  frameHead.writeUIntLE(height - 1, 9, 3);
  frameHead.writeUIntLE(100, 12, 3);
  const frame = riff('ANMF', Buffer.concat([frameHead, webp.subarray(12)]));
  const body = [
    Buffer.from('WEBP', 'latin1'),
    riff('VP8X', canvas),
    riff('ANIM', Buffer.alloc(6)),
    ...Array<Buffer>(frames).fill(frame),
  ];
  return riff('RIFF', Buffer.concat(body));
}

/** A TIFF with a chain of directories behind its own, all of the same picture. @param tiff little endian, of one page */
export function manyDirectories(tiff: Buffer, directories: number): Buffer {
  const first = tiff.readUInt32LE(4);
  const length = 2 + tiff.readUInt16LE(first) * 12;
  const directory = Buffer.concat([tiff.subarray(first, first + length), Buffer.alloc(4)]);
  const start = tiff.length + (tiff.length % 2);
  const file = Buffer.alloc(start + directories * directory.length);
  tiff.copy(file);
  file.writeUInt32LE(start, first + length);
  for (let i = 0; i < directories; i++) {
    const at = start + i * directory.length;
    directory.copy(file, at);
    const next = i + 1 < directories ? at + directory.length : 0;
    file.writeUInt32LE(next, at + length);
  }
  return file;
}

/** A PNG with a compressed text before its pixels that unpacks to this many bytes. @param png as sharp writes it */
export function hugeText(png: Buffer, kind: 'zTXt' | 'iTXt' | 'iCCP', bytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(bytes, 'a'), { level: 9 });
  const head = { zTXt: 'Comment\0\0', iTXt: 'Comment\0\x01\0en\0\0', iCCP: 'profile\0\0' }[kind];
  const text = pngChunk(kind, Buffer.concat([Buffer.from(head, 'latin1'), packed]));
  // Behind the header of 13 bytes.
  return Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]);
}

function box(type: string, ...bodies: Buffer[]): Buffer {
  const body = Buffer.concat(bodies);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A HEIC whose one item is the same `bytes` bytes over and over. */
export function overlappingExtents(extents: number, bytes: number): Buffer {
  const iloc = Buffer.alloc(16 + extents * 8);
  // Offsets and lengths of four bytes, one item.
  iloc[4] = 0x44;
  iloc.writeUInt16BE(1, 6);
  iloc.writeUInt16BE(1, 8);
  iloc.writeUInt16BE(extents, 12);
  for (let i = 0; i < extents; i++) {
    iloc.writeUInt32BE(64, 14 + i * 8);
    iloc.writeUInt32BE(bytes - 64, 18 + i * 8);
  }
  const size = Buffer.alloc(12);
  size.writeUInt32BE(64, 4);
  size.writeUInt32BE(64, 8);
  const primary = Buffer.from([0, 0, 0, 0, 0, 1]);
  const item = box('infe', Buffer.from('\x02\0\0\0\0\x01\0\0hvc1\0', 'latin1'));
  return Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')),
    box(
      'meta',
      Buffer.alloc(4),
      box('hdlr', Buffer.from('\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')),
      box('pitm', primary),
      box('iinf', Buffer.from([0, 0, 0, 0, 0, 1]), item),
      box(
        'iprp',
        box('ipco', box('ispe', size)),
        box('ipma', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1]))
      ),
      box('iloc', iloc)
    ),
    box('mdat', Buffer.alloc(bytes)),
  ]);
}

/** The same file with other sizes in all its `ispe` boxes. */
export function withSpatialExtent(source: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(source);
  for (let at = copy.indexOf('ispe'); at > 0; at = copy.indexOf('ispe', at + 1)) {
    copy.writeUInt32BE(width >>> 0, at + 8);
    copy.writeUInt32BE(height >>> 0, at + 12);
  }
  return copy;
}
