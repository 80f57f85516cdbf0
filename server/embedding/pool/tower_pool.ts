import type { Logger } from '../../logger';
import { ChildDiedError } from '../../processes/child';
import { childFile } from '../../processes/child_file';
import { ProcessPool } from '../../processes/process_pool';
import type { Usage } from '../../processes/protocol';
import type { Priority } from '../../processes/task_queue';
import { EmbedderBusyError, EmbedderClosedError, EmbedderFailedError } from '../errors';
import type { EmbeddingGiven, EmbeddingReply, EmbeddingTask } from './embedding_process';

export interface TowerPoolOptions extends EmbeddingGiven {
  workers: number;
  maxQueue: number;
  /** how many waiting tasks are one inference on this provider; default 1 */
  batchSize?: (provider: string) => number;
  /** an idle process ends after this long, and gives its session's memory back; 0 = never */
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
  /** what the processes have cost, and those that live */
  usage: Usage;
  pids: number[];
}

/**
 * Loading takes seconds, an inference at most a few, also of a batch; on GPUs the first one may compile for minutes. A
 * driver that hangs must not hold its place for ever.
 */
const TASK_LIMIT_MS = 10 * 60_000;

/**
 * The processes that hold one tower.
 *
 * unloaded ──first task──► loading ──session open──► ready ──idle for idleUnloadMs──► unloaded
 *                             └──cannot be loaded──► failed ──next task──► loading
 */
export class TowerPool {
  private readonly pool: ProcessPool<EmbeddingGiven, EmbeddingTask, EmbeddingReply>;
  private state: TowerPoolStatus['state'] = 'unloaded';
  private last: Pick<TowerPoolStatus, 'provider' | 'fallbackReason' | 'loadMs' | 'error'> = {};
  private inferences = 0;

  constructor(private readonly options: TowerPoolOptions) {
    const { workers, maxQueue, batchSize, idleUnloadMs, logger } = options;
    const { model, tower, providers, threads, unsignedWeights } = options;
    this.pool = new ProcessPool({
      name: `${tower} model`,
      file: childFile(__dirname, 'embedding_process'),
      given: { model, tower, providers, threads, unsignedWeights },
      size: workers,
      maxQueue,
      idleMs: idleUnloadMs,
      work: 'kept',
      batch: {
        size: () => batchSize?.(this.provider) ?? 1,
        join: joined,
        split: (reply, tasks) => apart(reply, tasks, model.dims),
      },
      around: (work) => this.observed(work),
      busy: (waiting, retryAfterS) => new EmbedderBusyError(waiting, retryAfterS),
      closed: () => new EmbedderClosedError(),
      logger,
    });
  }

  status(): TowerPoolStatus {
    const { queued, running, processes: workers, restarts, usage, pids } = this.pool;
    const unloaded = this.state === 'ready' && workers === 0;
    return {
      state: unloaded ? 'unloaded' : this.state,
      ...this.last,
      queued,
      running,
      workers,
      restarts,
      inferences: this.inferences,
      usage,
      pids,
    };
  }

  /** The provider in use, or the one that will be tried first. */
  get provider(): string {
    return this.last.provider ?? this.options.providers[0] ?? 'cpu';
  }

  /**
   * Runs a request's tasks, together with others' where batches pay; see TaskQueue.run for order and refusal.
   *
   * @throws EmbedderBusyError, EmbedderFailedError, EmbedderClosedError, or the signal's reason
   */
  async run(
    tasks: readonly EmbeddingTask[],
    priority: Priority,
    signal?: AbortSignal
  ): Promise<EmbeddingReply[]> {
    return this.pool.run(tasks, { priority, signal, limitMs: TASK_LIMIT_MS });
  }

  async close(): Promise<void> {
    await this.pool.close();
    this.state = 'unloaded';
  }

  private async observed(work: () => Promise<EmbeddingReply>): Promise<EmbeddingReply> {
    if (this.status().state !== 'ready') this.state = 'loading';
    try {
      const reply = await work();
      this.note(reply);
      return reply;
    } catch (error) {
      throw error instanceof EmbedderClosedError ? error : this.failed(error);
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

  private failed(error: unknown): Error {
    const message =
      error instanceof ChildDiedError
        ? `The process of the ${this.options.tower} model ended unexpectedly, twice (${error.how}). Run "peak-search model check" to test the model on this machine.`
        : (error as Error).message;
    const failure = new EmbedderFailedError(message, { cause: error });
    if (this.state === 'loading') this.state = 'failed';
    this.last = { ...this.last, error: failure.message };
    this.options.logger.error(failure.message);
    return failure;
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

/** The vectors of a batch, to each task its own. */
function apart(
  { vectors, ...reply }: EmbeddingReply,
  tasks: readonly EmbeddingTask[],
  dims: number
): EmbeddingReply[] {
  let from = 0;
  return tasks.map((task) => {
    const to = from + sizeOf(task) * dims;
    const own = vectors.slice(from, to);
    from = to;
    return { ...reply, vectors: own };
  });
}
