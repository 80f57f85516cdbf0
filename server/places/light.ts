import { sunHeightDeg } from '../../common/geo/sun';
import type { Light } from '../../common/sentence/conditions';
import type { Point } from '../../common/search_api';

/**
 * Heights of the sun above a flat horizon, degrees. Sunrise and sunset, twilight: US Naval Observatory ("Rise, Set,
 * and Twilight Definitions"); blue and golden hour: as photographers' tables have them (−8 to −4 and −4 to 6). Night begins where the blue hour ends.
 */
/** Its upper edge stands on the horizon, by refraction and its radius. */
const RISEN_DEG = -0.833;
const NAUTICAL_TWILIGHT_DEG = -12;
const BLUE_DEG = { from: -8, to: -4 } as const;
const GOLDEN_DEG = { from: -4, to: 6 } as const;
const MINUTE_MS = 60_000;

/**
 * The lights that a photo was taken in, by the height of the sun: several may hold, as the blue hour lies
 * in the dawn.
 *
 * @param instant when it was taken
 * @param point where; a kilometer moves the sun by 0.01°, so the middle of a coarse cell does as well
 */
export function lightAt(instant: Date, point: Point): Light[] {
  const height = sunHeightDeg(instant, point);
  const rising = sunHeightDeg(new Date(instant.getTime() + MINUTE_MS), point) > height;
  const within = ({ from, to }: { from: number; to: number }) => height >= from && height < to;
  const lights: Light[] = [];
  if (height < BLUE_DEG.from) lights.push('night');
  if (height >= NAUTICAL_TWILIGHT_DEG && height < RISEN_DEG) lights.push(rising ? 'dawn' : 'dusk');
  if (within(BLUE_DEG)) lights.push('blue_hour');
  // Who asks for a sunset means its colors, which begin and end with the golden hour; mountains hide the sun itself early.
  if (within(GOLDEN_DEG)) lights.push('golden_hour', rising ? 'sunrise' : 'sunset');
  if (height >= RISEN_DEG) lights.push('day');
  return lights;
}
