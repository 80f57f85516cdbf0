import { DateTime } from 'luxon';
import type { ExifTags } from './exif_tags';
import type { LocalTime } from './local_time';

/** How far camera clock and GPS clock may be apart (drift, age of the fix) for their difference to be an offset. */
const CLOCK_TOLERANCE_MIN = 2;
const OFFSET_STEP_MIN = 15;

/** Offsets in use that are no whole hours, in minutes (IANA 2026): all others of the quarter hours are wrong clocks. */
const BROKEN_OFFSETS = new Set([
  -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825,
]);

/** When the satellites say that the photo was taken. Seconds are 0 where they are written as 0/0. */
export function gpsInstant(gps: ExifTags['gps']): DateTime<true> | undefined {
  const date = /^(\d{4})[:/-](\d{2})[:/-](\d{2})/.exec(String(gps.GPSDateStamp ?? '').trim());
  const time = gps.GPSTimeStamp;
  if (date === null || !Array.isArray(time) || time.length !== 3) return undefined;
  const [hour, minute, second] = time.map((value, i) =>
    i === 2 && Number.isNaN(value) ? 0 : Number(value)
  );
  const inADay = hour >= 0 && hour <= 24 && minute >= 0 && minute <= 60 && second >= 0;
  if (!inADay || second > 61) return undefined;
  const instant = DateTime.fromObject(
    { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) },
    { zone: 'utc' }
  ).plus({ seconds: hour * 3600 + minute * 60 + second });
  // Receivers begin to count in 1980; before they have a fix some write that or 1970.
  return instant.isValid && instant.year > 1980 && instant.year <= 2100 ? instant : undefined;
}

/**
 * The camera's clock minus the satellites', when that is an offset in use and not a wrong clock.
 *
 * @param placeOffsetMin the offset of the zone at the place: of two explanations it decides for the likelier
 */
export function offsetByGpsClock(
  local: LocalTime,
  instant: DateTime | undefined,
  placeOffsetMin: number | undefined
): number | undefined {
  if (instant === undefined) return undefined;
  const difference = DateTime.fromObject(local, { zone: 'utc' }).diff(instant, 'minutes').minutes;
  const offset = Math.round(difference / OFFSET_STEP_MIN) * OFFSET_STEP_MIN;
  const inUse = offset % 60 === 0 || BROKEN_OFFSETS.has(offset);
  const possible = inUse && offset >= -12 * 60 && offset <= 14 * 60;
  if (!possible || Math.abs(difference - offset) > CLOCK_TOLERANCE_MIN) return undefined;
  if (placeOffsetMin !== undefined) {
    const more = offset - placeOffsetMin;
    // A fix that is some time old makes the difference larger, by less than the hour of a wrong summer time.
    if (more > 0 && more < 60) return undefined;
    // Some apps write their local time as the satellites': cameras are hardly ever set to UTC, but for those on the
    // winter time of western Europe.
    if (offset === 0 && Math.abs(placeOffsetMin) > 60) return undefined;
  }
  return offset + 0;
}
