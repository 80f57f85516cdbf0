import type { ImageFormat } from './picture/image_format';

export type PhotoErrorCode =
  | 'not_an_image'
  | 'unsupported_format'
  | 'damaged'
  | 'too_large'
  | 'timeout'
  | 'decoder_crashed'
  | 'busy';

/** Codes that say something about the host's moment, not about the file: trying again can help. */
const PASSING: ReadonlySet<PhotoErrorCode> = new Set(['timeout', 'busy']);

/** A photo that could not be decoded; the message is one sentence for a person. */
export class PhotoError extends Error {
  public readonly code: PhotoErrorCode;
  /** True when the same bytes will fail again, so that they are quarantined and not tried again. */
  public readonly permanent: boolean;

  constructor(
    code: PhotoErrorCode,
    message: string,
    options: { permanent?: boolean; cause?: unknown } = {}
  ) {
    // Decoders quote bytes of the file: no line breaks, nothing that a terminal obeys.
    super(message.replace(/[\u0000-\u001f\u007f]+/g, ' '), { cause: options.cause });
    this.name = 'PhotoError';
    this.code = code;
    this.permanent = options.permanent ?? !PASSING.has(code);
  }
}

/** How a format is written in a sentence. */
export const FORMAT_NAMES: Record<ImageFormat, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  heic: 'HEIC',
  raw: 'RAW',
};

/** The error for a picture over the pixel cap. */
export function tooManyPixels(width: number, height: number, maxPixels: number): PhotoError {
  const megapixels = Math.round((width * height) / 1e6);
  return new PhotoError(
    'too_large',
    `The picture measures ${width} × ${height} (${megapixels} megapixels), more than the ${Math.round(maxPixels / 1e6)} megapixels allowed here. Raise peakSearch.upload.maxPixels and try again.`,
    // The limit is a setting: another run may have another.
    { permanent: false }
  );
}

/** The error for bytes that begin like a format but do not hold a whole picture; `reason` is the decoder's own. */
export function damaged(format: ImageFormat, reason: string, cause?: unknown): PhotoError {
  const detail = reason.replace(/\s+/g, ' ').trim().slice(0, 200).replace(/\.$/, '');
  return new PhotoError(
    'damaged',
    `The ${FORMAT_NAMES[format]} is damaged or incomplete${detail === '' ? '' : ` (${detail})`}; copy it again from its source.`,
    { cause }
  );
}
