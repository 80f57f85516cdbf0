import type { MatchBand } from '../../common/search_api';
import { median } from '../../common/statistics';
import { GOOD_SIGNIFICANCE, significance, STRONG_SIGNIFICANCE } from '../calibration/null_scale';
import type { NullScale } from '../calibration/null_scale';
import type { LanguageShares } from '../calibration/query_language';
import type { Logits } from '../embedding/model/model_folder';

/**
 * What a cosine means. Raw cosines have no fixed scale: between a text and a photo 0.15 is a fine match, between two
 * photos 0.7 may be nothing. So a cosine is turned into a number in [0, 1] that means the same for every query, in one
 * of three ways:
 *
 * - `chance`: for one text, in a calibrated library: the share of unrelated texts of its language that find nothing as
 *   good in the whole library.
 * - `sigmoid`: for one text, in a library that is not calibrated yet: SigLIP's own probability sigmoid(scale · cos + bias). Both numbers were learnt for one text against
 *   one photo, so it holds for a query of one text and for nothing else.
 * - `background`: for all other queries (peaks, photos, sums of terms), and where the model does not say scale and bias:
 *   how many standard deviations the photo stands above a random sample of the library under the same query.
 *
 * `slope` and `offset` turn the raw logit (or the z-score) into the logit of a probability (Platt scaling).
 */
export interface MatchScaleSettings {
  slope: number;
  offset: number;
  /** Least match of each band; what is below `good` is weak. */
  strong: number;
  good: number;
  /** When even the best is below this, nothing in the index is like the query. */
  nothing: number;
}

/**
 * SigLIP's sigmoid was trained with one true pair against tens of thousands of false ones, so its probabilities are
 * small even for what people call a match: a fitting photo has 0.01 to 0.9, an unrelated one 1e-4 and less. `nothing` is
 * an assumption from that, not measured; a model may say its own in its logits.json.
 */
export const SIGMOID_SCALE: MatchScaleSettings = {
  slope: 1,
  offset: 0,
  strong: 0.1,
  good: 0.01,
  nothing: 0.001,
};

/**
 * z = 2 (one photo in 44 by chance) is even odds, z = 3 (one in 740) is 0.82. The best of a thousand unrelated photos
 * stands at about z = 3.2, the best of a hundred at 2.5; a match stands clearly above the crowd, and where it does not,
 * `nothing` is 0.38 (z = 1.67), which only an index without any crowd falls below.
 */
export const BACKGROUND_SCALE: MatchScaleSettings = {
  slope: 1.5,
  offset: -3,
  strong: 0.85,
  good: 0.6,
  nothing: 0.38,
};

/** Fewer photos have no spread worth the name. */
export const MIN_BACKGROUND = 8;

/** Turns the cosines of one query into matches. */
export interface MatchScale {
  kind: 'chance' | 'sigmoid' | 'background';
  /** In [0, 1], rising with the cosine. */
  match(cosine: number): number;
  band(match: number): MatchBand;
  /** True when a best match of this size means that nothing is like the query. */
  isNothing(bestMatch: number): boolean;
}

/**
 * The scale of a query of one text in a calibrated library.
 *
 * @param background cosines of the text with a random sample of the photos that the caller may see
 */
export function chanceScale(
  nulls: NullScale,
  languages: LanguageShares,
  background: readonly number[]
): MatchScale | undefined {
  if (background.length < MIN_BACKGROUND) return undefined;
  const center = median(background);
  return {
    kind: 'chance',
    match: (cosine) => significance(nulls, languages, cosine, center),
    band: (match) =>
      match >= STRONG_SIGNIFICANCE ? 'strong' : match >= GOOD_SIGNIFICANCE ? 'good' : 'weak',
    isNothing: (bestMatch) => bestMatch < GOOD_SIGNIFICANCE,
  };
}

/** The scale of a query of one text, where the model's own logits are known. */
export function sigmoidScale(
  logits: Logits,
  settings: MatchScaleSettings = SIGMOID_SCALE
): MatchScale {
  // What a model calls a good match cannot be nothing.
  const nothing = logits.nothingBelow ?? settings.nothing;
  const good = Math.max(settings.good, nothing);
  return scaleOf('sigmoid', (cosine) => logits.scale * cosine + logits.bias, {
    ...settings,
    nothing,
    good,
    strong: Math.max(settings.strong, good),
  });
}

/**
 * The scale of any other query.
 *
 * @param background cosines of the query with a random sample of the photos that the caller may see
 * @returns undefined when the sample is too small or has no spread: then nobody knows what a cosine means
 */
export function backgroundScale(
  background: readonly number[],
  settings: MatchScaleSettings = BACKGROUND_SCALE
): MatchScale | undefined {
  if (background.length < MIN_BACKGROUND) {
    return undefined;
  }
  // Median and median absolute deviation: the sample may hold matches, and they must not raise the bar for themselves.
  const center = median(background);
  const deviation = median(background.map((value) => Math.abs(value - center)));
  // 1.4826 makes the median deviation of a normal distribution its standard deviation.
  const spread = 1.4826 * deviation;
  if (!(spread > 1e-6)) {
    return undefined;
  }
  return scaleOf('background', (cosine) => (cosine - center) / spread, settings);
}

function scaleOf(
  kind: MatchScale['kind'],
  raw: (cosine: number) => number,
  settings: MatchScaleSettings
): MatchScale {
  return {
    kind,
    match: (cosine) => 1 / (1 + Math.exp(-(settings.slope * raw(cosine) + settings.offset))),
    band: (match) =>
      match >= settings.strong ? 'strong' : match >= settings.good ? 'good' : 'weak',
    isNothing: (bestMatch) => bestMatch < settings.nothing,
  };
}

/** Elasticsearch's `_score` of a cosine field is (1 + cos) / 2. */
export function cosineOfScore(score: number): number {
  return 2 * score - 1;
}
