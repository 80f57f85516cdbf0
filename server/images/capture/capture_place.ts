import type * as Egm96 from 'egm96-universal';
import { declinationDeg } from './declination';
import type { ExifTags } from './exif_tags';
import { inRange, name, number } from './exif_values';

export interface Position {
  lat: number;
  lon: number;
}

/** Degrees from north, and which north. */
export interface Direction {
  bearingDeg: number;
  bearingReference: 'true' | 'magnetic';
  /** What was added to a magnetic direction, degrees; see `declinationDeg`. */
  declinationDeg?: number;
}

// Outside of these a value is a defect of the file. The lowest shore lies at −430 m, airliners fly at 13 km.
const ALTITUDE_M = [-500, 20_000] as const;
/** ExifVersion from which GPSAltitudeRef 0 and 1 mean the ellipsoid (EXIF 3.0, CIPA DC-008-2023, 4.6.7). */
const ELLIPSOID_SINCE = 300;

export function position(gps: ExifTags['gps']): Position | undefined {
  const lat = coordinate(gps.GPSLatitude, gps.GPSLatitudeRef, 'NS', 90);
  const lon = coordinate(gps.GPSLongitude, gps.GPSLongitudeRef, 'EW', 180);
  if (lat === undefined || lon === undefined) return undefined;
  // Exactly 0, 0 is what devices without a fix write; nobody photographs mountains in the Gulf of Guinea.
  return lat === 0 && lon === 0 ? undefined : { lat, lon };
}

/**
 * Degrees, minutes, seconds, the last of which may be in decimals with the following left out or 0/0. Without its reference
 * letter ("N", some write "North") a coordinate may be of the other hemisphere.
 */
function coordinate(
  value: unknown,
  reference: unknown,
  [positive, negative]: string,
  limit: number
): number | undefined {
  const letter = name(reference)?.[0].toUpperCase();
  const sign = letter === positive ? 1 : letter === negative ? -1 : undefined;
  const parts: unknown[] = [value].flat();
  if (sign === undefined || value === undefined || parts.length > 3) return undefined;
  const [degrees, minutes = 0, seconds = 0] = parts.map((part, i) =>
    i === 2 && Number.isNaN(part) ? 0 : typeof part === 'number' ? part : NaN
  );
  if (!(degrees >= 0 && minutes >= 0 && minutes <= 60 && seconds >= 0 && seconds <= 60)) {
    return undefined;
  }
  const angle = degrees + minutes / 60 + seconds / 3600;
  return angle <= limit ? sign * angle : undefined;
}

/**
 * Meters above the sea. Exactly 0 means "unknown": programs fill in what they do not have, and a shore is hardly ever
 * measured as 0.00.
 *
 * GPSAltitudeRef: 0 (also when absent: the standard's default) above the sea and 1 below, or above and below the ellipsoid
 * in files of EXIF 3.0 and later, whose 2 and 3 are the sea's. Heights above the ellipsoid become heights above the sea by the
 * geoid EGM96, which needs the place.
 */
export function altitude({ gps, exif }: ExifTags, place: Position | undefined): number | undefined {
  const height = number(gps.GPSAltitude);
  if (height === undefined || height === 0) return undefined;
  const reference = number(gps.GPSAltitudeRef) ?? 0;
  const signed = reference === 1 || reference === 3 ? -height : height;
  const ofEllipsoid = reference < 2 && exifVersion(exif.ExifVersion) >= ELLIPSOID_SINCE;
  if (!ofEllipsoid) return inRange(signed, ALTITUDE_M);
  return place && inRange(geoid().ellipsoidToEgm96(place.lat, place.lon, signed), ALTITUDE_M);
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when a photo needs it: few do, and its 3 MB slow each start
const geoid = () => require('egm96-universal') as typeof Egm96;

/** Four digits, "0232"; 0 where it is something else. */
function exifVersion(value: unknown): number {
  const text = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
    : String(value ?? '');
  return /^\d{4}$/.test(text) ? Number(text) : 0;
}

/**
 * GPSImgDirection, from true north where that is known: a magnetic direction gets the declination of its place and date.
 * Without its reference letter it may be off by the declination, so it is left out.
 *
 * @param time ISO 8601; the declination changes by a tenth of a degree a year
 */
export function direction(
  gps: ExifTags['gps'],
  place: Position | undefined,
  time: string | undefined
): Direction | undefined {
  const measured = inRange(number(gps.GPSImgDirection), [0, 360]);
  const letter = name(gps.GPSImgDirectionRef)?.[0].toUpperCase();
  if (measured === undefined) return undefined;
  if (letter === 'T') return { bearingDeg: measured % 360, bearingReference: 'true' };
  if (letter !== 'M') return undefined;
  return place
    ? trueDirection(measured, place, time)
    : { bearingDeg: measured % 360, bearingReference: 'magnetic' };
}

/** A magnetic direction from true north. */
export function trueDirection(
  magneticDeg: number,
  place: Position,
  time: string | undefined
): Direction {
  const declination = declinationDeg(
    cellOf(place),
    time === undefined ? undefined : new Date(time)
  );
  return {
    bearingDeg: (magneticDeg + declination + 720) % 360,
    bearingReference: 'true',
    declinationDeg: declination,
  };
}

/**
 * The middle of the cell that is told to those who may not see exact places (server/photos/exact_places/coarse_places.ts). Across
 * one, the declination changes by a hundredth of a degree; of the exact place, the digits of a direction would tell it.
 */
function cellOf({ lat, lon }: Position): Position {
  return { lat: Math.round(lat * 100) / 100, lon: Math.round(lon * 100) / 100 };
}
