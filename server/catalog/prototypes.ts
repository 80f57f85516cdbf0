import { readFile } from 'node:fs/promises';
import type { Embedder } from '../embedding/embedder';
import { l2Normalized } from '../embedding/vectors';
import type { PhotoDecoder } from '../images/pool/photo_decoder';
import type { Logger } from '../logger';
import type { CatalogPeak } from './catalog_file';
import { agreeingReferences } from './reference_check';

/**
 * A peak's prototype: the vector that photos of it are compared with.
 *
 *   text      = unit(mean(unit vectors of the prompts) − 0.25 · unit(mean(anti-concept)))
 *   prototype = unit(0.55 · text + 0.45 · unit(mean(unit vectors of the references)))
 *
 * Every step is L2-normalised, so that no prompt or photo counts more for being longer.
 * Increase PROTOTYPE_VERSION when any of this changes: prototypes are then made anew.
 */
export const PROTOTYPE_VERSION = 1;

/** Away from pictures of pictures: names of famous peaks stand on posters and maps as often as below photos. */
const ANTI_CONCEPT = ['a painting', 'an illustration', 'a poster', 'a map', 'a logo'];
const ANTI_WEIGHT = 0.25;

/** With at most three photos, the text keeps the upper hand: a photo also shows its weather and its foreground. */
const TEXT_WEIGHT = 0.55;

/** Different views of one thing, as the prompt ensembles of CLIP-like models have them. */
const NAME_PROMPTS: ReadonlyArray<(name: string) => string> = [
  (name) => `a photo of ${name}`,
  (name) => `${name} mountain`,
  (name) => `${name} peak`,
  (name) => `the summit of ${name}`,
  (name) => `a landscape with ${name} in the distance`,
];

/**
 * The texts that stand for a peak: its first name (the usual English one, which the text tower knows best) in every
 * prompt, each other name in the first prompt only, so that a peak with ten spellings is not made of spellings; then
 * the catalog's own prompts.
 */
export function promptsOf(peak: Pick<CatalogPeak, 'names' | 'prompts'>): string[] {
  const [first, ...others] = peak.names;
  return [
    ...NAME_PROMPTS.map((prompt) => prompt(first)),
    ...others.map((name) => NAME_PROMPTS[0](name)),
    ...peak.prompts,
  ];
}

export interface PrototypeParts {
  peaks: readonly CatalogPeak[];
  embedder: Embedder;
  decoder: PhotoDecoder;
  logger: Logger;
  signal?: AbortSignal;
  /** After each peak. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Makes the prototypes of peaks: unit vectors by id.
 *
 * References of a peak are checked against each other: one that is unlike the others is left out with a warning (a
 * wrong photo spoils a prototype, and nobody sees it). A reference that cannot be decoded is left out likewise.
 */
export async function buildPrototypes(parts: PrototypeParts): Promise<Map<string, Float32Array>> {
  const { peaks, embedder, signal } = parts;
  const prototypes = new Map<string, Float32Array>();
  if (peaks.length === 0) {
    return prototypes;
  }
  const background = { priority: 'background', signal } as const;
  const anti = direction(await embedder.embedTexts(ANTI_CONCEPT, background));
  for (const peak of peaks) {
    signal?.throwIfAborted();
    const prompts = await embedder.embedTexts(promptsOf(peak), background);
    const text = textPrototype(prompts, anti);
    const references = await referenceVectors(peak, parts);
    prototypes.set(peak.id, blendReferences(text, references));
    parts.onProgress?.(prototypes.size, peaks.length);
  }
  return prototypes;
}

/** The mean direction of the prompts, turned away from the anti-concept; a unit vector. */
export function textPrototype(prompts: readonly Float32Array[], anti: Float32Array): Float32Array {
  const mean = direction(prompts);
  return l2Normalized(mean.map((value, i) => value - ANTI_WEIGHT * anti[i]));
}

/** Text and photos of a peak; a unit vector. Without photos the text alone. */
export function blendReferences(
  text: Float32Array,
  references: readonly Float32Array[]
): Float32Array {
  if (references.length === 0) {
    return text;
  }
  const photos = direction(references);
  return l2Normalized(text.map((value, i) => TEXT_WEIGHT * value + (1 - TEXT_WEIGHT) * photos[i]));
}

/** The direction of the mean of unit vectors. */
function direction(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0].length);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i++) {
      sum[i] += vector[i];
    }
  }
  return l2Normalized(sum);
}

async function referenceVectors(
  peak: CatalogPeak,
  { embedder, decoder, logger, signal }: PrototypeParts
): Promise<Float32Array[]> {
  const readable: Array<{ path: string; vector: Float32Array }> = [];
  for (const path of peak.referencePhotos) {
    try {
      const { pixels } = await decoder.decode(
        {
          bytes: await readFile(path),
          imageSize: embedder.model.imageSize,
          // Only read for the time of day, which a reference does not use.
          defaultZone: 'UTC',
        },
        { signal }
      );
      const [vector] = await embedder.embedImages([pixels], { priority: 'background', signal });
      readable.push({ path, vector });
    } catch (error) {
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(`${peak.id}: the reference photo ${path} is left out: ${reason}`);
    }
  }
  const kept = agreeingReferences(readable.map(({ vector }) => vector));
  readable
    .filter((_, i) => !kept.includes(i))
    .forEach(({ path }) =>
      logger.warn(
        `${peak.id}: the reference photo ${path} is left out: it is unlike the other references of this peak. Does it show another one?`
      )
    );
  return kept.map((i) => readable[i].vector);
}
