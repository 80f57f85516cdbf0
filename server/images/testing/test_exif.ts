/** Builds EXIF for tests: any value in any tag, also impossible ones. Not part of the product. */

export type TestValue =
  | { ascii: string }
  | { bytes: number[] }
  | { shorts: number[] }
  | { rationals: Array<[numerator: number, denominator: number]> };

export interface TestExif {
  ifd0?: Record<number, TestValue>;
  exif?: Record<number, TestValue>;
  gps?: Record<number, TestValue>;
}

/** Tag numbers by the EXIF 2.32 standard. */
export const TAG = {
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  exposureTime: 0x829a,
  fNumber: 0x829d,
  iso: 0x8827,
  dateTimeOriginal: 0x9003,
  createDate: 0x9004,
  offsetTimeOriginal: 0x9011,
  subSecTimeOriginal: 0x9291,
  focalLength35mm: 0xa405,
  lensModel: 0xa434,
  gpsLatitudeRef: 1,
  gpsLatitude: 2,
  gpsLongitudeRef: 3,
  gpsLongitude: 4,
  gpsAltitudeRef: 5,
  gpsAltitude: 6,
  gpsTimeStamp: 7,
  gpsImgDirectionRef: 16,
  gpsImgDirection: 17,
  gpsDateStamp: 29,
  gpsHPositioningError: 31,
} as const;

const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;

function encode(value: TestValue): { type: number; count: number; data: Buffer } {
  if ('ascii' in value) {
    const data = Buffer.from(`${value.ascii}\0`, 'latin1');
    return { type: 2, count: data.length, data };
  }
  if ('bytes' in value) {
    return { type: 1, count: value.bytes.length, data: Buffer.from(value.bytes) };
  }
  if ('shorts' in value) {
    const data = Buffer.alloc(value.shorts.length * 2);
    value.shorts.forEach((short, index) => data.writeUInt16BE(short, index * 2));
    return { type: 3, count: value.shorts.length, data };
  }
  const data = Buffer.alloc(value.rationals.length * 8);
  value.rationals.flat().forEach((long, index) => data.writeUInt32BE(long, index * 4));
  return { type: 5, count: value.rationals.length, data };
}

function directory(
  tags: Record<number, TestValue>,
  pointers: Record<number, number>,
  start: number
): Buffer {
  const numbers = [...Object.keys(tags), ...Object.keys(pointers)].map(Number);
  numbers.sort((a, b) => a - b);
  const entries = Buffer.alloc(2 + numbers.length * 12 + 4);
  entries.writeUInt16BE(numbers.length, 0);
  let outside = Buffer.alloc(0);
  numbers.forEach((tag, index) => {
    const at = 2 + index * 12;
    entries.writeUInt16BE(tag, at);
    if (tag in pointers) {
      entries.writeUInt16BE(4, at + 2);
      entries.writeUInt32BE(1, at + 4);
      entries.writeUInt32BE(pointers[tag], at + 8);
      return;
    }
    const { type, count, data } = encode(tags[tag]);
    entries.writeUInt16BE(type, at + 2);
    entries.writeUInt32BE(count, at + 4);
    if (data.length <= 4) {
      data.copy(entries, at + 8);
    } else {
      entries.writeUInt32BE(start + entries.length + outside.length, at + 8);
      outside = Buffer.concat([outside, data, Buffer.alloc(data.length % 2)]);
    }
  });
  return Buffer.concat([entries, outside]);
}

/** A big-endian TIFF structure with IFD0, EXIF and GPS directories. */
export function exifBlock({ ifd0 = {}, exif = {}, gps = {} }: TestExif): Buffer {
  const header = Buffer.from('MM\0*\0\0\0\b', 'latin1');
  // IFD0 with placeholder pointers tells how long it is, and so where the others begin.
  const exifAt =
    header.length + directory(ifd0, { [EXIF_POINTER]: 0, [GPS_POINTER]: 0 }, header.length).length;
  const exifPart = directory(exif, {}, exifAt);
  const gpsAt = exifAt + exifPart.length;
  const pointers = { [EXIF_POINTER]: exifAt, [GPS_POINTER]: gpsAt };
  return Buffer.concat([
    header,
    directory(ifd0, pointers, header.length),
    exifPart,
    directory(gps, {}, gpsAt),
  ]);
}

/** Puts an EXIF block into a JPEG, as its first APP1 segment. */
export function jpegWithExif(jpeg: Buffer, block: Buffer): Buffer {
  const payload = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), marker, payload, jpeg.subarray(2)]);
}

/** Degrees, minutes, hundredths of a second, as cameras write them. */
export function dms(degrees: number): TestValue {
  const whole = Math.floor(degrees);
  const minutes = Math.floor((degrees - whole) * 60);
  const seconds = Math.round(((degrees - whole) * 60 - minutes) * 6000);
  return {
    rationals: [
      [whole, 1],
      [minutes, 1],
      [seconds, 100],
    ],
  };
}
