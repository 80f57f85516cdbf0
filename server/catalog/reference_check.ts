import { cosine } from '../embedding/vectors';
import { mean } from '../../common/statistics';

/** A stranger is this many times as far from its nearest sibling as the siblings are from each other. */
const LONELY_FACTOR = 3;

/** Where siblings are nearly the same picture, small differences would make strangers: a share of the way to 0. */
const LEAST_SHARE = 0.1;

/**
 * Which references agree with each other. Of two nobody can say which is wrong, so it takes three. Judged by the
 * references alone: how near photos of one thing are to each other differs from model to model.
 *
 * @param references unit vectors
 * @returns the places of those to keep, in their order
 */
export function agreeingReferences(references: readonly Float32Array[]): number[] {
  const places = references.map((_, i) => i);
  if (references.length < 3) {
    return places;
  }
  const nearest = places.map((i) =>
    Math.min(...places.filter((j) => j !== i).map((j) => 1 - cosine(references[i], references[j])))
  );
  const closest = Math.min(...nearest);
  const all = mean(
    places.flatMap((i) => places.map((j) => 1 - cosine(references[i], references[j])))
  );
  const limit = LONELY_FACTOR * Math.max(closest, LEAST_SHARE * all);
  return places.filter((i) => nearest[i] <= limit);
}
