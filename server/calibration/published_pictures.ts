import type { Embedder } from '../embedding/embedder';
import { squash } from '../embedding/image/resample';
import { cosine } from '../embedding/vectors';

/**
 * Texts in the order of their published logits with SigLIP-2 base (9.4, 1.0, -4.5 and -12.3 for the first picture):
 * huggingface/transformers, tests/models/siglip2/test_modeling_siglip2.py, `test_inference`. Every model that knows the
 * open world puts them in this order; logits differ between sizes.
 */
const TEXTS = [
  'blue circle with green border on red background',
  'circle',
  'ellipsoid',
  'a dog',
] as const;

/** Width and height of the pictures, as there. */
const SIZES = [
  [224, 224],
  [1024, 1024],
  [1024, 224],
] as const;

const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;
/** PIL's "green". */
const GREEN = [0, 128, 0] as const;

/** Whether a model knows the open world, told by pictures that anybody can draw. */
export interface PublishedPictures {
  /** False: the model knows only the world that it was made for, or is not what it is taken for. */
  passed: boolean;
  /** By picture, then text, in the published order: cosines. */
  cosines: number[][];
}

/**
 * Asks the model about the published pictures. It passes where it puts the four texts in the published order for every
 * picture; random vectors do so once in 14,000 times.
 *
 * @throws EmbeddingError
 */
export async function tryPublishedPictures(
  embedder: Embedder,
  signal?: AbortSignal
): Promise<PublishedPictures> {
  const { imageSize } = embedder.model;
  const pictures = SIZES.map(([width, height]) =>
    squash(circlePicture(width, height), width, height, imageSize)
  );
  const options = { priority: 'background', signal } as const;
  const texts = await embedder.embedTexts(TEXTS, options);
  const images = await embedder.embedImages(pictures, options);
  const cosines = images.map((image) => texts.map((text) => cosine(image, text)));
  const passed = cosines.every((row) => row.every((value, i) => i === 0 || value < row[i - 1]));
  return { passed, cosines };
}

/** A blue circle with a green border on red; RGB, row by row. */
export function circlePicture(width: number, height: number): Uint8Array {
  const [centerX, centerY] = [Math.floor(width / 2), Math.floor(height / 2)];
  const radius = Math.floor(Math.min(centerX, centerY) / 8) * 7;
  const border = Math.floor(width / 20);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - centerX, y - centerY);
      const color = distance > radius ? RED : distance > radius - border ? GREEN : BLUE;
      pixels.set(color, (y * width + x) * 3);
    }
  }
  return pixels;
}
