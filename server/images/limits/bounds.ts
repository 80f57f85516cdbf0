import type { ImageFormat } from '../picture/image_format';

/**
 * What a file may ask of a decoder. The operator sets bytes, pixels, and seconds (`peakSearch.upload`); what follows from them
 * for memory, and what no setting widens, stands here.
 */

/**
 * Resident bytes that a decode takes for each pixel, beside BASE_MB, with pictures of the worst kind that the format has.
 * Measured in a child process at 24 and 48 MP; the figures are in docs/security.md.
 */
export const BYTES_PER_PIXEL: Record<ImageFormat, number> = {
  jpeg: 14,
  png: 14,
  webp: 14,
  tiff: 14,
  avif: 20,
  heic: 14,
};

/** What a child process holds before its first pixel: Node, libvips, libheif's WASM, and the file itself. */
const BASE_MB = 500;

/** Resident memory at which a decoder's process ends itself: what a JPEG of `maxPixels` takes. */
export const residentMb = (maxPixels: number): number =>
  BASE_MB + Math.ceil((maxPixels * BYTES_PER_PIXEL.jpeg) / 1e6);

/** The most pixels that a format may have, where `maxPixels` is the setting: as many as fit into the same memory. */
export const pixelBound = (format: ImageFormat, maxPixels: number): number =>
  Math.min(maxPixels, Math.floor((maxPixels * BYTES_PER_PIXEL.jpeg) / BYTES_PER_PIXEL[format]));

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

/** The strip or tile of a TIFF is held as a whole, in bytes; 4,096 × 4,096 in RGBA of 16 bits is half of it. */
export const MAX_TIFF_BLOCK = 256e6;

/** Pixels of a TIFF, unpacked, in bytes: 100 MP in RGBA of 16 bits. */
export const MAX_TIFF_BYTES = 800e6;
