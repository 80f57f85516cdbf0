import type { XmpProperties } from '../blocks/xmp';
import type { ExifTags } from './exif_tags';
import { writtenTime, type WrittenTime } from './local_time';

/** EXIF values as XMP writes them (XMP specification, part 2, 2.4), in the form that EXIF's own tags have. */
export function xmpTags(xmp: XmpProperties): ExifTags {
  const text = (...keys: string[]) =>
    keys.map((key) => xmp.get(key)?.[0]).find((value) => value !== undefined);
  const number = (...keys: string[]) => rational(text(...keys));
  const clock = satelliteTime(text('exif:GPSTimeStamp'));
  return {
    ifd0: defined({
      Make: text('tiff:Make'),
      Model: text('tiff:Model'),
      Orientation: number('tiff:Orientation'),
    }),
    exif: defined({
      ExposureTime: number('exif:ExposureTime'),
      FNumber: number('exif:FNumber'),
      ISO: number('exif:ISOSpeedRatings', 'exifEX:PhotographicSensitivity'),
      FocalLength: number('exif:FocalLength'),
      FocalLengthIn35mmFormat: number('exif:FocalLengthIn35mmFilm'),
      LensModel: text('exifEX:LensModel', 'aux:Lens'),
      ExifVersion: text('exif:ExifVersion'),
    }),
    gps: defined({
      ...coordinate('GPSLatitude', text('exif:GPSLatitude')),
      ...coordinate('GPSLongitude', text('exif:GPSLongitude')),
      GPSAltitude: number('exif:GPSAltitude'),
      GPSAltitudeRef: number('exif:GPSAltitudeRef'),
      GPSImgDirection: number('exif:GPSImgDirection'),
      GPSImgDirectionRef: text('exif:GPSImgDirectionRef'),
      GPSHPositioningError: number('exifEX:GPSHPositioningError', 'exif:GPSHPositioningError'),
      ...clock,
    }),
  };
}

/** The time of capture in XMP, the most trusted property first. */
export function xmpTime(xmp: XmpProperties): WrittenTime | undefined {
  const keys = [
    'exif:DateTimeOriginal',
    'photoshop:DateCreated',
    'exif:DateTimeDigitized',
    'xmp:CreateDate',
  ];
  return keys.map((key) => writtenTime(xmp.get(key)?.[0])).find((time) => time !== undefined);
}

/** `27,59.28N` or `27,59,16.8N`, as the numbers and the letter of EXIF. */
function coordinate(tag: string, text: string | undefined): Record<string, unknown> {
  const match = /^\s*(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?\s*([NSEW])\s*$/i.exec(text ?? '');
  if (!match) return {};
  const [degrees, minutes, seconds] = match.slice(1, 4).map((part) => Number(part ?? 0));
  return { [tag]: [degrees, minutes, seconds], [`${tag}Ref`]: match[4] };
}

/** `4900/1` or `4900.0`. */
function rational(text: string | undefined): number | undefined {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)(?:\s*\/\s*(\d+))?\s*$/.exec(text ?? '');
  if (!match) return undefined;
  const value = Number(match[1]) / Number(match[2] ?? 1);
  return Number.isFinite(value) ? value : undefined;
}

/** An instant, as EXIF's date and three numbers. */
function satelliteTime(text: string | undefined): Record<string, unknown> {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)/.exec(text ?? '');
  if (!match) return {};
  return {
    GPSDateStamp: match.slice(1, 4).join(':'),
    GPSTimeStamp: match.slice(4, 7).map(Number),
  };
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
