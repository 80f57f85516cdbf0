const RADIANS = Math.PI / 180;

/** Diagonal of the 36 × 24 mm frame: what "35 mm equivalent" refers to (CIPA DCG-001). */
const FULL_FRAME_DIAGONAL_MM = Math.hypot(36, 24);

/** Pixels of an upright picture; x to the right, y downwards, from the top left corner. */
export interface Pixel {
  x: number;
  y: number;
}

/**
 * Horizontal and vertical field of view of an upright picture in degrees, from its 35 mm equivalent focal length
 * (pinhole; the equivalence is by the diagonal, so the aspect ratio decides how it is shared out).
 *
 * @param focalLength35mm millimeters, above 0
 * @param width upright width in pixels; only the ratio to the height counts
 */
export function fieldOfView(
  focalLength35mm: number,
  width: number,
  height: number
): { horizontalDeg: number; verticalDeg: number } {
  const diagonal = Math.hypot(width, height);
  const angle = (side: number) =>
    (2 * Math.atan((FULL_FRAME_DIAGONAL_MM * side) / diagonal / 2 / focalLength35mm)) / RADIANS;
  return { horizontalDeg: angle(width), verticalDeg: angle(height) };
}

/** How a camera looked: degrees; roll is clockwise as the photographer sees it. */
export interface CameraPose {
  bearingDeg: number;
  pitchDeg: number;
  rollDeg: number;
}

/**
 * Where a direction falls in the picture of a pinhole camera; undefined when it lies behind the camera. The pixel
 * may lie outside the frame: the caller decides what to do with near misses.
 *
 * @param direction bearing from true north and angle above the horizontal, degrees
 * @param frame upright size in pixels and horizontal field of view in degrees
 */
export function projectDirection(
  pose: CameraPose,
  direction: { bearingDeg: number; elevationAngleDeg: number },
  frame: { width: number; height: number; horizontalFovDeg: number }
): Pixel | undefined {
  const azimuth = (direction.bearingDeg - pose.bearingDeg) * RADIANS;
  const elevation = direction.elevationAngleDeg * RADIANS;
  // Camera axes before pitch and roll: right, up, forward.
  const right = Math.cos(elevation) * Math.sin(azimuth);
  const up = Math.sin(elevation);
  const forward = Math.cos(elevation) * Math.cos(azimuth);
  const pitch = pose.pitchDeg * RADIANS;
  const depth = forward * Math.cos(pitch) + up * Math.sin(pitch);
  if (depth <= 1e-6) return undefined;
  const lifted = up * Math.cos(pitch) - forward * Math.sin(pitch);
  const roll = pose.rollDeg * RADIANS;
  const x = (right * Math.cos(roll) - lifted * Math.sin(roll)) / depth;
  const y = (right * Math.sin(roll) + lifted * Math.cos(roll)) / depth;
  const focalPx = frame.width / 2 / Math.tan((frame.horizontalFovDeg / 2) * RADIANS);
  return { x: frame.width / 2 + x * focalPx, y: frame.height / 2 - y * focalPx };
}

/**
 * The direction that a level camera has at a pixel: the way back from `projectDirection` with neither pitch nor roll.
 *
 * @returns bearing from the middle of the picture (right positive) and angle above the horizontal, degrees
 */
export function directionAt(
  pixel: Pixel,
  frame: { width: number; height: number; horizontalFovDeg: number }
): { bearingDeg: number; elevationAngleDeg: number } {
  const focalPx = frame.width / 2 / Math.tan((frame.horizontalFovDeg / 2) * RADIANS);
  const right = pixel.x - frame.width / 2;
  const up = frame.height / 2 - pixel.y;
  return {
    bearingDeg: Math.atan2(right, focalPx) / RADIANS,
    elevationAngleDeg: Math.atan2(up, Math.hypot(right, focalPx)) / RADIANS,
  };
}
