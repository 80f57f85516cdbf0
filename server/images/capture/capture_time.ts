import { DateTime, FixedOffsetZone, IANAZone } from 'luxon';
import type { ExifTags } from './exif_tags';
import { gpsInstant, offsetByGpsClock } from './gps_clock';
import { offsetMinutes, writtenTime, type LocalTime, type WrittenTime } from './local_time';
import { zoneOfPlace } from './zone_of_place';

/** What a time was read from, the most trusted first. */
export type TimeSource =
  'original' | 'digitized' | 'modified' | 'xmp' | 'iptc' | 'png' | 'gps' | 'name';

/** When a photo was taken, as an instant that keeps the local clock. */
export interface CaptureTime {
  /** ISO 8601 with offset and milliseconds, e.g. `2023-10-27T06:47:48.123+05:45`. */
  shotTime: string;
  timeSource: TimeSource;
  /** Only the day is known; the time is noon. */
  timePrecision?: 'day';
  /** Where the offset came from: written in the photo, its GPS clock or place, or the setting. */
  zoneSource: 'exif' | 'gps' | 'setting';
  /** IANA name, when known. */
  zone?: string;
}

/** Times that stand elsewhere than in EXIF. */
export interface OtherTimes {
  xmp?: WrittenTime;
  iptc?: WrittenTime;
  png?: WrittenTime;
  name?: WrittenTime;
}

interface Clock extends WrittenTime {
  source: TimeSource;
  /** OffsetTime, which belongs to the file's last change. */
  editorsOffsetMin?: number;
}

/**
 * Composes the time of capture, from the most trusted source that has one: the original, the digitized time, the time of the
 * last change where the GPS clock agrees with it, XMP, IPTC, PNG texts, the GPS clock alone, the file's name, and the
 * time of the last change alone.
 *
 * The offset comes, in this order, from the photo (its own tag, or written behind the time); from the GPS clock (UTC), when
 * it differs from the camera's by an offset in use; from the zone of the GPS position; from OffsetTime, which an editor may
 * have written; from `defaultZone`. A local time that a change to summer time skipped moves forward by the change; of one that
 * occurs twice, the first counts.
 *
 * @param gps validated position, if any
 * @returns undefined where nothing holds a possible date
 */
export function captureTime(
  tags: ExifTags,
  gps: { lat: number; lon: number } | undefined,
  defaultZone: string,
  others: OtherTimes = {}
): CaptureTime | undefined {
  const instant = gpsInstant(tags.gps);
  const place = gps && zoneOfPlace(gps);
  const setting = IANAZone.isValidZone(defaultZone) ? defaultZone : 'UTC';
  const clock = trustedClock(tags, instant, others, place);
  if (clock) return timed(clock, instant, place, setting);
  if (instant) {
    const time = { shotTime: iso(instant.setZone(place ?? setting)), timeSource: 'gps' as const };
    return place
      ? { ...time, zoneSource: 'gps', zone: place }
      : { ...time, zoneSource: 'setting', zone: setting };
  }
  const modified = modifiedTime(tags);
  const last = others.name ? { ...others.name, source: 'name' as const } : modified;
  return last && timed(last, undefined, place, setting);
}

/** The first time of those that are better than the GPS clock alone. */
function trustedClock(
  tags: ExifTags,
  instant: DateTime | undefined,
  { xmp, iptc, png }: OtherTimes,
  place: string | undefined
): Clock | undefined {
  const { exif, ifd0 } = tags;
  const modified = modifiedTime(tags);
  const agrees =
    modified &&
    offsetByGpsClock(modified.local, instant, placeOffset(modified.local, place)) !== undefined;
  const original = exifClock('original', exif.DateTimeOriginal, exif.SubSecTimeOriginal, {
    own: exif.OffsetTimeOriginal,
    editors: exif.OffsetTime,
    editedAt: ifd0.ModifyDate,
  });
  const digitized = exifClock('digitized', exif.CreateDate, exif.SubSecTimeDigitized, {
    own: exif.OffsetTimeDigitized,
    editors: exif.OffsetTime,
    editedAt: ifd0.ModifyDate,
  });
  if (original) {
    // A camera writes both in one go: what it says of one holds for the other.
    const inOneGo =
      typeof exif.CreateDate === 'string' && exif.CreateDate === exif.DateTimeOriginal;
    return inOneGo && original.offsetMin === undefined
      ? { ...original, offsetMin: digitized?.offsetMin }
      : original;
  }
  if (digitized) return digitized;
  if (modified && agrees) return modified;
  if (xmp) return { ...xmp, source: 'xmp' };
  if (iptc) return { ...iptc, source: 'iptc' };
  return png && { ...png, source: 'png' };
}

function exifClock(
  source: 'original' | 'digitized',
  value: unknown,
  subSeconds: unknown,
  offsets: { own: unknown; editors: unknown; editedAt: unknown }
): Clock | undefined {
  const written = writtenTime(value, subSeconds);
  if (written === undefined) return undefined;
  const editorsOffsetMin = offsetMinutes(offsets.editors);
  // A file whose last change is its capture was not edited: the camera wrote OffsetTime.
  const unedited = typeof value === 'string' && value === offsets.editedAt;
  const own = written.offsetMin ?? offsetMinutes(offsets.own);
  return {
    ...written,
    offsetMin: own ?? (unedited ? editorsOffsetMin : undefined),
    editorsOffsetMin,
    source,
  };
}

function modifiedTime({ ifd0, exif }: ExifTags): Clock | undefined {
  const written = writtenTime(ifd0.ModifyDate);
  return (
    written && {
      ...written,
      offsetMin: written.offsetMin ?? offsetMinutes(exif.OffsetTime),
      source: 'modified',
    }
  );
}

function timed(
  { local, offsetMin, editorsOffsetMin, dayOnly, source }: Clock,
  instant: DateTime | undefined,
  place: string | undefined,
  setting: string
): CaptureTime | undefined {
  const more = { timeSource: source, ...(dayOnly ? { timePrecision: 'day' as const } : {}) };
  if (offsetMin !== undefined) return withOffset(local, offsetMin, 'exif', place, more);
  const clockOffset = dayOnly
    ? undefined
    : offsetByGpsClock(local, instant, placeOffset(local, place));
  if (clockOffset !== undefined) return withOffset(local, clockOffset, 'gps', place, more);
  if (place !== undefined) return inZone(local, place, 'gps', more);
  if (editorsOffsetMin !== undefined) {
    return withOffset(local, editorsOffsetMin, 'exif', place, more);
  }
  return inZone(local, setting, 'setting', more);
}

type More = Pick<CaptureTime, 'timeSource' | 'timePrecision'>;

function inZone(
  local: LocalTime,
  zone: string,
  zoneSource: 'gps' | 'setting',
  more: More
): CaptureTime | undefined {
  const time = earliest(local, zone);
  return time.isValid ? { shotTime: iso(time), ...more, zoneSource, zone } : undefined;
}

/** The earliest instant with this local time: without it luxon's choice depends on the season of today. */
function earliest(local: LocalTime, zone: string): DateTime {
  const [time] = DateTime.fromObject(local, { zone })
    .getPossibleOffsets()
    .sort((a, b) => a.toMillis() - b.toMillis());
  return time;
}

function placeOffset(local: LocalTime, place: string | undefined): number | undefined {
  return place === undefined ? undefined : earliest(local, place).offset;
}

/** Names the place's zone only where its clock agrees with the offset: a camera left on home time does not. */
function withOffset(
  local: LocalTime,
  offset: number,
  zoneSource: 'exif' | 'gps',
  place: string | undefined,
  more: More
): CaptureTime | undefined {
  const time = DateTime.fromObject(local, { zone: FixedOffsetZone.instance(offset) });
  if (!time.isValid) return undefined;
  const agrees = place !== undefined && time.setZone(place).offset === offset;
  return { shotTime: iso(time), ...more, zoneSource, ...(agrees ? { zone: place } : {}) };
}

/** Always with a numeric offset, also for UTC, so that every document's time has one form. */
function iso(time: DateTime): string {
  return time.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ");
}
