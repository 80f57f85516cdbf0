import { availableParallelism } from 'node:os';
import type { Logger } from '../../logger';
import { ChildDiedError, TaskFailedError, TaskTooLongError } from '../../processes/child';
import { childFile, type ChildFile } from '../../processes/child_file';
import { ProcessPool } from '../../processes/process_pool';
import type { Usage } from '../../processes/protocol';
import { residentMb } from '../limits/bounds';
import type { CaptureTask, DecodedPhoto, PhotoCapture, Rendition } from '../picture/decode_photo';
import { PhotoError } from '../photo_error';
import type { PhotoReply, PhotoTask } from './photo_tasks';

export type { DecodedPhoto, PhotoCapture, Rendition } from '../picture/decode_photo';
export { PhotoError, type PhotoErrorCode } from '../photo_error';

export interface DecodeRequest {
  /** The whole file; never changed. */
  bytes: Uint8Array;
  /** Side of the model's input in pixels. */
  imageSize: number;
  /** Longest side of the thumbnail, default {@link DEFAULT_THUMBNAIL_PX}. */
  thumbnailPx?: number;
  /** Longest side of the picture in which the skyline is looked for; absent: none. */
  outlinePx?: number;
  /** Use the small preview inside a HEIC: a fifth of the processor time in all, for a mean cosine of 0.9987. */
  previewMode?: boolean;
  /** IANA zone for a time with neither offset nor place. */
  defaultZone: string;
  /** The XMP packet of a sidecar file. */
  sidecar?: string;
  /** The file's name: it may tell the time. */
  fileName?: string;
  /** Folder in which node-av is installed: HEIC by FFmpeg. For files of one's own, never for uploads. */
  nativeHeic?: string;
}

export interface RenderRequest {
  bytes: Uint8Array;
  /** Longest side. */
  px: number;
}

export interface CallOptions {
  /** Aborting rejects at once with the signal's reason and ends the process that was on it. */
  signal?: AbortSignal;
  /** Overrides the decoder's; counts from when a process is given the task. */
  timeoutMs?: number;
}

export interface PhotoDecoderConfig {
  /** Processes, and so decodes at the same time. One takes 0.5 GB with 24 MP HEIC. */
  workers?: number;
  maxPixels?: number;
  maxBytes?: number;
  timeoutMs?: number;
  /** Requests that may wait for a process; the next one is told `busy`. */
  maxQueue?: number;
  /** The process's code; tests give one that dies. */
  file?: ChildFile;
  logger: Logger;
}

export interface PhotoDecoderStatus {
  workers: number;
  /** Being decoded now, and waiting. */
  active: number;
  waiting: number;
  /** Since the start. */
  decoded: number;
  refused: number;
  timedOut: number;
  crashed: number;
  /** What the processes have cost, and those that live. */
  usage: Usage;
  pids: number[];
}

/** Decodes photos in expendable child processes. */
export interface PhotoDecoder {
  /** @throws PhotoError, or the signal's reason */
  decode(request: DecodeRequest, options?: CallOptions): Promise<DecodedPhoto>;
  /**
   * A larger WebP without EXIF, for formats that browsers cannot show.
   *
   * @throws PhotoError, or the signal's reason
   */
  render(request: RenderRequest, options?: CallOptions): Promise<Rendition>;
  /**
   * What a file says of the shot, without decoding its pixels.
   *
   * @throws PhotoError, or the signal's reason
   */
  readCapture(request: CaptureTask, options?: CallOptions): Promise<PhotoCapture>;
  /** Why `DecodeRequest.nativeHeic` cannot be this folder, in a sentence; undefined where it can. */
  nativeHeicProblem(folder: string): Promise<string | undefined>;
  status(): PhotoDecoderStatus;
  /** Ends all processes; what is under way rejects. */
  close(): Promise<void>;
}

/** Fills a grid cell of 256 CSS px on a screen with two pixels to each, at about 33 KB. */
export const DEFAULT_THUMBNAIL_PX = 512;

const DEFAULTS = {
  // The host's own work keeps a core.
  workers: Math.max(1, availableParallelism() - 1),
  // The largest medium-format cameras and phone panoramas. A HEIC takes 5 to 6 bytes a pixel of WASM
  // memory (12 MP: 77 MB, its RGB among them), and 3 more where its rows have to be copied: below 1 GB at this limit.
  maxPixels: 100_000_000,
  // An uncompressed 16-bit TIFF of 40 MP.
  maxBytes: 256 * 1024 * 1024,
  // 24 MP HEIC take 2.1 s on one core of 2021, 100 MP about 9 s; more is a hostile file or a host in trouble.
  timeoutMs: 20_000,
  maxQueue: 32,
};

/** An idle process is ended after this, and its memory with it. Starting one takes under a second. */
const IDLE_MS = 30_000;

/**
 * Of JavaScript objects only (pixels and WASM memory do not count): a decode needs about 20 MB, so 192 MB is
 * reached by files made to exhaust it alone.
 */
const HEAP_MB = 192;

const QUEUE_HINT = 'Too many photos are waiting to be decoded; try again in a few seconds.';

/** Every kind of answer but a refusal. */
type Success = Exclude<PhotoReply, { kind: 'refused' }>;

/**
 * Makes the pool. Processes start with the first photo.
 *
 * A process is expendable: a timeout, an abort, a crash of native code or exhausted memory ends only that process and
 * fails only its photo. It sees none of the host's secrets (child_environment.ts) and gets nothing but the photo.
 */
export function createPhotoDecoder(config: PhotoDecoderConfig): PhotoDecoder {
  return new PooledPhotoDecoder(config);
}

class PooledPhotoDecoder implements PhotoDecoder {
  readonly #limits: Required<Omit<PhotoDecoderConfig, 'logger' | 'file'>>;
  readonly #pool: ProcessPool<undefined, PhotoTask, PhotoReply>;
  readonly #counts = { decoded: 0, refused: 0, timedOut: 0, crashed: 0 };

  constructor({ logger, file, ...limits }: PhotoDecoderConfig) {
    this.#limits = {
      workers: limits.workers ?? DEFAULTS.workers,
      maxPixels: limits.maxPixels ?? DEFAULTS.maxPixels,
      maxBytes: limits.maxBytes ?? DEFAULTS.maxBytes,
      timeoutMs: limits.timeoutMs ?? DEFAULTS.timeoutMs,
      maxQueue: limits.maxQueue ?? DEFAULTS.maxQueue,
    };
    this.#pool = new ProcessPool({
      name: 'photo decoder',
      file: file ?? childFile(__dirname, 'photo_process'),
      given: undefined,
      heapMb: HEAP_MB,
      residentMb: residentMb(this.#limits.maxPixels),
      size: this.#limits.workers,
      maxQueue: this.#limits.maxQueue,
      idleMs: IDLE_MS,
      work: 'expendable',
      busy: () => new PhotoError('busy', QUEUE_HINT),
      closed: () => new PhotoError('busy', 'The photo decoder is being closed.'),
      logger,
    });
  }

  async decode(request: DecodeRequest, options: CallOptions = {}): Promise<DecodedPhoto> {
    const { previewMode = false, thumbnailPx = DEFAULT_THUMBNAIL_PX } = request;
    const task = { ...request, previewMode, thumbnailPx, ...this.#bounds(options) };
    const { photo } = await this.#picture({ kind: 'decode', task }, 'decoded', options);
    return photo;
  }

  async render({ bytes, px }: RenderRequest, options: CallOptions = {}): Promise<Rendition> {
    const task = { bytes, px, ...this.#bounds(options) };
    const { rendition } = await this.#picture({ kind: 'render', task }, 'rendered', options);
    return rendition;
  }

  async readCapture(task: CaptureTask, options: CallOptions = {}): Promise<PhotoCapture> {
    return (await this.#run({ kind: 'capture', task }, 'captured', options)).capture;
  }

  async nativeHeicProblem(folder: string): Promise<string | undefined> {
    return (await this.#run({ kind: 'native heic', folder }, 'native heic', {})).problem;
  }

  status(): PhotoDecoderStatus {
    return {
      workers: this.#limits.workers,
      active: this.#pool.running,
      waiting: this.#pool.queued,
      usage: this.#pool.usage,
      pids: this.#pool.pids,
      ...this.#counts,
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #bounds({ timeoutMs = this.#limits.timeoutMs }: CallOptions) {
    return { maxPixels: this.#limits.maxPixels, timeoutMs };
  }

  /** Runs a task over a whole file, and counts how it ended. */
  async #picture<Kind extends Success['kind']>(
    task: Extract<PhotoTask, { task: { bytes: Uint8Array } }>,
    wanted: Kind,
    options: CallOptions
  ): Promise<Extract<Success, { kind: Kind }>> {
    options.signal?.throwIfAborted();
    try {
      this.#checkSize(task.task.bytes);
      const reply = await this.#run(task, wanted, options);
      this.#counts.decoded++;
      return reply;
    } catch (error) {
      this.#count(error);
      throw error;
    }
  }

  /** @throws PhotoError, or the signal's reason */
  async #run<Kind extends Success['kind']>(
    task: PhotoTask,
    wanted: Kind,
    { signal, timeoutMs: limitMs = this.#limits.timeoutMs }: CallOptions
  ): Promise<Extract<Success, { kind: Kind }>> {
    const [reply] = await this.#pool
      .run([task], { priority: 'upload', signal, limitMs })
      .catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : photoError(error);
      });
    if (reply.kind === 'refused') {
      const { code, message, permanent } = reply;
      throw new PhotoError(code, message, { permanent });
    }
    if (reply.kind !== wanted) {
      throw new TypeError(`The process answered a task of kind "${task.kind}" by "${reply.kind}".`);
    }
    return reply as Extract<Success, { kind: Kind }>;
  }

  #checkSize(bytes: Uint8Array): void {
    const { maxBytes } = this.#limits;
    if (bytes.length > maxBytes) {
      const megabytes = (value: number) => (value / 1e6).toFixed(1);
      throw new PhotoError(
        'too_large',
        `The file has ${megabytes(bytes.length)} MB, more than the ${megabytes(maxBytes)} MB allowed here.`
      );
    }
  }

  #count(error: unknown): void {
    if (error instanceof PhotoError) {
      const { code } = error;
      const kind =
        code === 'timeout' ? 'timedOut' : code === 'decoder_crashed' ? 'crashed' : 'refused';
      this.#counts[kind]++;
    }
  }
}

/** What the pool throws, in words about a photo. */
function photoError(error: unknown): unknown {
  if (error instanceof TaskTooLongError) {
    const seconds = (error.limitMs / 1000).toFixed(1);
    return new PhotoError(
      'timeout',
      `Decoding the photo took longer than ${seconds} s and was stopped.`
    );
  }
  if (error instanceof TaskFailedError) return crashed(error.message, true, error);
  if (error instanceof ChildDiedError) {
    if (error.by === 'memory limit') {
      return new PhotoError('too_large', `The photo can't be decoded: ${error.how}.`, {
        cause: error,
      });
    }
    // What the system ends where memory is short need not be this photo's doing.
    return error.began
      ? crashed(error.how, error.by !== 'outside', error)
      : new PhotoError(
          'decoder_crashed',
          `The photo decoder could not be started (${error.how}). The log has more.`,
          { permanent: false, cause: error }
        );
  }
  return error;
}

function crashed(how: string, permanent: boolean, cause: unknown): PhotoError {
  return new PhotoError('decoder_crashed', `The photo made its decoder crash (${how}).`, {
    permanent,
    cause,
  });
}
