import type { Horizon } from './horizon';
import { halfWidthDeg, OUTSIDE } from './skyline_fit';
import type { SkylineEvidence } from './skyline_evidence';

const { sin, cos, ceil, floor, round, tan, PI } = Math;
const RADIANS = PI / 180;

/** Pixels of a side that the coarse search looks at as one. */
const COARSE = 4;

/** The best fit of each bearing all around, over the pitches that were tried. */
export interface CoarseFits {
  /** Degrees between two bearings; the first is 0. */
  stepDeg: number;
  /** Mean log likelihood ratio, by pitch, then bearing. */
  fits: Float32Array[];
  pitchesDeg: number[];
}

/**
 * Fits of all bearings and some pitches, on a coarse picture. For each pitch the picture is laid out by azimuth and
 * elevation once; a bearing is then one look-up per column, which makes looking all around as cheap as looking ahead.
 *
 * @param rollDeg of all poses
 * @param pitches the pitches to try for a step, degrees
 */
export function coarseFits(
  evidence: SkylineEvidence,
  horizon: Horizon,
  { horizontalFovDeg, rollDeg }: { horizontalFovDeg: number; rollDeg: number },
  pitches: (stepDeg: number) => number[]
): CoarseFits {
  const picture = pooled(evidence);
  const bearings = floor(360 / Math.max(horizon.stepDeg, horizontalFovDeg / picture.width));
  const stepDeg = 360 / bearings;
  const skyline = resampled(horizon, bearings);
  const reach = ceil(halfWidthDeg(horizontalFovDeg) / stepDeg);
  const lowest = skyline.reduce((low, each) => (each < low ? each : low), 90);
  const highest = skyline.reduce((high, each) => (each > high ? each : high), -90);
  const rows = round((highest - lowest) / stepDeg) + 1;
  // Unknown ground has a row of its own, which says nothing.
  const rowOf = Int32Array.from(skyline, (each) =>
    Number.isNaN(each) ? rows : round((each - lowest) / stepDeg)
  );
  const columns = 2 * reach + 1;
  const table = new Float32Array((rows + 1) * columns);
  const pitchesDeg = pitches(stepDeg);
  const fits = pitchesDeg.map((pitchDeg) => {
    layOut(picture, { pitchDeg, rollDeg, horizontalFovDeg, stepDeg, lowest, rows, reach }, table);
    const found = new Float32Array(bearings);
    for (let bearing = 0; bearing < bearings; bearing++) {
      let sum = 0;
      let at = (((bearing - reach) % bearings) + bearings) % bearings;
      for (let column = 0; column < columns; column++) {
        sum += table[rowOf[at]! * columns + column]!;
        if (++at === bearings) at = 0;
      }
      found[bearing] = (sum * stepDeg) / horizontalFovDeg;
    }
    return found;
  });
  return { stepDeg, fits, pitchesDeg };
}

interface Layout {
  pitchDeg: number;
  rollDeg: number;
  horizontalFovDeg: number;
  stepDeg: number;
  /** Elevation of the first row, degrees. */
  lowest: number;
  rows: number;
  /** Columns to each side of the bearing. */
  reach: number;
}

/** Writes into `table`, by elevation and azimuth, what the picture says where a camera of this pitch sees them. */
function layOut(
  { width, height, ratio }: SkylineEvidence,
  { pitchDeg, rollDeg, horizontalFovDeg, stepDeg, lowest, rows, reach }: Layout,
  table: Float32Array
): void {
  const focal = width / 2 / tan((horizontalFovDeg / 2) * RADIANS);
  const [sinP, cosP] = [sin(pitchDeg * RADIANS), cos(pitchDeg * RADIANS)];
  const [sinR, cosR] = [sin(rollDeg * RADIANS), cos(rollDeg * RADIANS)];
  const columns = 2 * reach + 1;
  for (let row = 0; row < rows; row++) {
    const elevation = (lowest + row * stepDeg) * RADIANS;
    const [up, level] = [sin(elevation), cos(elevation)];
    for (let column = 0; column < columns; column++) {
      const azimuth = (column - reach) * stepDeg * RADIANS;
      const [right, forward] = [level * sin(azimuth), level * cos(azimuth)];
      const depth = forward * cosP + up * sinP;
      const lifted = up * cosP - forward * sinP;
      const x = floor(width / 2 + (focal * (right * cosR - lifted * sinR)) / depth);
      const y = floor(height / 2 - (focal * (right * sinR + lifted * cosR)) / depth);
      const beside = depth <= 0 || x < 0 || x >= width;
      table[row * columns + column] = beside
        ? 0
        : y >= 0 && y < height
          ? ratio[y * width + x]!
          : OUTSIDE;
    }
  }
  table.fill(0, rows * columns, (rows + 1) * columns);
}

/** Mean elevation around each of so many bearings; NaN where no ground is known. */
function resampled({ elevationDeg }: Horizon, bearings: number): Float32Array {
  const rays = elevationDeg.length;
  const half = rays / bearings / 2;
  return Float32Array.from({ length: bearings }, (_, bearing) => {
    const middle = (bearing * rays) / bearings;
    let [sum, count] = [0, 0];
    for (let ray = ceil(middle - half); ray <= middle + half; ray++) {
      const elevation = elevationDeg[(ray + rays) % rays]!;
      if (Number.isNaN(elevation)) continue;
      sum += elevation;
      count++;
    }
    return count > 0 ? sum / count : NaN;
  });
}

/** Each pixel is the best of a square of pixels, so that a coarse search does not step over a line. */
function pooled({ width, height, ratio }: SkylineEvidence): SkylineEvidence {
  const [columns, rows] = [floor(width / COARSE), ceil(height / COARSE)];
  const best = new Float32Array(columns * rows).fill(-Infinity);
  for (let y = 0; y < height; y++) {
    const to = floor(y / COARSE) * columns;
    for (let x = 0; x < columns * COARSE; x++) {
      const at = to + floor(x / COARSE);
      const value = ratio[y * width + x]!;
      if (value > best[at]!) best[at] = value;
    }
  }
  return { width: columns, height: rows, ratio: best };
}
