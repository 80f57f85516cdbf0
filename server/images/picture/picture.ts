import sharp, { type Sharp } from 'sharp';
import { MODEL_INPUT_OPTIONS, toModelPixels } from '../../embedding/image/preprocess';
import { squash } from '../../embedding/image/resample';
import { toSrgb } from './color_profile';
import { metadataBlocks } from '../blocks/metadata_blocks';
import type { MetadataBlocks } from '../blocks/found_blocks';
import { decodeHeic, type RgbImage } from '../heic/heic_decoder';
import { imageFormat, otherFormatName, type ImageFormat } from './image_format';
import { missingBytes } from '../heic/iso_boxes';
import { decodeHeicNatively } from '../heic/native_heic';
import { damaged, FORMAT_NAMES, PhotoError, tooManyPixels } from '../photo_error';

/** An opened picture, upright in all it returns, whatever its format. */
export interface Picture {
  format: ImageFormat;
  /** Upright full size. */
  width: number;
  height: number;
  decodedFrom: 'full' | 'preview';
  /** What the file carries beside its pixels. */
  blocks: MetadataBlocks;
  /** Upright and in the file's own colours, squashed to `size` × `size`: see `toModelPixels`. */
  modelPixels(size: number): Promise<Uint8Array>;
  /** Upright, in sRGB, transparency on white, at most `px` on the longer side, never enlarged. */
  display(px: number): Promise<RgbImage>;
}

export interface OpenOptions {
  maxPixels: number;
  previewMode: boolean;
  /** For libvips, whose threads go on when their worker is ended. */
  timeoutMs: number;
  /** Folder with node-av, where an operator chose it for files of their own; see native_heic.ts. */
  nativeHeic?: string;
  /** The longest side that `modelPixels` and `display` will be asked for. */
  enoughPx: number;
}

/**
 * `error` refuses files cut short, and accepts what cameras, editors and bad copies really hold and every viewer shows:
 * odd markers, bytes behind the end, a few flipped bits. `warning`, sharp's default, can refuse photos for the former
 * and finds the latter only by chance (of four real photos with 5 bytes changed, three).
 */
const FAIL_ON = 'error';

const WHITE = '#ffffff';

/**
 * Reads what is needed to decode a picture; for HEIC, decodes it.
 *
 * @throws PhotoError not_an_image, unsupported_format, damaged or too_large
 */
export async function openPicture(bytes: Uint8Array, options: OpenOptions): Promise<Picture> {
  const format = imageFormat(bytes);
  if (format === undefined) {
    throw notDecodable(bytes);
  }
  const missing = format === 'heic' || format === 'avif' ? missingBytes(bytes) : 0;
  if (missing > 0) {
    throw damaged(format, `at least ${missing} bytes are missing at its end`);
  }
  return format === 'heic' ? openHeic(bytes, options) : openWithSharp(bytes, format, options);
}

function notDecodable(bytes: Uint8Array): PhotoError {
  if (bytes.length === 0) {
    return new PhotoError('not_an_image', 'The file is empty.');
  }
  const other = otherFormatName(bytes);
  const formats = Object.values(FORMAT_NAMES).join(', ');
  return other === undefined
    ? new PhotoError('not_an_image', `The file is not a picture; ${formats} can be read.`)
    : new PhotoError('unsupported_format', `${other} files cannot be read; ${formats} can.`);
}

async function openHeic(bytes: Uint8Array, options: OpenOptions): Promise<Picture> {
  const { maxPixels, previewMode, timeoutMs, nativeHeic, enoughPx } = options;
  const native =
    nativeHeic === undefined || previewMode
      ? undefined
      : await decodeHeicNatively(bytes, { folder: nativeHeic, maxPixels, enoughPx });
  const heic = native ?? decodeHeic(bytes, { maxPixels, preview: previewMode });
  // sharp cannot decode HEVC but reads the container; where even that fails, the picture stands without its profile.
  // Burst photos have more than the 256 items that libheif allows by itself.
  const { icc } = await sharp(bytes, { limitInputPixels: false, unlimited: true })
    .metadata()
    .catch(() => ({ icc: undefined }));
  const raw = () =>
    sharp(heic.data, {
      raw: { width: heic.width, height: heic.height, channels: 3 },
      limitInputPixels: maxPixels,
    }).timeout({ seconds: Math.ceil(timeoutMs / 1000) });
  return {
    format: 'heic',
    width: heic.fullWidth,
    height: heic.fullHeight,
    decodedFrom: heic.decodedFrom,
    blocks: metadataBlocks(bytes, 'heic'),
    // RGB already: the way through sharp would copy 36 MB three times for the same bytes.
    modelPixels: async (size) => squash(heic.data, heic.width, heic.height, size),
    display: async (px) => toSrgb(await fitInside(raw(), px), icc),
  };
}

async function openWithSharp(
  bytes: Uint8Array,
  format: ImageFormat,
  { maxPixels, timeoutMs }: OpenOptions
): Promise<Picture> {
  const { autoOrient: upright } = await readMetadata(bytes, format);
  if (upright.width * upright.height > maxPixels) {
    throw tooManyPixels(upright.width, upright.height, maxPixels);
  }
  const open = (more: { ignoreIcc?: boolean }) =>
    sharp(bytes, {
      ...more,
      autoOrient: true,
      failOn: FAIL_ON,
      limitInputPixels: maxPixels,
      // First frame or page; the others are never decoded.
      page: 0,
      pages: 1,
    }).timeout({ seconds: Math.ceil(timeoutMs / 1000) });
  return {
    format,
    ...upright,
    decodedFrom: 'full',
    blocks: metadataBlocks(bytes, format),
    modelPixels: (size) => toModelPixels(open(MODEL_INPUT_OPTIONS), size),
    display: (px) => fitInside(open({}), px),
  };
}

async function readMetadata(bytes: Uint8Array, format: ImageFormat) {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw sharpFailure(format, error);
  }
}

async function fitInside(image: Sharp, px: number): Promise<RgbImage> {
  const { data, info } = await image
    .flatten({ background: WHITE })
    .resize(px, px, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: asRgb(data, info.channels) };
}

/** Repeats the one channel of a grey picture, which sharp leaves as it is in raw output. */
function asRgb(data: Buffer, channels: number): Buffer {
  if (channels === 3) {
    return data;
  }
  const pixels = data.length / channels;
  const rgb = Buffer.allocUnsafe(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    rgb.fill(data[i * channels], i * 3, i * 3 + 3);
  }
  return rgb;
}

/** libvips gives a line for each step that led to a failure, often the same one several times: the last says what failed. */
function lastWord(reason: string): string {
  const lines = reason.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '') ?? '';
  return last.replace(/\.$/, '').slice(0, 200);
}

/** What sharp's and libvips' messages mean for the one who sent the file. */
export function sharpFailure(format: ImageFormat, error: unknown): PhotoError {
  if (error instanceof PhotoError) {
    return error;
  }
  const reason = lastWord(error instanceof Error ? error.message : String(error));
  if (/pixel limit|exceeds maximum|too large|out of memory|dimension/i.test(reason)) {
    return new PhotoError(
      'too_large',
      `The ${FORMAT_NAMES[format]} is larger than can be decoded here (${reason}).`,
      { cause: error }
    );
  }
  if (/timeout/i.test(reason)) {
    return new PhotoError('timeout', `Decoding the ${FORMAT_NAMES[format]} took too long.`, {
      cause: error,
    });
  }
  if (/has not been built in|not supported|unsupported (?!image format|marker)/i.test(reason)) {
    return new PhotoError(
      'unsupported_format',
      `This kind of ${FORMAT_NAMES[format]} cannot be decoded here (${reason}); export it as JPEG.`,
      { cause: error }
    );
  }
  return damaged(format, reason, error);
}
