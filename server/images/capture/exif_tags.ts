import exifr from 'exifr';
import { withoutImpossibleTags } from './exif_guard';

/** Raw values of the EXIF tags that a photo's document needs, untranslated; any may be absent or absurd. */
export interface ExifTags {
  ifd0: Readonly<Record<string, unknown>>;
  exif: Readonly<Record<string, unknown>>;
  gps: Readonly<Record<string, unknown>>;
  /** As its maker wrote it. */
  makerNote?: Uint8Array;
}

// Numbers by the EXIF 2.32 standard; names as exifr calls them in its output.
const IFD0_TAGS = {
  ImageDescription: 0x010e,
  Make: 0x010f,
  Model: 0x0110,
  Orientation: 0x0112,
  ModifyDate: 0x0132,
  Artist: 0x013b,
  Rating: 0x4746,
  XPTitle: 0x9c9b,
  XPComment: 0x9c9c,
  XPKeywords: 0x9c9e,
};
const EXIF_TAGS = {
  ExposureTime: 0x829a,
  FNumber: 0x829d,
  ISO: 0x8827,
  ExifVersion: 0x9000,
  DateTimeOriginal: 0x9003,
  CreateDate: 0x9004,
  OffsetTime: 0x9010,
  OffsetTimeOriginal: 0x9011,
  OffsetTimeDigitized: 0x9012,
  FocalLength: 0x920a,
  SubSecTimeOriginal: 0x9291,
  SubSecTimeDigitized: 0x9292,
  ExifImageWidth: 0xa002,
  ExifImageHeight: 0xa003,
  FocalPlaneXResolution: 0xa20e,
  FocalPlaneYResolution: 0xa20f,
  FocalPlaneResolutionUnit: 0xa210,
  CustomRendered: 0xa401,
  DigitalZoomRatio: 0xa404,
  FocalLengthIn35mmFormat: 0xa405,
  LensModel: 0xa434,
};
const GPS_TAGS = {
  GPSLatitudeRef: 1,
  GPSLatitude: 2,
  GPSLongitudeRef: 3,
  GPSLongitude: 4,
  GPSAltitudeRef: 5,
  GPSAltitude: 6,
  GPSTimeStamp: 7,
  GPSImgDirectionRef: 16,
  GPSImgDirection: 17,
  GPSDateStamp: 29,
  GPSHPositioningError: 31,
};
const MAKER_NOTE = 0x927c;
const WANTED: ReadonlySet<number> = new Set([
  MAKER_NOTE,
  ...[IFD0_TAGS, EXIF_TAGS, GPS_TAGS].flatMap((tags) => Object.values(tags)),
]);

const NO_TAGS: ExifTags = { ifd0: {}, exif: {}, gps: {} };

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
    const tags: Partial<ExifTags> | undefined = await exifr.parse(
      withoutImpossibleTags(block, WANTED),
      {
        tiff: true,
        ifd0: { pick: Object.values(IFD0_TAGS) },
        exif: { pick: Object.values(EXIF_TAGS) },
        gps: { pick: Object.values(GPS_TAGS) },
        ifd1: false,
        interop: false,
        makerNote: true,
        userComment: false,
        xmp: false,
        icc: false,
        iptc: false,
        jfif: false,
        ihdr: false,
        mergeOutput: false,
        reviveValues: false,
        translateValues: false,
      }
    );
    return { ...NO_TAGS, ...tags };
  } catch {
    return NO_TAGS;
  }
}
