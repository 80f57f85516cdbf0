import { availableParallelism, totalmem } from 'node:os';
import type { Logger } from '../logger';
import { EmbedderDeadlineError, EmbedderFailedError, EmbeddingError } from './errors';
import type { EmbeddingReply, EmbeddingTask } from './pool/embedding_process';
import type { EmbeddingIdentity } from './model/identity';
import { integerKernels } from './model/integer_kernels';
import { hashModel, towerBytes } from './model/model_hash';
import { readModelFolder, type ModelFolder, type Tower } from './model/model_folder';
import { saturationProblem, variantWarning, type VariantChoice } from './model/model_variants';
import { PREPROCESSING_VERSION } from './image/preprocess';
import type { Priority } from '../processes/task_queue';
import { TextCache } from './text/text_cache';
import { canonicalText } from './text/tokenizer';
import { l2Normalized } from './vectors';
import { TowerPool, type TowerPoolStatus } from './pool/tower_pool';

export * from './errors';
export type { Priority as EmbedPriority } from '../processes/task_queue';

export interface EmbedOptions {
  /** `background` when not given: only a request somebody waits for says so */
  priority?: Priority;
  signal?: AbortSignal;
  /** from the call to the answer */
  deadlineMs?: number;
}

export interface EmbedderStatus {
  /** the worse of the two towers: failed, loading, ready, unloaded */
  state: TowerPoolStatus['state'];
  /** in use; undefined before the first load */
  provider?: string;
  requestedProviders: string[];
  fallbackReason?: string;
  /** why its vectors are wrong on this machine, as the test of the CPU found it */
  kernelProblem?: string;
  /** tasks that wait, that run, and live processes, over both towers */
  queued: number;
  running: number;
  workers: number;
  /** processes that died and were replaced */
  restarts: number;
  loadMs?: number;
  error?: string;
  towers: Record<Tower, TowerPoolStatus>;
}

export interface Embedder {
  readonly identity: EmbeddingIdentity;
  readonly model: ModelFolder;
  /** L2-normalised vectors, `model.dims` long; a text asked for before comes from a cache. */
  embedTexts(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  /** L2-normalised vectors; each image is imageSize × imageSize × 3 bytes RGB, as preprocess.ts makes it. */
  embedImages(pixels: readonly Uint8Array[], options?: EmbedOptions): Promise<Float32Array[]>;
  status(): EmbedderStatus;
  /** Loads the text tower where it is not, for somebody who will soon ask; what goes wrong shows in the status. */
  warm(): void;
  /** Refuses what waits, fails what runs, and ends the processes. */
  close(): Promise<void>;
}

export interface EmbedderConfig {
  modelDir: string;
  variant?: VariantChoice;
  /** execution providers, tried in order: `cuda`, `webgpu`, `coreml`, `dml`, `cpu` */
  providers?: string[];
  /** processes with a vision tower each */
  workers?: number;
  /** CPU threads a session uses */
  threadsPerWorker?: number;
  /** tasks that may wait before a request is refused */
  maxQueue?: number;
  /** an idle process ends and gives its memory back after this long; 0 = never */
  idleUnloadMs?: number;
  /** the test of the CPU that signed 8-bit weights depend on; default integerKernels */
  testKernels?: typeof integerKernels;
  logger: Logger;
}

/**
 * 256 waiting tasks are about a minute of photos on two cores (4.5 a second): longer than anybody waits for an answer,
 * long enough for an import to keep all processes busy.
 */
const MAX_QUEUE = 256;
/** Loading takes 5 s or more for the base model, so it stays for a coffee break. */
const IDLE_UNLOAD_MS = 15 * 60_000;
/** 2,000 texts of 768 numbers are 6 MB. */
const CACHED_TEXTS = 2000;
/** Batching gains nothing on a CPU (at most 10 % over batches of 1 to 16) and delays whoever waits; a GPU lives on it. */
const GPU_BATCH = 16;
/** A session takes up to 2 × its file in memory (0.74 GB for vision's 0.37 GB). */
const MEMORY_PER_FILE_BYTE = 2;
/** What all sessions together may take by default; the rest is for the host and for decoding photos. */
const MEMORY_SHARE = 0.5;

const REWRITTEN =
  'Products of signed 8-bit weights saturate on this CPU; ONNX Runtime rewrites the weights as unsigned ones, whose products are right.';

/** As many processes with a vision tower as there are cores, and as fit into the memory beside the text tower. */
async function defaultWorkers(folder: ModelFolder, providers: readonly string[]): Promise<number> {
  // A GPU is kept busy by one session; each more would hold the weights once more in its memory.
  if (providers[0] !== 'cpu') return 1;
  const [text, vision] = await Promise.all(
    [folder.textModelPath, folder.visionModelPath].map(towerBytes)
  );
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity) * MEMORY_SHARE;
  const fitting = Math.floor((memory / MEMORY_PER_FILE_BYTE - text) / vision);
  return Math.max(1, Math.min(availableParallelism(), fitting));
}

/**
 * Reads the model folder and returns; the towers load in child processes when first asked for. Text and photos have
 * processes of their own: a typed query never waits behind an import's photos, and the text tower (three quarters of the
 * weights) is in memory once, however many processes embed photos.
 *
 * @throws ModelFolderError when the folder cannot be used
 */
export async function createEmbedder(config: EmbedderConfig): Promise<Embedder> {
  const providers = config.providers?.length ? config.providers : ['cpu'];
  const kernels = () => (config.testKernels ?? integerKernels)(providers);
  const model = await readModelFolder(config.modelDir, { variant: config.variant, kernels });
  const tested = model.signedWeights ? await kernels() : undefined;
  const warning = variantWarning(model.variant, tested);
  if (warning) config.logger.warn(warning);
  if (tested?.verdict === 'exact as unsigned') config.logger.info(REWRITTEN);
  const identity: EmbeddingIdentity = {
    model: model.name,
    modelHash: await hashModel(model),
    preprocessingVersion: PREPROCESSING_VERSION,
    dims: model.dims,
    // The same files give other vectors where their products saturate: not to be mixed with exact ones.
    dtype: tested?.verdict === 'saturating' ? `${model.variant} saturating` : model.variant,
  };
  const workers = config.workers ?? (await defaultWorkers(model, providers));
  const shared = {
    model,
    providers,
    unsignedWeights: tested?.verdict === 'exact as unsigned',
    maxQueue: config.maxQueue ?? MAX_QUEUE,
    batchSize: (provider: string) => (provider === 'cpu' ? 1 : GPU_BATCH),
    idleUnloadMs: config.idleUnloadMs ?? IDLE_UNLOAD_MS,
    logger: config.logger,
  };
  const problem = tested && saturationProblem(model.variant, tested);
  return new TwoTowerEmbedder(identity, model, providers, problem, {
    // One text at a time with 2 threads answers in 97 ms, with 1 in 143 ms (base, fp32); people wait for this one.
    text: new TowerPool({
      ...shared,
      tower: 'text',
      workers: 1,
      threads: config.threadsPerWorker ?? Math.min(2, availableParallelism()),
    }),
    // Two processes with a session each beat one session with two threads: 4.5 against 3.8 photos a second.
    vision: new TowerPool({
      ...shared,
      tower: 'vision',
      workers,
      threads: config.threadsPerWorker ?? 1,
    }),
  });
}

/** The worst first, for a status of both. */
const STATES = ['failed', 'loading', 'ready', 'unloaded'] as const;

class TwoTowerEmbedder implements Embedder {
  private readonly cache = new TextCache(CACHED_TEXTS);

  constructor(
    readonly identity: EmbeddingIdentity,
    readonly model: ModelFolder,
    private readonly providers: string[],
    private readonly kernelProblem: string | undefined,
    private readonly pools: Record<Tower, TowerPool>
  ) {}

  async embedTexts(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    options.signal?.throwIfAborted();
    const keys = texts.map(canonicalText);
    const vectors = new Map<string, Float32Array>();
    for (const key of keys) {
      const cached = this.cache.get(key);
      if (cached) vectors.set(key, cached);
    }
    const missing = [...new Set(keys)].filter((key) => !vectors.has(key));
    const tasks = missing.map((text): EmbeddingTask => ({ kind: 'texts', texts: [text] }));
    (await this.run('text', tasks, options)).forEach((vector, i) => {
      this.cache.set(missing[i], vector);
      vectors.set(missing[i], vector);
    });
    return keys.map((key) => (vectors.get(key) as Float32Array).slice());
  }

  async embedImages(
    pixels: readonly Uint8Array[],
    options: EmbedOptions = {}
  ): Promise<Float32Array[]> {
    const { imageSize } = this.model;
    const wrong = pixels.find((image) => image.length !== imageSize * imageSize * 3);
    if (wrong) {
      throw new EmbeddingError(
        `An image of ${wrong.length} bytes was given where ${imageSize}×${imageSize} RGB pixels (${imageSize * imageSize * 3} bytes) are wanted.`
      );
    }
    const tasks = pixels.map((image): EmbeddingTask => ({
      kind: 'images',
      pixels: [image],
    }));
    return this.run('vision', tasks, options);
  }

  status(): EmbedderStatus {
    const towers = { text: this.pools.text.status(), vision: this.pools.vision.status() };
    const both = [towers.vision, towers.text];
    const sum = (field: 'queued' | 'running' | 'workers' | 'restarts') =>
      both.reduce((total, tower) => total + tower[field], 0);
    const first = <K extends keyof TowerPoolStatus>(field: K) =>
      both.find((tower) => tower[field] !== undefined)?.[field];
    const loads = both.flatMap((tower) => tower.loadMs ?? []);
    return {
      state: STATES.find((state) => both.some((tower) => tower.state === state)) ?? 'unloaded',
      provider: first('provider'),
      requestedProviders: this.providers,
      fallbackReason: first('fallbackReason'),
      kernelProblem: this.kernelProblem,
      queued: sum('queued'),
      running: sum('running'),
      workers: sum('workers'),
      restarts: sum('restarts'),
      loadMs: loads.length > 0 ? Math.max(...loads) : undefined,
      error: first('error'),
      towers,
    };
  }

  warm(): void {
    if (this.pools.text.status().state !== 'unloaded') return;
    // A text of no one's: it goes around the cache, which would answer without a model.
    const nothing: EmbeddingTask = { kind: 'texts', texts: [''] };
    this.run('text', [nothing], {}).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([this.pools.text.close(), this.pools.vision.close()]);
  }

  private async run(
    tower: Tower,
    tasks: EmbeddingTask[],
    { priority = 'background', signal, deadlineMs }: EmbedOptions
  ): Promise<Float32Array[]> {
    if (tasks.length === 0) return [];
    const deadline = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
    const signals = [signal, deadline].filter((each) => each !== undefined);
    const replies = await this.pools[tower]
      .run(tasks, priority, signals.length > 0 ? AbortSignal.any(signals) : undefined)
      .catch((error: unknown) => {
        if (deadline?.aborted && !signal?.aborted)
          throw new EmbedderDeadlineError(deadlineMs as number);
        throw error;
      });
    return replies.flatMap((reply) => this.unitVectors(reply));
  }

  private unitVectors({ vectors }: EmbeddingReply): Float32Array[] {
    const { dims, name } = this.model;
    try {
      // Made anew here: what comes is a window on the whole message, with the constructors of Node's own realm (not jest's).
      return vectorsOf(Float32Array.from(vectors), dims).map(l2Normalized);
    } catch (error) {
      throw new EmbedderFailedError(
        `The model ${name} answered with a vector that is not finite. Its files may be damaged: run "peak-search model check".`,
        { cause: error }
      );
    }
  }
}

function vectorsOf(numbers: Float32Array, dims: number): Float32Array[] {
  return Array.from({ length: numbers.length / dims }, (_, i) =>
    numbers.slice(i * dims, (i + 1) * dims)
  );
}
