import { model } from 'geomagnetism';

/** Epochs that the World Magnetic Models of the package cover (its newest ends on 2029-11-13). */
const FIRST = Date.UTC(2014, 11, 16);
const LAST = Date.UTC(2029, 10, 12);

/**
 * How far magnetic north lies east of true north, by the World Magnetic Model (NOAA and BGS) at the sea level of a place.
 *
 * Earlier and later dates get the first and the last that a model covers: the declination changes by 0.1 to 0.2 degrees
 * a year at the latitudes of most mountains, which is less than a phone's compass errs.
 *
 * @param date when the direction was measured; now where nobody knows
 * @returns degrees, east positive, (−180, 180]
 */
export function declinationDeg(
  { lat, lon }: { lat: number; lon: number },
  date: Date = new Date()
): number {
  const within = new Date(Math.min(LAST, Math.max(FIRST, date.getTime())));
  return model(within).point([lat, lon]).decl;
}
