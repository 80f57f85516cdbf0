import { quantile } from '../../common/statistics';
import type { CatalogEntry } from '../catalog/peak_repository';
import { cosine } from '../embedding/vectors';
import { readSigns } from '../identify/predict_peaks';
import type { PredictionInput } from '../identify/predict_peaks';
import { looksEvidence } from './looks_evidence';
import type { LooksEvidence, LooksPair } from './looks_evidence';
import { centerOf, nullScale } from './null_scale';
import type { NullSample, NullScale } from './null_scale';
import { UNRELATED_TEXTS } from './unrelated_texts';

/** A photo as a prediction sees it, with what people said of it. */
export type MeasuredPhoto = Pick<
  PredictionInput,
  'imageVector' | 'metadata' | 'width' | 'height' | 'obstacles' | 'bearingCorrectionDeg'
> & {
  /** Peaks that people confirmed (true) or denied (false) of this photo. */
  said?: ReadonlyMap<string, boolean>;
};

/** Every photo with every peak that its place has an opinion about. */
export function looksPairs(
  photos: readonly MeasuredPhoto[],
  catalog: readonly CatalogEntry[]
): LooksPair[] {
  return photos.flatMap((photo) => {
    const { signs, geometry } = readSigns({ ...photo, catalog });
    if (!geometry) return [];
    return signs.flatMap(({ cosine: looks, geometry: place, ruledOut }, i): LooksPair[] => {
      if (looks === undefined || (!place && !ruledOut)) return [];
      const peakId = catalog[i].id;
      const seen = photo.said?.get(peakId);
      return [{ peakId, looks, place: place?.visible ?? 0, ruledOut, seen }];
    });
  });
}

/** What the looks are worth for these photos; undefined where too few have a place. */
export function measureLooks(
  photos: readonly MeasuredPhoto[],
  catalog: readonly CatalogEntry[]
): LooksEvidence | undefined {
  return looksEvidence(looksPairs(photos, catalog));
}

/**
 * What unrelated texts find.
 *
 * @param texts vectors of UNRELATED_TEXTS, in their order
 * @param background vectors of a sample of the library
 * @param best the best cosine that each text has in the whole library; absent: the sample is the library
 */
export function measureNulls(
  texts: readonly Float32Array[],
  background: readonly Float32Array[],
  best?: readonly number[]
): NullScale {
  const samples = UNRELATED_TEXTS.map(({ language }, i): NullSample => {
    const cosines = background.map((vector) => cosine(texts[i], vector));
    return { language, best: best?.[i] ?? Math.max(...cosines), center: centerOf(cosines) };
  });
  return nullScale(samples);
}

/** Share of a library's own photos that are less alike than the threshold: one in a hundred. */
const UNLIKE_SHARE = 0.01;

/** Frames within a minute are one moment, and say nothing of how alike two photos of a library are. */
const MOMENT_MS = 60_000;

/** Photos whose nearest other is looked for. */
const MAX_LIKENESS = 400;

/** How alike a photo must be to the nearest of the library to be of its world: the 1 % quantile of its own, a cosine. */
export function measureLikeness(
  photos: ReadonlyArray<{ vector: Float32Array; shotMs: number }>
): number {
  const step = Math.max(1, photos.length / MAX_LIKENESS);
  const nearest: number[] = [];
  for (let place = 0; place < photos.length; place += step) {
    const photo = photos[Math.floor(place)];
    let best = -1;
    for (const other of photos) {
      if (other === photo || Math.abs(other.shotMs - photo.shotMs) <= MOMENT_MS) continue;
      best = Math.max(best, cosine(photo.vector, other.vector));
    }
    nearest.push(best);
  }
  return quantile(nearest, UNLIKE_SHARE);
}
