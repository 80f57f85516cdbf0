import { logistic } from '../calibration/logistic_fit';
import { MIN_AUC, PLACE_FLOOR, placeLogOdds } from '../calibration/looks_evidence';
import type { LooksEvidence } from '../calibration/looks_evidence';
import type { GeometryPrediction } from './geometry_model';

/**
 * Looks and place as one answer, in log space: both say how many times more probable one peak is than another, and the
 * logarithms of such factors add up, each with a weight that says how far it is to be believed (a product of experts).
 * The weights come from the library itself (looks_evidence.ts): no constant of one model is applied to another.
 *
 * "None of these" is a candidate like the others. What is not expected from here is lowered, never ruled out: the place
 * may be wrong, the compass broken, the catalog's position bad.
 */

/** What an answer rests on. `order`: looks that nobody has calibrated; they order the peaks and claim nothing. */
export type Basis = 'both' | 'place' | 'looks' | 'order' | 'nothing';

/** What both say of one peak; a part that does not speak is absent. */
export interface PeakSigns {
  /** Cosine of the photo with the peak's prototype. */
  cosine?: number;
  /** Absent where nobody knows where the peak stands. */
  geometry?: { subject: number; visible: number };
  /** The place surely rules the peak out: beyond sight, behind the camera. */
  ruledOut?: 'far' | 'hidden';
}

export interface FusedPeak {
  probability: number;
  visible: number;
  /** Vision alone; absent where the looks are not calibrated. */
  visionProbability?: number;
}

export interface FusedAnswer {
  basis: Basis;
  /** In the order of the signs. */
  peaks: FusedPeak[];
  none: number;
}

/** A peak whose position the catalog does not know is neither expected nor unexpected. */
const NO_POSITION = 0.02;

/**
 * Of 43,000 pairs that the place surely rules out none showed the peak (demo album), and positions and compasses fail
 * once in a hundred photos or so: to be seen against the place takes a hundred times the odds.
 */
const RULED_OUT_LOG_ODDS = -Math.log(100);

/** Looks that are calibrated, and better than noise in this library. */
export function trustedLooks(looks: LooksEvidence | undefined): LooksEvidence | undefined {
  return looks && looks.auc >= MIN_AUC && looks.both.looks > 0 && looks.alone.looks > 0
    ? looks
    : undefined;
}

/**
 * @param signs one for each peak
 * @param geometry what the place says as a whole; absent when it does not speak
 * @param looks what the looks are worth in this library; absent where that is not known
 */
export function fuse(
  signs: readonly PeakSigns[],
  geometry: Pick<GeometryPrediction, 'none'> | undefined,
  looks: LooksEvidence | undefined
): FusedAnswer {
  const trusted = trustedLooks(looks);
  const seeing = signs.some(({ cosine }) => cosine !== undefined);
  const alone = seeing && trusted ? looksAlone(signs, trusted) : undefined;
  if (geometry && alone && trusted) {
    const answer = bothTogether(signs, geometry, trusted);
    answer.peaks.forEach((peak, i) => (peak.visionProbability = alone.peaks[i].probability));
    return answer;
  }
  if (geometry) return placeAlone(signs, geometry);
  if (alone) return alone;
  const peaks = signs.map(() => ({ probability: 0, visible: 0 }));
  return { basis: seeing ? 'order' : 'nothing', peaks, none: 0 };
}

function bothTogether(
  signs: readonly PeakSigns[],
  geometry: Pick<GeometryPrediction, 'none'>,
  { both }: LooksEvidence
): FusedAnswer {
  const share = (value: number) => both.place * Math.log(value + PLACE_FLOOR);
  const scores = signs.map(
    ({ cosine = 0, geometry: place }) =>
      both.offset + both.looks * cosine + share(place?.subject ?? NO_POSITION)
  );
  const shares = softmax([...scores, share(geometry.none)]);
  return {
    basis: 'both',
    none: shares.at(-1)!,
    peaks: signs.map(({ cosine = 0, geometry: place, ruledOut }, i) => ({
      probability: shares[i],
      visible: logistic(
        both.offset +
          both.looks * cosine +
          both.place * placeLogOdds(place?.visible ?? NO_POSITION) +
          (ruledOut ? RULED_OUT_LOG_ODDS : 0)
      ),
    })),
  };
}

function looksAlone(signs: readonly PeakSigns[], { alone }: LooksEvidence): FusedAnswer {
  const scores = signs.map(({ cosine = -1 }) => alone.offset + alone.looks * cosine);
  const shares = softmax([...scores, 0]);
  return {
    basis: 'looks',
    none: shares.at(-1)!,
    peaks: scores.map((score, i) => ({
      probability: shares[i],
      visible: logistic(score),
      visionProbability: shares[i],
    })),
  };
}

function placeAlone(
  signs: readonly PeakSigns[],
  geometry: Pick<GeometryPrediction, 'none'>
): FusedAnswer {
  const subjects = signs.map(({ geometry: place }) => place?.subject ?? 0);
  const total = subjects.reduce((sum, share) => sum + share, geometry.none);
  return {
    basis: 'place',
    none: total > 0 ? geometry.none / total : 1,
    peaks: signs.map(({ geometry: place }, i) => ({
      probability: total > 0 ? subjects[i] / total : 0,
      visible: place?.visible ?? 0,
    })),
  };
}

/**
 * How many times better the looks are explained by the place's peaks than by chance, as a logarithm: above 0 both tell
 * the same story. What speaks here is only whether the peaks that the place expects look as they do in this library.
 */
export function agreement(signs: readonly PeakSigns[], looks: LooksEvidence): number {
  const { offset, looks: weight } = looks.both;
  return signs.reduce((sum, { cosine, geometry }) => {
    if (cosine === undefined || !geometry) return sum;
    const factor = Math.exp(Math.min(50, offset + weight * cosine));
    return sum + Math.log(geometry.visible * factor + 1 - geometry.visible + 1e-12);
  }, 0);
}

function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
