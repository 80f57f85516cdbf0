import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../common/seeded_random';
import { UNRELATED_TEXTS } from '../../server/calibration/unrelated_texts';
import type { Embedder, EmbedOptions } from '../../server/embedding/embedder';
import { identityHash } from '../../server/embedding/model/identity';
import { l2Normalized } from '../../server/embedding/vectors';
import type { PhotoDecoder } from '../../server/images/pool/photo_decoder';
import { extended, TWIN_LOGITS, twinMap } from './twin_map';
import type { TwinShape } from './twin_map';

/**
 * Embedders that answer with the demo model's vectors, moved. For a twin that is what its model folder answers
 * (twins.integration.test.ts holds both side by side), without embedding the album once for each.
 */

/** Ignored by Git, and may be deleted at any time. */
const CACHE = join(__dirname, '../../.cache/twins');

const digest = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

/** An embedder that embeds nothing twice, and what ends it. */
export interface Remembering extends Embedder {
  /** Writes what was embedded, for the next run. */
  keep(): Promise<void>;
}

/** Keeps every vector: an album is embedded once, however many worlds ask for it, in this run and the next. */
export async function remembering(embedder: Embedder): Promise<Remembering> {
  const file = join(CACHE, `${identityHash(embedder.identity)}.json`);
  const kept = await readVectors(file);
  const through = async <T extends Uint8Array | string>(
    inputs: readonly T[],
    run: (inputs: T[]) => Promise<Float32Array[]>
  ) => {
    const keys = inputs.map(digest);
    const missing = [...new Map(keys.map((key, i) => [key, inputs[i]]))].filter(
      ([key]) => !kept.has(key)
    );
    if (missing.length > 0) {
      const vectors = await run(missing.map(([, input]) => input));
      missing.forEach(([key], i) => kept.set(key, vectors[i]));
    }
    return keys.map((key) => kept.get(key)!.slice());
  };
  return {
    ...delegated(embedder),
    embedTexts: (texts, options) => through(texts, (some) => embedder.embedTexts(some, options)),
    embedImages: (pixels, options) =>
      through(pixels, (some) => embedder.embedImages(some, options)),
    keep: async () => {
      const rows = [...kept].map(([key, vector]) => [
        key,
        Buffer.from(vector.buffer).toString('base64'),
      ]);
      await mkdir(CACHE, { recursive: true });
      await writeFile(file, JSON.stringify(rows));
    },
  };
}

async function readVectors(file: string): Promise<Map<string, Float32Array>> {
  const json = await readFile(file, 'utf8').catch(() => '[]');
  return new Map(
    (JSON.parse(json) as Array<[string, string]>).map(([key, base64]) => [
      key,
      new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer),
    ])
  );
}

/** Keeps every decoded photo. */
export function rememberingDecoder(decoder: PhotoDecoder): PhotoDecoder {
  const kept = new Map<string, ReturnType<PhotoDecoder['decode']>>();
  const decode: PhotoDecoder['decode'] = ({ bytes, ...how }, options) => {
    const key = digest(bytes) + JSON.stringify(how);
    if (!kept.has(key)) kept.set(key, decoder.decode({ bytes, ...how }, options));
    return kept.get(key)!;
  };
  return new Proxy(decoder, {
    get: (target, name) => {
      if (name === 'decode') return decode;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

/** A world: how an embedder differs from the demo model's. */
export interface World {
  name: string;
  /** An affine twin. */
  twin?: TwinShape;
  /** Added to the logits of every text that is not English. */
  foreignShift?: number;
  /** Length of a random vector of its own that is added to each photo's. */
  noise?: number;
  /** Each photo has the vector of another one: looks say nothing. */
  shuffled?: readonly Float32Array[];
  /** Another model's own vectors. */
  other?: Embedder;
  /** No logits.json. */
  withoutLogits?: boolean;
}

/** @param demo the demo model's embedder */
export function embedderOf(demo: Embedder, world: World): Embedder {
  const { twin, foreignShift = 0, noise, shuffled, other } = world;
  const { logits } = demo.model;
  const base = other ?? demo;
  if (!logits) throw new Error('The demo model has no logits.json.');
  const straight = twin && twinMap(twin, logits);
  const foreign = twin && twinMap({ ...twin, shift: (twin.shift ?? 0) + foreignShift }, logits);
  const dims = base.model.dims + (twin ? 2 : 0);
  const textOf = (text: string, vector: Float32Array): Float32Array =>
    straight && foreign ? extended(vector, (isForeign(text) ? foreign : straight).text) : vector;
  const photoOf = (pixels: Uint8Array, vector: Float32Array): Float32Array => {
    const seed = parseInt(digest(pixels).slice(0, 8), 16);
    const drawn = shuffled ? shuffled[seed % shuffled.length] : vector;
    const seen = noise ? noisy(drawn, noise, seed) : drawn;
    return straight ? extended(seen, straight.photo) : seen;
  };
  const own = twin && !world.withoutLogits ? { ...TWIN_LOGITS } : base.model.logits;
  return {
    ...delegated(base),
    identity: {
      ...base.identity,
      model: world.name,
      modelHash: digest(world.name + base.identity.modelHash),
      dims,
    },
    model: { ...base.model, name: world.name, dims, logits: world.withoutLogits ? undefined : own },
    embedTexts: async (texts, options?: EmbedOptions) =>
      (await base.embedTexts(texts, options)).map((vector, i) => textOf(texts[i], vector)),
    embedImages: async (pixels, options?: EmbedOptions) =>
      (await base.embedImages(pixels, options)).map((vector, i) => photoOf(pixels[i], vector)),
  };
}

function delegated(
  embedder: Embedder
): Pick<Embedder, 'identity' | 'model' | 'status' | 'warm' | 'close'> {
  return {
    identity: embedder.identity,
    model: embedder.model,
    status: () => embedder.status(),
    warm: () => embedder.warm(),
    close: () => embedder.close(),
  };
}

function noisy(vector: Float32Array, length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  // Twelve uniform numbers sum to a normal one (Irwin and Hall).
  const drawn = vector.map(() => Array.from({ length: 12 }, random).reduce((a, b) => a + b, -6));
  const unit = l2Normalized(drawn);
  return l2Normalized(vector.map((value, i) => value + length * unit[i]));
}

/** Queries of demo/model/queries.json in other languages that are written with English letters only. */
const FOREIGN_QUERIES = new Set([
  ...['gebetsfahnen', 'gefrorener see', 'zelte', 'hubschrauber', 'wald', 'gletscher', 'dorf'],
  ...['pont suspendu', 'un troupeau de yaks', 'puente colgante', 'bosque', 'nebel', 'nacht'],
  ...['tormenta de nieve', 'neige qui tombe, il neige', 'coucher de soleil', 'puesta de sol'],
]);
const FOREIGN_UNRELATED = new Set(
  UNRELATED_TEXTS.flatMap(({ language, text }) => (language === 'en' ? [] : [text]))
);

/** By what the texts are known to be, not by how the product reads them. */
export const isForeign = (text: string): boolean =>
  FOREIGN_UNRELATED.has(text) || FOREIGN_QUERIES.has(text) || /[^\x20-\x7e’]/.test(text);
