/** Formats that can be decoded. HEIC stands for every HEVC-coded HEIF, whatever its brand; RAW for the cameras' own files. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'heic' | 'raw';

/**
 * Name endings that a walk over an album considers (lower case, with the dot). What a file really is, its first
 * bytes say: one in twelve `.HEIC` of a real album is a JPEG.
 */
export const IMAGE_EXTENSIONS: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.tif',
  '.tiff',
  '.heic',
  '.heif',
  '.hif',
  '.dng',
  '.cr2',
  '.cr3',
  '.nef',
  '.arw',
  '.raf',
  '.rw2',
  '.orf',
];

/** Cameras' own files: left out where a photo of the same name lies beside them. */
export const RAW_EXTENSIONS: readonly string[] = IMAGE_EXTENSIONS.slice(-8);

/** Formats that every browser of Kibana's list draws. */
export const DRAWN_BY_BROWSERS: ReadonlySet<ImageFormat> = new Set(['jpeg', 'png', 'webp', 'avif']);

/** How many bytes from a file's beginning the functions here look at. */
export const HEAD_BYTES = 32;

const HEVC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
/** HEIF around other codecs (JPEG, AVC, VVC, JPEG 2000, none): the decoder says which it has. */
const OTHER_HEIF_BRANDS = new Set([
  'jpeg',
  'jpgs',
  'avci',
  'avcs',
  'vvic',
  'vvis',
  'j2ki',
  'j2is',
  'unif',
]);
const AV1_BRANDS = new Set(['avif', 'avis']);
/** Brands that say "HEIF, any codec"; the compatible brands that follow name the codec. */
const STRUCTURAL_BRANDS = new Set(['mif1', 'mif2', 'mif3', 'msf1', 'MiHE', 'miaf']);

function ascii(head: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...head.subarray(from, Math.min(to, head.length)));
}

function startsWith(head: Uint8Array, ...bytes: number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, index) => head[index] === byte);
}

/** Brands of an ISO base media file that lie within the head: major first. Empty for other files. */
function brands(head: Uint8Array): string[] {
  if (head.length < 12 || ascii(head, 4, 8) !== 'ftyp') {
    return [];
  }
  const boxSize = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const end = Math.min(HEAD_BYTES, head.length, boxSize);
  const found = [ascii(head, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) {
    found.push(ascii(head, at, at + 4));
  }
  return found;
}

function heifFormat(head: Uint8Array): ImageFormat | undefined {
  const [major, ...compatible] = brands(head);
  if (major === undefined) {
    return undefined;
  }
  if (HEVC_BRANDS.has(major)) {
    return 'heic';
  }
  if (AV1_BRANDS.has(major)) {
    return 'avif';
  }
  if (OTHER_HEIF_BRANDS.has(major)) {
    return 'heic';
  }
  // Files with a small header name their codec where others have a version (23008-12, 10.2.4).
  if (major === 'mif3') {
    return AV1_BRANDS.has(ascii(head, 12, 16)) || compatible.some((brand) => AV1_BRANDS.has(brand))
      ? 'avif'
      : 'heic';
  }
  if (!STRUCTURAL_BRANDS.has(major)) {
    return undefined;
  }
  return compatible.some((brand) => AV1_BRANDS.has(brand)) ? 'avif' : 'heic';
}

/**
 * What a file is, by its first bytes (32 suffice), never by its name.
 *
 * @returns undefined for anything that cannot be decoded here; {@link otherFormatName} may know its name
 */
export function imageFormat(head: Uint8Array): ImageFormat | undefined {
  if (startsWith(head, 0xff, 0xd8, 0xff)) {
    return 'jpeg';
  }
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) {
    return 'png';
  }
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') {
    return 'webp';
  }
  if (isTiff(head)) {
    return 'tiff';
  }
  if (isRawByHead(head)) {
    return 'raw';
  }
  return heifFormat(head);
}

/** RAW files that are told by their first bytes; DNG, NEF and ARW are TIFFs to their last directory (raw_photo.ts). */
function isRawByHead(head: Uint8Array): boolean {
  const start = ascii(head, 0, 16);
  return (
    (start.startsWith('II*\0') && start.slice(8, 10) === 'CR') ||
    start.startsWith('FUJIFILMCCD-RAW') ||
    /^(IIU\0|IIRO|IIRS|MMOR)/.test(start) ||
    brands(head)[0] === 'crx '
  );
}

/** TIFF and BigTIFF in both byte orders, but not Canon's CR2, a raw format in TIFF's clothes. */
function isTiff(head: Uint8Array): boolean {
  const tiff =
    startsWith(head, 0x49, 0x49, 0x2a, 0x00) ||
    startsWith(head, 0x4d, 0x4d, 0x00, 0x2a) ||
    startsWith(head, 0x49, 0x49, 0x2b, 0x00) ||
    startsWith(head, 0x4d, 0x4d, 0x00, 0x2b);
  return tiff && ascii(head, 8, 10) !== 'CR';
}

/** The name of a well-known format that cannot be decoded here, for the sentence that says so. */
export function otherFormatName(head: Uint8Array): string | undefined {
  const start = ascii(head, 0, 16);
  if (start.startsWith('GIF8')) return 'GIF';
  if (start.startsWith('BM') && head.length >= 26) return 'BMP';
  if (start.startsWith('%PDF')) return 'PDF';
  if (start.startsWith('8BPS')) return 'Photoshop';
  if (start.startsWith('\xff\x0a') || start.slice(4, 8) === 'JXL ') return 'JPEG XL';
  if (/^\s*(<\?xml|<svg)/.test(start)) return 'SVG or XML';
  const [major] = brands(head);
  if (major !== undefined) return 'Video';
  return undefined;
}
