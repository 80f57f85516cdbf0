import type { ImageFormat } from '../picture/image_format';

/**
 * What a file may ask of a decoder. The operator sets bytes, pixels, and seconds (`peakSearch.upload`); what follows from them
 * for memory, and what no setting widens, stands here.
 */

/**
 * Resident bytes that a decode takes for each pixel, beside BASE_MB. Peaks of a child process with pictures of 24 MP
 * (sharp 0.35.5, libheif-js 1.23.2; a bare process holds 130 MB): progressive JPEG 4:4:4 327 MB, PNG of 16 bits with alpha
 * 348 MB (58 MB of them the file), lossless WebP 347 MB, TIFF 225 MB, AVIF 620 MB, HEIC 294 MB.
 */
const BYTES_PER_PIXEL: Record<ImageFormat, number> = {
  jpeg: 9,
  png: 9,
  webp: 9,
  tiff: 9,
  avif: 21,
  heic: 8,
  // A JPEG is what is decoded of it.
  raw: 9,
};

/** What a child process holds before its first pixel: Node, libvips, libheif's WASM, and a file of 60 MB, some twice. */
const BASE_MB = 500;

/** Half as much again as what most formats take: no sound photo may fail for a platform that takes a little more. */
const ROOM_PER_PIXEL = 14;

/** Resident memory, in MB, at which a decoder's process ends itself. */
export const residentMb = (maxPixels: number): number =>
  BASE_MB + Math.ceil((maxPixels * ROOM_PER_PIXEL) / 1e6);

/** The most pixels of a format whose decoder takes more memory for each than there is room for (AVIF). */
export const pixelBound = (format: ImageFormat, maxPixels: number): number =>
  BYTES_PER_PIXEL[format] <= ROOM_PER_PIXEL ? Infinity : wholePixels(format, maxPixels);

/**
 * The most pixels of a picture that is decoded as a whole, whatever is made of it: as many as fit into the memory that there is
 * for the setting's pixels. So a HEIC of 108 MP comes in under the usual 100, and one of 200 MP wants a higher setting.
 */
export const wholePixels = (format: ImageFormat, maxPixels: number): number =>
  Math.floor((maxPixels * ROOM_PER_PIXEL) / BYTES_PER_PIXEL[format]);

/** libjpeg's own largest side (JPEG_MAX_DIMENSION); no camera or panorama comes near it. */
export const MAX_SIDE = 65_500;

/**
 * Scans of a JPEG. Cameras and editors write 1, libjpeg's and mozjpeg's progressive scripts 8 to 13; each costs a pass over
 * all coefficients, and 1 MB holds thousands.
 */
export const MAX_SCANS = 500;

/** Segments before the pixels of a JPEG: a depth map of 60 MB in extended XMP takes about 1,000. */
export const MAX_SEGMENTS = 5_000;

/**
 * Metadata of a PNG, unpacked, in bytes: as large as the picture, at least 8 MB (a 4 KB icon may carry a profile and an
 * editor's history), at most 64 MB (a panorama has no use for more).
 */
export const metadataBound = (width: number, height: number): number =>
  Math.min(64e6, Math.max(8e6, width * height * 3));

/** Items of a HEIF: a picture of 200 MP in tiles of 512 × 512 has 800. */
export const MAX_HEIF_ITEMS = 10_000;

/** All extents of a HEIF together, by the file's size: items that share bytes are rare, and bombs name one extent often. */
export const MAX_EXTENTS_SHARE = 2;

/** Directories of a TIFF: a scanned book or a pyramid has some hundreds. libvips walks the whole chain at each opening. */
export const MAX_DIRECTORIES = 1_000;

/** The tile of a TIFF is held as a whole, in bytes; 4,096 × 4,096 in RGBA of 16 bits is half of it. */
export const MAX_TIFF_BLOCK = 256e6;
