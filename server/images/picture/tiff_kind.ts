import { TiffReader, type TiffDirectory } from '../blocks/tiff_directory';

/** What of a TIFF decides how it is decoded. */
export interface TiffKind {
  /** The largest page: scanners and cameras put a small picture first, or behind. */
  page: number;
  /** The last channel is no transparency: what it is, nobody says (TIFF 6.0, ExtraSamples 0: a selection, say). */
  unspecifiedChannel: boolean;
  /** Why it cannot be decoded, as the end of a sentence. */
  unsupported?: string;
}

const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  samples: 277,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** More pages than a scan of a book; a chain that turns back on itself ends here. */
const MAX_PAGES = 1000;

/** Compressions that libvips' build in sharp lacks (sharp 0.35.5). */
const UNSUPPORTED_COMPRESSIONS: Readonly<Record<number, string>> = {
  6: 'JPEG in the old way of 1992',
  34_887: 'LERC',
  34_892: 'lossy JPEG of raw pictures',
  34_925: 'LZMA',
  50_000: 'Zstandard',
  50_002: 'JPEG XL',
  52_546: 'JPEG XL',
};
const MASK = 4;
const REDUCED = 1;
const LAB = new Set([8, 9, 10]);
const YCBCR = 6;
const JPEG = 7;
const UNSIGNED = 1;
const RGB = 2;

/**
 * Reads a TIFF's directories.
 *
 * @returns undefined for BigTIFF and for what is no TIFF: the decoder judges those
 */
export function tiffKind(file: Buffer): TiffKind | undefined {
  try {
    const reader = new TiffReader(file);
    if (!reader.isClassic) return undefined;
    const pages: TiffDirectory[] = [];
    for (let at = reader.first; at !== 0 && pages.length < MAX_PAGES;) {
      const directory = reader.directory(at);
      pages.push(directory);
      at = directory.next;
    }
    const value = ({ entries }: TiffDirectory, tag: number) => reader.numbers(entries.get(tag))[0];
    const area = (page: TiffDirectory) => {
      const mask = ((value(page, TAG.subfileType) ?? 0) & MASK) !== 0;
      return mask ? 0 : (value(page, TAG.width) ?? 0) * (value(page, TAG.height) ?? 0);
    };
    const areas = pages.map(area);
    // Pages of a document are alike: the first counts, unless it is a picture made smaller.
    const largest = areas.indexOf(Math.max(...areas));
    const page =
      ((value(pages[0], TAG.subfileType) ?? 0) & REDUCED) !== 0 || areas[largest] > 2 * areas[0]
        ? largest
        : 0;
    return { page, ...kindOfPage(reader, pages[page]) };
  } catch (error) {
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

function kindOfPage(reader: TiffReader, { entries }: TiffDirectory): Omit<TiffKind, 'page'> {
  const numbers = (tag: number) => reader.numbers(entries.get(tag));
  const [compression = 1] = numbers(TAG.compression);
  const [photometric] = numbers(TAG.photometric);
  const [samples = 1] = numbers(TAG.samples);
  const [format = UNSIGNED] = numbers(TAG.sampleFormat);
  const bits = numbers(TAG.bits);
  const extra = numbers(TAG.extraSamples);
  return {
    unspecifiedChannel:
      extra.length === 1 && extra[0] === 0 && samples === (photometric === RGB ? 4 : 2),
    unsupported: unsupported(compression, photometric, format, bits),
  };
}

function unsupported(
  compression: number,
  photometric: number | undefined,
  format: number,
  bits: readonly number[]
): string | undefined {
  if (compression in UNSUPPORTED_COMPRESSIONS) {
    return `it is compressed with ${UNSUPPORTED_COMPRESSIONS[compression]}`;
  }
  if (photometric !== undefined && LAB.has(photometric)) return 'its colors are Lab';
  const odd = bits.find((depth) => ![1, 2, 4, 8, 16, 32].includes(depth));
  if (odd !== undefined) return `it has ${odd} bits per channel`;
  // libvips scales whole numbers of 32 bits wrongly, and takes YCbCr for RGB where no JPEG is around it.
  if (format === UNSIGNED && bits.includes(32)) return 'it has 32 bits per channel';
  if (photometric === YCBCR && compression !== JPEG) return 'its colors are YCbCr without JPEG';
  return undefined;
}
