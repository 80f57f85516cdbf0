import type { CameraAnswer, Evidence, PeakCandidate } from '../../common/api';
import type { CatalogEntry } from '../catalog/peak_repository';
import { product } from '../embedding/vectors';
import type { CaptureMetadata } from '../images/capture/capture_metadata';
import type { Obstacle } from '../terrain/line_of_sight';
import { backOff } from './back_off';
import type { BackOff } from './back_off';
import type { LooksEvidence } from '../calibration/looks_evidence';
import { fuse } from './fusion_model';
import type { Basis, FusedPeak, PeakSigns } from './fusion_model';
import { scoreGeometry } from './geometry_model';
import { hidingPeak } from './hiding_peak';
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
  /** What the looks are worth in this library; absent: they may order peaks, but claim nothing. */
  looks?: LooksEvidence;
  /** By peak: what people said of this photo, which holds whatever it looks like. */
  said?: ReadonlyMap<string, boolean>;
  without?: 'vision' | 'geometry';
  /** Degrees to add to what the camera wrote (a day's common compass bias, a correction that people made). */
  bearingCorrectionDeg?: number;
  /** How the camera was turned; only a skyline's answer is taken, so that ingest, which has none yet, predicts the same. */
  camera?: Pick<CameraAnswer, 'pitchDeg' | 'sigmaDeg' | 'source'>;
  /** What the ground puts before peaks, by id (obstaclesInSight); absent where no terrain is known. */
  obstacles?: ReadonlyMap<string, Obstacle>;
}

export interface PeakPrediction {
  /** What the answer rests on. */
  basis: Basis;
  /** Best first. */
  candidates: PeakCandidate[];
  /** Probability that none of the catalog's peaks is what the photo shows. */
  none: number;
  backedOffTo?: BackOff;
}

/** How many candidates are worth showing; behind them probabilities are noise. */
const MAX_CANDIDATES = 10;

/** A phone's main camera, lying: 26 mm. */
const USUAL_FOV_DEG = 69;

/**
 * A compass has never been seen to err by more than 13.5° (128 photos). A peak thrice that beside the frame is behind
 * the camera: of 7,047 such pairs of the demo album none shows its peak.
 */
const BEHIND_DEG = 40;
/** So far below the ground's edge no error of tiles or altitude brings a summit back. */
const BURIED_DEG = 3;

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
  const { imageVector, catalog, without } = input;
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
      ? catalog.map((entry) => likeness(imageVector, entry))
      : undefined;
  const bySight = new Map(sight?.map((peak) => [peak.id, peak]));
  const signs = catalog.map((entry, i) => ({
    cosine: cosines?.[i],
    geometry: geometry && (geometry.peaks.get(entry.id) ?? whereAbsent(entry)),
    ruledOut: geometry && ruledOutBy(entry, bySight.get(entry.id), metadata),
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
  const bySight = new Map(sight?.map((peak) => [peak.id, peak]));
  const answer = fuse(signs, geometry, input.looks);
  if (answer.basis === 'nothing') return { basis: 'nothing', candidates: [], none: 1 };
  const scored = catalog.map((entry, i) => ({
    entry,
    cosine: cosines?.[i],
    sight: bySight.get(entry.id),
    seen: geometry?.peaks.get(entry.id),
    fused: asSaid(answer.peaks[i], input.said?.get(entry.id)),
  }));
  const metadata = corrected(input);
  const best = answer.basis === 'order' ? mostAlike(scored) : worthShowing(scored);
  return {
    basis: answer.basis,
    candidates: best.map((peak) => candidate(peak, scored, metadata, input)),
    none: answer.none,
    backedOffTo: backOff(
      catalog,
      new Map(scored.map(({ entry, fused }) => [entry.id, fused.probability]))
    ),
  };
}

/** People who looked know better. */
function asSaid(fused: FusedPeak, shows: boolean | undefined): FusedPeak {
  if (shows === undefined) return fused;
  return shows ? { ...fused, visible: 1 } : { ...fused, visible: 0, probability: 0 };
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

/** Why a photo surely does not show a peak, whatever it looks like. */
function ruledOutBy(
  { latlon, elevationM }: CatalogEntry,
  sight: PeakInSight | undefined,
  { horizontalFovDeg = USUAL_FOV_DEG }: CaptureMetadata
): PeakSigns['ruledOut'] {
  if (!latlon || elevationM === undefined) return undefined;
  if (!sight) return 'far';
  const { offAxisDeg, obstacle } = sight;
  const behind =
    offAxisDeg !== undefined && Math.abs(offAxisDeg) > horizontalFovDeg / 2 + BEHIND_DEG;
  return behind || (obstacle && obstacle.marginDeg > BURIED_DEG) ? 'hidden' : undefined;
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
  const known = camera?.source === 'skyline' ? camera : undefined;
  const slope = Math.tan((horizontalFovDeg * Math.PI) / 360) * (height / width);
  return {
    bearingKnown: bearingDeg !== undefined,
    bearingScaleDeg: known?.sigmaDeg,
    pitchDeg: known?.pitchDeg,
    horizontalFovDeg,
    verticalFovDeg: verticalFovDeg ?? (Math.atan(slope) * 360) / Math.PI,
  };
}

/** Cosine of a photo with a peak's prototype; of a prototype that learned from photos, on the scale of one that did not. */
export function likeness(
  photo: Float32Array,
  { prototype, gain = 1, offset = 0 }: Pick<CatalogEntry, 'prototype' | 'gain' | 'offset'>
): number {
  return gain * product(photo, prototype) - offset;
}

/** The most probable ones, and before the improbable all that are to be seen; most probable first. */
function worthShowing(scored: readonly Scored[]): Scored[] {
  const worth = ({ fused }: Scored) => Math.max(fused.probability, fused.visible);
  return (
    [...scored]
      // A peak that the ground hides is told, with what hides it.
      .filter((peak) => worth(peak) > 0 || (peak.sight?.obstacle?.marginDeg ?? 0) > 0)
      .sort((a, b) => worth(b) - worth(a))
      .slice(0, MAX_CANDIDATES)
      .sort((a, b) => b.fused.probability - a.fused.probability)
  );
}

/** Where nothing can be claimed: the peaks that the photo looks most like, in this order. */
function mostAlike(scored: readonly Scored[]): Scored[] {
  return [...scored].sort((a, b) => b.cosine! - a.cosine!).slice(0, MAX_CANDIDATES);
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
        : { cosine: peak.cosine, probability: fused.visionProbability },
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
  { entry, cosine: looks, sight, seen }: Scored,
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
    const { obstacle, bearingDeg } = sight;
    const peaks = all.map((other) => other.entry);
    const peakId = hidingPeak(metadata.gps, bearingDeg, obstacle, peaks, entry.id);
    const distanceKm = obstacle.distanceM / 1000;
    evidence.push({ code: 'hidden_by_terrain', distanceKm, ...(peakId && { peakId }) });
  } else if (heightDeg <= 0) evidence.push({ code: 'below_horizon' });
  else if (heightDeg >= STANDS_OUT_DEG) evidence.push({ code: 'stands_out' });
  if (distanceKm > FAR_KM) evidence.push({ code: 'too_far', distanceKm });
  return evidence;
}
