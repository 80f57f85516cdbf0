import type { CameraAnswer, Evidence, PeakCandidate } from '../../common/api';
import type { CatalogEntry } from '../catalog/peak_repository';
import type { CaptureMetadata } from '../images/capture/capture_metadata';
import type { Obstacle } from '../terrain/line_of_sight';
import { backOff } from './back_off';
import type { BackOff } from './back_off';
import { FUSION_PARAMETERS, fuse } from './fusion_model';
import type { FusedPeak, FusionParameters, PeakSigns } from './fusion_model';
import { scoreGeometry } from './geometry_model';
import type { Aim, GeometryPrediction, GeometryScore } from './geometry_model';
import { peaksInSight } from './peak_geometry';
import type { PeakInSight } from './peak_geometry';

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
  /** Degrees to add to what the camera wrote (a day's common compass bias, a correction that people made). */
  bearingCorrectionDeg?: number;
  /** How the camera was turned, where it is known better than by the compass. */
  camera?: Pick<CameraAnswer, 'pitchDeg' | 'sigmaDeg'>;
  /** What the ground puts before peaks, by id (obstaclesInSight); absent where no terrain is known. */
  obstacles?: ReadonlyMap<string, Obstacle>;
  parameters?: FusionParameters;
}

export interface PeakPrediction {
  /** Best first. */
  candidates: PeakCandidate[];
  /** Probability that none of the catalog's peaks is what the photo shows. */
  none: number;
  backedOffTo?: BackOff;
}

/** How many candidates are worth showing; behind them probabilities are noise. */
const MAX_CANDIDATES = 10;

/**
 * Where the model does not say scale and bias: SigLIP-2 base has a scale of about 112, and a peak that fits stands
 * three hundredths above the mean of the catalog.
 */
const DEFAULT_SCALE = 100;
const DEFAULT_MARGIN = 0.03;

/** A phone's main camera, lying: 26 mm. */
const USUAL_FOV_DEG = 69;

interface Scored {
  entry: CatalogEntry;
  cosine?: number;
  sight?: PeakInSight;
  seen?: GeometryScore;
  fused: FusedPeak;
}

/** What a photo's looks and place say of each peak, before they are fused. */
export interface Signs {
  /** In the order of the catalog. */
  signs: PeakSigns[];
  /** Absent where the place does not speak. */
  geometry?: GeometryPrediction;
  cosines?: number[];
  sight?: PeakInSight[];
}

/** Reads the signs. */
export function readSigns(input: PredictionInput): Signs {
  const { imageVector, catalog, logits, without } = input;
  const metadata = corrected(input);
  const sight =
    without === 'geometry'
      ? undefined
      : peaksInSight(metadata, input, catalog)?.map((peak) => ({
          ...peak,
          obstacle: input.obstacles?.get(peak.id),
        }));
  const geometry = sight && scoreGeometry(sight, aimOf(metadata, input, input.camera));
  const cosines =
    imageVector && without !== 'vision'
      ? catalog.map((entry) => cosine(imageVector, entry.prototype))
      : undefined;
  const visionLogits = cosines && logitsOf(cosines, logits);
  const signs = catalog.map((entry, i) => ({
    visionLogit: visionLogits?.[i],
    geometry: geometry && (geometry.peaks.get(entry.id) ?? whereAbsent(entry)),
  }));
  return { signs, geometry, cosines, sight };
}

/**
 * Which catalog peaks a photo shows, from its looks and from where the camera stood and looked. Pure and quick
 * (a catalog is a few hundred dot products): ingest calls it for each photo, identify for an upload.
 */
export function predictPeaks(input: PredictionInput): PeakPrediction {
  const { catalog } = input;
  const { signs, geometry, cosines, sight } = readSigns(input);
  if (!cosines && !geometry) return { candidates: [], none: 1 };
  const bySight = new Map(sight?.map((peak) => [peak.id, peak]));
  const answer = fuse(signs, geometry, input.parameters ?? FUSION_PARAMETERS);
  const scored = catalog.map((entry, i) => ({
    entry,
    cosine: cosines?.[i],
    sight: bySight.get(entry.id),
    seen: geometry?.peaks.get(entry.id),
    fused: answer.peaks[i],
  }));
  const metadata = corrected(input);
  return {
    candidates: worthShowing(scored).map((peak) => candidate(peak, scored, metadata, input)),
    none: answer.none,
    backedOffTo: backOff(
      catalog,
      new Map(scored.map(({ entry, fused }) => [entry.id, fused.probability]))
    ),
  };
}

/** Peaks that are said to be seen at all: at most 4 ids, best first, possibly none. */
export function predictedPeakIds(prediction: PeakPrediction): string[] {
  return prediction.candidates
    .filter(({ visible }) => visible >= 0.5)
    .slice(0, 4)
    .map(({ id }) => id);
}

/** A peak that is not in sight: too far where its position is known, else nobody can say. */
function whereAbsent({ latlon, elevationM }: CatalogEntry): GeometryScore | undefined {
  return latlon && elevationM !== undefined ? { subject: 0, visible: 0 } : undefined;
}

function corrected({ metadata, bearingCorrectionDeg = 0 }: PredictionInput): CaptureMetadata {
  const { bearingDeg } = metadata;
  return bearingDeg === undefined
    ? metadata
    : { ...metadata, bearingDeg: (((bearingDeg + bearingCorrectionDeg) % 360) + 360) % 360 };
}

/** What is known of how the camera was held; a lens that is not known is a phone's main camera. */
export function aimOf(
  { bearingDeg, horizontalFovDeg = USUAL_FOV_DEG, verticalFovDeg }: CaptureMetadata,
  { width, height }: { width: number; height: number },
  camera?: PredictionInput['camera']
): Aim {
  const slope = Math.tan((horizontalFovDeg * Math.PI) / 360) * (height / width);
  return {
    bearingKnown: bearingDeg !== undefined,
    bearingScaleDeg: camera?.sigmaDeg,
    pitchDeg: camera?.pitchDeg,
    horizontalFovDeg,
    verticalFovDeg: verticalFovDeg ?? (Math.atan(slope) * 360) / Math.PI,
  };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function logitsOf(cosines: readonly number[], logits: PredictionInput['logits']): number[] {
  if (logits) return cosines.map((value) => logits.scale * value + logits.bias);
  const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
  return cosines.map((value) => DEFAULT_SCALE * (value - mean - DEFAULT_MARGIN));
}

/** The most probable ones, and before the improbable all that are to be seen; most probable first. */
function worthShowing(scored: readonly Scored[]): Scored[] {
  const worth = ({ fused }: Scored) => Math.max(fused.probability, fused.visible);
  return [...scored]
    .filter((peak) => worth(peak) > 0)
    .sort((a, b) => worth(b) - worth(a))
    .slice(0, MAX_CANDIDATES)
    .sort((a, b) => b.fused.probability - a.fused.probability);
}

function candidate(
  peak: Scored,
  all: readonly Scored[],
  metadata: CaptureMetadata,
  input: PredictionInput
): PeakCandidate {
  const { entry, fused, sight, seen } = peak;
  return {
    id: entry.id,
    names: entry.names,
    probability: fused.probability,
    visible: fused.visible,
    vision:
      peak.cosine === undefined
        ? undefined
        : { cosine: peak.cosine, probability: fused.visionProbability ?? 0 },
    geometry: sight && seen ? { ...placeOf(sight), probability: seen.visible } : undefined,
    evidence: evidenceOf(peak, all, metadata, input),
  };
}

function placeOf({
  distanceM,
  bearingDeg,
  elevationAngleDeg,
  offAxisDeg,
  pixel,
}: PeakInSight): Omit<NonNullable<PeakCandidate['geometry']>, 'probability'> {
  return { distanceM, bearingDeg, elevationAngleDeg, offAxisDeg, pixel };
}

/** Looks that are not among the best twenty of the catalog speak against a peak. */
const LOOKS_UNLIKE_RANK = 20;
/** What stands this high is conspicuous from anywhere. */
const STANDS_OUT_DEG = 12;
/** Beyond this haze takes most summits. */
const FAR_KM = 35;

function evidenceOf(
  { cosine: looks, sight, seen }: Scored,
  all: readonly Scored[],
  metadata: CaptureMetadata,
  { without, imageVector }: PredictionInput
): Evidence[] {
  const evidence: Evidence[] = [];
  if (imageVector && looks !== undefined) {
    const rank = 1 + all.filter((other) => other.cosine! > looks).length;
    evidence.push(
      rank > LOOKS_UNLIKE_RANK ? { code: 'does_not_look_like' } : { code: 'looks_like', rank }
    );
  }
  if (without === 'geometry') return [...evidence, { code: 'place_ignored' }];
  if (!metadata.gps) return [...evidence, { code: 'no_place' }];
  if (!sight || !seen) return evidence;
  const { offAxisDeg, elevationAngleDeg: heightDeg } = sight;
  const distanceKm = sight.distanceM / 1000;
  if (offAxisDeg === undefined) evidence.push({ code: 'no_bearing' });
  else if (Math.abs(offAxisDeg) > (metadata.horizontalFovDeg ?? USUAL_FOV_DEG) / 2) {
    evidence.push({ code: 'out_of_view', offAxisDeg });
  } else evidence.push({ code: 'in_view', distanceKm, offAxisDeg, heightDeg });
  if (seen.hiddenBehind) evidence.push({ code: 'hidden_behind', peakId: seen.hiddenBehind });
  else if (sight.obstacle && sight.obstacle.marginDeg > 0) {
    const obstacleKm = sight.obstacle.distanceM / 1000;
    evidence.push({ code: 'hidden_by_terrain', distanceKm: obstacleKm });
  } else if (heightDeg <= 0) evidence.push({ code: 'below_horizon' });
  else if (heightDeg >= STANDS_OUT_DEG) evidence.push({ code: 'stands_out' });
  if (distanceKm > FAR_KM) evidence.push({ code: 'too_far', distanceKm });
  return evidence;
}
