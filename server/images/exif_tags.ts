import exifr from 'exifr';

/** Raw values of the EXIF tags that a photo's document needs, untranslated; any may be absent or absurd. */
export interface ExifTags {
  ifd0: Readonly<Record<string, unknown>>;
  exif: Readonly<Record<string, unknown>>;
  gps: Readonly<Record<string, unknown>>;
}

const IFD0_TAGS = ['Make', 'Model'];
const EXIF_TAGS = [
  'DateTimeOriginal',
  'CreateDate',
  'OffsetTimeOriginal',
  'OffsetTimeDigitized',
  'OffsetTime',
  'SubSecTimeOriginal',
  'SubSecTimeDigitized',
  'FocalLengthIn35mmFormat',
  'LensModel',
  'ExposureTime',
  'FNumber',
  'ISO',
];
const GPS_TAGS = [
  'GPSLatitudeRef',
  'GPSLatitude',
  'GPSLongitudeRef',
  'GPSLongitude',
  'GPSAltitudeRef',
  'GPSAltitude',
  'GPSTimeStamp',
  'GPSDateStamp',
  'GPSImgDirectionRef',
  'GPSImgDirection',
  'GPSHPositioningError',
];

const NO_TAGS: ExifTags = { ifd0: {}, exif: {}, gps: {} };

/** EXIF as formats store it: a TIFF structure, with "Exif\0\0" before it in JPEG and HEIC. Undefined: neither. */
export function tiffBlock(exif: Buffer | undefined): Buffer | undefined {
  if (exif === undefined) {
    return undefined;
  }
  const block = exif.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? exif.subarray(6) : exif;
  const order = block.subarray(0, 2).toString('latin1');
  return order === 'II' || order === 'MM' ? block : undefined;
}

/**
 * Reads the tags out of a TIFF structure: an EXIF block, or a whole TIFF file. Blocks that cannot be read are
 * empty; never throws.
 *
 * exifr gets the block and not the file, because it refuses HEIC of iOS 18 (an ftyp box over 50 bytes), and
 * leaves values as they are: its own dates are in the process's zone, and it drops the offset.
 */
export async function readExifTags(block: Buffer | undefined): Promise<ExifTags> {
  if (block === undefined) {
    return NO_TAGS;
  }
  try {
    const tags: Partial<ExifTags> | undefined = await exifr.parse(block, {
      tiff: true,
      ifd0: { pick: IFD0_TAGS },
      exif: { pick: EXIF_TAGS },
      gps: { pick: GPS_TAGS },
      ifd1: false,
      interop: false,
      makerNote: false,
      userComment: false,
      xmp: false,
      icc: false,
      iptc: false,
      jfif: false,
      ihdr: false,
      mergeOutput: false,
      reviveValues: false,
      translateValues: false,
    });
    return { ...NO_TAGS, ...tags };
  } catch {
    return NO_TAGS;
  }
}
