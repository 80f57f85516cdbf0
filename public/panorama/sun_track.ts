import { sunPosition } from '../../common/geo/sun';
import type { Point } from '../../common/search_api';

/** Where the sun stands at an instant, degrees. */
export interface SunSpot {
  instant: Date;
  bearingDeg: number;
  elevationDeg: number;
}

/** The sun moves a quarter of a degree a minute; whole hours of all zones (+05:45) are multiples of this. */
export const STEP_MIN = 5;
const MINUTE_MS = 60_000;
/** Its upper edge rises when its middle is this high, with refraction (US Naval Observatory). */
const RISE_DEG = -0.83;

/** The sun's way over a flat horizon on a day, in order; empty in the polar night. */
export function sunTrack(day: string, place: Point): SunSpot[] {
  // Its midday there, whatever the clocks say.
  const minutes = Math.round(((place.lon / 15) * 60) / STEP_MIN) * STEP_MIN;
  const middle = Date.parse(`${day}T12:00:00Z`) - minutes * MINUTE_MS;
  const steps = (24 * 60) / STEP_MIN;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const instant = new Date(middle + (i - steps / 2) * STEP_MIN * MINUTE_MS);
    const { bearingDeg, heightDeg } = sunPosition(instant, place);
    return { instant, bearingDeg, elevationDeg: heightDeg };
  }).filter(({ elevationDeg }) => elevationDeg > RISE_DEG);
}

/**
 * When the sun first and last stands above the ground's own skyline.
 *
 * @param skylineAt degrees above the horizontal by bearing; undefined where no ground is known
 * @returns undefined when it never does
 */
export function sunshine(
  track: readonly SunSpot[],
  skylineAt: (bearingDeg: number) => number | undefined
): { from: Date; to: Date } | undefined {
  const free = track.filter(
    ({ bearingDeg, elevationDeg }) => elevationDeg > (skylineAt(bearingDeg) ?? RISE_DEG)
  );
  const [first] = free;
  const last = free[free.length - 1];
  return first && last && { from: first.instant, to: last.instant };
}
