import { FORMAT_NAMES, PhotoError, tooManyPixels } from '../photo_error';
import type { ImageFormat } from '../picture/image_format';
import { rawPhoto } from '../raw/raw_photo';
import { MAX_SIDE, pixelBound } from './bounds';
import type { ContainerFacts } from './container_facts';
import { heifBounds } from './heif';
import { jpegBounds } from './jpeg';
import { pngBounds } from './png';
import { tiffBounds } from './tiff';
import { webpBounds } from './webp';

const READERS: Record<ImageFormat, (file: Buffer) => ContainerFacts> = {
  jpeg: jpegBounds,
  png: pngBounds,
  webp: webpBounds,
  tiff: tiffBounds,
  avif: heifBounds,
  heic: heifBounds,
  raw: rawBounds,
};

/** What is decoded of a RAW file is the picture inside. */
function rawBounds(file: Buffer): ContainerFacts {
  const raw = rawPhoto(file);
  return raw ? jpegBounds(raw.jpeg) : {};
}

/**
 * Looks at a file's container before a native library does, and takes away what is never used.
 *
 * @param maxPixels the setting; a format that takes more memory for each may have fewer
 * @returns the file, or its first frame alone
 * @throws PhotoError too_large
 */
export function boundedFile(bytes: Uint8Array, format: ImageFormat, maxPixels: number): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width = 0, height = 0, problem, first } = factsOf(file, format);
  if (Math.max(width, height) > MAX_SIDE) {
    throw refused(format, `measures ${width} × ${height}; no side may be longer than ${MAX_SIDE}`);
  }
  const pixels = pixelBound(format, maxPixels);
  if (width * height > pixels) throw tooManyPixels(width, height, pixels);
  if (problem !== undefined) throw refused(format, problem);
  return first ?? bytes;
}

/** A container that ends too early is the decoder's to judge. */
function factsOf(file: Buffer, format: ImageFormat): ContainerFacts {
  try {
    return READERS[format](file);
  } catch (error) {
    // By its name: Node's own class is another one where a test runs in a realm of its own.
    if ((error as Error).name === 'RangeError') return {};
    throw error;
  }
}

function refused(format: ImageFormat, problem: string): PhotoError {
  return new PhotoError(
    'too_large',
    `The ${FORMAT_NAMES[format]} ${problem}. Export it again from the original, then try once more.`
  );
}
