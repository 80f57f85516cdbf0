import type { ImageFormat } from '../picture/image_format';
import { heifMetadata } from '../heic/heif_items';
import { startsWith, type MetadataBlocks } from './found_blocks';
import { jpegMetadata } from './jpeg_segments';
import { pngMetadata } from './png_chunks';
import { rawPhoto } from '../raw/raw_photo';
import { tiffMetadata } from './tiff_directory';
import { webpMetadata } from './webp_chunks';

const READERS: Record<ImageFormat, (file: Buffer) => MetadataBlocks> = {
  jpeg: jpegMetadata,
  png: pngMetadata,
  webp: webpMetadata,
  tiff: tiffMetadata,
  heic: heifMetadata,
  avif: heifMetadata,
  raw: rawMetadata,
};

/** The RAW file's own EXIF, or that of the picture inside. */
function rawMetadata(file: Buffer): MetadataBlocks {
  const raw = rawPhoto(file);
  if (!raw) return {};
  return raw.exif ? { ...tiffMetadata(raw.exif), exif: raw.exif } : jpegMetadata(raw.jpeg);
}

/**
 * Finds EXIF, XMP, IPTC and texts in a file. Our own readers, because libvips drops a HEIC's EXIF when the file has more
 * than 256 items, and a PNG's when it comes after the pixels or as text.
 *
 * Never throws: a file whose structure ends early has the blocks before that place.
 */
export function metadataBlocks(file: Uint8Array, format: ImageFormat): MetadataBlocks {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  try {
    const { exif, ...rest } = READERS[format](bytes);
    return { ...rest, exif: tiffBlock(exif) };
  } catch (error) {
    // Reading past the end: the structure lies, the pixels may still be sound.
    if ((error as Error).name === 'RangeError') return {};
    throw error;
  }
}

/** EXIF as formats store it: a TIFF structure, with "Exif\0\0" before it in JPEG and HEIC. Undefined: neither. */
export function tiffBlock(exif: Buffer | undefined): Buffer | undefined {
  if (exif === undefined) return undefined;
  const block = startsWith(exif, 'Exif\0\0') ? exif.subarray(6) : exif;
  return startsWith(block, 'II') || startsWith(block, 'MM') ? block : undefined;
}
