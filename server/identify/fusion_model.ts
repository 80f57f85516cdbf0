import type { GeometryPrediction } from './geometry_model';

/**
 * Looks and place as one answer, in log space: both say how many times more probable one peak is than another, and the
 * logarithms of such factors add up, each with a weight that says how far it is to be believed (a product of experts).
 *
 * "None of these" is a candidate like the others. What is not expected from here is lowered, never ruled out: the place
 * may be wrong, the compass broken, the catalog's position bad.
 */
export interface FusionParameters {
  /** Weights of the log factors of looks and place where both speak; alone, each counts as `alone` says. */
  vision: number;
  geometry: number;
  /** Log score of "none" beside those two. */
  none: number;
  visionAlone: { weight: number; none: number };
  geometryAlone: { weight: number; none: number };
  /**
   * Log odds that a peak is to be seen: offset + vision × its logit + geometry × log odds of its place, and `first` more
   * for the peak that the fusion puts first. Each peak's own two signs do not tell how the others fare; to be the best
   * of them all is evidence (docs/identify.md). By looks alone it is none: the logit says it already.
   */
  visible: { offset: number; vision: number; geometry: number; first: number };
  visibleByVision: { offset: number; vision: number };
}

/**
 * Fitted by lab/fit/fit_fusion.ts (docs/quality.md says how) with the demo model on three albums of the demo world that
 * nobody stores, 1,077 photos: weights below 1 say that both witnesses overstate themselves a little. `geometryAlone` is
 * left as the model says it: the real photos, where it was fitted, know better than the demo's made-up terrain.
 */
export const FUSION_PARAMETERS: FusionParameters = {
  vision: 0.614,
  geometry: 0.517,
  none: 0.69,
  visionAlone: { weight: 0.774, none: 0.94 },
  geometryAlone: { weight: 1, none: 0 },
  visible: { offset: -1.15, vision: 0.603, geometry: 0.308, first: 0.58 },
  visibleByVision: { offset: -2.29, vision: 0.721 },
};

/** Share of the probability that a peak keeps which is not expected from here at all. */
const UNEXPECTED = 1e-4;

/** The same of a peak whose position the catalog does not know: neither expected nor unexpected. */
const NO_POSITION = 0.02;

/** What both say of one peak; a part that does not speak is absent. */
export interface PeakSigns {
  /** Logit of "the photo shows this peak" by its looks. */
  visionLogit?: number;
  /** Absent where nobody knows where the peak stands. */
  geometry?: { subject: number; visible: number };
}

export interface FusedPeak {
  probability: number;
  visible: number;
  /** Vision alone. */
  visionProbability?: number;
}

export interface FusedAnswer {
  /** In the order of the signs. */
  peaks: FusedPeak[];
  none: number;
}

/**
 * @param signs one for each peak
 * @param geometry what the place says as a whole; absent when it does not speak
 */
export function fuse(
  signs: readonly PeakSigns[],
  geometry: Pick<GeometryPrediction, 'none'> | undefined,
  parameters: FusionParameters = FUSION_PARAMETERS
): FusedAnswer {
  const vision = signs.some(({ visionLogit }) => visionLogit !== undefined);
  const weights = weightsFor(vision, geometry !== undefined, parameters);
  const placed = (share: number): number => (geometry ? Math.log(share + UNEXPECTED) : 0);
  // With neither looks nor a position nothing speaks for a peak.
  const unplaced = vision ? NO_POSITION : 0;
  const scores = signs.map(
    (sign) =>
      weights.vision * (sign.visionLogit ?? 0) +
      weights.geometry * placed(sign.geometry?.subject ?? unplaced)
  );
  const noneScore = weights.none + weights.geometry * placed(geometry?.none ?? 0);
  const shares = softmax([...scores, noneScore]);
  const first = scores.indexOf(Math.max(...scores));
  const { weight, none } = parameters.visionAlone;
  const byVision = vision
    ? softmax([...signs.map(({ visionLogit }) => weight * (visionLogit ?? 0)), none])
    : undefined;
  return {
    none: shares.at(-1)!,
    peaks: signs.map((sign, i) => ({
      probability: shares[i],
      visible: visibleOf(sign, i === first, parameters),
      visionProbability: byVision?.[i],
    })),
  };
}

function weightsFor(
  vision: boolean,
  geometry: boolean,
  parameters: FusionParameters
): { vision: number; geometry: number; none: number } {
  if (vision && geometry) return parameters;
  const { weight, none } = vision ? parameters.visionAlone : parameters.geometryAlone;
  return { vision: vision ? weight : 0, geometry: geometry ? weight : 0, none };
}

function visibleOf(
  { visionLogit, geometry }: PeakSigns,
  isFirst: boolean,
  { visible, visibleByVision }: FusionParameters
): number {
  if (visionLogit === undefined) return geometry?.visible ?? 0;
  if (!geometry) return logistic(visibleByVision.offset + visibleByVision.vision * visionLogit);
  const { offset, vision, geometry: weight, first } = visible;
  const place = weight * logOdds(geometry.visible);
  return logistic(offset + vision * visionLogit + place + (isFirst ? first : 0));
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function logOdds(probability: number): number {
  const bounded = Math.min(1 - UNEXPECTED, Math.max(UNEXPECTED, probability));
  return Math.log(bounded / (1 - bounded));
}

function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
