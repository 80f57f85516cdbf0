import { turnBetween } from '../../common/geo/geodesy';
import type { CameraPose } from '../../common/geo/camera';

/** A pose with its log posterior, up to a constant. */
export interface Scored {
  pose: CameraPose;
  score: number;
}

/** Modes whose scores tell what chance finds; more would reach below the tail. */
const TAIL = 8;
/** Chance's scores spread at least so far, however few modes tell it. */
const LEAST_SPREAD = 1;

/** Matches nearer than this to each other share most of their skyline, and do not count as two trials of chance. */
export const APART_DEG = 5;

/**
 * How many matches as good as the best one chance would find among the bearings that were searched: the same picture laid
 * over the same horizon at bearings where it does not belong tells how chance scores, and the upper tail of that is
 * exponential (extreme value theory: Pickands 1975), as are the scores above its eighth best. Below .1 this is a probability. On
 * 200 placements of real photos at wrong places, 5.5 % came below .05 (docs/terrain.md).
 *
 * @param best with all priors
 * @param around the best matches all around, APART_DEG apart, scored without the compass
 * @param compass log prior of a bearing `offDeg` beside the compass, 0 at the compass; absent: all around was searched
 */
export function chanceMatches(
  best: Scored,
  around: readonly Scored[],
  compass?: { reachDeg: number; logPrior: (offDeg: number) => number }
): number {
  const scores = around
    .filter(({ pose }) => Math.abs(turnBetween(pose.bearingDeg, best.pose.bearingDeg)) > APART_DEG)
    .map(({ score }) => score)
    .sort((a, b) => b - a);
  // A horizon that is known in one direction only leaves nothing to compare with.
  if (scores.length < 3) return 1;
  const count = Math.min(TAIL, scores.length - 1);
  const threshold = scores[count]!;
  const above = scores.slice(0, count).reduce((sum, score) => sum + score - threshold, 0);
  const spread = Math.max(LEAST_SPREAD, above / count);
  let searchedDeg = 360;
  if (compass) {
    // A chance match far from the compass would have to score so much higher.
    searchedDeg = 0;
    for (let off = -compass.reachDeg; off < compass.reachDeg; off++) {
      searchedDeg += Math.exp(compass.logPrior(off + 0.5) / spread);
    }
  }
  return (count / 360) * searchedDeg * Math.exp((threshold - best.score) / spread);
}
