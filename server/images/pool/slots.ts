/** Thrown by `Slots.acquire` when as many wait as may. */
export class QueueFull extends Error {}

interface Waiting {
  start(): void;
}

/** A counting semaphore with a bounded queue, first come first served. */
export class Slots {
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #waiting: Waiting[] = [];
  #taken = 0;

  /**
   * @param size how many may hold a slot at once
   * @param maxWaiting how many may wait beside them
   */
  constructor(size: number, maxWaiting: number) {
    this.#size = size;
    this.#maxWaiting = maxWaiting;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a slot; every resolved call must be followed by one `release`.
   *
   * @throws QueueFull, or the signal's reason when it is aborted while waiting
   */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#taken < this.#size) {
      this.#taken++;
      return;
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new QueueFull();
    }
    await new Promise<void>((resolve, reject) => {
      const give = (): void => {
        const index = this.#waiting.indexOf(entry);
        this.#waiting.splice(index, 1);
        reject(signal?.reason);
      };
      const entry: Waiting = {
        start: () => {
          signal?.removeEventListener('abort', give);
          resolve();
        },
      };
      this.#waiting.push(entry);
      signal?.addEventListener('abort', give, { once: true });
    });
  }

  release(): void {
    // A slot passes straight to the next in line, so that nobody can slip in between.
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#taken--;
    } else {
      next.start();
    }
  }
}
