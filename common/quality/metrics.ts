/** Figures of an evaluation. Pure: numbers in, numbers out. */

import { seededRandom } from '../seeded_random';
import { mean, quantile } from '../statistics';

/** Relevance of a ranked list, best first; what is undecided has been taken out. */
export type Ranking = readonly boolean[];

/**
 * Share of the relevant photos among the first k; of more than k relevant ones k is all that can be found, so 1 is
 * always reachable.
 */
export function recallAt(ranking: Ranking, relevant: number, k: number): number {
  return ranking.slice(0, k).filter(Boolean).length / Math.min(k, relevant);
}

/** 1 when a relevant photo is among the first k, else 0. */
export function hitAt(ranking: Ranking, k: number): number {
  return Number(ranking.slice(0, k).includes(true));
}

/** Mean of the precision at each relevant photo; those that were not listed count 0 (TREC's AP). */
export function averagePrecision(ranking: Ranking, relevant: number): number {
  let found = 0;
  let sum = 0;
  ranking.forEach((hit, i) => {
    if (hit) sum += ++found / (i + 1);
  });
  return sum / relevant;
}

/** One answer that claimed something with a confidence, and whether it was right. */
export interface Claim {
  confidence: number;
  right: boolean;
}

/**
 * Global average precision (Perronnin et al. 2009; Google Landmarks): all answers of all photos in one list by
 * confidence. Confident mistakes cost more than shy ones.
 *
 * @param askable photos that have an answer at all
 */
export function globalAveragePrecision(claims: readonly Claim[], askable: number): number {
  const sorted = [...claims].sort((a, b) => b.confidence - a.confidence);
  return averagePrecision(
    sorted.map(({ right }) => right),
    askable
  );
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  meanConfidence: number;
  shareRight: number;
}

/** Claims by confidence in bins of equal width; empty bins are left out. */
export function reliability(claims: readonly Claim[], bins = 10): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, b) => {
    const inside = claims.filter(
      ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === b
    );
    return {
      from: b / bins,
      to: (b + 1) / bins,
      count: inside.length,
      meanConfidence: mean(inside.map(({ confidence }) => confidence)),
      shareRight: mean(inside.map(({ right }) => Number(right))),
    };
  }).filter(({ count }) => count > 0);
}

/** Expected calibration error (Naeini et al. 2015): mean gap between confidence and truth, weighed by the bins' size. */
export function expectedCalibrationError(claims: readonly Claim[], bins = 10): number {
  const total = claims.length;
  return reliability(claims, bins).reduce(
    (sum, bin) => sum + (bin.count / total) * Math.abs(bin.meanConfidence - bin.shareRight),
    0
  );
}

const PERFECT_DRAWS = 400;

/**
 * The calibration error that an answer calibrated to perfection would show with these confidences, on so few claims:
 * right is drawn with the probability that was said (consistency resampling, Bröcker & Smith 2007). With 180 claims it is
 * about 0.06; an error that is not above `high` says nothing against the calibration.
 *
 * @returns mean, and the bound that 95 of 100 such draws stay under
 */
export function perfectCalibrationError(
  claims: readonly Claim[],
  bins = 10
): { mean: number; high: number } {
  const random = seededRandom(1);
  const errors = Array.from({ length: PERFECT_DRAWS }, () =>
    expectedCalibrationError(
      claims.map(({ confidence }) => ({ confidence, right: random() < confidence })),
      bins
    )
  ).sort((a, b) => a - b);
  return { mean: mean(errors), high: errors[Math.floor(0.95 * errors.length)] };
}

/** Precision and recall of yes/no answers. */
export function precisionRecall(answers: ReadonlyArray<{ said: boolean; true: boolean }>): {
  precision: number;
  recall: number;
} {
  const right = answers.filter((a) => a.said && a.true).length;
  return {
    precision: right / answers.filter((a) => a.said).length,
    recall: right / answers.filter((a) => a.true).length,
  };
}

/** A figure with its interval; `n` is how many independent groups it stands on. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
  n: number;
}

const RESAMPLES = 1000;

/**
 * A figure with its 95 % bootstrap interval (percentile). Whole groups are drawn, since the frames of a burst or a
 * scene are not independent. Seeded: the same data give the same interval.
 *
 * @param figure of any multiset of the items; NaN (nothing to say) is left out
 */
export function estimate<T>(
  items: readonly T[],
  groupOf: (item: T) => string,
  figure: (items: readonly T[]) => number,
  seed = 1
): Estimate {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group) group.push(item);
    else groups.set(groupOf(item), [item]);
  }
  const all = [...groups.values()];
  const random = seededRandom(seed);
  const values = Array.from({ length: RESAMPLES }, () =>
    figure(all.flatMap(() => all[Math.floor(random() * all.length)]))
  ).filter((value) => !Number.isNaN(value));
  return {
    value: figure(items),
    low: quantile(values, 0.025),
    high: quantile(values, 0.975),
    n: all.length,
  };
}
