/** Bytes of one value by TIFF type (TIFF 6.0, section 2, and the IFD type of its supplement). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;

/** No tag that is read here has more values (GPS coordinates have 3), texts excepted. */
const MAX_VALUES = 32;
const MAX_TEXT_BYTES = 4096;
const TEXT_TYPES = new Set([1, 2, 7]);

/** What a broken entry's tag is overwritten with: tag 0 is never asked for. */
const NO_TAG = 0;

/**
 * Takes impossible entries out of a TIFF structure before the EXIF reader sees them: values that lie outside the
 * structure, of unknown type, or more than any wanted tag has. exifr trusts the count (a 200-byte block can make it
 * allocate 240 MB), and one such entry costs it all that follow in the same directory.
 *
 * @param block a TIFF structure in either byte order
 * @param wanted the tags that will be read; others are skipped by the reader and left alone here
 * @returns the same buffer when all is well, else a copy
 */
export function withoutImpossibleTags(block: Buffer, wanted: ReadonlySet<number>): Buffer {
  const little = block.subarray(0, 2).toString('latin1') === 'II';
  const uint16 = (at: number) => (little ? block.readUInt16LE(at) : block.readUInt16BE(at));
  const uint32 = (at: number) => (little ? block.readUInt32LE(at) : block.readUInt32BE(at));
  const broken: number[] = [];

  /** Notes broken entries of one directory; returns where its subdirectories begin. */
  const check = (directory: number): number[] => {
    if (directory + 2 > block.length) {
      return [];
    }
    const subdirectories: number[] = [];
    const room = Math.floor((block.length - directory - 2) / 12);
    for (let i = 0; i < Math.min(uint16(directory), room); i++) {
      const at = directory + 2 + i * 12;
      const [tag, type, count] = [uint16(at), uint16(at + 2), uint32(at + 4)];
      const bytes = (TYPE_BYTES[type] ?? 0) * count;
      const limit = TEXT_TYPES.has(type) ? MAX_TEXT_BYTES : MAX_VALUES;
      const outside = bytes > 4 && uint32(at + 8) + bytes > block.length;
      if (tag === EXIF_POINTER || tag === GPS_POINTER) {
        subdirectories.push(uint32(at + 8));
      } else if (wanted.has(tag) && (bytes === 0 || count > limit || outside)) {
        broken.push(at);
      }
    }
    return subdirectories;
  };

  if (block.length >= 8) {
    // Two levels and no more: a directory that points at itself is read once and not followed.
    check(uint32(4)).slice(0, 2).forEach(check);
  }
  if (broken.length === 0) {
    return block;
  }
  const copy = Buffer.from(block);
  broken.forEach((at) => copy.writeUInt16LE(NO_TAG, at));
  return copy;
}
