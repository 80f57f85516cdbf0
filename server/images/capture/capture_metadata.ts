import { DateTime } from 'luxon';
import { IPTC, readIptc, type IptcRecords } from '../blocks/iptc';
import type { MetadataBlocks } from '../blocks/found_blocks';
import { readXmp } from '../blocks/xmp';
import { altitude, direction, position, type Direction, type Position } from './capture_place';
import { captureTime, type CaptureTime } from './capture_time';
import { description, type Description } from './description';
import { readExifTags, type ExifTags } from './exif_tags';
import { withoutUndefined } from '../../../common/without_undefined';
import { inRange, name, number } from './exif_values';
import { writtenTime, type WrittenTime } from './local_time';
import { timeOfName } from './name_time';
import { gravityOf, type Gravity } from './gravity';
import { optics, type Optics, type Size } from './optics';
import { xmpTags, xmpTime } from './xmp_tags';

/** Where a position was read from; `track`: it was put there by time, see scripts/ingest/place. */
export type PlaceSource = 'exif' | 'xmp' | 'sidecar' | 'track';

/**
 * What a file says about where, when and how a photo was taken, and what people wrote about it. What is absent or absurd
 * is left out.
 */
export interface CaptureMetadata extends Optics, Partial<CaptureTime>, Partial<Direction> {
  /** WGS 84, degrees. */
  gps?: Position;
  placeSource?: PlaceSource;
  /** Meters above sea level, negative below. */
  altitudeM?: number;
  /** GPSHPositioningError: radius in meters. */
  gpsErrorM?: number;
  /** How the camera was held, where it wrote the acceleration it felt. */
  gravity?: Gravity;
  make?: string;
  model?: string;
  lens?: string;
  /** Seconds. */
  exposureTime?: number;
  fNumber?: number;
  iso?: number;
  description?: Description;
}

export interface CaptureOptions {
  /** IANA zone for a time with neither offset nor place. */
  defaultZone: string;
  /** The XMP packet of a sidecar file. */
  sidecar?: string;
  /** The file's name: it may tell the time. */
  fileName?: string;
}

// Wider than those of any camera made.
const POSITION_ERROR_M = [0, 100_000] as const;
const EXPOSURE_S = [1e-7, 86_400 * 7] as const;
const F_NUMBER = [0.1, 1_000] as const;
const ISO = [0.5, 1e7] as const;

/**
 * Reads and validates what a file carries. Never throws: each value that is missing, out of range or without its reference
 * letter is left out on its own, the others stay.
 *
 * @param upright size of the upright picture in pixels, for the field of view
 */
export async function captureMetadata(
  blocks: MetadataBlocks,
  upright: Size,
  options: CaptureOptions
): Promise<CaptureMetadata> {
  const sidecar = readXmp(options.sidecar);
  const embedded = readXmp(blocks.xmp);
  const iptc = readIptc(blocks.iptc);
  const exif = await readExifTags(blocks.exif);
  const { tags, placeSource } = merged([
    // What people put into a sidecar corrects what the camera wrote.
    { source: 'sidecar', tags: xmpTags(sidecar) },
    { source: 'exif', tags: exif },
    { source: 'xmp', tags: xmpTags(embedded) },
  ]);
  const gps = position(tags.gps);
  const time = captureTime({ ...tags, exif: { ...tags.exif } }, gps, options.defaultZone, {
    xmp: xmpTime(sidecar) ?? xmpTime(embedded),
    iptc: iptcTime(iptc),
    png: pngTime(blocks.texts),
    name: options.fileName === undefined ? undefined : timeOfName(options.fileName),
  });
  const described = description([sidecar, embedded], iptc, exif);
  return withoutUndefined<CaptureMetadata>({
    gps,
    placeSource: gps && placeSource,
    altitudeM: altitude(tags, gps),
    gpsErrorM: gps && inRange(number(tags.gps.GPSHPositioningError), POSITION_ERROR_M),
    ...direction(tags.gps, gps, time?.shotTime),
    gravity: gravityOf(exif.makerNote),
    ...optics(tags, embedded, upright),
    ...time,
    make: name(tags.ifd0.Make),
    model: name(tags.ifd0.Model),
    lens: name(tags.exif.LensModel),
    exposureTime: inRange(number(tags.exif.ExposureTime), EXPOSURE_S),
    fNumber: inRange(number(tags.exif.FNumber), F_NUMBER),
    iso: inRange(number(tags.exif.ISO), ISO),
    description: Object.keys(described).length > 0 ? described : undefined,
  });
}

interface Source {
  source: PlaceSource;
  tags: ExifTags;
}

/**
 * Camera values from EXIF, and where it lacks one from XMP. Place, height and direction come together, from the first
 * source that has a place: half a position of each would be no position.
 */
function merged(sources: readonly Source[]): { tags: ExifTags; placeSource?: PlaceSource } {
  const placed = sources.find(({ tags }) => position(tags.gps) !== undefined);
  const exif = sources.find(({ source }) => source === 'exif')!.tags;
  const others = sources.filter(({ source }) => source !== 'exif').map(({ tags }) => tags);
  const filled = (part: 'ifd0' | 'exif') =>
    Object.assign({}, ...others.map((tags) => tags[part]).reverse(), exif[part]);
  // A sidecar with a place but without a direction leaves the camera's direction as it is.
  const gps = placed && placed.tags !== exif ? { ...exif.gps, ...placed.tags.gps } : exif.gps;
  return { tags: { ifd0: filled('ifd0'), exif: filled('exif'), gps }, placeSource: placed?.source };
}

/** Date and time are datasets of their own: `20240515`, `160100+0545`. */
function iptcTime({ values }: IptcRecords): WrittenTime | undefined {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(values.get(IPTC.dateCreated)?.trim() ?? '');
  if (!date) return undefined;
  const day = date.slice(1).join('-');
  const time = /^(\d{2})(\d{2})(\d{2})([+-]\d{4})?$/.exec(
    values.get(IPTC.timeCreated)?.trim() ?? ''
  );
  return writtenTime(time ? `${day} ${time.slice(1, 4).join(':')}${time[4] ?? ''}` : day);
}

/** PNG's keyword for the time of creation; its recommended form is that of e-mails (PNG 3rd edition, 11.3.3.2). */
function pngTime(texts: MetadataBlocks['texts']): WrittenTime | undefined {
  const text = texts?.['Creation Time'] ?? texts?.['creation_time'];
  if (text === undefined) return undefined;
  const mail = DateTime.fromRFC2822(text.trim(), { setZone: true });
  return writtenTime(mail.isValid ? mail.toISO() : text);
}
