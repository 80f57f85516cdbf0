import { createHash } from 'node:crypto';
import { PeakSearchError } from '../../errors';

/**
 * What made a vector. Stored in the `_meta` of every index that holds vectors; vectors of two different identities
 * lie in different spaces, so comparing them gives numbers without meaning (and no error).
 */
export interface EmbeddingIdentity {
  /** name of the model folder, for people */
  model: string;
  /** SHA-256 (hex) over the towers, the tokenizer and the sizes read from the folder (model_hash.ts) */
  modelHash: string;
  /** preprocess.ts: how a photo becomes pixels */
  preprocessingVersion: number;
  /** length of a vector */
  dims: number;
  /** precision of the weights: `fp32`, `fp16`, `uint8` …; `int8 saturating` where the CPU gets its products wrong */
  dtype: string;
}

/** Fields in the order of how much they explain, with the words a person knows them by. */
const FIELDS: ReadonlyArray<[keyof EmbeddingIdentity, string]> = [
  ['model', 'model'],
  ['dims', 'vector length'],
  ['dtype', 'weights'],
  ['preprocessingVersion', 'preprocessing version'],
  ['modelHash', 'model files'],
];

function shown(field: keyof EmbeddingIdentity, value: string | number | undefined): string {
  return field === 'modelHash' ? `SHA-256 ${String(value).slice(0, 12)}…` : String(value);
}

/**
 * Compares the identity an index was filled with to the one in use.
 *
 * @returns a sentence that names what differs and what to do, or `undefined` when both are the same
 */
export function identityMismatch(
  stored: EmbeddingIdentity,
  current: EmbeddingIdentity
): string | undefined {
  const differences = FIELDS.filter(([field]) => stored[field] !== current[field]).map(
    ([field, words]) =>
      `${words} ${shown(field, stored[field])} there, ${shown(field, current[field])} here`
  );
  if (differences.length === 0) {
    return undefined;
  }
  return (
    `The index was filled with another embedding (${differences.join('; ')}), and vectors of two embeddings cannot be compared. ` +
    `Use the model it was filled with, or fill a new index with this one.`
  );
}

/** First 8 hex digits of a hash over everything that tells one embedding from another. */
export function identityHash(identity: EmbeddingIdentity): string {
  const { model, modelHash, preprocessingVersion, dims, dtype } = identity;
  return createHash('sha256')
    .update(JSON.stringify([model, modelHash, preprocessingVersion, dims, dtype]))
    .digest('hex')
    .slice(0, 8);
}

/** @throws PeakSearchError `model_mismatch` with a sentence, when the embeddings differ */
export function assertSameEmbedding(
  indexName: string,
  stored: EmbeddingIdentity,
  current: EmbeddingIdentity
): void {
  const mismatch = identityMismatch(stored, current);
  if (mismatch) {
    throw new PeakSearchError('model_mismatch', `"${indexName}": ${mismatch}`);
  }
}
