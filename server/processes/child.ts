import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { childEnvironment } from './child_environment';
import type { ChildFile } from './child_file';
import { OVER_MEMORY } from './over_memory';
import type { FromChild, ToChild, Usage } from './protocol';

/** A child process ended that was wanted: killed, crashed, or never started. */
export class ChildDiedError extends Error {
  constructor(
    /** how it ended, for a sentence: "signal SIGSEGV" */
    readonly how: string,
    /** whether it held a whole task */
    readonly began: boolean,
    /** whose doing it was: a SIGKILL that is not ours comes of the system where memory is short, or of a person */
    readonly by: 'itself' | 'memory limit' | 'outside',
    /** what it last said on stderr, for the log */
    readonly lastWords: string
  ) {
    super(`It ended unexpectedly (${how}).`);
  }
}

/** A task took longer than it may, and its child was ended. */
export class TaskTooLongError extends Error {
  constructor(readonly limitMs: number) {
    super(`It took longer than ${(limitMs / 1000).toFixed(1)} s and was stopped.`);
  }
}

/** The child's own code threw; the child is well. */
export class TaskFailedError extends Error {}

export interface ChildOptions<Given> {
  file: ChildFile;
  /** what its code is given before the first task */
  given: Given;
  /** hears what each task has cost; nothing of one that ended its process */
  onUsage?: (usage: Usage) => void;
  /** resident memory at which it ends itself; undefined: no limit */
  residentMb?: number;
  /** of JavaScript objects only; undefined: Node's own limit */
  heapMb?: number;
}

/** Loading its code takes about a second at most; longer is a machine in trouble. */
const START_LIMIT_MS = 120_000;
/** Of stderr; a crash report of V8 has the reason in its first lines. */
const LAST_WORDS_BYTES = 4000;

interface Asked<Reply> {
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
  began: boolean;
  timer?: NodeJS.Timeout;
  tooLong?: TaskTooLongError;
}

/**
 * One child process.
 *
 * starting ──ready──► idle ◄──ask, answer──► at work
 *    └──────────────────┴───kill, crash──────────┴──► gone
 */
export class Child<Given, Task, Reply> {
  /** Resolves when it can be asked; rejects with ChildDiedError where it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  #process?: ChildProcess;
  #state: 'starting' | 'ready' | 'gone' = 'starting';
  #asked?: Asked<Reply>;
  #death?: ChildDiedError;
  #lastWords = '';
  #killed = false;
  #becomeReady: () => void = () => undefined;
  #failToStart: (error: Error) => void = () => undefined;
  #end: () => void = () => undefined;

  constructor(options: ChildOptions<Given>) {
    this.ready = new Promise<void>((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#failToStart = reject;
    });
    // Told to whoever waits; an idle child may end unwatched.
    this.ready.catch(() => undefined);
    this.gone = new Promise<void>((resolve) => (this.#end = resolve));
    try {
      this.#fork(options);
    } catch (error) {
      // Node throws for some failures to spawn and emits others.
      this.#die(null, null, messageOf(error));
    }
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Whether it can go on to another task: it lives, and nobody has killed it. */
  get usable(): boolean {
    return this.#state !== 'gone' && !this.#killed;
  }

  /**
   * Gives it a task; it must be ready, and have answered the last one.
   *
   * @param limitMs after which it is killed
   * @throws ChildDiedError, TaskTooLongError, TaskFailedError; the former two when the process has ended
   */
  ask(task: Task, limitMs?: number): Promise<Reply> {
    return new Promise<Reply>((resolve, reject) => {
      if (this.#death) {
        reject(this.#death);
        return;
      }
      const asked: Asked<Reply> = { resolve, reject, began: false };
      this.#asked = asked;
      if (limitMs !== undefined) {
        asked.timer = setTimeout(() => {
          asked.tooLong = new TaskTooLongError(limitMs);
          this.kill();
        }, limitMs);
      }
      this.#send({ kind: 'task', task });
    });
  }

  /** Ends the process at once, whatever it does; `gone` tells when. */
  kill(): void {
    this.#killed = true;
    // Whoever waits for its end must not be left in the lurch by a host that finds nothing more to do.
    if (this.#state !== 'gone') this.hold(true);
    // SIGTERM would wait for native code to return. On Windows it is TerminateProcess either way.
    this.#process?.kill('SIGKILL');
  }

  /** Whether the host stays alive for it. */
  hold(held: boolean): void {
    const method = held ? 'ref' : 'unref';
    this.#process?.[method]();
    this.#process?.channel?.[method]();
    (this.#process?.stderr as { ref?(): void; unref?(): void } | null | undefined)?.[method]?.();
  }

  #fork({ file, given, heapMb, residentMb, onUsage }: ChildOptions<Given>): void {
    // fork hands all of spawn's options on, though its type does not say so.
    const options: ForkOptions & { windowsHide: boolean } = {
      // Not the host's: no debugger's port, no heap limit of Kibana's.
      execArgv: [
        ...file.execArgv,
        '--disallow-code-generation-from-strings',
        ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]),
      ],
      env: childEnvironment(),
      // Typed arrays go as bytes, not as JSON.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      windowsHide: true,
    };
    const child = fork(file.filename, [], options);
    this.#process = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      if (this.#lastWords.length < LAST_WORDS_BYTES) this.#lastWords += text;
    });
    const late = setTimeout(() => this.kill(), START_LIMIT_MS);
    void this.gone.then(() => clearTimeout(late));
    void this.ready.then(() => clearTimeout(late)).catch(() => undefined);
    child.on('message', (message: FromChild<Reply>) => {
      if ('usage' in message) onUsage?.(message.usage);
      this.#hear(message);
    });
    child.once('error', (error) => {
      // A child that could not be spawned has no other end; one that runs tells its end by "close".
      if (child.pid === undefined) this.#die(null, null, error.message);
    });
    child.once('close', (code, signal) => this.#die(code, signal));
    this.#send({ kind: 'start', given, residentMb });
  }

  #send(message: ToChild<Given, Task>): void {
    try {
      // A child that cannot be told anything is of no use; that it is gone is heard by "close".
      this.#process!.send(message, (error) => error && this.kill());
    } catch (error) {
      this.#settle()?.reject(error as Error);
      this.kill();
    }
  }

  #hear(message: FromChild<Reply>): void {
    switch (message.kind) {
      case 'ready':
        this.#state = 'ready';
        this.#becomeReady();
        return;
      case 'began':
        if (this.#asked) this.#asked.began = true;
        return;
      case 'done':
        this.#settle()?.resolve(message.reply);
        return;
      case 'failed':
        this.#settle()?.reject(new TaskFailedError(message.message));
    }
  }

  #settle(): Asked<Reply> | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    clearTimeout(asked?.timer);
    return asked;
  }

  #die(code: number | null, signal: NodeJS.Signals | null, reason?: string): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    const asked = this.#settle();
    const words = this.#lastWords.trim();
    const { how, by } = reason ? { how: reason, by: 'itself' as const } : end(code, signal, words);
    this.#death = new ChildDiedError(how, asked?.began ?? false, by, words);
    this.#failToStart(this.#death);
    asked?.reject(asked.tooLong ?? this.#death);
    this.#end();
  }
}

function end(
  code: number | null,
  signal: NodeJS.Signals | null,
  words: string
): Pick<ChildDiedError, 'how' | 'by'> {
  const [, limit] = new RegExp(`${OVER_MEMORY} (\\d+ MB)`).exec(words) ?? [];
  if (limit !== undefined)
    return { how: `it took more than ${limit} of memory`, by: 'memory limit' };
  if (words.includes('JavaScript heap out of memory')) {
    return { how: 'its JavaScript memory was exhausted', by: 'itself' };
  }
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return { how, by: signal === 'SIGKILL' ? 'outside' : 'itself' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
