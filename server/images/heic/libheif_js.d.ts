/** The part of libheif's C interface (Emscripten build, 32-bit pointers) that heic_decoder.ts uses. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.js' {
  type Pointer = number;

  export interface LibheifModule {
    readonly HEAPU8: Uint8Array;
    readonly HEAPU32: Uint32Array;
    _malloc(bytes: number): Pointer;
    _heif_context_alloc(): Pointer;
    _heif_context_set_maximum_image_size_limit(context: Pointer, maximumWidth: number): void;
    _heif_context_read_from_memory_without_copy(
      error: Pointer,
      context: Pointer,
      data: Pointer,
      size: number,
      options: Pointer
    ): void;
    _heif_context_get_primary_image_handle(error: Pointer, context: Pointer, out: Pointer): void;
    _heif_image_handle_get_width(handle: Pointer): number;
    _heif_image_handle_get_height(handle: Pointer): number;
    _heif_image_handle_has_alpha_channel(handle: Pointer): number;
    _heif_image_handle_is_premultiplied_alpha(handle: Pointer): number;
    _heif_image_handle_get_number_of_thumbnails(handle: Pointer): number;
    _heif_image_handle_get_list_of_thumbnail_IDs(
      handle: Pointer,
      ids: Pointer,
      count: number
    ): number;
    _heif_image_handle_get_thumbnail(
      error: Pointer,
      handle: Pointer,
      id: number,
      out: Pointer
    ): void;
    _heif_decoding_options_alloc(): Pointer;
    _heif_decode_image(
      error: Pointer,
      handle: Pointer,
      out: Pointer,
      colorspace: number,
      chroma: number,
      options: Pointer
    ): void;
    _heif_image_get_width(image: Pointer, channel: number): number;
    _heif_image_get_height(image: Pointer, channel: number): number;
    _heif_image_get_plane_readonly(image: Pointer, channel: number, outStride: Pointer): Pointer;
  }

  export interface LoadOptions {
    /** Makes the instance; called on the module object, which has the code. Returns what `receive` returns. */
    instantiateWasm?(
      this: { wasmBinary: Uint8Array<ArrayBuffer> },
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => object
    ): object;
  }

  /** Starts a fresh WASM instance, synchronously; compiles it unless `instantiateWasm` does. */
  export default function loadLibheif(options?: LoadOptions): LibheifModule;
}
