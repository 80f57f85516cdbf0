import { l2Normalized } from '../../embedding/vectors';
import { PeakSearchError } from '../../errors';

/** A unit vector and how much it counts; negative: away from it. */
export interface WeightedVector {
  vector: Float32Array;
  weight: number;
}

/** Where a term stands with photos that have nothing to do with it, as cosines. */
export interface TermNull {
  center: number;
  /** One standard deviation over a sample of the library. */
  spread: number;
}

/** By the vector of the term; what the sample is too small for is absent. */
export type TermNulls = ReadonlyMap<Float32Array, TermNull>;

/** A term to keep away from. */
export interface UnwantedTerm {
  vector: Float32Array;
  /** Above 0. */
  weight: number;
}

/** What is kept out of the order of a sum. */
export interface Without {
  terms: UnwantedTerm[];
  nulls: TermNulls;
  /** A deviation of one wanted term as a cosine with the sum. */
  deviation: number;
}

export interface Direction {
  /** Unit vector. */
  vector: Float32Array;
  without?: Without;
}

/** Below this length a sum of unit vectors is rounding noise, and its direction chance. */
const LEAST_LENGTH = 1e-3;

/**
 * The direction of a weighted sum of unit vectors.
 *
 * @returns a unit vector
 * @throws PeakSearchError `bad_request` when the terms cancel each other out
 */
export function sumOfTerms(terms: readonly WeightedVector[]): Float32Array {
  const sum = weightedSum(terms);
  if (Math.hypot(...sum) < LEAST_LENGTH) {
    throw new PeakSearchError(
      'bad_request',
      'The terms cancel each other out: what one asks for the other takes away. Remove one, or change its weight.'
    );
  }
  return l2Normalized(sum);
}

function weightedSum(terms: readonly WeightedVector[]): Float32Array {
  const sum = new Float32Array(terms[0].vector.length);
  for (const { vector, weight } of terms) {
    for (let i = 0; i < sum.length; i++) {
      sum[i] += weight * vector[i];
    }
  }
  return sum;
}

/** The direction of weighted terms, and what is to stay out of it. */
export function directionOf(parts: readonly WeightedVector[], nulls: TermNulls): Direction {
  const plain = sumOfTerms(parts);
  const wanted = parts.filter(({ weight }) => weight > 0);
  const known = parts.every(({ vector }) => nulls.has(vector));
  if (!known || parts.length === 1 || wanted.length === 0) return { vector: plain };
  const scaled = wanted.map(({ vector, weight }) => ({
    vector,
    weight: weight / nulls.get(vector)!.spread,
  }));
  const terms = parts
    .filter(({ weight }) => weight < 0)
    .map(({ vector, weight }) => ({ vector, weight: -weight }));
  const deviation = 1 / Math.hypot(...weightedSum(scaled));
  return {
    vector: sumOfTerms(scaled),
    without: terms.length > 0 ? { terms, nulls, deviation } : undefined,
  };
}
