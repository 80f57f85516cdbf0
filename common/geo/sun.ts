import type { Point } from '../search_api';

const DAY_MS = 86_400_000;
/** 2000-01-01 12:00 UTC, the epoch of the formula. */
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const RADIANS = Math.PI / 180;

/**
 * The height of the sun's middle above a flat horizon, in degrees, without refraction: it rises and sets at −0.83°.
 * Low-precision formula of the Astronomical Almanac (page C5), good to 0.01° from 1950 to 2050.
 *
 * Our own because these are its few lines, and the package for it (suncalc 2.0.2) states no license in its manifest,
 * so that it may not ship.
 */
export function sunHeightDeg(instant: Date, { lat, lon }: Point): number {
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
  return Math.asin(Math.max(-1, Math.min(1, sine))) / RADIANS;
}
