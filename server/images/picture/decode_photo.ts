import sharp from 'sharp';
import type { WebpOptions } from 'sharp';
import { captureMetadata, type CaptureMetadata } from '../capture/capture_metadata';
import { metadataBlocks } from '../blocks/metadata_blocks';
import { boundedFile } from '../limits/container';
import type { RgbImage } from '../heic/heic_decoder';
import { imageFormat, type ImageFormat } from './image_format';
import { isRaw, rawPhoto } from '../raw/raw_photo';
import { openPicture, sharpFailure, type Picture } from './picture';
import { dominantColour, perceptualHash } from './picture_summary';

/** All that the rest of the system needs of a photo. */
export interface DecodedPhoto {
  format: ImageFormat;
  /** Upright full size in pixels. */
  width: number;
  height: number;
  /** For the model: imageSize × imageSize × 3 bytes, see `toModelPixels`. */
  pixels: Uint8Array;
  /** WebP in sRGB without EXIF. */
  thumbnail: Uint8Array;
  thumbnailWidth: number;
  thumbnailHeight: number;
  /** `#rrggbb`, for the placeholder. */
  dominantColour: string;
  /** 16 hexadecimal digits; see `perceptualHash`. */
  perceptualHash: string;
  metadata: CaptureMetadata;
  /** `preview`: pixels and thumbnail come from the small preview inside a HEIC. */
  decodedFrom: 'full' | 'preview';
  /** A small upright picture in sRGB in which the skyline is looked for, where one was asked for. */
  outline?: RgbImage;
}

/** What a file says of the shot, without its pixels. */
export interface PhotoCapture {
  metadata: CaptureMetadata;
  /** Upright full size in pixels. */
  width: number;
  height: number;
}

/** A picture made for a browser. */
export interface Rendition {
  contentType: 'image/webp';
  bytes: Uint8Array;
  width: number;
  height: number;
}

export interface DecodeTask {
  bytes: Uint8Array;
  imageSize: number;
  thumbnailPx: number;
  /** Longest side of `outline`; absent: none is made. */
  outlinePx?: number;
  previewMode: boolean;
  defaultZone: string;
  /** The XMP packet of a sidecar file. */
  sidecar?: string;
  /** The file's name: it may tell the time. */
  fileName?: string;
  maxPixels: number;
  timeoutMs: number;
  /** As in `DecodeRequest`. */
  nativeHeic?: string;
}

export interface CaptureTask {
  bytes: Uint8Array;
  defaultZone: string;
}

export interface RenderTask {
  bytes: Uint8Array;
  px: number;
  maxPixels: number;
  timeoutMs: number;
}

/**
 * At this quality a 512 px thumbnail of the 25 real trek photos takes 34 KB on average. libwebp's effort 2 takes 9 ms of
 * processor time for one and 30.1 KB over ten of them, its usual 4 takes 19 ms and 29.3 KB, 1 takes 7 ms and 33.6 KB.
 */
export const THUMBNAIL_WEBP = { quality: 75, effort: 2 };
/** For looking at closely; made when it is asked for. */
const RENDITION_WEBP = { quality: 82 };

/**
 * Decodes a photo in the calling process; the pool in photo_decoder.ts calls it in a child.
 *
 * @throws PhotoError
 */
export async function decodePhoto(task: DecodeTask): Promise<DecodedPhoto> {
  const enoughPx = Math.max(task.imageSize, task.thumbnailPx);
  const picture = await openPicture(task.bytes, { ...task, enoughPx });
  return orSharpFailure(picture, async () => {
    const pixels = await picture.modelPixels(task.imageSize);
    const small = await picture.display(task.thumbnailPx);
    return {
      format: picture.format,
      width: picture.width,
      height: picture.height,
      pixels,
      thumbnail: await webp(small, THUMBNAIL_WEBP),
      thumbnailWidth: small.width,
      thumbnailHeight: small.height,
      dominantColour: await dominantColour(small),
      perceptualHash: await perceptualHash(small),
      metadata: await captureMetadata(picture.blocks, picture, task),
      decodedFrom: picture.decodedFrom,
      outline: task.outlinePx === undefined ? undefined : await shrunk(small, task.outlinePx),
    };
  });
}

async function shrunk({ width, height, data }: RgbImage, px: number): Promise<RgbImage> {
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: px, height: px, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: small.info.width, height: small.info.height, data: small.data };
}

/**
 * A WebP of at most `px` on the longer side: what a browser shows of a HEIC or TIFF.
 *
 * @throws PhotoError
 */
export async function renderPhoto(task: RenderTask): Promise<Rendition> {
  const picture = await openPicture(task.bytes, { ...task, previewMode: false, enoughPx: task.px });
  return orSharpFailure(picture, async () => {
    const image = await picture.display(task.px);
    return {
      contentType: 'image/webp',
      bytes: await webp(image, RENDITION_WEBP),
      width: image.width,
      height: image.height,
    };
  });
}

/**
 * EXIF and upright size, without decoding a pixel.
 *
 * @throws PhotoError
 */
export async function readCapture({ bytes, defaultZone }: CaptureTask): Promise<PhotoCapture> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const byHead = imageFormat(bytes) ?? 'jpeg';
  const format = byHead === 'tiff' && isRaw(file) ? 'raw' : byHead;
  const bounded = boundedFile(bytes, format, Infinity);
  const picture = format === 'raw' ? rawPhoto(file)?.jpeg : bounded;
  try {
    const { autoOrient } = await sharp(picture, { limitInputPixels: false }).metadata();
    const { width, height } = autoOrient;
    const blocks = metadataBlocks(bytes, format);
    const metadata = await captureMetadata(blocks, { width, height }, { defaultZone });
    return { metadata, width, height };
  } catch (error) {
    throw sharpFailure(format, error);
  }
}

async function orSharpFailure<T>({ format }: Picture, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sharpFailure(format, error);
  }
}

/** Encodes from raw pixels, so no EXIF, profile or comment of the file can be in it. */
function webp({ width, height, data }: RgbImage, options: WebpOptions): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .webp(options)
    .toBuffer();
}
