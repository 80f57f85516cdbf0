import type { PeakGeometry, PhotoResponse } from '../../../common/api';
import { directionAt, projectDirection } from '../../../common/geo/camera';
import {
  estimatePitch,
  type PitchQuestion,
  type SummitAhead,
} from '../../../common/geo/camera_pitch';
import { normaliseBearing, turnBetween } from '../../../common/geo/geodesy';
import type { Offset } from './zoom';

/** A summit inside the picture. */
export interface Summit extends Offset {
  id: string;
  names: string[];
  /** Probability that it is to be seen. */
  visible: number;
  distanceM: number;
}

type Photo = Pick<
  PhotoResponse,
  | 'width'
  | 'height'
  | 'horizontalFovDeg'
  | 'bearingFromCameraDeg'
  | 'bearingCorrectionDeg'
  | 'summits'
  | 'candidates'
  | 'pose'
>;

/** How the camera was held, as far as it differs from what it says of itself; degrees. */
export interface Hold {
  /** To add to its compass. */
  correctionDeg: number;
  /** Above the horizontal. */
  pitchDeg: number;
}

/** Direction of the picture's middle with a correction, degrees from true north; undefined where nothing tells it. */
export function correctedBearing(
  { bearingFromCameraDeg, pose }: Pick<PhotoResponse, 'bearingFromCameraDeg' | 'pose'>,
  correctionDeg: number
): number | undefined {
  // A photo without a compass has the direction that its skyline tells.
  const bearingDeg = bearingFromCameraDeg ?? pose?.bearingDeg;
  return bearingDeg === undefined ? undefined : normaliseBearing(bearingDeg + correctionDeg);
}

/** How far the camera was rolled clockwise, degrees: as the skyline or gravity tells, else not at all. */
export const rollOf = ({ pose }: Pick<PhotoResponse, 'pose'>): number => pose?.rollDeg ?? 0;

/**
 * The correction that the app starts from: what people said, else the error that the day's photos have in common, which
 * the server has taken off where it looked for peaks (docs/identify.md).
 */
export function knownCorrection(photo: Photo): number {
  const { bearingCorrectionDeg, bearingFromCameraDeg, candidates, pose } = photo;
  // As exact as it was found: half a degree is 1 % of a photo's width.
  if (pose?.source === 'skyline' && bearingFromCameraDeg !== undefined) {
    return turnBetween(bearingFromCameraDeg, pose.bearingDeg);
  }
  if (bearingCorrectionDeg !== undefined || bearingFromCameraDeg === undefined) {
    return bearingCorrectionDeg ?? 0;
  }
  const placed = candidates.find(({ geometry }) => geometry?.offAxisDeg !== undefined)?.geometry;
  if (!placed) return 0;
  const turn = turnBetween(bearingFromCameraDeg, placed.bearingDeg - placed.offAxisDeg!);
  // In steps of half a degree, as the slider has: no compass knows better.
  return Math.round(turn * 2) / 2;
}

/** Summits of the picture if the camera was held like this; none without direction or field of view. */
export function summitsWith(photo: Photo, { correctionDeg, pitchDeg }: Hold): Summit[] {
  const { width, height } = photo;
  const frame = frameOf(photo);
  const bearingDeg = correctedBearing(photo, correctionDeg);
  if (!frame || bearingDeg === undefined) return [];
  return summitsAhead(photo, bearingDeg).flatMap((summit) => {
    const { id, names, visible, distanceM, offAxisDeg, elevationAngleDeg } = summit;
    const pixel = projectDirection(
      { bearingDeg: 0, pitchDeg, rollDeg: rollOf(photo) },
      { bearingDeg: offAxisDeg, elevationAngleDeg },
      frame
    );
    const inside = pixel && pixel.x >= 0 && pixel.x <= width && pixel.y >= 0 && pixel.y <= height;
    return inside ? [{ id, names, visible, distanceM, ...pixel }] : [];
  });
}

/** A direction that a person has corrected is right to within what a finger can do. */
const CORRECTED_ERROR_DEG = 1;

/**
 * How far above the horizontal the camera looked: what makes the summits stand on the picture's skyline, if there is
 * such; degrees. Undefined where no summit could be drawn anyway.
 */
export function guessedPitch(photo: Photo, skyline: PitchQuestion['skyline']): number | undefined {
  // The server laid the terrain's skyline over the photo's.
  if (photo.pose?.source === 'skyline') return photo.pose.pitchDeg;
  const frame = frameOf(photo);
  const bearingDeg = correctedBearing(photo, knownCorrection(photo));
  if (!frame || bearingDeg === undefined) return undefined;
  const summits = summitsAhead(photo, bearingDeg);
  if (summits.length === 0) return undefined;
  return estimatePitch({
    summits,
    frame,
    skyline,
    ...(photo.bearingCorrectionDeg && { headingErrorDeg: CORRECTED_ERROR_DEG }),
  });
}

const frameOf = ({ width, height, horizontalFovDeg }: Photo) =>
  horizontalFovDeg === undefined ? undefined : { width, height, horizontalFovDeg };

type KnownSummit = Pick<Summit, 'id' | 'names' | 'visible' | 'distanceM'> & SummitAhead;

/** What is known of summits, in the frame or just out of it: a turn may bring them in. */
function summitsAhead(photo: Photo, bearingDeg: number): KnownSummit[] {
  const { summits, candidates } = photo;
  const known = new Map<string, KnownSummit>();
  const add = (id: string, names: string[], visible: number, geometry: PeakGeometry) =>
    known.set(id, {
      id,
      names,
      visible,
      distanceM: geometry.distanceM,
      ...aheadOf(geometry, photo, bearingDeg),
    });
  for (const { id, names, visible, geometry } of candidates) {
    if (geometry) add(id, names, visible, geometry);
  }
  for (const { id, names, visible, ...geometry } of summits) add(id, names, visible, geometry);
  return [...known.values()];
}

/**
 * Where a summit stands for a camera that looks that way. The server's pixel, of a level camera, comes first: to
 * readers who may not see exact places it tells angles from somewhere near, but pixels from the place itself.
 */
function aheadOf(
  { bearingDeg: peakBearingDeg, elevationAngleDeg, offAxisDeg, pixel }: PeakGeometry,
  photo: Photo,
  bearingDeg: number
): { offAxisDeg: number; elevationAngleDeg: number } {
  const frame = frameOf(photo);
  if (!pixel || !frame || offAxisDeg === undefined) {
    return { offAxisDeg: turnBetween(bearingDeg, peakBearingDeg), elevationAngleDeg };
  }
  // What the server took for the camera's direction when it computed the pixel.
  const turned = turnBetween(bearingDeg, peakBearingDeg - offAxisDeg);
  const direction = directionAt(pixel, frame);
  return {
    offAxisDeg: direction.bearingDeg + turned,
    elevationAngleDeg: direction.elevationAngleDeg,
  };
}

/** Degrees that a move in the picture's middle stands for, sideways as up and down. */
export function degreesOfMove(
  movedPhotoPixels: number,
  { width, horizontalFovDeg }: { width: number; horizontalFovDeg: number }
): number {
  const focalPx = width / 2 / Math.tan((horizontalFovDeg * Math.PI) / 360);
  return (Math.atan(movedPhotoPixels / focalPx) * 180) / Math.PI;
}
