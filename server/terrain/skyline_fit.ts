import type { CameraPose } from '../../common/geo/camera';
import type { Horizon } from './horizon';
import type { SkylineEvidence } from './skyline_evidence';

// Read once: a look-up of a global in each step of the loops below would cost as much as the step.
const { sin, cos, ceil, floor, PI } = Math;
const RADIANS = PI / 180;

/** A skyline that leaves the picture where its column is seen: not impossible (focal lengths err), but no match. */
export const OUTSIDE = -0.7;
/** A rolled or lifted picture's corners reach beyond its field of view, degrees. */
const CORNER_DEG = 8;
const WIDEST_DEG = 85;
/** Depth at which a direction lies beside the camera rather than in front of it: 87° off its axis. */
const BESIDE = 0.05;

/** Half of what has to be looked at around a bearing, degrees. */
export const halfWidthDeg = (horizontalFovDeg: number): number =>
  Math.min(WIDEST_DEG, horizontalFovDeg / 2 + CORNER_DEG);

/** Mean log likelihood ratio of a pose's skyline in one picture; 0 is no better than a line that runs anywhere. */
export type FitOf = (pose: CameraPose) => number;

/**
 * Prepares a picture and a horizon for the many poses that a search tries: the horizon's directions are computed once,
 * and each pose is one rotation of them.
 */
export function skylineFit(
  { width, height, ratio }: SkylineEvidence,
  { elevationDeg, stepDeg }: Horizon,
  horizontalFovDeg: number
): FitOf {
  const rays = elevationDeg.length;
  const [east, north, up] = [0, 1, 2].map(() => new Float64Array(rays)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < rays; i++) {
    const elevation = elevationDeg[i]! * RADIANS;
    const azimuth = i * stepDeg * RADIANS;
    east[i] = cos(elevation) * sin(azimuth);
    north[i] = cos(elevation) * cos(azimuth);
    up[i] = sin(elevation);
  }
  const focal = width / 2 / Math.tan((horizontalFovDeg / 2) * RADIANS);
  const half = halfWidthDeg(horizontalFovDeg);
  // Several rays in one column would say the same thing several times.
  const stride = Math.max(1, floor(horizontalFovDeg / width / stepDeg));
  const none = NaN;
  return ({ bearingDeg, pitchDeg, rollDeg }) => {
    const [sinB, cosB] = [sin(bearingDeg * RADIANS), cos(bearingDeg * RADIANS)];
    const [sinP, cosP] = [sin(pitchDeg * RADIANS), cos(pitchDeg * RADIANS)];
    const [sinR, cosR] = [sin(rollDeg * RADIANS), cos(rollDeg * RADIANS)];
    const last = floor((bearingDeg + half) / stepDeg);
    let sum = 0;
    let lastX = none;
    let lastY = none;
    let ray = ceil((bearingDeg - half) / stepDeg) % rays;
    if (ray < 0) ray += rays;
    for (let i = ceil((bearingDeg - half) / stepDeg); i <= last; i += stride) {
      const forward = east[ray]! * sinB + north[ray]! * cosB;
      const right = east[ray]! * cosB - north[ray]! * sinB;
      const above = up[ray]!;
      ray += stride;
      if (ray >= rays) ray -= rays;
      const depth = forward * cosP + above * sinP;
      // Unknown ground (NaN) and what lies beside the camera end the line.
      if (!(depth > BESIDE)) {
        lastX = none;
        continue;
      }
      const lifted = above * cosP - forward * sinP;
      const x = width / 2 + (focal * (right * cosR - lifted * sinR)) / depth;
      const y = height / 2 - (focal * (right * sinR + lifted * cosR)) / depth;
      if (x > lastX && x >= 0 && lastX < width) {
        const slope = (y - lastY) / (x - lastX);
        const end = x < width ? x : width;
        for (let column = lastX > 0 ? ceil(lastX) : 0; column < end; column++) {
          const row = floor(lastY + slope * (column - lastX) + 0.5);
          sum += row >= 0 && row < height ? ratio[row * width + column]! : OUTSIDE;
        }
      }
      lastX = x;
      lastY = y;
    }
    return sum / width;
  };
}
