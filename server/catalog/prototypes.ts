import { readFile } from 'node:fs/promises';
import type { Embedder } from '../embedding/embedder';
import type { PhotoDecoder } from '../images/pool/photo_decoder';
import type { Logger } from '../logger';
import type { CatalogPeak } from './catalog_file';
import { meanDirection, meanVector } from './learned_prototype';
import { agreeingReferences } from './reference_check';
import { reasonOf } from '../errors';

/**
 * A peak's prototype: the vector that photos of it are compared with.
 *
 *   text = mean(unit vectors of the prompts) − 0.25 · mean(unit vectors of the anti-concept)
 *
 * and what reference photos add to it (learned_prototype.ts). It is no unit vector: its product with a photo is the mean
 * of the prompts' own cosines. Scaled to length 1 it would be more like all photos the more its prompts differ, by as
 * much as the model happens to keep texts apart, and peaks could not be compared. Increase PROTOTYPE_VERSION when any of
 * this changes: prototypes are then made anew.
 */
export const PROTOTYPE_VERSION = 3;

/** Away from pictures of pictures: names of famous peaks stand on posters and maps as often as below photos. */
const ANTI_CONCEPT = ['a painting', 'an illustration', 'a poster', 'a map', 'a logo'];
const ANTI_WEIGHT = 0.25;

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

/** What texts and the catalog's own reference photos make of a peak. */
export interface BuiltPrototype {
  /** Shorter than 1 as its prompts differ. */
  text: Float32Array;
  /** The direction of the references, a unit vector; absent where there are none. */
  reference?: Float32Array;
}

/**
 * Makes the prototypes of peaks, by id.
 *
 * References of a peak are checked against each other: one that is unlike the others is left out with a warning (a
 * wrong photo spoils a prototype, and nobody sees it). A reference that cannot be decoded is left out likewise.
 */
export async function buildPrototypes(parts: PrototypeParts): Promise<Map<string, BuiltPrototype>> {
  const { peaks, embedder, signal } = parts;
  const prototypes = new Map<string, BuiltPrototype>();
  if (peaks.length === 0) {
    return prototypes;
  }
  const background = { priority: 'background', signal } as const;
  const anti = await embedder.embedTexts(ANTI_CONCEPT, background);
  for (const peak of peaks) {
    signal?.throwIfAborted();
    const prompts = await embedder.embedTexts(promptsOf(peak), background);
    const text = textPrototype(prompts, anti);
    const references = await referenceVectors(peak, parts);
    const reference = references.length > 0 ? meanDirection(references) : undefined;
    prototypes.set(peak.id, { text, reference });
    parts.onProgress?.(prototypes.size, peaks.length);
  }
  return prototypes;
}

/** The mean of the prompts, turned away from the anti-concept. All unit vectors; see BuiltPrototype for what comes out. */
export function textPrototype(
  prompts: readonly Float32Array[],
  anti: readonly Float32Array[]
): Float32Array {
  const away = meanVector(anti);
  return meanVector(prompts).map((value, i) => value - ANTI_WEIGHT * away[i]);
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
      const reason = reasonOf(error);
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
