import type { PeakGeometry, PhotoResponse } from '../../common/api';
import { projectDirection } from '../../common/geo/camera';
import { normaliseBearing } from '../../common/geo/geodesy';
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
  'width' | 'height' | 'horizontalFovDeg' | 'bearingFromCameraDeg' | 'summits' | 'candidates'
>;

/** Direction of the picture's middle with a correction, degrees from true north; undefined without a compass. */
export function correctedBearing(
  { bearingFromCameraDeg }: Pick<PhotoResponse, 'bearingFromCameraDeg'>,
  correctionDeg: number
): number | undefined {
  return bearingFromCameraDeg === undefined
    ? undefined
    : normaliseBearing(bearingFromCameraDeg + correctionDeg);
}

/**
 * Summits of the picture if the camera's compass were wrong by `correctionDeg`.
 *
 * The server's pixels (which may allow for the camera's tilt) are moved by as much as the turn moves them in a level
 * camera; that is exact sideways and off by a few pixels at most in height.
 */
export function summitsWith(photo: Photo, correctionDeg: number): Summit[] {
  const { width, height, horizontalFovDeg } = photo;
  const bearingDeg = correctedBearing(photo, correctionDeg);
  if (bearingDeg === undefined || horizontalFovDeg === undefined) return [];
  const frame = { width, height, horizontalFovDeg };
  return summitsOf(photo).flatMap(({ id, names, visible, geometry }) => {
    const pixel = movedPixel(geometry, bearingDeg, frame);
    const inside = pixel && pixel.x >= 0 && pixel.x <= width && pixel.y >= 0 && pixel.y <= height;
    return inside ? [{ id, names, visible, distanceM: geometry.distanceM, ...pixel }] : [];
  });
}

/** What is known of summits, in the frame or just out of it: a turn may bring them in. */
function summitsOf({ summits, candidates }: Photo) {
  const known = new Map<
    string,
    { id: string; names: string[]; visible: number; geometry: PeakGeometry }
  >();
  for (const { id, names, visible, geometry } of candidates) {
    if (geometry) known.set(id, { id, names, visible, geometry });
  }
  for (const { id, names, visible, ...geometry } of summits) {
    known.set(id, { id, names, visible, geometry });
  }
  return [...known.values()];
}

function movedPixel(
  { bearingDeg: peakBearingDeg, elevationAngleDeg, offAxisDeg, pixel }: PeakGeometry,
  bearingDeg: number,
  frame: { width: number; height: number; horizontalFovDeg: number }
): Offset | undefined {
  const project = (cameraBearingDeg: number) =>
    projectDirection(
      { bearingDeg: cameraBearingDeg, pitchDeg: 0, rollDeg: 0 },
      { bearingDeg: peakBearingDeg, elevationAngleDeg },
      frame
    );
  const after = project(bearingDeg);
  if (!after || !pixel || offAxisDeg === undefined) return after;
  const before = project(peakBearingDeg - offAxisDeg);
  if (!before) return after;
  return { x: pixel.x + after.x - before.x, y: pixel.y + after.y - before.y };
}

/** Degrees that a sideways move in the picture's middle stands for. */
export function degreesOfMove(
  movedPhotoPixels: number,
  { width, horizontalFovDeg }: { width: number; horizontalFovDeg: number }
): number {
  const focalPx = width / 2 / Math.tan((horizontalFovDeg * Math.PI) / 360);
  return (Math.atan(movedPhotoPixels / focalPx) * 180) / Math.PI;
}
