import { jpegSegments } from '../blocks/jpeg_segments';
import { TiffReader, type TiffDirectory } from '../blocks/tiff_directory';
import { startsWith } from '../blocks/found_blocks';

/** The picture that a camera put into its RAW file: what its own display shows, mostly of full size. */
export interface RawPhoto {
  /** With the orientation that the RAW file has and embedded pictures of the TIFF family lack. */
  jpeg: Buffer;
  /** TIFF structure with the EXIF of the RAW file; undefined where the JPEG has its own. */
  exif?: Buffer;
}

const TAG = {
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  orientation: 274,
  stripBytes: 279,
  subDirectories: 330,
  jpegOffset: 513,
  jpegBytes: 514,
  /** Panasonic's JpgFromRaw. */
  panasonicJpeg: 0x2e,
  dngVersion: 0xc612,
} as const;

/** Photometric interpretations of sensors: color filter array and linear raw (DNG 1.7, TIFF/EP). */
const SENSOR = new Set([32_803, 34_892]);
/** Compressions of sensors: Nikon's, Sony's, Pentax'. */
const SENSOR_COMPRESSIONS = new Set([34_713, 32_767, 65_535]);

/** A chain of directories that turns back on itself ends here. */
const MAX_DIRECTORIES = 100;
/** Marks that look like the begin of a JPEG in compressed data; cameras embed three pictures at most. */
const MAX_CANDIDATES = 200;

const FUJI = 'FUJIFILMCCD-RAW';
/** First bytes of Canon's CR3: an ISO file of this brand. */
const isCr3 = (file: Buffer) => startsWith(file, 'ftypcrx ', 4);
const isFuji = (file: Buffer) => startsWith(file, FUJI);
const isPanasonic = (file: Buffer) => startsWith(file, 'IIU\0');
const isOlympus = (file: Buffer) => ['IIRO', 'IIRS', 'MMOR'].some((head) => startsWith(file, head));
const isCr2 = (file: Buffer) => startsWith(file, 'II*\0') && startsWith(file, 'CR', 8);

/** Whether a file is a camera's RAW: DNG, CR2, CR3, NEF, ARW, RAF, RW2 or ORF. */
export function isRaw(file: Buffer): boolean {
  if (isCr3(file) || isFuji(file) || isPanasonic(file) || isOlympus(file) || isCr2(file)) {
    return true;
  }
  if (!startsWith(file, 'II*\0') && !startsWith(file, 'MM\0*')) return false;
  const reader = new TiffReader(file);
  return directoriesOf(reader).some(({ entries }) => {
    const value = (tag: number) => reader.numbers(entries.get(tag))[0];
    return (
      entries.has(TAG.dngVersion) ||
      SENSOR.has(value(TAG.photometric) ?? 0) ||
      SENSOR_COMPRESSIONS.has(value(TAG.compression) ?? 0)
    );
  });
}

/** The largest picture inside a RAW file; undefined when there is none. */
export function rawPhoto(file: Buffer): RawPhoto | undefined {
  if (isFuji(file) || isCr3(file)) {
    const jpeg = largest(isFuji(file) ? fujiPictures(file) : []) ?? largest(scanned(file));
    return jpeg && { jpeg };
  }
  // Olympus and Panasonic have their own number where TIFF has 42.
  const reader = new TiffReader(file);
  const directories = directoriesOf(reader);
  const jpeg = largest(listed(reader, directories)) ?? largest(scanned(file));
  if (!jpeg) return undefined;
  const [first] = directories;
  const orientation = first && reader.numbers(first.entries.get(TAG.orientation))[0];
  // Panasonic's own directory is no IFD0; its JPEG has everything.
  return isPanasonic(file)
    ? { jpeg }
    : { jpeg: withOrientation(jpeg, orientation ?? 1), exif: asTiff(file) };
}

/** The chain of directories and those below them. */
function directoriesOf(reader: TiffReader): TiffDirectory[] {
  const found: TiffDirectory[] = [];
  const waiting = [reader.first];
  const seen = new Set<number>();
  while (waiting.length > 0 && found.length < MAX_DIRECTORIES) {
    const at = waiting.shift()!;
    if (at === 0 || seen.has(at)) continue;
    seen.add(at);
    const directory = reader.directory(at);
    found.push(directory);
    waiting.push(...reader.numbers(directory.entries.get(TAG.subDirectories)), directory.next);
  }
  return found;
}

/** Pictures that the directories name. */
function listed(tiff: TiffReader, directories: TiffDirectory[]): Buffer[] {
  const { file } = tiff;
  return directories.flatMap(({ entries }) => {
    const numbers = (tag: number) => tiff.numbers(entries.get(tag));
    const strips = numbers(TAG.stripOffsets);
    const inside = entries.get(TAG.panasonicJpeg);
    return [
      piece(file, numbers(TAG.jpegOffset)[0], numbers(TAG.jpegBytes)[0]),
      strips.length === 1 ? piece(file, strips[0], numbers(TAG.stripBytes)[0]) : undefined,
      inside && tiff.content(inside),
    ].filter((picture) => picture !== undefined);
  });
}

/** Fujifilm's header names its JPEG at fixed places, in big endian. */
function fujiPictures(file: Buffer): Buffer[] {
  const found = file.length > 92 && piece(file, file.readUInt32BE(84), file.readUInt32BE(88));
  return found ? [found] : [];
}

/** Everything in the file that begins like a JPEG, where nothing says where it lies. */
function scanned(file: Buffer): Buffer[] {
  const found: Buffer[] = [];
  const mark = Buffer.from([0xff, 0xd8, 0xff]);
  for (
    let at = file.indexOf(mark);
    at >= 0 && found.length < MAX_CANDIDATES;
    at = file.indexOf(mark, at + 3)
  ) {
    found.push(file.subarray(at));
  }
  return found;
}

function piece(
  file: Buffer,
  offset: number | undefined,
  bytes: number | undefined
): Buffer | undefined {
  const inside = offset !== undefined && bytes !== undefined && offset + bytes <= file.length;
  return inside && bytes > 0 ? file.subarray(offset, offset + bytes) : undefined;
}

function largest(candidates: readonly Buffer[]): Buffer | undefined {
  let best: { jpeg: Buffer; pixels: number } | undefined;
  for (const jpeg of candidates) {
    const pixels = pixelsOf(jpeg);
    if (pixels > (best?.pixels ?? 0)) best = { jpeg, pixels };
  }
  return best?.jpeg;
}

/** 0 for what is no JPEG that can be decoded: sensors use the lossless kind (SOF 3). */
function pixelsOf(jpeg: Buffer): number {
  if (!startsWith(jpeg, '\xff\xd8\xff')) return 0;
  for (const { marker, body } of jpegSegments(jpeg)) {
    if (marker >= 0xc0 && marker <= 0xc2 && body.length >= 6 && body[0] === 8) {
      return body.readUInt16BE(1) * body.readUInt16BE(3);
    }
  }
  return 0;
}

/** With TIFF's own number in the header, for readers of EXIF. */
function asTiff(file: Buffer): Buffer {
  if (!isOlympus(file)) return file;
  const copy = Buffer.from(file);
  copy.write(startsWith(file, 'II') ? '*\0' : '\0*', 2, 'latin1');
  return copy;
}

/** Embedded pictures lie as the sensor does; an EXIF block of one tag in front of all others says how they stand. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  if (orientation === 1) return jpeg;
  const exif = Buffer.from(
    'ffe1002245786966000049492a0008000000010012010300010000000000000000000000',
    'hex'
  );
  exif[28] = orientation;
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
}
