import { captureTime } from './capture_time';
import { readExifTags, type ExifTags } from './exif_tags';

/** What EXIF says about where, when and how a photo was taken. What is absent or absurd is left out. */
export interface CaptureMetadata {
  /** WGS 84, degrees. */
  gps?: { lat: number; lon: number };
  /** Metres above sea level, negative below. */
  altitudeM?: number;
  /** GPSHPositioningError: radius in metres. */
  gpsErrorM?: number;
  /** Where the camera looked, degrees clockwise from north, [0, 360). */
  bearingDeg?: number;
  bearingReference?: 'true' | 'magnetic';
  /** Focal length equivalent on 35 mm film (by the diagonal), mm. */
  focalLength35mm?: number;
  /** Field of view of the upright picture, degrees. */
  horizontalFovDeg?: number;
  verticalFovDeg?: number;
  /** ISO 8601 with offset, e.g. `2023-10-27T06:47:48.123+05:45`. */
  shotTime?: string;
  /** Where the offset came from. */
  zoneSource?: 'exif' | 'gps' | 'setting';
  /** IANA name of the zone, when known. */
  zone?: string;
  make?: string;
  model?: string;
  lens?: string;
  /** Seconds. */
  exposureTime?: number;
  fNumber?: number;
  iso?: number;
}

/** Diagonal of a 36 × 24 mm frame. */
const FRAME_DIAGONAL_MM = Math.hypot(36, 24);

// Ranges outside which a value is a defect of the file. Altitude: the lowest shore lies at −430 m, airliners
// fly at 13 km. Focal length: fisheyes from 4 mm, superzooms to 3000 mm; 0 means unknown. The other ranges are
// wider than any camera made.
const ALTITUDE_M = [-500, 20_000] as const;
const POSITION_ERROR_M = [0, 100_000] as const;
const FOCAL_LENGTH_MM = [1, 6_000] as const;
const EXPOSURE_S = [1e-7, 86_400 * 7] as const;
const F_NUMBER = [0.1, 1_000] as const;
const ISO = [0.5, 1e7] as const;

/** Longer names than this are not names; Elasticsearch refuses keywords over 32 KB. */
const MAX_NAME_LENGTH = 120;

/**
 * Reads and validates EXIF. Never throws: each value that is missing, out of range or without its reference
 * letter is left out on its own, the others stay.
 *
 * @param exifTiffBlock a TIFF structure (see `tiffBlock`), or undefined for a photo without EXIF
 * @param upright size of the upright picture in pixels, for the field of view
 * @param options.defaultZone IANA zone for a time with neither offset nor place
 */
export async function captureMetadata(
  exifTiffBlock: Buffer | undefined,
  upright: { width: number; height: number },
  options: { defaultZone: string }
): Promise<CaptureMetadata> {
  const tags = await readExifTags(exifTiffBlock);
  const gps = position(tags.gps);
  return withoutUndefined({
    gps,
    altitudeM: altitude(tags.gps),
    gpsErrorM: gps && inRange(number(tags.gps.GPSHPositioningError), POSITION_ERROR_M),
    ...bearing(tags.gps),
    ...fieldOfView(number(tags.exif.FocalLengthIn35mmFormat), upright),
    ...captureTime(tags, gps, options.defaultZone),
    make: name(tags.ifd0.Make),
    model: name(tags.ifd0.Model),
    lens: name(tags.exif.LensModel),
    exposureTime: inRange(number(tags.exif.ExposureTime), EXPOSURE_S),
    fNumber: inRange(number(tags.exif.FNumber), F_NUMBER),
    iso: inRange(number(tags.exif.ISO), ISO),
  });
}

/** A picture's share of the frame's diagonal, seen from the focal length: 2·atan(side / 2f). */
function fieldOfView(
  focalLength: number | undefined,
  { width, height }: { width: number; height: number }
): Partial<CaptureMetadata> {
  const f = inRange(focalLength, FOCAL_LENGTH_MM);
  if (f === undefined) {
    return {};
  }
  const diagonal = Math.hypot(width, height);
  const angle = (side: number) =>
    (2 * Math.atan(((side / diagonal) * FRAME_DIAGONAL_MM) / (2 * f)) * 180) / Math.PI;
  return diagonal > 0
    ? { focalLength35mm: f, horizontalFovDeg: angle(width), verticalFovDeg: angle(height) }
    : { focalLength35mm: f };
}

function position(gps: ExifTags['gps']): CaptureMetadata['gps'] {
  const lat = coordinate(gps.GPSLatitude, gps.GPSLatitudeRef, { positive: 'N', negative: 'S' }, 90);
  const lon = coordinate(
    gps.GPSLongitude,
    gps.GPSLongitudeRef,
    { positive: 'E', negative: 'W' },
    180
  );
  if (lat === undefined || lon === undefined) {
    return undefined;
  }
  // Exactly 0, 0 is what devices without a fix write; nobody photographs mountains in the Gulf of Guinea.
  return lat === 0 && lon === 0 ? undefined : { lat, lon };
}

/** Degrees, minutes, seconds; without its reference letter a coordinate may be of the other hemisphere. */
function coordinate(
  value: unknown,
  reference: unknown,
  letters: { positive: string; negative: string },
  limit: number
): number | undefined {
  const letter = name(reference)?.toUpperCase();
  const sign = letter === letters.positive ? 1 : letter === letters.negative ? -1 : undefined;
  if (sign === undefined || !Array.isArray(value) || value.length !== 3) {
    return undefined;
  }
  const [degrees, minutes, seconds] = value.map(Number);
  if (!(degrees >= 0 && minutes >= 0 && minutes <= 60 && seconds >= 0 && seconds <= 60)) {
    return undefined;
  }
  const angle = degrees + minutes / 60 + seconds / 3600;
  return angle <= limit ? sign * angle : undefined;
}

/** GPSAltitudeRef: 0 (also when absent: the standard's default) above the sea, 1 below. */
function altitude(gps: ExifTags['gps']): number | undefined {
  const height = number(gps.GPSAltitude);
  const below = number(gps.GPSAltitudeRef) === 1;
  return height === undefined ? undefined : inRange(below ? -height : height, ALTITUDE_M);
}

/** GPSImgDirection; without its reference letter it may be off by the local declination, so it is left out. */
function bearing(gps: ExifTags['gps']): Partial<CaptureMetadata> {
  const direction = inRange(number(gps.GPSImgDirection), [0, 360]);
  const letter = name(gps.GPSImgDirectionRef)?.toUpperCase();
  const reference = letter === 'T' ? 'true' : letter === 'M' ? 'magnetic' : undefined;
  return direction === undefined || reference === undefined
    ? {}
    : { bearingDeg: direction % 360, bearingReference: reference };
}

/** A finite number; of a list (ISO may be one, a one-byte reference is one) its first. */
function number(value: unknown): number | undefined {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const first: unknown = isList ? (value as ArrayLike<unknown>)[0] : value;
  return typeof first === 'number' && Number.isFinite(first) ? first : undefined;
}

function inRange(
  value: number | undefined,
  [low, high]: readonly [number, number]
): number | undefined {
  return value !== undefined && value >= low && value <= high ? value : undefined;
}

function name(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return text === '' ? undefined : text.slice(0, MAX_NAME_LENGTH);
}

function withoutUndefined(metadata: CaptureMetadata): CaptureMetadata {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined));
}
