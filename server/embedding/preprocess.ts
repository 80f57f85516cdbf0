import type { Sharp } from 'sharp';

/**
 * Increase when the same photo would become other pixels, and so another vector: another kernel, another order of
 * steps, another treatment of colour or transparency, a decoder whose output differs by more than rounding.
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
 * Squashed to a square (SigLIP neither crops nor pads) with sharp's linear kernel, which is antialiased like PIL's
 * bilinear: cosine of the vectors at least 0.9998 over real 12 MP photos; `cubic` gives 0.9996, `lanczos3` (sharp's
 * default) less. No colour conversion: transformers feeds a Display P3 photo's numbers as they are, and converting
 * them to sRGB first costs up to 0.012 of cosine.
 *
 * @param image upright already (it is not turned here), and opened with MODEL_INPUT_OPTIONS if it comes from a file
 * @param imageSize side of the square in pixels (`ModelFolder.imageSize`)
 * @returns RGB, interleaved, row by row: imageSize × imageSize × 3 bytes
 */
export async function toModelPixels(image: Sharp, imageSize: number): Promise<Uint8Array> {
  const { data, info } = await image
    .flatten({ background: BACKGROUND })
    .resize(imageSize, imageSize, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3) {
    return new Uint8Array(data);
  }
  // A grey image keeps one channel: repeat it, as PIL's convert("RGB") does.
  const rgb = new Uint8Array(imageSize * imageSize * 3);
  for (let i = 0; i < imageSize * imageSize; i++) {
    rgb.fill(data[i * info.channels], i * 3, i * 3 + 3);
  }
  return rgb;
}
