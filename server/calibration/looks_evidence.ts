import { mean } from '../../common/statistics';
import { fitLogistic } from './logistic_fit';
import { seenShares } from './looks_mixture';

/** What looks and place say of one photo and one peak. */
export interface LooksPair {
  peakId: string;
  /** Cosine of the photo with the peak's prototype. */
  looks: number;
  /** Probability of being visible by the place alone, 0 … 1. */
  place: number;
  /** Why the photo cannot show the peak, whatever it looks like. */
  ruledOut?: 'far' | 'hidden';
  /** What people said: a confirmed reference, or "this is not that peak". */
  seen?: boolean;
}

/** How far the looks of photos are to be believed in one library. Plain data: it is stored with the library. */
export interface LooksEvidence {
  /**
   * Probability that a likely peak looks more like its photo than the same peak likes photos that cannot show it: 0.5 is
   * chance. Below MIN_AUC the looks count nothing.
   */
  auc: number;
  /** Log odds that a peak is seen = offset + looks · cosine + place · log odds of the place. */
  both: { offset: number; looks: number; place: number };
  /** The same where the place is not known. */
  alone: { offset: number; looks: number };
  /** What it stands on: pairs that the place expects, leaves open, and rules out. */
  likely: number;
  open: number;
  ruledOut: number;
}

/** Looks that tell likely from impossible peaks no better than this are noise (shuffled photos: 0.43 to 0.53). */
export const MIN_AUC = 0.6;

/** From here on a place "expects" a peak. */
const LIKELY = 0.5;

/** Fewer say nothing: a standard error of 0.05 of an AUC takes about as many. */
const MIN_LIKELY = 30;
const MIN_RULED_OUT = 100;

/** Ruled-out pairs in the mixture; more of the same only take time. */
const MAX_RULED_OUT = 5000;

/** Share of the odds that a place cannot take away or add: positions and compasses err. */
export const PLACE_FLOOR = 1e-3;

/** Log odds of a probability by the place, held within PLACE_FLOOR. */
export function placeLogOdds(place: number): number {
  const bounded = Math.min(1 - PLACE_FLOOR, Math.max(PLACE_FLOOR, place));
  return Math.log(bounded / (1 - bounded));
}

/**
 * What the looks are worth, from photos whose place is known and nobody's labels.
 *
 * @returns undefined where too few photos have a place, or all peaks are ruled out or none
 */
export function looksEvidence(pairs: readonly LooksPair[]): LooksEvidence | undefined {
  const open = pairs.filter((pair) => pair.ruledOut === undefined);
  const hidden = pairs.filter((pair) => pair.ruledOut === 'hidden');
  const far = pairs.filter((pair) => pair.ruledOut === 'far');
  const likely = open.filter(({ place }) => place >= LIKELY);
  // A catalog of one valley has nothing far away, a library without compasses nothing behind the camera.
  const unlike = hidden.length >= MIN_RULED_OUT ? hidden : [...hidden, ...far];
  if (likely.length < MIN_LIKELY || unlike.length < MIN_RULED_OUT) return undefined;
  const auc = aucWithinPeaks(likely, unlike);
  if (auc === undefined) return undefined;

  const negatives = everyNth(unlike, MAX_RULED_OUT);
  const shares = seenShares(
    open,
    negatives.map(({ looks }) => looks)
  );
  const center = mean(open.map(({ looks }) => looks));
  const spread = Math.sqrt(mean(open.map(({ looks }) => (looks - center) ** 2)));
  if (!(spread > 0)) return undefined;
  const scaled = ({ looks }: LooksPair) => (looks - center) / spread;
  const both = fitLogistic(
    open.map((pair, i) => ({
      features: [scaled(pair), placeLogOdds(pair.place)],
      share: shares[i],
    }))
  );
  const alone = fitLogistic([
    ...open.map((pair, i) => ({ features: [scaled(pair)], share: shares[i] })),
    ...[...hidden, ...far].map((pair) => ({ features: [scaled(pair)], share: 0 })),
  ]);
  return {
    auc,
    both: {
      offset: both[0] - (both[1] * center) / spread,
      looks: both[1] / spread,
      place: both[2],
    },
    alone: { offset: alone[0] - (alone[1] * center) / spread, looks: alone[1] / spread },
    likely: likely.length,
    open: open.length,
    ruledOut: hidden.length + far.length,
  };
}

/**
 * How often a likely photo of a peak is more like it than one that cannot show it. Of one peak at a time: prototypes
 * differ in how near they are to any photo, and near peaks would win over far ones whatever the looks are worth.
 */
function aucWithinPeaks(
  likely: readonly LooksPair[],
  unlike: readonly LooksPair[]
): number | undefined {
  let [wins, all] = [0, 0];
  const others = byPeak(unlike);
  for (const [peakId, mine] of byPeak(likely)) {
    const sorted = (others.get(peakId) ?? []).map(({ looks }) => looks).sort((a, b) => a - b);
    for (const { looks } of mine) {
      wins += countBelow(sorted, looks);
      all += sorted.length;
    }
  }
  return all === 0 ? undefined : wins / all;
}

function byPeak(pairs: readonly LooksPair[]): Map<string, LooksPair[]> {
  const peaks = new Map<string, LooksPair[]>();
  for (const pair of pairs) {
    const some = peaks.get(pair.peakId);
    if (some) some.push(pair);
    else peaks.set(pair.peakId, [pair]);
  }
  return peaks;
}

/** How many are below; of equal ones half. */
function countBelow(sorted: readonly number[], value: number): number {
  let count = 0;
  for (const other of sorted) {
    if (other > value) break;
    count += other === value ? 0.5 : 1;
  }
  return count;
}

function everyNth<T>(values: readonly T[], most: number): T[] {
  const step = Math.max(1, values.length / most);
  return Array.from(
    { length: Math.min(most, values.length) },
    (_, i) => values[Math.floor(i * step)]
  );
}
