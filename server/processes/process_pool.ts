import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logger';
import { Child, ChildDiedError, type ChildOptions } from './child';
import type { Usage } from './protocol';
import { TaskQueue, type Priority } from './task_queue';

export interface ProcessPoolOptions<Given, Task, Reply> extends Omit<
  ChildOptions<Given>,
  'onUsage'
> {
  /** for sentences in the log: "photo decoder" */
  name: string;
  /** processes at most */
  size: number;
  /** tasks that may wait before a request is refused */
  maxQueue: number;
  /** the errors for a full queue and for a closed pool */
  busy: (waiting: number, retryAfterS: number) => Error;
  closed: () => Error;
  /** an idle process ends after this long and gives its memory back; 0 = never */
  idleMs: number;
  /** several tasks as one; without it each goes alone */
  batch?: {
    size: () => number;
    join: (tasks: Task[]) => Task;
    split: (reply: Reply, tasks: Task[]) => Reply[];
  };
  /**
   * What becomes of a task that nobody waits for any more, and of one whose process died of it.
   * `expendable`: its process is killed at once; the task is not tried again, for it is likely to have killed it.
   * `kept`: it runs to its end, because starting again would cost the next one seconds; it is tried once more.
   */
  work: 'expendable' | 'kept';
  /** wraps each run of a task or batch, all its attempts together: for a status, or to turn its error */
  around?: (run: () => Promise<Reply>) => Promise<Reply>;
  logger: Logger;
}

export interface RunOptions {
  priority: Priority;
  signal?: AbortSignal;
  /** milliseconds from when a process is given the task; it is killed then */
  limitMs?: number;
}

interface Ordered<Task> {
  task: Task;
  limitMs?: number;
}

/** A task whose process died is tried once more at most. */
const ATTEMPTS = 2;

/**
 * How long to wait before one more process is started after `failures` have ended before they were ready: not at all
 * after the first two, which may be chance, then from 250 ms doubling to 5 s.
 */
export const startDelayMs = (failures: number): number =>
  failures < 2 ? 0 : Math.min(5000, 250 * 2 ** (failures - 2));

/**
 * Child processes that do tasks of one kind, and the queue before them.
 *
 * A process is started when there is work and none is idle, ended by SIGKILL when it was idle for long, when a task must
 * not go on, and when the pool is closed: whatever native code does in it, nothing but its task is lost. A place in the
 * queue is free again only when its process has answered or is gone, so no more than `size` processes ever exist.
 */
export class ProcessPool<Given, Task, Reply> {
  readonly #options: ProcessPoolOptions<Given, Task, Reply>;
  readonly #queue: TaskQueue<Ordered<Task>, Reply>;
  readonly #children = new Set<Child<Given, Task, Reply>>();
  /** The last one used at the end, and used first: the others may become idle for long. */
  readonly #idle = new Map<Child<Given, Task, Reply>, NodeJS.Timeout | undefined>();
  /** One for each task in work: ends it. */
  readonly #stops = new Set<AbortController>();
  #closed = false;
  #failedStarts = 0;
  #restarts = 0;
  #usage: Usage = { cpuMs: 0, peakMb: 0 };

  constructor(options: ProcessPoolOptions<Given, Task, Reply>) {
    this.#options = options;
    const { size, maxQueue, busy, closed, batch } = options;
    this.#queue = new TaskQueue({
      concurrency: size,
      maxQueue,
      busy,
      closed,
      batchSize: batch?.size,
      work: (tasks, abandoned) => this.#together(tasks, abandoned),
    });
  }

  get queued(): number {
    return this.#queue.queued;
  }

  get running(): number {
    return this.#queue.running;
  }

  /** Processes that live. */
  get processes(): number {
    return this.#children.size;
  }

  /** Of the processes that live; a test kills one. */
  get pids(): number[] {
    return [...this.#children].flatMap(({ pid }) => pid ?? []);
  }

  /** Processes that died and were replaced at once. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Processor time of all tasks that were answered, and the most memory that one process has had. */
  get usage(): Usage {
    return this.#usage;
  }

  /**
   * Runs all tasks of one request; see TaskQueue.run for order and refusal.
   *
   * @throws the error of `busy` or `closed`, the signal's reason, TaskTooLongError, TaskFailedError, ChildDiedError
   */
  run(tasks: readonly Task[], { priority, signal, limitMs }: RunOptions): Promise<Reply[]> {
    const ordered = tasks.map((task) => ({ task, limitMs }));
    return this.#queue.run(ordered, priority, signal);
  }

  /** Refuses what waits, fails what runs, and resolves when all processes are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const empty = this.#queue.close();
    for (const stop of this.#stops) stop.abort();
    for (const child of this.#children) child.kill();
    await Promise.all([...this.#children].map(({ gone }) => gone));
    await empty;
  }

  async #together(ordered: Array<Ordered<Task>>, abandoned: AbortSignal): Promise<Reply[]> {
    const { batch, around = (run) => run() } = this.#options;
    const run = (one: Ordered<Task>) => around(() => this.#attempt(one, abandoned));
    if (ordered.length === 1) return [await run(ordered[0])];
    const { join, split } = batch!;
    const tasks = ordered.map(({ task }) => task);
    const limits = ordered.flatMap(({ limitMs }) => limitMs ?? []);
    const limitMs = limits.length > 0 ? Math.max(...limits) : undefined;
    return split(await run({ task: join(tasks), limitMs }), tasks);
  }

  async #attempt(ordered: Ordered<Task>, abandoned: AbortSignal): Promise<Reply> {
    const { name, logger, closed, work } = this.#options;
    for (let tried = 1; ; tried++) {
      try {
        return await this.#once(ordered, abandoned);
      } catch (error) {
        if (this.#closed) throw closed();
        if (!(error instanceof ChildDiedError) || abandoned.aborted) throw error;
        const { how, began, lastWords } = error;
        const said = lastWords === '' ? '' : ` It said: ${lastWords.slice(0, 500)}`;
        if (tried >= ATTEMPTS || (began && work === 'expendable')) {
          logger.warn(`A ${name} process ended unexpectedly (${how}).${said}`);
          throw error;
        }
        this.#restarts++;
        logger.warn(`A ${name} process ended unexpectedly (${how}); starting another.${said}`);
      }
    }
  }

  async #once({ task, limitMs }: Ordered<Task>, abandoned: AbortSignal): Promise<Reply> {
    const stop = new AbortController();
    this.#stops.add(stop);
    const giveUp = () => stop.abort();
    if (this.#options.work === 'expendable') abandoned.addEventListener('abort', giveUp);
    try {
      const delay = this.#idle.size > 0 ? 0 : startDelayMs(this.#failedStarts);
      if (delay > 0) await sleep(delay, undefined, { signal: stop.signal });
      return await this.#ask(task, limitMs, stop.signal);
    } finally {
      abandoned.removeEventListener('abort', giveUp);
      this.#stops.delete(stop);
    }
  }

  async #ask(task: Task, limitMs: number | undefined, stop: AbortSignal): Promise<Reply> {
    const child = this.#take();
    const kill = () => child.kill();
    try {
      // One that starts is of use to the next task, too: it is not killed when this one is given up meanwhile.
      await unlessAborted(child.ready, stop);
      stop.addEventListener('abort', kill, { once: true });
      return await child.ask(task, limitMs);
    } finally {
      stop.removeEventListener('abort', kill);
      if (child.usable) this.#release(child);
      else await child.gone;
    }
  }

  #take(): Child<Given, Task, Reply> {
    const [child] = [...this.#idle.keys()].slice(-1);
    if (child) {
      clearTimeout(this.#idle.get(child));
      this.#idle.delete(child);
      child.hold(true);
      return child;
    }
    return this.#start();
  }

  #start(): Child<Given, Task, Reply> {
    const child = new Child<Given, Task, Reply>({
      ...this.#options,
      onUsage: ({ cpuMs, peakMb }) => {
        this.#usage = {
          cpuMs: this.#usage.cpuMs + cpuMs,
          peakMb: Math.max(this.#usage.peakMb, peakMb),
        };
      },
    });
    this.#children.add(child);
    void child.ready.then(
      () => (this.#failedStarts = 0),
      () => this.#failedStarts++
    );
    void child.gone.then(() => {
      this.#children.delete(child);
      clearTimeout(this.#idle.get(child));
      this.#idle.delete(child);
    });
    return child;
  }

  #release(child: Child<Given, Task, Reply>): void {
    const { idleMs } = this.#options;
    this.#idle.set(child, idleMs > 0 ? setTimeout(() => child.kill(), idleMs).unref() : undefined);
    child.hold(false);
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
