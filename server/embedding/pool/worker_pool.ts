import { Piscina } from 'piscina';
import type { Logger } from '../../logger';
import { workerOptions } from '../../processes/worker_file';
import { EmbedderClosedError, EmbedderFailedError, EmbeddingError } from '../errors';
import type { EmbeddingReply, EmbeddingTask, EmbeddingWorkerData } from './embedding_worker';
import { TaskQueue, type EmbedPriority } from './task_queue';
import { refuseTelemetry } from '../model/telemetry';

export interface TowerPoolOptions extends EmbeddingWorkerData {
  workers: number;
  maxQueue: number;
  /** how many waiting tasks are one inference on this provider; default 1 */
  batchSize?: (provider: string) => number;
  /** an idle worker ends after this long, and gives its session's memory back; 0 = never */
  idleUnloadMs: number;
  logger: Logger;
}

export interface TowerPoolStatus {
  state: 'unloaded' | 'loading' | 'ready' | 'failed';
  provider?: string;
  fallbackReason?: string;
  loadMs?: number;
  error?: string;
  queued: number;
  running: number;
  workers: number;
  restarts: number;
  /** batches that the model has worked on since the start */
  inferences: number;
}

/** Marks the death of a thread, which says nothing about the task's input unless it repeats. */
class WorkerDiedError extends EmbedderFailedError {}

/** How often a task whose thread died is tried: once more, for the input itself may be what kills it. */
const ATTEMPTS = 2;
/** Running inferences take seconds at most; a host that stops does not wait longer for them. */
const CLOSE_WAIT_MS = 10_000;

/**
 * The threads that hold one tower, and the queue before them.
 *
 * unloaded ──first task──► loading ──session open──► ready ──idle for idleUnloadMs──► unloaded
 *                             └──cannot be loaded──► failed ──next task──► loading
 *
 * Piscina keeps the threads: it starts them when there is work, ends them when idle and replaces one that died. The
 * queue is ours (task_queue.ts), because Piscina's would kill a thread, session and all, to abort a running task; so
 * Piscina is given no more tasks at a time than it has threads.
 */
export class TowerPool {
  private readonly queue: TaskQueue<EmbeddingTask, EmbeddingReply>;
  private readonly piscina: Piscina<EmbeddingTask, EmbeddingReply>;
  private readonly inFlight = new Set<(error: Error) => void>();
  private state: TowerPoolStatus['state'] = 'unloaded';
  private last: Pick<TowerPoolStatus, 'provider' | 'fallbackReason' | 'loadMs' | 'error'> = {};
  private restarts = 0;
  private inferences = 0;
  private closed = false;

  constructor(private readonly options: TowerPoolOptions) {
    const { workers, maxQueue, batchSize, idleUnloadMs } = options;
    const { model, tower, providers, threads, unsignedWeights } = options;
    this.queue = new TaskQueue({
      concurrency: workers,
      maxQueue,
      batchSize: batchSize && (() => batchSize(this.provider)),
      work: (batch) => this.attemptTogether(batch),
    });
    refuseTelemetry();
    this.piscina = new Piscina<EmbeddingTask, EmbeddingReply>({
      ...workerOptions(__dirname, 'embedding_worker'),
      workerData: {
        model,
        tower,
        providers,
        threads,
        unsignedWeights,
      } satisfies EmbeddingWorkerData,
      minThreads: 0,
      maxThreads: workers,
      idleTimeout: idleUnloadMs > 0 ? idleUnloadMs : Infinity,
      // A waiting worker must not sleep in Atomics.wait: its event loop has to turn for it to end.
      atomics: 'disabled',
    });
    // A thread that dies before it is ready, so with no task yet, is told here and nowhere else.
    this.piscina.on('error', (error: Error) => this.failInFlight(error));
    this.piscina.on('workerDestroy', () => queueMicrotask(() => this.noteThreads()));
  }

  /** Live threads, for tests that kill one. */
  get threads() {
    return this.piscina.threads;
  }

  status(): TowerPoolStatus {
    return {
      state: this.state,
      ...this.last,
      queued: this.queue.queued,
      running: this.queue.running,
      workers: this.piscina.threads.length,
      restarts: this.restarts,
      inferences: this.inferences,
    };
  }

  /** The provider in use, or the one that will be tried first. */
  get provider(): string {
    return this.last.provider ?? this.options.providers[0] ?? 'cpu';
  }

  /** Runs a request's tasks, together with others' where batches pay; see TaskQueue.run for order and refusal. */
  async run(
    tasks: readonly EmbeddingTask[],
    priority: EmbedPriority,
    signal?: AbortSignal
  ): Promise<EmbeddingReply[]> {
    return this.queue.run(tasks, priority, signal);
  }

  async close(): Promise<void> {
    this.closed = true;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WAIT_MS);
    });
    await Promise.race([this.queue.close(), patience]);
    clearTimeout(timer);
    await this.piscina.destroy();
    this.failInFlight(new EmbedderClosedError());
    this.state = 'unloaded';
  }

  private async attemptTogether(batch: EmbeddingTask[]): Promise<EmbeddingReply[]> {
    if (batch.length === 1) return [await this.attempt(batch[0])];
    const { vectors, ...reply } = await this.attempt(joined(batch));
    let from = 0;
    return batch.map((task) => {
      const to = from + sizeOf(task) * this.options.model.dims;
      const own = vectors.slice(from, to);
      from = to;
      return { ...reply, vectors: own };
    });
  }

  private async attempt(task: EmbeddingTask): Promise<EmbeddingReply> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.dispatch(task);
      } catch (error) {
        if (this.closed) throw new EmbedderClosedError();
        if (!(error instanceof WorkerDiedError) || tried >= ATTEMPTS) throw this.failed(error);
        this.restarts++;
        this.options.logger.warn(`${error.message} It is started again.`);
      }
    }
  }

  private async dispatch(task: EmbeddingTask): Promise<EmbeddingReply> {
    if (this.state === 'unloaded' || this.state === 'failed') this.state = 'loading';
    let fail: (error: Error) => void = () => undefined;
    const died = new Promise<never>((_, reject) => {
      fail = reject;
    });
    this.inFlight.add(fail);
    try {
      const reply = await Promise.race([this.piscina.run(task), died]);
      this.note(reply);
      return reply;
    } catch (error) {
      throw this.explain(error);
    } finally {
      this.inFlight.delete(fail);
    }
  }

  private note(reply: EmbeddingReply): void {
    this.inferences++;
    const { provider, fallbackReason, loadMs } = reply;
    const { logger, tower, model } = this.options;
    if (loadMs !== undefined) {
      this.last = { provider, loadMs, ...(fallbackReason ? { fallbackReason } : {}) };
      logger.info(
        `The ${tower} tower of ${model.name} (${model.variant}) was loaded on ${provider} in ${Math.round(loadMs)} ms.`
      );
      if (fallbackReason) logger.warn(`Fell back to ${provider} (${fallbackReason}).`);
    }
    delete this.last.error;
    this.state = 'ready';
  }

  /** Piscina tells a dead thread by these messages; all else was thrown by the worker's own code. */
  private explain(error: unknown): Error {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof WorkerDiedError || /^worker exited|^Terminating worker/.test(message)) {
      return new WorkerDiedError(
        `The thread of the ${this.options.tower} tower ended unexpectedly (${message}).`
      );
    }
    return error instanceof Error ? error : new Error(message);
  }

  private failed(error: unknown): Error {
    const failure =
      error instanceof EmbeddingError
        ? error
        : // Errors lose their class on the way out of a thread; their message is kept.
          new EmbedderFailedError((error as Error).message, { cause: error });
    if (this.state === 'loading') this.state = 'failed';
    this.last = { ...this.last, error: failure.message };
    this.options.logger.error(failure.message);
    return failure;
  }

  private noteThreads(): void {
    if (this.piscina.threads.length > 0) return;
    // Tasks given to a thread that died while it started would wait for ever: no other thread comes for them.
    if (this.inFlight.size > 0) this.failInFlight(new Error('worker exited while starting'));
    else if (this.state === 'ready') this.state = 'unloaded';
  }

  private failInFlight(error: Error): void {
    for (const fail of [...this.inFlight]) fail(error);
  }
}

const sizeOf = (task: EmbeddingTask): number =>
  task.kind === 'texts' ? task.texts.length : task.pixels.length;

/** A pool has one tower, so all its tasks are of one kind. */
function joined(tasks: readonly EmbeddingTask[]): EmbeddingTask {
  return tasks[0].kind === 'texts'
    ? { kind: 'texts', texts: tasks.flatMap((task) => (task.kind === 'texts' ? task.texts : [])) }
    : {
        kind: 'images',
        pixels: tasks.flatMap((task) => (task.kind === 'images' ? task.pixels : [])),
      };
}
