import sharp from 'sharp';
import type { RgbImage } from '../heic/heic_decoder';

const raw = ({ width, height, data }: RgbImage) =>
  sharp(data, { raw: { width, height, channels: 3 } });

const HASH_COLUMNS = 8;
const HASH_ROWS = 8;

/**
 * 64-bit difference hash (dHash, N. Krawetz 2013): gray, 9 × 8, one bit for "brighter than its right neighbour",
 * row by row. Near-duplicates (resized, recompressed, slightly brighter) differ in a few bits, other photos in
 * about 32; Hamming distance ≤ 6 is the usual limit.
 *
 * @param image upright and in sRGB, any size
 * @returns 16 hexadecimal digits
 */
export async function perceptualHash(image: RgbImage): Promise<string> {
  const grey = await raw(image)
    .resize(HASH_COLUMNS + 1, HASH_ROWS, { fit: 'fill', kernel: 'linear' })
    .greyscale()
    .raw()
    .toBuffer();
  let bits = 0n;
  for (let y = 0; y < HASH_ROWS; y++) {
    for (let x = 0; x < HASH_COLUMNS; x++) {
      const at = y * (HASH_COLUMNS + 1) + x;
      bits = (bits << 1n) | (grey[at] > grey[at + 1] ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** The commonest color (of 4096 bins) as `#rrggbb`: what stands in the grid until the thumbnail is there. */
export async function dominantColour(image: RgbImage): Promise<string> {
  const { dominant } = await raw(image).stats();
  return `#${[dominant.r, dominant.g, dominant.b].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
