import { turnBetween } from '../../common/geo/geodesy';
import type { CaptureMetadata } from '../images/capture_metadata';
import type { PeakInSight } from './peak_geometry';

/**
 * Scale of the compass error in degrees, as a Student t with 3 degrees of freedom: median size 3.3°, 90 % within
 * 7.4° on 128 real photos, worst 13.5°.
 */
const COMPASS_SCALE_DEG = 4.0;
/** How strongly photographers turn to what stands higher: log odds per degree of elevation angle. */
const HEIGHT_WEIGHT = 0.45;
/** Half of the summits that stand this high above the horizontal are to be seen from a valley; and its spread. */
const STANDS_OUT_DEG = 8;
const STANDS_OUT_SPREAD_DEG = 1.2;
/** A nearer peak that stands higher within this angle hides what is behind it. */
const HIDING_ANGLE_DEG = 1.5;
const HIDDEN_FACTOR = 0.15;
/** Haze and size: half of the summits are told apart at this distance; and its spread. */
const HAZE_KM = 32;
const HAZE_SPREAD_KM = 3;

export interface GeometryScore {
  /** Log of how likely the photo was taken of this peak; only differences between peaks mean something. */
  logScore: number;
  /** Probability that it is to be seen. */
  visible: number;
  hiddenBehind?: string;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Cumulative distribution of Student's t with 3 degrees of freedom (closed form). */
export function studentT3(x: number): number {
  const t = x / Math.sqrt(3);
  return 0.5 + (t / (1 + t * t) + Math.atan(t)) / Math.PI;
}

/** Probability that a bearing lies in the field of view, whatever the compass error was; 1 without a direction. */
export function probabilityInView(
  offAxisDeg: number | undefined,
  horizontalFovDeg: number | undefined
): number {
  if (offAxisDeg === undefined) return 1;
  // Without a focal length: a phone's main camera, 26 mm upright or lying, sees 50 to 70 degrees.
  const half = (horizontalFovDeg ?? 60) / 2;
  return (
    studentT3((half - offAxisDeg) / COMPASS_SCALE_DEG) -
    studentT3((-half - offAxisDeg) / COMPASS_SCALE_DEG)
  );
}

/** What geometry alone says of each peak in sight. */
export function scoreGeometry(
  peaks: readonly PeakInSight[],
  metadata: Pick<CaptureMetadata, 'horizontalFovDeg'>
): Map<string, GeometryScore> {
  const scores = new Map<string, GeometryScore>();
  for (const peak of peaks) {
    const hider = peaks.find(
      (other) =>
        other.distanceM < peak.distanceM &&
        other.elevationAngleDeg > peak.elevationAngleDeg &&
        Math.abs(turnBetween(peak.bearingDeg, other.bearingDeg)) < HIDING_ANGLE_DEG
    );
    const inView = probabilityInView(peak.offAxisDeg, metadata.horizontalFovDeg);
    const standsOut =
      logistic((peak.elevationAngleDeg - STANDS_OUT_DEG) / STANDS_OUT_SPREAD_DEG) *
      logistic((HAZE_KM - peak.distanceM / 1000) / HAZE_SPREAD_KM) *
      (hider ? HIDDEN_FACTOR : 1);
    scores.set(peak.id, {
      logScore: Math.log(inView * standsOut + 1e-9) + HEIGHT_WEIGHT * peak.elevationAngleDeg,
      visible: inView * standsOut,
      hiddenBehind: hider?.id,
    });
  }
  return scores;
}
