import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { phoneFile } from '../../common/testing/phone_files';
import { pngChunk } from '../../server/images/testing/png_chunk';
import { samplePhoto } from '../../scripts/testing/sample_album';

/** Small sound pictures that hostile ones are made from, all drawn. */
export interface BaseImages {
  jpeg: Buffer;
  progressive: Buffer;
  png: Buffer;
  webp: Buffer;
  lossless: Buffer;
  avif: Buffer;
  tiff: Buffer;
  gif: Buffer;
  bmp: Buffer;
  /** A grid of HEVC tiles, as phones write it. */
  heic: Buffer;
}

export type BaseFormat = keyof BaseImages;

export const EXTENSIONS: Record<BaseFormat, string> = {
  jpeg: 'jpg',
  progressive: 'jpeg',
  png: 'png',
  webp: 'webp',
  lossless: 'webp',
  avif: 'avif',
  tiff: 'tif',
  gif: 'jpg',
  bmp: 'png',
  heic: 'heic',
};

export async function baseImages(): Promise<BaseImages> {
  const jpeg = await samplePhoto({ seed: 3, time: '2023:10:27 06:00:00' });
  const picture = () => sharp(jpeg).resize(96, 72);
  const avif = await picture().avif({ effort: 1 }).toBuffer();
  return {
    jpeg,
    progressive: await picture().jpeg({ progressive: true }).toBuffer(),
    png: await picture().png().toBuffer(),
    webp: await picture().webp().toBuffer(),
    lossless: await picture().webp({ lossless: true }).toBuffer(),
    avif,
    tiff: await picture().tiff({ compression: 'deflate' }).toBuffer(),
    gif: await picture().gif().toBuffer(),
    bmp: bmp(96, 72),
    heic: phoneFile('upright.heic'),
  };
}

function bmp(width: number, height: number): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + width * height * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return Buffer.concat([header, Buffer.alloc(width * height * 3, 0x7f)]);
}

export const PNG_HEAD = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** An IHDR chunk. @param color 0 gray, 2 RGB, 3 palette, 6 RGBA */
export function pngHeader(width: number, height: number, depth = 8, colour = 2): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width >>> 0, 0);
  data.writeUInt32BE(height >>> 0, 4);
  data.set([depth, colour, 0, 0, 0], 8);
  return pngChunk('IHDR', data);
}

/** A PNG of one colour: a few KB that unfold to `width × height` pixels. */
export function flatPng(width: number, height: number, depth = 8, colour = 2): Buffer {
  const channels = colour === 6 ? 4 : colour === 2 ? 3 : 1;
  const row = Math.ceil((width * channels * depth) / 8) + 1;
  // Rows of zeros deflate the same however many there are at once.
  const data = deflateSync(Buffer.alloc(row * height), { level: 1 });
  const parts = [PNG_HEAD, pngHeader(width, height, depth, colour)];
  return Buffer.concat([...parts, pngChunk('IDAT', data), pngChunk('IEND', Buffer.alloc(0))]);
}
