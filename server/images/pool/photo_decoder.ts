import { availableParallelism } from 'node:os';
import Piscina from 'piscina';
import type { Logger } from '../../logger';
import { workerOptions, type WorkerFile } from '../../processes/worker_file';
import type { DecodedPhoto, Rendition } from '../picture/decode_photo';
import { PhotoError } from '../photo_error';
import type { WorkerAnswer, WorkerTask } from './photo_worker';
import { QueueFull, Slots } from './slots';

export type { DecodedPhoto, Rendition } from '../picture/decode_photo';
export { PhotoError, type PhotoErrorCode } from '../photo_error';

export interface DecodeRequest {
  /** The whole file; copied, never changed. */
  bytes: Uint8Array;
  /** Side of the model's input in pixels. */
  imageSize: number;
  /** Longest side of the thumbnail, default {@link DEFAULT_THUMBNAIL_PX}. */
  thumbnailPx?: number;
  /** Use the small preview inside a HEIC: a fifth of the processor time in all, for a mean cosine of 0.9987. */
  previewMode?: boolean;
  /** IANA zone for a time with neither offset nor place. */
  defaultZone: string;
  /** Folder in which node-av is installed: HEIC by FFmpeg. For files of one's own, never for uploads. */
  nativeHeic?: string;
}

export interface RenderRequest {
  bytes: Uint8Array;
  /** Longest side. */
  px: number;
}

export interface CallOptions {
  /** Aborting rejects at once with the signal's reason and ends the worker that was on it. */
  signal?: AbortSignal;
  /** Overrides the decoder's; counts from when a worker is free. */
  timeoutMs?: number;
}

export interface PhotoDecoderConfig {
  /** Decodes at the same time. One takes a process to 0.5 GB with 24 MP HEIC (Node itself and tsx included). */
  workers?: number;
  maxPixels?: number;
  maxBytes?: number;
  timeoutMs?: number;
  /** Requests that may wait for a worker; the next one is told `busy`. */
  maxQueue?: number;
  /** The thread's code; tests give one that dies. */
  workerFile?: WorkerFile;
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
}

/** Decodes photos in expendable threads. */
export interface PhotoDecoder {
  /** @throws PhotoError, or the signal's reason */
  decode(request: DecodeRequest, options?: CallOptions): Promise<DecodedPhoto>;
  /**
   * A larger WebP without EXIF, for formats that browsers cannot show.
   *
   * @throws PhotoError, or the signal's reason
   */
  render(request: RenderRequest, options?: CallOptions): Promise<Rendition>;
  status(): PhotoDecoderStatus;
  /** Ends all workers; what is under way rejects. */
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

/** An idle worker is ended after this, and its memory with it. Starting one takes under a second. */
const IDLE_MS = 30_000;

/**
 * Of JavaScript objects only (pixels and WASM memory do not count): a decode needs about 20 MB, so 192 MB is
 * reached by files made to exhaust it alone.
 */
const WORKER_HEAP_MB = 192;

const QUEUE_HINT = 'Too many photos are waiting to be decoded; try again in a few seconds.';

type Success = Exclude<WorkerAnswer, { kind: 'failed' }>;

type MakeTask = (
  copy: Uint8Array,
  started: Int32Array,
  limits: { maxPixels: number; timeoutMs: number }
) => WorkerTask;

/**
 * Makes the pool. Threads start with the first photo.
 *
 * A thread is expendable: a timeout, an abort, a trap in libheif's WASM or an exhausted heap ends only that thread
 * and fails only its photo. It sees an empty environment and gets nothing but the photo. It is no process, though:
 * a native crash inside libvips would take the host along, which is why only bytes that begin like a picture
 * reach libvips, and HEIC, the format whose decoder has had the most holes, never does but for its metadata.
 */
export function createPhotoDecoder(config: PhotoDecoderConfig): PhotoDecoder {
  return new PooledPhotoDecoder(config);
}

class PooledPhotoDecoder implements PhotoDecoder {
  readonly #limits: Required<Omit<PhotoDecoderConfig, 'logger' | 'workerFile'>>;
  readonly #logger: Logger;
  readonly #pool: Piscina<WorkerTask, WorkerAnswer>;
  readonly #slots: Slots;
  /** One for each call that has not ended, so that closing reaches those that wait as well. */
  readonly #running = new Set<AbortController>();
  /** Those of them that have been given to the pool. */
  readonly #posted = new Set<{ run: AbortController; started: Int32Array }>();
  readonly #counts = { decoded: 0, refused: 0, timedOut: 0, crashed: 0 };

  constructor({ logger, workerFile, ...limits }: PhotoDecoderConfig) {
    this.#limits = {
      workers: limits.workers ?? DEFAULTS.workers,
      maxPixels: limits.maxPixels ?? DEFAULTS.maxPixels,
      maxBytes: limits.maxBytes ?? DEFAULTS.maxBytes,
      timeoutMs: limits.timeoutMs ?? DEFAULTS.timeoutMs,
      maxQueue: limits.maxQueue ?? DEFAULTS.maxQueue,
    };
    this.#logger = logger;
    this.#slots = new Slots(this.#limits.workers, this.#limits.maxQueue);
    this.#pool = new Piscina({
      ...(workerFile ?? workerOptions(__dirname, 'photo_worker')),
      minThreads: 0,
      maxThreads: this.#limits.workers,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
      env: {},
    });
    // Piscina reports here a thread that dies without a task: idle, or while it starts. A photo that waits for it
    // would wait until its deadline.
    this.#pool.on('error', (error: unknown) => {
      logger.warn(`A photo decoder ended: ${messageOf(error)}`);
      this.#posted.forEach(({ run, started }) => {
        if (!hasStarted(started)) {
          run.abort(crashed(error, started));
        }
      });
    });
  }

  async decode(request: DecodeRequest, options: CallOptions = {}): Promise<DecodedPhoto> {
    const { bytes, imageSize, previewMode = false, defaultZone, nativeHeic } = request;
    const thumbnailPx = request.thumbnailPx ?? DEFAULT_THUMBNAIL_PX;
    const answer = await this.#run(bytes, options, (copy, started, limits) => ({
      kind: 'decode',
      started,
      task: {
        ...limits,
        bytes: copy,
        imageSize,
        thumbnailPx,
        previewMode,
        defaultZone,
        nativeHeic,
      },
    }));
    if (answer.kind !== 'decoded') {
      throw new TypeError(`The worker answered a decode with "${answer.kind}".`);
    }
    return answer.photo;
  }

  async render({ bytes, px }: RenderRequest, options: CallOptions = {}): Promise<Rendition> {
    const answer = await this.#run(bytes, options, (copy, started, limits) => ({
      kind: 'render',
      started,
      task: { ...limits, bytes: copy, px },
    }));
    if (answer.kind !== 'rendered') {
      throw new TypeError(`The worker answered a rendering with "${answer.kind}".`);
    }
    return answer.rendition;
  }

  status(): PhotoDecoderStatus {
    return {
      workers: this.#limits.workers,
      active: this.#slots.taken,
      waiting: this.#slots.waiting,
      ...this.#counts,
    };
  }

  async close(): Promise<void> {
    const reason = new PhotoError('busy', 'The photo decoder is being closed.');
    this.#running.forEach((run) => run.abort(reason));
    await this.#pool.destroy();
  }

  /** Waits for a slot, runs one task with its deadline, and turns each way it can end into a result or an error. */
  async #run(
    bytes: Uint8Array,
    { signal, timeoutMs = this.#limits.timeoutMs }: CallOptions,
    makeTask: MakeTask
  ): Promise<Success> {
    signal?.throwIfAborted();
    const run = new AbortController();
    const cancel = (): void => run.abort(signal?.reason);
    signal?.addEventListener('abort', cancel, { once: true });
    this.#running.add(run);
    try {
      this.#checkSize(bytes);
      await this.#takeSlot(run.signal);
      const deadline = setTimeout(() => run.abort(timedOut(timeoutMs)), timeoutMs);
      try {
        return this.#accept(await this.#post(bytes, makeTask, timeoutMs, run));
      } finally {
        clearTimeout(deadline);
        this.#slots.release();
      }
    } catch (error) {
      this.#count(error);
      throw error;
    } finally {
      this.#running.delete(run);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** @throws the signal's reason when it ended the task, or PhotoError decoder_crashed */
  async #post(
    bytes: Uint8Array,
    makeTask: MakeTask,
    timeoutMs: number,
    run: AbortController
  ): Promise<WorkerAnswer> {
    // A copy that is handed over: the caller's bytes may be a window on a larger buffer and stay the caller's.
    const copy = Uint8Array.from(bytes);
    const started = new Int32Array(new SharedArrayBuffer(4));
    const task = makeTask(copy, started, { maxPixels: this.#limits.maxPixels, timeoutMs });
    const post = { run, started };
    this.#posted.add(post);
    try {
      return await this.#pool.run(task, { transferList: [copy.buffer], signal: run.signal });
    } catch (error) {
      run.signal.throwIfAborted();
      this.#logger.warn(`A photo decoder crashed: ${messageOf(error)}`);
      throw crashed(error, started);
    } finally {
      this.#posted.delete(post);
    }
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

  async #takeSlot(signal: AbortSignal): Promise<void> {
    try {
      await this.#slots.acquire(signal);
    } catch (error) {
      throw error instanceof QueueFull ? new PhotoError('busy', QUEUE_HINT) : error;
    }
  }

  #accept(answer: WorkerAnswer): Success {
    if (answer.kind === 'failed') {
      const { code, message, permanent } = answer;
      throw new PhotoError(code, message, { permanent });
    }
    this.#counts.decoded++;
    return answer;
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hasStarted(started: Int32Array): boolean {
  return Atomics.load(started, 0) === 1;
}

/** A thread that never began says nothing about the file: its code is missing, or the host is out of memory. */
function crashed(cause: unknown, started: Int32Array): PhotoError {
  const permanent = hasStarted(started);
  const message = permanent
    ? `The photo made its decoder crash (${messageOf(cause)}).`
    : `The photo decoder could not be started (${messageOf(cause)}).`;
  return new PhotoError('decoder_crashed', message, { permanent, cause });
}

function timedOut(timeoutMs: number): PhotoError {
  const seconds = (timeoutMs / 1000).toFixed(1);
  return new PhotoError(
    'timeout',
    `Decoding the photo took longer than ${seconds} s and was stopped.`
  );
}
