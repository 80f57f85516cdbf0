import type { Evidence, PeakCandidate } from '../../common/api';
import type { CatalogEntry } from '../catalog/catalog_index';
import type { CaptureMetadata } from '../images/capture_metadata';
import { scoreGeometry, type GeometryScore } from './geometry_model';
import { peaksInSight, type PeakInSight } from './peak_geometry';

export interface PredictionInput {
  /** Unit vector of the photo; absent: geometry only. */
  imageVector?: Float32Array;
  metadata: CaptureMetadata;
  /** Upright size in pixels. */
  width: number;
  height: number;
  catalog: readonly CatalogEntry[];
  /** SigLIP's own calibration, exp already applied to the scale. */
  logits?: { scale: number; bias: number };
  without?: 'vision' | 'geometry';
}

export interface PeakPrediction {
  /** Best first. */
  candidates: PeakCandidate[];
  /** Probability that none of the catalog's peaks is what the photo shows. */
  none: number;
  backedOffTo?: { kind: 'massif' | 'region'; name: string; probability: number };
}

/** How many candidates are worth showing; behind them probabilities are noise. */
const MAX_CANDIDATES = 10;
/** Log odds of "none" against an average peak. */
const NONE_LOG_SCORE = 2.5;
/** A cosine's weight where the model's own scale is not known (SigLIP-2 base: about 112). */
const DEFAULT_SCALE = 100;

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Which catalog peaks a photo shows, from its looks and from where the camera stood and looked. Pure and quick
 * (a catalog is a few hundred dot products): ingest calls it for each photo, identify for an upload.
 */
export function predictPeaks(input: PredictionInput): PeakPrediction {
  const { imageVector, metadata, catalog, logits, without } = input;
  const sight = without === 'geometry' ? undefined : peaksInSight(metadata, input, catalog);
  const geometry = sight && scoreGeometry(sight, metadata);
  const bySight = new Map(sight?.map((peak) => [peak.id, peak]));
  const scale = logits?.scale ?? DEFAULT_SCALE;
  const cosines =
    imageVector && without !== 'vision'
      ? catalog.map((entry) => cosine(imageVector, entry.prototype))
      : undefined;
  const meanCosine = cosines && cosines.reduce((sum, c) => sum + c, 0) / cosines.length;

  const scored = catalog.flatMap((entry, i) => {
    const seen = geometry?.get(entry.id);
    if (geometry && !seen) return [];
    const visionLogit = cosines && scale * (cosines[i] - meanCosine!);
    return [
      {
        entry,
        seen,
        sight: bySight.get(entry.id),
        cosine: cosines?.[i],
        visionLogit,
        logScore: (visionLogit ?? 0) + (seen?.logScore ?? 0),
      },
    ];
  });
  const top = Math.max(NONE_LOG_SCORE, ...scored.map((s) => s.logScore));
  const noneWeight = Math.exp(NONE_LOG_SCORE - top);
  const total = scored.reduce((sum, s) => sum + Math.exp(s.logScore - top), noneWeight);
  const visionTop = Math.max(0, ...scored.map((s) => s.visionLogit ?? 0));
  const visionTotal = scored.reduce(
    (sum, s) => sum + Math.exp((s.visionLogit ?? 0) - visionTop),
    0
  );

  const candidates = scored
    .sort((a, b) => b.logScore - a.logScore)
    .slice(0, MAX_CANDIDATES)
    .map(({ entry, seen, sight: inSight, cosine: cos, visionLogit, logScore }, rank) => {
      const probability = Math.exp(logScore - top) / total;
      return {
        id: entry.id,
        names: entry.names,
        probability,
        visible: Math.max(probability, seen?.visible ?? probability),
        vision:
          cos === undefined
            ? undefined
            : { cosine: cos, probability: Math.exp(visionLogit! - visionTop) / visionTotal },
        geometry: inSight && seen ? geometryOf(inSight, seen) : undefined,
        evidence: evidenceOf(rank, inSight, seen, metadata, input),
      } satisfies PeakCandidate;
    });
  return { candidates, none: noneWeight / total };
}

function geometryOf(sight: PeakInSight, seen: GeometryScore): PeakCandidate['geometry'] {
  const { id: _id, ...geometry } = sight;
  return { ...geometry, probability: seen.visible };
}

function evidenceOf(
  rank: number,
  sight: PeakInSight | undefined,
  seen: GeometryScore | undefined,
  metadata: CaptureMetadata,
  { imageVector, without }: PredictionInput
): Evidence[] {
  const evidence: Evidence[] = [];
  if (imageVector && without !== 'vision') evidence.push({ code: 'looks_like', rank: rank + 1 });
  if (without === 'geometry') return [...evidence, { code: 'place_ignored' }];
  if (!sight || !seen) return [...evidence, { code: 'no_place' }];
  const half = (metadata.horizontalFovDeg ?? 60) / 2;
  if (sight.offAxisDeg === undefined) evidence.push({ code: 'no_bearing' });
  else if (Math.abs(sight.offAxisDeg) <= half) {
    evidence.push({
      code: 'in_view',
      distanceKm: sight.distanceM / 1000,
      offAxisDeg: sight.offAxisDeg,
      heightDeg: sight.elevationAngleDeg,
    });
  } else evidence.push({ code: 'out_of_view', offAxisDeg: sight.offAxisDeg });
  if (seen.hiddenBehind) evidence.push({ code: 'hidden_behind', peakId: seen.hiddenBehind });
  return evidence;
}

/** Peaks that are said to be seen at all: at most 4 ids, best first, possibly none. */
export function predictedPeakIds(prediction: PeakPrediction): string[] {
  return prediction.candidates
    .filter(({ visible }) => visible >= 0.5)
    .slice(0, 4)
    .map(({ id }) => id);
}
