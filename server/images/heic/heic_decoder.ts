import loadLibheif from 'libheif-js/libheif-wasm/libheif-bundle.js';
import type { LibheifModule } from 'libheif-js/libheif-wasm/libheif-bundle.js';
import { cropped, withoutCrop } from './heif_crop';
import { damaged, PhotoError, tooManyPixels } from '../photo_error';

/** An upright picture, 8 bits a channel, rows without padding. Colors as stored: the ICC profile is not applied. */
export interface RgbImage {
  width: number;
  height: number;
  /** width × height × 3 bytes, R G B. */
  data: Buffer;
}

export interface HeicPicture extends RgbImage {
  /** Upright size of the primary image, whatever was decoded. */
  fullWidth: number;
  fullHeight: number;
  decodedFrom: 'full' | 'preview';
}

export interface HeicRequest {
  maxPixels: number;
  /** Decode the embedded preview (416 px on iPhones: 18 ms instead of a second) where there is a fitting one. */
  preview: boolean;
}

// libheif's C enumerations (heif.h, heif_error.h).
const COLORSPACE_RGB = 1;
const CHROMA_INTERLEAVED_RGB = 10;
const CHROMA_INTERLEAVED_RGBA = 11;
const CHANNEL_INTERLEAVED = 10;
const ERROR_UNSUPPORTED_FILETYPE = 3;
const ERROR_UNSUPPORTED_FEATURE = 4;
const SUBERROR_SECURITY_LIMIT_EXCEEDED = 1000;

// Byte offsets in `struct heif_decoding_options` on a 32-bit target: uint8 version, uint8 ignore_transformations,
// four pointers from 4 on, then these two.
const OPTION_HDR_TO_8BIT = 20;
const OPTION_STRICT = 21;

/** A preview whose shape differs more than this from the picture's is of something else (1 px of 416 is 0.3 %). */
const PREVIEW_SHAPE_TOLERANCE = 0.02;

/**
 * Decodes the primary image of a HEIC, upright: libheif applies `irot`, `imir` and `clap` itself, so the EXIF
 * orientation that iPhones write in addition must not be applied again.
 *
 * Every call runs in a WASM instance of its own, which takes some milliseconds, and for that no byte
 * of one user's photo can be left in memory that a broken file makes the decoder hand out with another's, and a
 * decoder that trapped is never used again. Blocks its thread: for workers only.
 *
 * @throws PhotoError too_large, damaged or unsupported_format
 */
export function decodeHeic(bytes: Uint8Array, request: HeicRequest): HeicPicture {
  try {
    const uncropped = withoutCrop(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (uncropped === undefined) return decodePrimary(new Libheif(bytes), request);
    // The small preview shows what is left, not the whole.
    const whole = decodePrimary(new Libheif(uncropped.bytes), { ...request, preview: false });
    const { crop } = uncropped;
    return {
      ...cropped(whole, crop),
      fullWidth: crop.width,
      fullHeight: crop.height,
      decodedFrom: 'full',
    };
  } catch (error) {
    if (error instanceof PhotoError) {
      throw error;
    }
    // A trap inside WASM ("memory access out of bounds", "unreachable"): the file's fault, and the instance is dropped.
    throw damaged('heic', error instanceof Error ? error.message : String(error), error);
  }
}

function decodePrimary(heif: Libheif, { maxPixels, preview }: HeicRequest): HeicPicture {
  heif.read(maxPixels);
  const primary = heif.primaryHandle();
  const full = heif.handleSize(primary);
  if (full.width * full.height > maxPixels) {
    throw tooManyPixels(full.width, full.height, maxPixels);
  }
  const thumbnail = preview ? heif.fittingThumbnail(primary, full) : undefined;
  const image = heif.decode(thumbnail ?? primary);
  if (image.width * image.height === 0) {
    throw damaged('heic', 'the picture has no pixels');
  }
  return {
    ...image,
    fullWidth: full.width,
    fullHeight: full.height,
    decodedFrom: thumbnail === undefined ? 'full' : 'preview',
  };
}

/**
 * libheif's code, compiled: no memory, nothing of a photo. Kept for the thread's life, for V8 drops compiled WASM with
 * its last instance: without this a photo paid for compiling, and for running unoptimised, when a garbage collection came
 * between (1300 instead of 830 ms of processor time for 12 MP, 230 instead of 30 for a preview).
 */
let compiled: WebAssembly.Module | undefined;

/** Emscripten's hook for those who bring the compiled code; it is called on its module object. */
function instantiateWasm(
  this: { wasmBinary: Uint8Array<ArrayBuffer> },
  imports: WebAssembly.Imports,
  receive: (instance: WebAssembly.Instance) => object
): object {
  compiled ??= new WebAssembly.Module(this.wasmBinary);
  return receive(new WebAssembly.Instance(compiled, imports));
}

/**
 * libheif's C interface over one file. Nothing is released by hand: the whole instance is dropped after the file, and
 * its memory with it.
 */
class Libheif {
  readonly #lib: LibheifModule;
  readonly #bytes: Uint8Array;
  /** Room for a returned `heif_error` (code, subcode, message pointer) or an out parameter. */
  readonly #error: number;
  readonly #out: number;
  #context = 0;

  constructor(bytes: Uint8Array) {
    this.#lib = loadLibheif({ instantiateWasm });
    this.#bytes = bytes;
    this.#error = this.#lib._malloc(16);
    this.#out = this.#lib._malloc(16);
  }

  read(maxPixels: number): void {
    const lib = this.#lib;
    const data = lib._malloc(this.#bytes.length);
    if (data === 0) {
      throw new PhotoError('too_large', 'The HEIC file is too large for the decoder’s memory.');
    }
    lib.HEAPU8.set(this.#bytes, data);
    this.#context = lib._heif_context_alloc();
    // The limit is a side length; libheif compares width × height with its square.
    lib._heif_context_set_maximum_image_size_limit(this.#context, Math.ceil(Math.sqrt(maxPixels)));
    lib._heif_context_read_from_memory_without_copy(
      this.#error,
      this.#context,
      data,
      this.#bytes.length,
      0
    );
    this.#check();
  }

  primaryHandle(): number {
    this.#lib._heif_context_get_primary_image_handle(this.#error, this.#context, this.#out);
    this.#check();
    return this.#uint32(this.#out);
  }

  /** Size after rotation and cropping. */
  handleSize(handle: number): { width: number; height: number } {
    return {
      width: this.#lib._heif_image_handle_get_width(handle),
      height: this.#lib._heif_image_handle_get_height(handle),
    };
  }

  /** The first embedded thumbnail that shows the whole picture upright, if there is one. */
  fittingThumbnail(primary: number, full: { width: number; height: number }): number | undefined {
    const lib = this.#lib;
    if (lib._heif_image_handle_get_number_of_thumbnails(primary) < 1) {
      return undefined;
    }
    if (lib._heif_image_handle_get_list_of_thumbnail_IDs(primary, this.#out, 1) < 1) {
      return undefined;
    }
    const id = this.#uint32(this.#out);
    lib._heif_image_handle_get_thumbnail(this.#error, primary, id, this.#out);
    if (this.#uint32(this.#error) !== 0) {
      return undefined;
    }
    const handle = this.#uint32(this.#out);
    const { width, height } = this.handleSize(handle);
    const shape = (width / height) * (full.height / full.width);
    return Math.abs(shape - 1) <= PREVIEW_SHAPE_TOLERANCE ? handle : undefined;
  }

  decode(handle: number): RgbImage {
    const lib = this.#lib;
    const options = lib._heif_decoding_options_alloc();
    lib.HEAPU8[options + OPTION_HDR_TO_8BIT] = 1;
    // Without it a truncated file decodes without an error, its missing tiles gray.
    lib.HEAPU8[options + OPTION_STRICT] = 1;
    const alpha = lib._heif_image_handle_has_alpha_channel(handle) !== 0;
    lib._heif_decode_image(
      this.#error,
      handle,
      this.#out,
      COLORSPACE_RGB,
      alpha ? CHROMA_INTERLEAVED_RGBA : CHROMA_INTERLEAVED_RGB,
      options
    );
    this.#check();
    const image = this.#uint32(this.#out);
    return alpha
      ? this.#onWhite(image, lib._heif_image_handle_is_premultiplied_alpha(handle) !== 0)
      : this.#copyPixels(image);
  }

  /** Transparency on white, as in all formats. */
  #onWhite(image: number, premultiplied: boolean): RgbImage {
    const { width, height, plane, stride } = this.#plane(image, 4);
    const heap = this.#lib.HEAPU8;
    const data = Buffer.allocUnsafe(width * height * 3);
    for (let y = 0, to = 0; y < height; y++) {
      for (let x = 0, from = plane + y * stride; x < width; x++, from += 4, to += 3) {
        const alpha = heap[from + 3];
        const white = 255 - alpha;
        for (let channel = 0; channel < 3; channel++) {
          const value = heap[from + channel];
          data[to + channel] = premultiplied
            ? Math.min(255, value + white)
            : Math.round((value * alpha) / 255 + white);
        }
      }
    }
    return { width, height, data };
  }

  #plane(
    image: number,
    channels: number
  ): { width: number; height: number; plane: number; stride: number } {
    const lib = this.#lib;
    const width = lib._heif_image_get_width(image, CHANNEL_INTERLEAVED);
    const height = lib._heif_image_get_height(image, CHANNEL_INTERLEAVED);
    const plane = lib._heif_image_get_plane_readonly(image, CHANNEL_INTERLEAVED, this.#out);
    const stride = this.#uint32(this.#out);
    if (plane === 0 || stride < width * channels) {
      throw damaged('heic', 'the decoder returned no RGB plane');
    }
    return { width, height, plane, stride };
  }

  #copyPixels(image: number): RgbImage {
    const lib = this.#lib;
    const { width, height, plane, stride } = this.#plane(image, 3);
    const row = width * 3;
    if (stride === row) {
      // As for all widths that are a multiple of 16. A view: the instance decodes nothing more, so its memory stays as
      // it is, and lives as long as the picture.
      return { width, height, data: Buffer.from(lib.HEAPU8.buffer, plane, row * height) };
    }
    const data = Buffer.allocUnsafe(row * height);
    for (let y = 0; y < height; y++) {
      data.set(lib.HEAPU8.subarray(plane + y * stride, plane + y * stride + row), y * row);
    }
    return { width, height, data };
  }

  /** Reads from the current heap: its buffer is another one after the memory grew. */
  #uint32(pointer: number): number {
    return this.#lib.HEAPU32[pointer >>> 2];
  }

  #check(): void {
    const code = this.#uint32(this.#error);
    if (code === 0) {
      return;
    }
    const message = this.#text(this.#uint32(this.#error + 8));
    if (this.#uint32(this.#error + 4) === SUBERROR_SECURITY_LIMIT_EXCEEDED) {
      throw new PhotoError('too_large', `The HEIC is larger than allowed here (${message}).`);
    }
    if (code === ERROR_UNSUPPORTED_FILETYPE || code === ERROR_UNSUPPORTED_FEATURE) {
      throw new PhotoError(
        'unsupported_format',
        `This kind of HEIC cannot be decoded here (${message}); export it as JPEG.`
      );
    }
    throw damaged('heic', message);
  }

  #text(pointer: number): string {
    const end = pointer === 0 ? 0 : this.#lib.HEAPU8.indexOf(0, pointer);
    return Buffer.from(this.#lib.HEAPU8.subarray(pointer, Math.min(end, pointer + 300)))
      .toString('utf8')
      .trim();
  }
}
