import { mean } from '../../common/statistics';

/** Cosines of pairs of photos whose relation is known without looking at them. */
export interface PhotoPairs {
  /** Frames of one camera within ten seconds, with nearly the same hash. */
  same: readonly number[];
  /** Photos taken more than two kilometers apart, or on different days. */
  different: readonly number[];
}

/** From which cosine on two photos are one view. Plain data: it is stored with the library. */
export interface SameView {
  /** One view from here on. */
  cosine: number;
  /** A photo this much less like its siblings than they are like each other is a stranger among them. */
  lonely: number;
  /** What it stands on. */
  same: number;
  different: number;
}

const MIN_SAME = 8;
const MIN_DIFFERENT = 50;

/** One in a thousand of the different pairs may be as much alike as the threshold allows. */
const TAIL_DEVIATIONS = 3.1;

/** Frames of one view hardly differ; a spread of nothing would put the threshold at the cosine of 1. */
const LEAST_SPREAD_SHARE = 0.05;

/**
 * Where the densities of both kinds cross (normal distributions of equal weight): above it, one view is the better
 * explanation. Never within the reach of different photos.
 *
 * @returns undefined where too few pairs of either kind are known
 */
export function sameView({ same, different }: PhotoPairs): SameView | undefined {
  if (same.length < MIN_SAME || different.length < MIN_DIFFERENT) return undefined;
  const one = normalOf(same);
  const two = normalOf(different);
  const gap = one.mean - two.mean;
  if (!(gap > 0)) return undefined;
  const spread = Math.max(one.deviation, LEAST_SPREAD_SHARE * gap);
  const crossing = crossingOf({ mean: one.mean, deviation: spread }, two);
  const reach = two.mean + TAIL_DEVIATIONS * two.deviation;
  // Where different photos reach up to the same ones, nothing but the most alike are safe to join.
  return {
    cosine: Math.max(crossing, Math.min(reach, one.mean)),
    lonely: gap / 2,
    same: same.length,
    different: different.length,
  };
}

interface Normal {
  mean: number;
  deviation: number;
}

function normalOf(values: readonly number[]): Normal {
  const center = mean(values);
  return { mean: center, deviation: Math.sqrt(mean(values.map((x) => (x - center) ** 2))) };
}

/** Between the means, where both densities are the same; by bisection. */
function crossingOf(high: Normal, low: Normal): number {
  const log = (x: number, { mean: center, deviation }: Normal) =>
    -0.5 * ((x - center) / deviation) ** 2 - Math.log(deviation);
  let [from, to] = [low.mean, high.mean];
  for (let i = 0; i < 60; i++) {
    const middle = (from + to) / 2;
    if (log(middle, high) > log(middle, low)) to = middle;
    else from = middle;
  }
  return to;
}
