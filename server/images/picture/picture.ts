import sharp, { type Sharp } from 'sharp';
import { MODEL_INPUT_OPTIONS, toModelPixels } from '../../embedding/image/preprocess';
import { squash } from '../../embedding/image/resample';
import { toSrgb } from './color_profile';
import { metadataBlocks } from '../blocks/metadata_blocks';
import type { MetadataBlocks } from '../blocks/found_blocks';
import { decodeHeic, type RgbImage } from '../heic/heic_decoder';
import { fromNclx, isHdr, nclxOf, type Nclx } from './hdr_colors';
import { imageFormat, otherFormatName, type ImageFormat } from './image_format';
import { tiffKind, type TiffKind } from './tiff_kind';
import { boxes, missingBytes } from '../heic/iso_boxes';
import { heifItems } from '../heic/heif_items';
import { decodeHeicNatively } from '../heic/native_heic';
import { wholePixels } from '../limits/bounds';
import { boundedFile } from '../limits/container';
import { isRaw, rawPhoto, withOrientation } from '../raw/raw_photo';
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
  /** Upright and in the file's own colors, squashed to `size` × `size`: see `toModelPixels`. */
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
  if (format === 'raw' || (format === 'tiff' && isRaw(asBuffer(bytes)))) {
    return openRaw(bytes, options);
  }
  const bounded = boundedFile(bytes, format, options.maxPixels);
  return format === 'heic' ? openHeic(bounded, options) : openWithSharp(bounded, format, options);
}

/** A RAW file by the picture that its camera made of it. */
async function openRaw(bytes: Uint8Array, options: OpenOptions): Promise<Picture> {
  const raw = rawPhoto(asBuffer(bytes));
  if (!raw) {
    throw new PhotoError(
      'unsupported_format',
      "Can't read this RAW file: it holds no picture of its camera's. Export it as JPEG and try again."
    );
  }
  const bounded = boundedFile(raw.jpeg, 'jpeg', options.maxPixels);
  const picture = await openWithSharp(bounded, 'jpeg', options);
  return { ...picture, format: 'raw', blocks: metadataBlocks(bytes, 'raw') };
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
  const { previewMode, timeoutMs, nativeHeic, enoughPx } = options;
  const maxPixels = wholePixels('heic', options.maxPixels);
  const file = asBuffer(bytes);
  const jpeg = jpegInside(file);
  if (jpeg) {
    const picture = await openWithSharp(jpeg, 'jpeg', options);
    return { ...picture, format: 'heic', blocks: metadataBlocks(bytes, 'heic') };
  }
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
  const colors = nclxOf(file);
  return {
    format: 'heic',
    width: heic.fullWidth,
    height: heic.fullHeight,
    decodedFrom: heic.decodedFrom,
    blocks: metadataBlocks(bytes, 'heic'),
    // RGB already: the way through sharp would copy 36 MB three times for the same bytes.
    modelPixels: async (size) =>
      viewable(squash(heic.data, heic.width, heic.height, size), size, colors),
    display: async (px) => toSrgb(shown(await fitInside(raw(), px), colors), icc),
  };
}

/** The JPEG of a HEIF whose picture is one. */
function jpegInside(file: Buffer): Buffer | undefined {
  try {
    const items = heifItems(file);
    return items?.types.get(items.primary) === 'jpeg' ? items.content(items.primary) : undefined;
  } catch (error) {
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

/** The model sees a file's own numbers, but for those of HDR: they are no picture that anybody was trained on. */
function viewable(pixels: Uint8Array, size: number, colors: Nclx | undefined): Uint8Array {
  return colors && isHdr(colors)
    ? fromNclx({ width: size, height: size, data: asBuffer(pixels) }, colors).data
    : pixels;
}

const shown = (image: RgbImage, colors: Nclx | undefined): RgbImage =>
  colors ? fromNclx(image, colors) : image;

/** How a JPEG stands by its XMP, where its EXIF does not say it: some editors write the one and not the other. */
async function turnedByXmp(jpeg: Buffer): Promise<Buffer> {
  const [, said] =
    /tiff:Orientation(?:\s*=\s*["']|\s*>)\s*([2-8])\b/.exec(
      metadataBlocks(jpeg, 'jpeg').xmp ?? ''
    ) ?? [];
  if (said === undefined) return jpeg;
  const { orientation } = await sharp(jpeg, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw sharpFailure('jpeg', error);
    });
  return orientation === undefined ? withOrientation(jpeg, Number(said)) : jpeg;
}

async function openWithSharp(
  given: Uint8Array,
  format: ImageFormat,
  options: OpenOptions
): Promise<Picture> {
  const file = format === 'jpeg' ? await turnedByXmp(asBuffer(given)) : asBuffer(given);
  const bytes: Uint8Array = file;
  const tiff = format === 'tiff' ? tiffKind(file) : undefined;
  if (tiff?.unsupported !== undefined) throw unsupportedTiff(tiff.unsupported);
  if (format === 'avif' && isSequenceAlone(file)) throw sequenceAlone();
  const { page, size } = await readMetadata(bytes, format, tiff);
  const { maxPixels } = options;
  const reduction = reductionOf(size, format, maxPixels);
  const source = format === 'jpeg' ? await withEnd(file, options) : bytes;
  const open = (more: { ignoreIcc?: boolean }) =>
    sharp(source, {
      ...more,
      autoOrient: true,
      // libvips says of tiles that it cannot read only in warnings, and leaves them black.
      failOn: format === 'tiff' ? 'warning' : FAIL_ON,
      limitInputPixels: maxPixels * MOST_REDUCED,
      // One frame or page; the others are never decoded.
      page,
      pages: 1,
    }).timeout({ seconds: Math.ceil(options.timeoutMs / 1000) });
  const prepared = async (more: { ignoreIcc?: boolean }): Promise<Sharp> => {
    const image =
      reduction === 1 ? open(more) : open(more).resize(Math.ceil(size.width / reduction));
    if (reduction === 1 && !tiff?.unspecifiedChannel) return image;
    // Without the channel that is no transparency, or smaller: as raw pixels once, for what follows has an order of its own.
    const { data, info } = await (tiff?.unspecifiedChannel ? image.removeAlpha() : image)
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return sharp(data, { raw: { width, height, channels }, limitInputPixels: maxPixels });
  };
  const colors = format === 'avif' ? nclxOf(file) : undefined;
  return {
    format,
    ...size,
    decodedFrom: 'full',
    blocks: metadataBlocks(given, format),
    modelPixels: async (px) =>
      viewable(await toModelPixels(await prepared(MODEL_INPUT_OPTIONS), px), px, colors),
    // Made smaller in one go, without pixels in between, where it may be.
    display: async (px) =>
      shown(await fitInside(tiff?.unspecifiedChannel ? await prepared({}) : open({}), px), colors),
  };
}

/** Pictures up to so many times the limit are decoded at a reduced size: 108 and 200 MP of phones, stitched panoramas. */
const MOST_REDUCED = 8;

/**
 * By how much a picture over the limit is made smaller while it is decoded; libvips passes it through in strips, so that the
 * whole never is in memory.
 *
 * @throws PhotoError too_large
 */
function reductionOf(size: Size, format: ImageFormat, maxPixels: number): number {
  const pixels = size.width * size.height;
  if (pixels <= maxPixels) return 1;
  // AV1 is decoded as a whole.
  if (format === 'avif' || pixels > maxPixels * MOST_REDUCED) {
    throw tooManyPixels(size.width, size.height, maxPixels);
  }
  // JPEG is scaled by powers of two while it is decoded.
  return 2 ** Math.ceil(Math.log2(Math.sqrt(pixels / maxPixels)));
}

const JPEG_END = Buffer.from([0xff, 0xd9]);

/**
 * A JPEG that lacks only its last two bytes, as some cameras and carvers write them, is whole: with them put behind, libjpeg
 * has nothing to warn of. In one that was cut short it still has.
 */
async function withEnd(file: Buffer, { maxPixels }: OpenOptions): Promise<Buffer> {
  const tail = file.subarray(-TAIL_BYTES);
  if (tail.includes(JPEG_END)) return file;
  const ended = Buffer.concat([file, JPEG_END]);
  const whole = await sharp(ended, {
    failOn: 'warning',
    limitInputPixels: maxPixels * MOST_REDUCED,
  })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false
    );
  return whole ? ended : file;
}

/** Some programs put zeros or a few bytes of their own behind the end. */
const TAIL_BYTES = 64 * 1024;

function unsupportedTiff(reason: string): PhotoError {
  return new PhotoError(
    'unsupported_format',
    `Can't read this TIFF: ${reason}. Export it as JPEG and try again.`
  );
}

/** A film in AVIF's clothes, without a still picture. */
function isSequenceAlone(file: Buffer): boolean {
  const types = boxes(file).map(({ type }) => type);
  return types.includes('moov') && !types.includes('meta') && !types.includes('mini');
}

function sequenceAlone(): PhotoError {
  return new PhotoError(
    'unsupported_format',
    "Can't read this AVIF: it is an image sequence without a still picture. Export one frame as JPEG and try again."
  );
}

interface Size {
  width: number;
  height: number;
}

/** Upright size, and which page holds the picture: of HEIF the primary, of TIFF the largest. */
async function readMetadata(
  bytes: Uint8Array,
  format: ImageFormat,
  tiff: TiffKind | undefined
): Promise<{ page: number; size: Size }> {
  try {
    const read = (page: number) =>
      sharp(bytes, { limitInputPixels: false, unlimited: true, page }).metadata();
    const first = await read(tiff?.page ?? 0);
    const page = tiff?.page ?? first.pagePrimary ?? 0;
    const { width, height } = (page === (tiff?.page ?? 0) ? first : await read(page)).autoOrient;
    return { page, size: { width, height } };
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

/** Repeats the one channel of a gray picture, which sharp leaves as it is in raw output. */
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

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
  if (
    /has not been built in|not supported|not configured|not implemented|no decoding plugin|unsupported (?!image format|marker)/i.test(
      reason
    )
  ) {
    return new PhotoError(
      'unsupported_format',
      `This kind of ${FORMAT_NAMES[format]} cannot be decoded here (${reason}); export it as JPEG.`,
      { cause: error }
    );
  }
  return damaged(format, reason, error);
}
