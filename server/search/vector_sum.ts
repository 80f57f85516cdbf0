import { l2Normalized } from '../embedding/vectors';
import { PeakSearchError } from '../errors';

/** A unit vector and how much it counts; negative: away from it. */
export interface WeightedVector {
  vector: Float32Array;
  weight: number;
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
  const sum = new Float32Array(terms[0].vector.length);
  for (const { vector, weight } of terms) {
    for (let i = 0; i < sum.length; i++) {
      sum[i] += weight * vector[i];
    }
  }
  if (Math.hypot(...sum) < LEAST_LENGTH) {
    throw new PeakSearchError(
      'bad_request',
      'The terms cancel each other out: what one asks for the other takes away. Remove one, or change its weight.'
    );
  }
  return l2Normalized(sum);
}
