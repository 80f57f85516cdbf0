import { AlbumLockedError } from '../scan/album_lock';
import { albumRoot } from '../scan/album_state';
import { FAILURES, PeakSearchError } from '../../../server/errors';
import { ingestAlbum } from '../ingest_album';
import type { IngestRequest } from '../ingest_album';
import type { IngestReport } from '../events';
import { folderEvents, folderIdentity } from './folder_events';
import type { WatchKind } from './folder_events';

export interface WatchTimes {
  /** Quiet for so long, an album is looked at: a copy of many files is one change. */
  settleMs: number;
  /** How often an album is looked at where nothing tells of changes. */
  pollMs: number;
  /** The same where events do: they may be lost, and a look at an album without changes costs the listing of its folders. */
  sweepMs: number;
}

export const WATCH_TIMES: WatchTimes = { settleMs: 2_000, pollMs: 60_000, sweepMs: 15 * 60_000 };

export type WatchEvent =
  /** Everything is in; from here on changes are waited for. */
  | { type: 'watching'; by: WatchKind }
  /** The album's folder is not there, or is another disk's: nothing is touched until it is back. */
  | { type: 'away' }
  | { type: 'back' }
  /** A look that failed for a reason that passes; the next one tries again. */
  | { type: 'failed'; message: string };

export interface WatchRequest extends Omit<IngestRequest, 'signal'> {
  signal: AbortSignal;
  times?: Partial<WatchTimes>;
  onWatch?: (event: WatchEvent) => void;
  onReport?: (report: IngestReport) => void;
}

/**
 * Keeps an album current: takes it in, and again whenever something in its folder has changed, until the signal ends it. Each
 * look is an ordinary ingest, with its journal, lock, and questions before anything is removed.
 *
 * | state | left by |
 * | --- | --- |
 * | looking (an ingest runs) | its end → waiting; the folder is away → away |
 * | waiting | a change, then quiet for `settleMs`; or the time of the next sweep → looking |
 * | away | the folder is the same disk's again → looking |
 *
 * @returns when the signal aborts
 * @throws what ended an ingest for good: another model, no index, no such folder at the beginning
 */
export async function watchAlbum(request: WatchRequest): Promise<void> {
  const { signal, onWatch = () => undefined, onReport = () => undefined } = request;
  const times = { ...WATCH_TIMES, ...request.times };
  const root = await albumRoot(request.album.root);
  const identity = await folderIdentity(root);
  const bell = new Bell();
  const events = await folderEvents(root, () => bell.ring());
  let away = false;
  let kind: WatchKind | undefined;
  try {
    while (!signal.aborted) {
      if ((await folderIdentity(root)) !== identity) {
        if (!away) onWatch({ type: 'away' });
        away = true;
        await bell.wait(times.pollMs, signal);
        continue;
      }
      if (away) {
        // What was watched is gone with the disk.
        events.close();
        onWatch({ type: 'back' });
      }
      away = false;
      // Before the walk: what is written after it rings.
      await events.refresh();
      const report = await look(request, (message) => onWatch({ type: 'failed', message }));
      if (report) onReport(report);
      if (signal.aborted) return;
      if (kind !== events.kind) onWatch({ type: 'watching', by: events.kind });
      kind = events.kind;
      const changed = await bell.wait(kind === 'events' ? times.sweepMs : times.pollMs, signal);
      if (changed) await bell.quiet(times.settleMs, signal);
    }
  } finally {
    events.close();
  }
}

async function look(
  request: WatchRequest,
  onFailure: (message: string) => void
): Promise<IngestReport | undefined> {
  try {
    return await ingestAlbum(request);
  } catch (error) {
    if (request.signal.aborted) return undefined;
    const passing =
      error instanceof AlbumLockedError ||
      (error instanceof PeakSearchError && FAILURES[error.code].passes);
    if (!passing) throw error;
    onFailure(error.message);
    return undefined;
  }
}

/** Rung by changes; remembers a ring that nobody waited for. */
class Bell {
  private rung = false;
  private wake: () => void = () => undefined;

  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** Until it rings, the time is over, or the signal aborts. @returns whether it rang */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          this.wake = () => undefined;
          resolve();
        };
        const timer = setTimeout(end, ms);
        signal.addEventListener('abort', end);
        this.wake = end;
      });
    }
    const { rung } = this;
    this.rung = false;
    return rung;
  }

  /** Until it has not rung for so long. */
  async quiet(ms: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.wait(ms, signal)));
  }
}
