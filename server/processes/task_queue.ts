/** Who waits: a person who typed, a person who uploaded a photo, or an import in the background. */
export type Priority = 'typed' | 'upload' | 'background';

/** First served first. */
const ORDER: readonly Priority[] = ['typed', 'upload', 'background'];

/** Tasks that run together, as long as somebody waits for one of them. */
interface Batch {
  waitedFor: Set<object>;
  abandoned: AbortController;
}

interface Waiting<Task, Result> {
  task: Task;
  batch?: Batch;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

export interface TaskQueueOptions<Task, Result> {
  /** how many batches run at a time */
  concurrency: number;
  /** how many may wait; counted over those that would be served before the newcomer */
  maxQueue: number;
  /** how many waiting tasks make a batch, asked whenever one begins; default 1 */
  batchSize?: () => number;
  /**
   * does a batch: one result a task, in their order; its place is free when this settles. The signal is aborted when
   * nobody waits for any of its tasks any more
   */
  work: (batch: Task[], abandoned: AbortSignal) => Promise<Result[]>;
  /** the error for a request that meets a full queue; it may come again after `retryAfterS` whole seconds, at least 1 */
  busy: (waiting: number, retryAfterS: number) => Error;
  /** the error for what waits when the queue is closed, and for what comes later */
  closed: () => Error;
}

/**
 * Admits tasks to a fixed number of places, in order of priority and then of arrival.
 *
 * - What waits when a place becomes free goes in together, up to the batch size, whoever asked for it: while a GPU works
 *   on one batch, the next one gathers, and a single task that meets an idle GPU waits for nobody. A batch holds tasks
 *   of one priority only, so that nobody who types waits for an import's share of it.
 * - A request is refused as a whole when `maxQueue` tasks of its own or a higher priority wait: a full background queue
 *   never refuses a person who types.
 * - Once admitted, all tasks of a request wait here; a request that is aborted is rejected at once and takes its waiting
 *   tasks out. What already runs is told when nobody waits for it any more, and keeps its place until it has ended.
 */
export class TaskQueue<Task, Result> {
  private readonly waiting: Record<Priority, Array<Waiting<Task, Result>>> = {
    typed: [],
    upload: [],
    background: [],
  };
  private active = 0;
  private closed = false;
  /** moving average of a batch's duration in ms; unknown before the first */
  private averageMs: number | undefined;
  private idle: Array<() => void> = [];

  constructor(private readonly options: TaskQueueOptions<Task, Result>) {}

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
   * @throws the error of `busy` when too much waits already; the signal's reason when it is aborted; else the first
   * task's error
   */
  async run(tasks: readonly Task[], priority: Priority, signal?: AbortSignal): Promise<Result[]> {
    if (this.closed) throw this.options.closed();
    signal?.throwIfAborted();
    const ahead = this.aheadOf(priority);
    if (ahead >= this.options.maxQueue) throw this.options.busy(ahead, this.retryAfterS(ahead));

    const entries: Array<Waiting<Task, Result>> = [];
    const leave = (reason: unknown) => this.remove(priority, entries, reason);
    const abort = () => leave(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const results = tasks.map(
        (task) => new Promise<Result>((resolve, reject) => entries.push({ task, resolve, reject }))
      );
      // All of them before the first begins: they may be one batch.
      this.waiting[priority].push(...entries);
      this.next();
      return await Promise.all(results);
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
      for (const task of this.waiting[priority].splice(0)) task.reject(this.options.closed());
    }
    if (this.active > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private aheadOf(priority: Priority): number {
    return ORDER.slice(0, ORDER.indexOf(priority) + 1).reduce(
      (sum, each) => sum + this.waiting[each].length,
      0
    );
  }

  private retryAfterS(ahead: number): number {
    const batches = Math.ceil(ahead / this.batchSize);
    const seconds = (batches * (this.averageMs ?? 0)) / this.options.concurrency / 1000;
    return Math.max(1, Math.ceil(seconds));
  }

  /** Takes a request's waiting tasks out, and refuses all of its tasks; what runs of it has one less to answer to. */
  private remove(
    priority: Priority,
    entries: ReadonlyArray<Waiting<Task, Result>>,
    reason: unknown
  ): void {
    const leaving = new Set(entries);
    this.waiting[priority] = this.waiting[priority].filter((entry) => !leaving.has(entry));
    for (const entry of entries) {
      entry.reject(reason);
      entry.batch?.waitedFor.delete(entry);
      if (entry.batch?.waitedFor.size === 0) entry.batch.abandoned.abort(reason);
    }
  }

  private get batchSize(): number {
    return Math.max(1, this.options.batchSize?.() ?? 1);
  }

  private async execute(batch: ReadonlyArray<Waiting<Task, Result>>): Promise<void> {
    const started = performance.now();
    this.active++;
    const together: Batch = { waitedFor: new Set(batch), abandoned: new AbortController() };
    for (const entry of batch) entry.batch = together;
    try {
      const { signal } = together.abandoned;
      const results = await this.options.work(
        batch.map(({ task }) => task),
        signal
      );
      batch.forEach(({ resolve }, i) => resolve(results[i]));
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
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
      void this.execute(this.waiting[priority].splice(0, this.batchSize));
    }
  }
}
