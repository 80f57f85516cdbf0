import { iptcOfPhotoshop } from './iptc';
import type { MetadataBlocks } from './found_blocks';

/** Bytes of one value by TIFF type (TIFF 6.0, section 2, and the IFD type of its supplement). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** No directory of a camera is this long, and no list of strips is either. */
const MAX_ENTRIES = 1000;
const MAX_VALUES = 100_000;

export interface TiffEntry {
  type: number;
  count: number;
  /** Where the values begin in the file. */
  at: number;
  bytes: number;
}

/** One directory of a TIFF structure. */
export interface TiffDirectory {
  entries: ReadonlyMap<number, TiffEntry>;
  /** Offset of the next directory in the chain, 0 after the last. */
  next: number;
}

/** Reads directories of a TIFF structure in either byte order; what lies outside the file is left out. */
export class TiffReader {
  readonly #little: boolean;

  constructor(readonly file: Buffer) {
    this.#little = file.toString('latin1', 0, 2) === 'II';
  }

  /** TIFF 6.0; BigTIFF has 43 where this has 42, and other directories. */
  get isClassic(): boolean {
    return this.#uint16(2) === 42;
  }

  /** Offset of the first directory. */
  get first(): number {
    return this.#uint32(4);
  }

  directory(offset: number): TiffDirectory {
    const entries = new Map<number, TiffEntry>();
    if (offset < 8 || offset + 2 > this.file.length) return { entries, next: 0 };
    const count = Math.min(this.#uint16(offset), MAX_ENTRIES);
    const end = offset + 2 + count * 12;
    for (let at = offset + 2; at < end && at + 12 <= this.file.length; at += 12) {
      const type = this.#uint16(at + 2);
      const values = this.#uint32(at + 4);
      const bytes = (TYPE_BYTES[type] ?? 0) * values;
      const from = bytes <= 4 ? at + 8 : this.#uint32(at + 8);
      if (bytes > 0 && from + bytes <= this.file.length) {
        entries.set(this.#uint16(at), { type, count: values, at: from, bytes });
      }
    }
    return { entries, next: end + 4 <= this.file.length ? this.#uint32(end) : 0 };
  }

  /** Integers of an entry: SHORT, LONG or IFD; empty for others. */
  numbers(entry: TiffEntry | undefined): number[] {
    if (!entry || entry.count > MAX_VALUES || ![3, 4, 13].includes(entry.type)) return [];
    const size = entry.type === 3 ? 2 : 4;
    return Array.from({ length: entry.count }, (_unused, i) =>
      size === 2 ? this.#uint16(entry.at + i * 2) : this.#uint32(entry.at + i * 4)
    );
  }

  /** The bytes of an entry as they lie in the file. */
  content({ at, bytes }: TiffEntry): Buffer {
    return this.file.subarray(at, at + bytes);
  }

  #uint16(at: number): number {
    return this.#little ? this.file.readUInt16LE(at) : this.file.readUInt16BE(at);
  }

  #uint32(at: number): number {
    return this.#little ? this.file.readUInt32LE(at) : this.file.readUInt32BE(at);
  }
}

const XMP = 700;
const IPTC = 33723;
const PHOTOSHOP = 34377;

/** A TIFF's own directory is where its EXIF hangs; XMP, IPTC and Photoshop's resources are tags of it. */
export function tiffMetadata(file: Buffer): MetadataBlocks {
  const reader = new TiffReader(file);
  const { entries } = reader.directory(reader.first);
  const content = (tag: number) => {
    const entry = entries.get(tag);
    return entry && reader.content(entry);
  };
  return {
    exif: file,
    xmp: content(XMP)?.toString('utf8'),
    iptc: content(IPTC) ?? iptcOfPhotoshop(content(PHOTOSHOP)),
  };
}
