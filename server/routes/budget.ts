import { PeakSearchError } from '../errors';

/** What may be held at the same time, by everybody together and by one user. */
export interface BudgetLimits {
  slots: number;
  slotsPerUser: number;
  bytes: number;
  bytesPerUser: number;
  /** Requests that may wait for their turn; the next one is told `busy`. */
  waiting: number;
}

interface Held {
  slots: number;
  bytes: number;
}

interface Waiting {
  user: string;
  bytes: number;
  enter: () => void;
}

/** A request's part of a budget. Release it, however the request ends. */
export interface Share {
  /** Counts bytes that have come. @throws PeakSearchError `busy` when they are too many */
  take(bytes: number): void;
  release(): void;
}

/**
 * Bounds what requests hold in memory. One user can never take all of it, so whoever opens slow connections or asks for
 * everything at once keeps out themselves and nobody else.
 */
export class Budget {
  private readonly total: Held = { slots: 0, bytes: 0 };
  private readonly users = new Map<string, Held>();
  private readonly queue: Waiting[] = [];

  constructor(private readonly limits: BudgetLimits) {}

  /** A slot at once; bytes are taken as they come. @throws PeakSearchError `busy` */
  enter(user: string): Share {
    if (!this.fits(user, 1, 0)) throw busy();
    return this.share(user, 0);
  }

  /**
   * A slot and bytes, when it is this request's turn. Whoever waits holds nothing.
   *
   * @throws PeakSearchError `busy` when too many wait; the signal's reason when the caller goes away
   */
  async wait(user: string, bytes: number, signal?: AbortSignal): Promise<Share> {
    signal?.throwIfAborted();
    if (this.fits(user, 1, bytes)) return this.share(user, bytes);
    if (this.queue.length >= this.limits.waiting) throw busy();
    return new Promise<Share>((resolve, reject) => {
      const onAbort = () => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(signal!.reason as Error);
      };
      const enter = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve(this.share(user, bytes));
      };
      const waiting = { user, bytes, enter };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.queue.push(waiting);
    });
  }

  private fits(user: string, slots: number, bytes: number): boolean {
    const { limits, total } = this;
    const own = this.users.get(user) ?? { slots: 0, bytes: 0 };
    return (
      total.slots + slots <= limits.slots &&
      own.slots + slots <= limits.slotsPerUser &&
      total.bytes + bytes <= limits.bytes &&
      own.bytes + bytes <= limits.bytesPerUser
    );
  }

  private share(user: string, reserved: number): Share {
    const own = this.users.get(user) ?? { slots: 0, bytes: 0 };
    this.users.set(user, own);
    let held = 0;
    const add = (slots: number, bytes: number) => {
      held += bytes;
      for (const each of [this.total, own]) {
        each.slots += slots;
        each.bytes += bytes;
      }
    };
    add(1, reserved);
    let released = false;
    return {
      take: (bytes) => {
        if (!this.fits(user, 0, bytes)) throw busy();
        add(0, bytes);
      },
      release: () => {
        if (released) return;
        released = true;
        add(-1, -held);
        if (own.slots === 0) this.users.delete(user);
        this.letIn();
      },
    };
  }

  /** In the order of coming, but nobody waits behind a user who holds all that is theirs. */
  private letIn(): void {
    for (const waiting of [...this.queue]) {
      if (!this.fits(waiting.user, 1, waiting.bytes)) continue;
      this.queue.splice(this.queue.indexOf(waiting), 1);
      waiting.enter();
    }
  }
}

const busy = () =>
  new PeakSearchError(
    'busy',
    'The server is working on as many photos as it can hold. Try again in a few seconds.',
    { retryAfterS: 3 }
  );
