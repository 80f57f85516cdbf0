import { mean, median, quantile } from '../../common/statistics';
import type { LanguageShares } from './query_language';
import type { NullLanguage } from './unrelated_texts';

/** What one unrelated text finds in a library, as cosines. */
export interface NullSample {
  language: NullLanguage;
  /** Of the best photo of all. */
  best: number;
  /** Median over a background sample: where the text stands with photos that it does not describe. */
  center: number;
}

/** The samples of one language; both ascending. */
interface NullValues {
  best: number[];
  /** best − center of each. */
  height: number[];
}

/** What chance finds in a library, by the language of the text. Plain data: it is stored with the library. */
export interface NullScale {
  languages: Partial<Record<NullLanguage, NullValues>>;
  /** How many times more often one of both measures is exceeded than a given one, 1 to 2. */
  twoLooks: number;
}

/** Share of unrelated texts whose best photo must stay below a photo that is said to match, and of a strong match. */
export const GOOD_SIGNIFICANCE = 0.95;
export const STRONG_SIGNIFICANCE = 0.999;

/** Cosines are stored with as many digits as matter: with SigLIP-2's scale of 112 this is 0.001 of a logit. */
const DIGITS = 5;

/** The highest fifth of a sample is taken for an exponential tail, which reaches beyond the sample. */
const TAIL_SHARE = 0.2;

/**
 * Sums up what unrelated texts found.
 *
 * Two measures of a photo are kept: its cosine, and how far that stands above what the same text has with any photo.
 * The first alone refuses texts of languages that a model gives lower cosines (SigLIP-2: five logits for translated
 * texts), the second alone refuses "mountain" in a library of mountains, which fits all of it.
 */
export function nullScale(samples: readonly NullSample[]): NullScale {
  const rounded = (values: number[]) =>
    values.map((value) => Number(value.toFixed(DIGITS))).sort((a, b) => a - b);
  const byLanguage = new Map<NullLanguage, NullSample[]>();
  for (const sample of samples) {
    byLanguage.set(sample.language, [...(byLanguage.get(sample.language) ?? []), sample]);
  }
  const languages = Object.fromEntries(
    [...byLanguage].map(([language, some]) => [
      language,
      {
        best: rounded(some.map(({ best }) => best)),
        height: rounded(some.map(({ best, center }) => best - center)),
      },
    ])
  );
  const single: NullScale = { languages, twoLooks: 1 };
  const exceeding = samples.filter(({ language, best, center }) => {
    const shares = new Map([[language, 1]]);
    return significance(single, shares, best, center) >= GOOD_SIGNIFICANCE;
  });
  const twoLooks = exceeding.length / samples.length / (1 - GOOD_SIGNIFICANCE);
  return { languages, twoLooks: Math.min(2, Math.max(1, twoLooks)) };
}

/**
 * How sure it is that a photo is like a text: the share of unrelated texts of its language that find nothing as good in
 * the whole library, 0 to 1. Rises with the cosine.
 *
 * @param shares languages of the text; empty: of a language without unrelated texts, so all of them count alike
 * @param cosine of text and photo
 * @param center median cosine of the text with a background sample
 */
export function significance(
  scale: NullScale,
  shares: LanguageShares,
  cosine: number,
  center: number
): number {
  const present = Object.keys(scale.languages) as NullLanguage[];
  const known = present.filter((language) => shares.has(language));
  const weights = known.length > 0 ? known : present;
  let [byCosine, byHeight, total] = [0, 0, 0];
  for (const language of weights) {
    const weight = shares.get(language) ?? 1;
    const { best, height } = scale.languages[language]!;
    byCosine += weight * shareBelow(best, cosine);
    byHeight += weight * shareBelow(height, cosine - center);
    total += weight;
  }
  return Math.max(0, 1 - scale.twoLooks * (1 - Math.max(byCosine, byHeight) / total));
}

/** The least cosine that is at least as significant; by bisection, since the significance only rises. */
export function cosineAt(
  scale: NullScale,
  shares: LanguageShares,
  center: number,
  wanted: number
): number {
  let [low, high] = [-1, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (significance(scale, shares, middle, center) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}

/** Share of a sample below a value: counted, with an exponential tail at the top. */
function shareBelow(sorted: readonly number[], value: number): number {
  const start = quantile(sorted, 1 - TAIL_SHARE);
  if (value > start) {
    const excess = mean(sorted.filter((x) => x >= start).map((x) => x - start));
    return 1 - TAIL_SHARE * Math.exp(-(value - start) / Math.max(excess, 1e-9));
  }
  const below = sorted.filter((x) => x < value).length;
  return Math.min(1 - TAIL_SHARE, below / sorted.length);
}

/** The middle of a text's cosines with a background sample. */
export const centerOf = (cosines: readonly number[]): number => median(cosines);
