import tzLookup from '@photostructure/tz-lookup';
import { DateTime, FixedOffsetZone, IANAZone } from 'luxon';
import type { ExifTags } from './exif_tags';

/** When a photo was taken, as an instant that keeps the local clock. */
export interface CaptureTime {
  /** ISO 8601 with offset and milliseconds, e.g. `2023-10-27T06:47:48.123+05:45`. */
  shotTime: string;
  /** Where the offset came from: the photo's own offset, its GPS data, or the setting. */
  zoneSource: 'exif' | 'gps' | 'setting';
  /** IANA name, when known. */
  zone?: string;
}

/** Nobody took a photo before 1826; a year beyond 2100 is a broken clock. */
const FIRST_YEAR = 1826;
const LAST_YEAR = 2100;

/** All offsets in use are multiples of a quarter of an hour, from −12:00 to +14:00. */
const OFFSET_STEP_MIN = 15;
const MIN_OFFSET_MIN = -12 * 60;
const MAX_OFFSET_MIN = 14 * 60;
/** How far camera clock and GPS clock may be apart (drift, age of the fix) for their difference to be an offset. */
const CLOCK_TOLERANCE_MIN = 2;

interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/**
 * Composes the time of capture from EXIF.
 *
 * The offset comes, in this order, from OffsetTimeOriginal; from the GPS clock (UTC), when it differs from the
 * camera's by a plausible offset; from the zone of the GPS position; from `defaultZone`. A local time that a
 * change to summer time skipped moves forward by the change; of one that occurs twice, the first counts.
 *
 * @param gps validated position, if any
 * @returns undefined where EXIF holds no possible date
 */
export function captureTime(
  tags: ExifTags,
  gps: { lat: number; lon: number } | undefined,
  defaultZone: string
): CaptureTime | undefined {
  const { exif } = tags;
  const original = localTime(exif.DateTimeOriginal, exif.SubSecTimeOriginal);
  const local = original ?? localTime(exif.CreateDate, exif.SubSecTimeDigitized);
  if (local === undefined) {
    return undefined;
  }
  const place = gps && zoneOfPlace(gps);
  const ownOffset =
    offsetMinutes(original ? exif.OffsetTimeOriginal : exif.OffsetTimeDigitized) ??
    offsetMinutes(exif.OffsetTime);
  if (ownOffset !== undefined) {
    return withOffset(local, ownOffset, 'exif', place);
  }
  const clockOffset = offsetByGpsClock(local, tags.gps);
  if (clockOffset !== undefined) {
    return withOffset(local, clockOffset, 'gps', place);
  }
  if (place !== undefined) {
    return inZone(local, place, 'gps');
  }
  return inZone(local, IANAZone.isValidZone(defaultZone) ? defaultZone : 'UTC', 'setting');
}

function inZone(local: LocalTime, zone: string, zoneSource: 'gps' | 'setting') {
  // The earliest instant with this local time: without it luxon's choice depends on the season of today.
  const [time] = DateTime.fromObject(local, { zone })
    .getPossibleOffsets()
    .sort((a, b) => a.toMillis() - b.toMillis());
  return time.isValid ? { shotTime: iso(time), zoneSource, zone } : undefined;
}

/** Names the place's zone only where its clock agrees with the offset: a camera left on home time does not. */
function withOffset(
  local: LocalTime,
  offset: number,
  zoneSource: 'exif' | 'gps',
  place: string | undefined
): CaptureTime | undefined {
  const time = DateTime.fromObject(local, { zone: FixedOffsetZone.instance(offset) });
  if (!time.isValid) {
    return undefined;
  }
  const agrees = place !== undefined && time.setZone(place).offset === offset;
  return { shotTime: iso(time), zoneSource, ...(agrees ? { zone: place } : {}) };
}

/** Always with a numeric offset, also for UTC, so that every document's time has one form. */
function iso(time: DateTime): string {
  return time.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ");
}

function zoneOfPlace({ lat, lon }: { lat: number; lon: number }): string | undefined {
  try {
    const zone = tzLookup(lat, lon);
    return IANAZone.isValidZone(zone) ? zone : undefined;
  } catch {
    return undefined;
  }
}

/** `2023:10:27 06:47:48` (some software writes `-` or `/`, or a `T`), with the fraction from its own tag. */
function localTime(value: unknown, subSeconds: unknown): LocalTime | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const match = /^(\d{4})[:/-](\d{2})[:/-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(value.trim());
  if (match === null) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const millisecond = milliseconds(subSeconds);
  const local = { year, month, day, hour, minute, second, millisecond };
  const possible = DateTime.fromObject(local, { zone: 'utc' }).isValid;
  return possible && year >= FIRST_YEAR && year <= LAST_YEAR ? local : undefined;
}

/** SubSecTime holds the digits after the decimal point: "5" is half a second, "123456" 123 ms. */
function milliseconds(value: unknown): number {
  const digits = /^\d+/.exec(String(value ?? '').trim());
  return digits === null ? 0 : Number(digits[0].slice(0, 3).padEnd(3, '0'));
}

/** `+05:45`, also without the colon, or `Z`; in minutes. */
function offsetMinutes(value: unknown): number | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.trim();
  if (text === 'Z') {
    return 0;
  }
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (match === null || Number(match[3]) > 59) {
    return undefined;
  }
  const minutes = (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  return plausibleOffset(minutes) ? minutes : undefined;
}

function plausibleOffset(minutes: number): boolean {
  return minutes >= MIN_OFFSET_MIN && minutes <= MAX_OFFSET_MIN;
}

/** The camera's clock minus the satellites', when that is an offset and not a wrong clock. */
function offsetByGpsClock(local: LocalTime, gps: ExifTags['gps']): number | undefined {
  const date = /^(\d{4})[:/-](\d{2})[:/-](\d{2})$/.exec(String(gps.GPSDateStamp ?? '').trim());
  const time = gps.GPSTimeStamp;
  if (date === null || !Array.isArray(time) || time.length !== 3) {
    return undefined;
  }
  const [hour, minute, second] = time.map(Number);
  if (![hour, minute, second].every(Number.isFinite)) {
    return undefined;
  }
  const utc = DateTime.fromObject(
    { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) },
    { zone: 'utc' }
  ).plus({ seconds: hour * 3600 + minute * 60 + second });
  const difference = DateTime.fromObject(local, { zone: 'utc' }).diff(utc, 'minutes').minutes;
  const offset = Math.round(difference / OFFSET_STEP_MIN) * OFFSET_STEP_MIN;
  const close = Math.abs(difference - offset) <= CLOCK_TOLERANCE_MIN;
  // −0 would be written as a number of its own kind.
  return close && plausibleOffset(offset) ? offset + 0 : undefined;
}
