import { seededRandom } from '../../common/seeded_random';
import { estimate } from '../../common/quality/metrics';
import type { Estimate } from '../../common/quality/metrics';
import { mean, median } from '../../common/statistics';

/** What a query's best photo says of whether anything is like the query. */
export interface BestMatch {
  text: string;
  nonsense: boolean;
  /** SigLIP's logit of the best photo. */
  logit: number;
  /** How many standard deviations (median, median deviation) it stands above the album. */
  height: number;
  /** How far it stands above the tenth, as a logit. */
  lead: number;
}

export type Evidence = 'logit' | 'height' | 'lead';

/** Share of the true queries that a threshold is fitted to lose: half of the 2 % allowed, since elsewhere it will be more. */
export const LOST = 0.01;

export interface NothingFigures {
  evidence: Evidence;
  /** Below it nothing is like the query. */
  threshold: number;
  refused: Estimate;
  lost: Estimate;
}

const RESAMPLES = 1000;

/**
 * The threshold under which the given share of true queries falls: the mean over bootstrap samples, since the third
 * lowest of a hundred values alone would be a matter of luck.
 */
export function fitThreshold(queries: readonly BestMatch[], evidence: Evidence): number {
  const values = queries.filter(({ nonsense }) => !nonsense).map((one) => one[evidence]);
  const random = seededRandom(3);
  return mean(
    Array.from({ length: RESAMPLES }, () => {
      const drawn = values
        .map(() => values[Math.floor(random() * values.length)])
        .sort((a, b) => a - b);
      return drawn[Math.floor(LOST * drawn.length)];
    })
  );
}

/** How a threshold does on queries that it was not fitted on. */
export function nothingFigures(
  queries: readonly BestMatch[],
  evidence: Evidence,
  threshold: number
): NothingFigures {
  const below = (nonsense: boolean) =>
    estimate(
      queries.filter((one) => one.nonsense === nonsense),
      ({ text }) => text,
      (some) => mean(some.map((one) => Number(one[evidence] < threshold)))
    );
  return { evidence, threshold, refused: below(true), lost: below(false) };
}

/** @param cosines of the query with every photo of the album */
export function bestMatch(
  query: { text: string; nonsense: boolean },
  cosines: readonly number[],
  { scale, bias }: { scale: number; bias: number }
): BestMatch {
  const sorted = [...cosines].sort((a, b) => b - a);
  const center = median(sorted);
  const spread = 1.4826 * median(sorted.map((value) => Math.abs(value - center)));
  return {
    text: query.text,
    nonsense: query.nonsense,
    logit: scale * sorted[0] + bias,
    height: (sorted[0] - center) / spread,
    lead: scale * (sorted[0] - sorted[Math.min(9, sorted.length - 1)]),
  };
}
