/** A peak that a photo surely shows by its looks, and where the compass put it. */
export interface Sighting {
  /** From the direction that the camera wrote to the peak, degrees; right is positive. */
  offAxisDeg: number;
  /** Of the picture, degrees. */
  horizontalFovDeg: number;
}

/** Fewer photos cannot tell a common error from five people's framing. */
export const MIN_SIGHTINGS = 5;

/** Day means of a phone's compass scatter by about 2° (mean +2.1° over 128 photos); 3° leaves room for a bad day. */
const BIAS_SD_DEG = 3;
/** A larger common error has not been seen, and would mean that something else is wrong. */
const MAX_BIAS_DEG = 10;
/** Scale of a single reading's error; see GEOMETRY_PARAMETERS. */
const COMPASS_SCALE_DEG = 4;
/** How far from the middle people put their subject, as a share of half the field of view. */
const CENTRING = 0.62;
const STEP_DEG = 0.25;

/**
 * The error that the readings of one day have in common (iron near the phone, a wrong declination): degrees to add to
 * what the camera wrote. The most probable shift under a normal prior, each photo with Student's heavy tails, so that a
 * single wrong name hardly moves it; a wide picture says little, since its subject may stand anywhere in it.
 *
 * @returns 0 with fewer than MIN_SIGHTINGS photos
 */
export function estimateCompassBias(sightings: readonly Sighting[]): number {
  if (sightings.length < MIN_SIGHTINGS) return 0;
  let best = 0;
  let bestScore = -Infinity;
  for (let bias = -MAX_BIAS_DEG; bias <= MAX_BIAS_DEG; bias += STEP_DEG) {
    let score = -0.5 * (bias / BIAS_SD_DEG) ** 2;
    for (const { offAxisDeg, horizontalFovDeg } of sightings) {
      const scale = Math.hypot(COMPASS_SCALE_DEG, (CENTRING * horizontalFovDeg) / 2);
      score -= 2 * Math.log1p(((offAxisDeg - bias) / scale) ** 2 / 3);
    }
    if (score > bestScore) [best, bestScore] = [bias, score];
  }
  return best;
}
