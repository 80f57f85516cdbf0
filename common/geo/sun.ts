import type { Point } from '../search_api';
import { normaliseBearing } from './geodesy';

const DAY_MS = 86_400_000;
/** 2000-01-01 12:00 UTC, the epoch of the formula. */
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const RADIANS = Math.PI / 180;

/**
 * Where the sun's middle stands: its height above a flat horizon, without refraction (it rises and sets at −0.83°), and its
 * bearing from true north; degrees.
 * Low-precision formula of the Astronomical Almanac (page C5), good to 0.01° from 1950 to 2050.
 *
 * Our own because these are its few lines, and the package for it (suncalc 2.0.2) states no license in its manifest,
 * so that it may not ship.
 */
export function sunPosition(
  instant: Date,
  { lat, lon }: Point
): { heightDeg: number; bearingDeg: number } {
  const days = (instant.getTime() - J2000_MS) / DAY_MS;
  const meanLongitude = 280.46 + 0.9856474 * days;
  const anomaly = (357.528 + 0.9856003 * days) * RADIANS;
  const longitude =
    (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
  const obliquity = (23.439 - 0.0000004 * days) * RADIANS;
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  // Greenwich mean sidereal time, degrees.
  const sidereal = 280.46062 + 360.985647366 * days;
  const hourAngle = (sidereal + lon) * RADIANS - ascension;
  const sine =
    Math.sin(lat * RADIANS) * Math.sin(declination) +
    Math.cos(lat * RADIANS) * Math.cos(declination) * Math.cos(hourAngle);
  const east = -Math.cos(declination) * Math.sin(hourAngle);
  const north =
    Math.sin(declination) * Math.cos(lat * RADIANS) -
    Math.cos(declination) * Math.sin(lat * RADIANS) * Math.cos(hourAngle);
  return {
    heightDeg: Math.asin(Math.max(-1, Math.min(1, sine))) / RADIANS,
    bearingDeg: normaliseBearing(Math.atan2(east, north) / RADIANS),
  };
}

/** The sun's height alone, as sunPosition tells it. */
export const sunHeightDeg = (instant: Date, point: Point): number =>
  sunPosition(instant, point).heightDeg;
