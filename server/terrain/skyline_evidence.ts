import type { RgbImage } from '../images/heic/heic_decoder';

/**
 * How much each pixel of a picture looks like the place where its sky ends, as a log likelihood ratio against a line that
 * runs anywhere: `ratio[y * width + x]`.
 */
export interface SkylineEvidence {
  width: number;
  height: number;
  ratio: Float32Array;
}

/*
 * The constants below are choices, tried on the 25 real photos of one phone and one trek (docs/terrain.md): the median error
 * of the bearing was 0.34° to 0.41° for six sets of them, so none of them is tuned finely. Where they do not hold, a match is
 * less certain, and an uncertain one is not taken.
 */

/** Rows above and below an edge whose mean colors are compared: a ridge in haze is soft over about so many. */
const WINDOW = 3;
/** An edge this strong (sum of two channels, 0 to 255 each) is as sure as it gets. */
const SURE_EDGE = 60;
/** Differences of neighboring pixels below this are grain, in a clear sky as well. */
const GRAIN = 4;
/** Unrest above an edge at which it counts 1/e: above a skyline there is sky, which is quiet. */
const UNREST = 60;
/** What is left of an edge whatever stands above it: clouds are unrest, too. */
const LEAST = 0.3;
/** Rows below an edge that are looked at: rock and snow are rough, clouds are smooth. */
const BELOW = 18;
/** Unrest below an edge at which it counts 1 - 1/e. */
const ROUGH = 30;
/** What is left of an edge above something smooth: ridges in haze are smooth, too. */
const SMOOTH = 0.15;
/** How sharply strong edges are preferred to weak ones. */
const SHARPNESS = 1.5;
/** Share of columns in which something stands before the skyline or clouds cover it. */
const COVERED = 0.3;
/** A row off costs this; the terrain's grid rounds summits, and lenses distort. */
const ROW_OFF = 0.15;

/**
 * Weighs the edges of a small picture (about 320 px wide) by how likely each is the skyline: strong in brightness or in
 * blueness, and with little unrest above. In each column the weights are shares of one, so a column without a clear edge
 * says little whichever way it is read.
 *
 * @param image upright, sRGB
 */
export function skylineEvidence({ width, height, data }: RgbImage): SkylineEvidence {
  const weights = new Float32Array(width * height);
  const light = new Float64Array(height + 1);
  const blue = new Float64Array(height + 1);
  const unrest = new Float64Array(height + 1);
  for (let x = 0; x < width; x++) {
    let [lastLight, lastBlue] = [0, 0];
    for (let y = 0; y < height; y++) {
      const at = (y * width + x) * 3;
      const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
      const l = (r + g + b) / 3;
      // Rock against a sky of the same brightness differs in color; less than half as surely.
      const c = 0.7 * (b - r);
      const change = y === 0 ? 0 : Math.abs(l - lastLight) + Math.abs(c - lastBlue);
      light[y + 1] = light[y]! + l;
      blue[y + 1] = blue[y]! + c;
      unrest[y + 1] = unrest[y]! + Math.max(0, change - GRAIN);
      [lastLight, lastBlue] = [l, c];
    }
    for (let y = 1; y < height; y++) {
      const top = Math.max(0, y - WINDOW);
      const bottom = Math.min(height, y + WINDOW);
      const step = (sums: Float64Array) =>
        Math.abs((sums[y]! - sums[top]!) / (y - top) - (sums[bottom]! - sums[y]!) / (bottom - y));
      const edge = Math.min(1, (step(light) + step(blue)) / SURE_EDGE);
      const quiet = LEAST + (1 - LEAST) * Math.exp(-unrest[top]! / UNREST);
      const under = unrest[Math.min(height, y + BELOW)]! - unrest[Math.min(height, y + WINDOW)]!;
      const rough = SMOOTH + (1 - SMOOTH) * (1 - Math.exp(-under / ROUGH));
      weights[y * width + x] = (edge * quiet * rough) ** SHARPNESS;
    }
  }
  return { width, height, ratio: widened(ratios(weights, width, height), width, height) };
}

function ratios(weights: Float32Array, width: number, height: number): Float32Array {
  const ratio = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += weights[y * width + x]!;
    for (let y = 0; y < height; y++) {
      const share = sum > 0 ? (weights[y * width + x]! * height) / sum : 1;
      ratio[y * width + x] = Math.log((1 - COVERED) * share + COVERED);
    }
  }
  return ratio;
}

/** The best of each pixel and those just above and below. */
function widened(ratio: Float32Array, width: number, height: number): Float32Array {
  const wide = ratio.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const above = y > 0 ? ratio[at - width]! : -Infinity;
      const below = y < height - 1 ? ratio[at + width]! : -Infinity;
      wide[at] = Math.max(ratio[at]!, above - ROW_OFF, below - ROW_OFF);
    }
  }
  return wide;
}
