import { cosine } from '../embedding/vectors';

/**
 * How much less like its nearest sibling a reference may be than the two most alike are like each other. Different
 * photos of one trek have a cosine of 0.72 in the mean and 0.96 at most; photos of one mountain under two lights lie
 * about 0.1 apart, so 0.15 leaves out strangers only.
 */
const LONELY_MARGIN = 0.15;

/**
 * Which references agree with each other. Of two nobody can say which is wrong, so it takes three.
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
    Math.max(...places.filter((j) => j !== i).map((j) => cosine(references[i], references[j])))
  );
  const core = Math.max(...nearest);
  return places.filter((i) => nearest[i] >= core - LONELY_MARGIN);
}
