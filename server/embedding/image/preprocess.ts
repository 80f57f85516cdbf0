import type { Sharp } from 'sharp';
import { squash } from './resample';

/**
 * Increase when the same photo would become other pixels, and so another vector: another kernel, another order of
 * steps, another treatment of color or transparency, a decoder whose output differs by more than rounding.
 * Indices filled under another number are refused (identity.ts), so an increase costs every user a new ingest.
 */
export const PREPROCESSING_VERSION = 1;

/** What shows through transparent pixels: white, as in transformers' `convert_to_rgb`. */
const BACKGROUND = '#ffffff';

/**
 * How sharp must open a file whose pixels go to `toModelPixels`: without this, sharp converts a photo with an embedded
 * profile to sRGB while it reads it, before any step of ours.
 */
export const MODEL_INPUT_OPTIONS = { ignoreIcc: true } as const;

/**
 * A decoded, upright image as the vision tower's pixels.
 *
 * Squashed to a square (SigLIP neither crops nor pads) by PIL's antialiased bilinear filter, like SigLIP-2's processor;
 * see resample.ts for why sharp's own resize is not used. No color conversion:
 * transformers feeds a Display P3 photo's numbers as they are, and converting them to sRGB first costs up to 0.012 of
 * cosine.
 *
 * @param image upright already (it is not turned here), and opened with MODEL_INPUT_OPTIONS if it comes from a file
 * @param imageSize side of the square in pixels (`ModelFolder.imageSize`)
 * @returns RGB, interleaved, row by row: imageSize × imageSize × 3 bytes
 */
export async function toModelPixels(image: Sharp, imageSize: number): Promise<Uint8Array> {
  const { data, info } = await image
    .flatten({ background: BACKGROUND })
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) {
    throw new Error(`An image with ${info.channels} channels came where RGB was asked for.`);
  }
  return squash(data, info.width, info.height, imageSize);
}
