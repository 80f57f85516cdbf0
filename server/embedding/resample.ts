/** For one output place: the first input place it is made of, and the weights from there on. */
interface Taps {
  first: number;
  weights: Float32Array;
}

/**
 * Triangle filter with antialiasing, as PIL's BILINEAR: its base is 2 input pixels wide, or 2 output pixels when
 * shrinking, and is cut and normalised at the borders (Pillow, `Resample.c`, precompute_coeffs).
 */
function taps(from: number, to: number): Taps[] {
  const scale = from / to;
  const support = Math.max(scale, 1);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.floor(centre + support + 0.5));
    const weights = Float32Array.from({ length: end - first }, (__, i) =>
      Math.max(0, 1 - Math.abs((first + i - centre + 0.5) / support))
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Rows of `width` pixels become rows of `size`. Row by row, so that memory is read in order: 36 MB for 12 MP. */
function across(rgb: Uint8Array, width: number, height: number, size: number): Uint8ClampedArray {
  const filter = taps(width, size);
  const result = new Uint8ClampedArray(size * height * 3);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (const { first, weights } of filter) {
      let [red, green, blue] = [0, 0, 0];
      let from = (row * width + first) * 3;
      for (let i = 0; i < weights.length; i++, from += 3) {
        const weight = weights[i];
        red += weight * rgb[from];
        green += weight * rgb[from + 1];
        blue += weight * rgb[from + 2];
      }
      result[to++] = red;
      result[to++] = green;
      result[to++] = blue;
    }
  }
  return result;
}

/** `height` rows of `stride` numbers become `size` rows. */
function down(
  rows: Uint8ClampedArray,
  stride: number,
  height: number,
  size: number
): Uint8ClampedArray {
  const result = new Uint8ClampedArray(size * stride);
  const sums = new Float32Array(stride);
  taps(height, size).forEach(({ first, weights }, place) => {
    sums.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const from = (first + i) * stride;
      for (let x = 0; x < stride; x++) sums[x] += weights[i] * rows[from + x];
    }
    result.set(sums, place * stride);
  });
  return result;
}

/**
 * Resizes 8-bit RGB as PIL's `resize(…, BILINEAR)` does: across, then down, each rounded to the nearest (which is what
 * a Uint8ClampedArray does).
 *
 * Our own because this very filter is part of what the model was trained with, and libvips' differs: it shrinks large
 * photos by whole factors first, places its samples on a grid of 1/64 pixel and enlarges in another way. Mean
 * difference to PIL over the fixtures: 0.25 levels when shrinking and 3 when enlarging, here below 0.01. It takes
 * about 0.1 s for 12 MP.
 *
 * @param rgb interleaved, width × height × 3 bytes
 * @returns size × size × 3 bytes
 */
export function squash(rgb: Uint8Array, width: number, height: number, size: number): Uint8Array {
  const rows = across(rgb, width, height, size);
  return new Uint8Array(down(rows, size * 3, height, size).buffer);
}
