import sharp from 'sharp';
import type { RgbImage } from '../heic/heic_decoder';

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/**
 * Wraps raw RGB pixels and an ICC profile in an uncompressed TIFF: the one way to tell sharp in which colors raw
 * pixels are (its raw input takes no profile). Tags and layout: TIFF 6.0, baseline RGB; 34675 is the ICC profile.
 */
function tiffWithProfile({ width, height, data }: RgbImage, icc: Buffer): Buffer {
  const entries: Array<[tag: number, type: number, count: number, value: number]> = [];
  const headerBytes = 8;
  const directoryBytes = 2 + 11 * 12 + 4;
  const bitsAt = headerBytes + directoryBytes;
  const iccAt = bitsAt + 6;
  // The strip begins on an even byte, as TIFF asks of every offset.
  const pixelsAt = iccAt + icc.length + (icc.length % 2);
  entries.push(
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 3, bitsAt],
    [259, SHORT, 1, 1], // no compression
    [262, SHORT, 1, 2], // RGB
    [273, LONG, 1, pixelsAt],
    [277, SHORT, 1, 3], // samples a pixel
    [278, LONG, 1, height],
    [279, LONG, 1, data.length],
    [284, SHORT, 1, 1], // interleaved
    [34675, UNDEFINED, icc.length, iccAt]
  );
  const tiff = Buffer.alloc(pixelsAt + data.length);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(headerBytes, 4);
  tiff.writeUInt16LE(entries.length, headerBytes);
  entries.forEach(([tag, type, count, value], index) => {
    const at = headerBytes + 2 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    // A SHORT that fits in the entry stands in its first two bytes: the same in little endian.
    tiff.writeUInt32LE(value, at + 8);
  });
  for (let channel = 0; channel < 3; channel++) {
    tiff.writeUInt16LE(8, bitsAt + channel * 2);
  }
  icc.copy(tiff, iccAt);
  data.copy(tiff, pixelsAt);
  return tiff;
}

/**
 * Converts pixels to sRGB for display. For the model they stay as they are: its reference preprocessing ignores
 * profiles, and converting Display P3 first costs a cosine of 0.006.
 *
 * @param image upright pixels in the colors of `icc`; meant for thumbnail sizes (25 ms at 1024 px)
 * @returns the same size in sRGB; unchanged where the profile is absent or cannot be used
 */
export async function toSrgb(image: RgbImage, icc: Buffer | undefined): Promise<RgbImage> {
  if (icc === undefined || icc.length === 0) {
    return image;
  }
  try {
    const { data, info } = await sharp(tiffWithProfile(image, icc))
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.channels === 3 ? { width: info.width, height: info.height, data } : image;
  } catch {
    // A broken profile must not cost the photo: slightly wrong colors are better than none.
    return image;
  }
}
