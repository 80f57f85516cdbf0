import { EmbedderBusyError, EmbedderClosedError } from './errors';

/** Who waits: a person who typed, a person who uploaded a photo, or an import in the background. */
export type EmbedPriority = 'typed' | 'upload' | 'background';

/** First served first. */
const ORDER: readonly EmbedPriority[] = ['typed', 'upload', 'background'];

interface Waiting {
  start: () => void;
  drop: (reason: unknown) => void;
}

export interface TaskQueueOptions {
  /** how many tasks run at a time */
  concurrency: number;
  /** how many may wait; counted over those that would be served before the newcomer */
  maxQueue: number;
}

/**
 * Admits tasks to a fixed number of places, in order of priority and then of arrival.
 *
 * - A request is refused as a whole when `maxQueue` tasks of its own or a higher priority wait: a full background queue
 *   never refuses a person who types.
 * - Once admitted, all tasks of a request wait here; a request that is aborted takes its waiting tasks out. A task that
 *   already runs runs on, and its result is dropped: ONNX Runtime cannot be interrupted, and killing its thread would
 *   cost the next request a reload of seconds.
 */
export class TaskQueue {
  private readonly waiting: Record<EmbedPriority, Waiting[]> = {
    typed: [],
    upload: [],
    background: [],
  };
  private active = 0;
  private closed = false;
  /** moving average of a task's duration in ms; unknown before the first */
  private averageMs: number | undefined;
  private idle: Array<() => void> = [];

  constructor(private readonly options: TaskQueueOptions) {}

  get queued(): number {
    return ORDER.reduce((sum, priority) => sum + this.waiting[priority].length, 0);
  }

  get running(): number {
    return this.active;
  }

  /**
   * Runs all tasks of one request.
   *
   * @returns their results in the order of `tasks`
   * @throws EmbedderBusyError when too much waits already; the signal's reason when it is aborted; else the first
   * task's error
   */
  async run<T>(
    tasks: ReadonlyArray<() => Promise<T>>,
    priority: EmbedPriority,
    signal?: AbortSignal
  ): Promise<T[]> {
    if (this.closed) throw new EmbedderClosedError();
    signal?.throwIfAborted();
    const ahead = this.aheadOf(priority);
    if (ahead >= this.options.maxQueue) throw new EmbedderBusyError(ahead, this.retryAfterS(ahead));

    const entries: Waiting[] = [];
    const leave = (reason: unknown) => this.remove(priority, entries, reason);
    const abort = () => leave(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.all(
        tasks.map(
          (task) =>
            new Promise<T>((resolve, reject) => {
              const entry = {
                start: () => void this.execute(task).then(resolve, reject),
                drop: reject,
              };
              entries.push(entry);
              this.waiting[priority].push(entry);
              this.next();
            })
        )
      );
    } catch (error) {
      // One task failed: the request's other tasks have nobody to answer to.
      leave(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Refuses all that waits and all that comes; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.closed = true;
    for (const priority of ORDER) {
      for (const task of this.waiting[priority].splice(0)) task.drop(new EmbedderClosedError());
    }
    if (this.active > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private aheadOf(priority: EmbedPriority): number {
    return ORDER.slice(0, ORDER.indexOf(priority) + 1).reduce(
      (sum, each) => sum + this.waiting[each].length,
      0
    );
  }

  private retryAfterS(ahead: number): number {
    const seconds = (ahead * (this.averageMs ?? 0)) / this.options.concurrency / 1000;
    return Math.max(1, Math.ceil(seconds));
  }

  /** Takes a request's waiting tasks out, and refuses all of its tasks; what runs, runs on unheard. */
  private remove(priority: EmbedPriority, entries: readonly Waiting[], reason: unknown): void {
    const leaving = new Set(entries);
    this.waiting[priority] = this.waiting[priority].filter((entry) => !leaving.has(entry));
    entries.forEach((entry) => entry.drop(reason));
  }

  private async execute<T>(task: () => Promise<T>): Promise<T> {
    const started = performance.now();
    this.active++;
    try {
      return await task();
    } finally {
      this.active--;
      const ms = performance.now() - started;
      this.averageMs = this.averageMs === undefined ? ms : 0.8 * this.averageMs + 0.2 * ms;
      if (this.active === 0) this.idle.splice(0).forEach((resolve) => resolve());
      this.next();
    }
  }

  private next(): void {
    while (this.active < this.options.concurrency) {
      const priority = ORDER.find((each) => this.waiting[each].length > 0);
      if (priority === undefined) return;
      this.waiting[priority].shift()?.start();
    }
  }
}
