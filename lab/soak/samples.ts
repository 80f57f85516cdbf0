import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { quantile } from '../../common/statistics';

/** What a process holds at a moment, and how its event loop did since the moment before. */
export interface Sample {
  /** Seconds since the start of the run. */
  at: number;
  rssMb: number;
  heapMb: number;
  /** Open files and sockets; of Linux only, elsewhere libuv's own handles. */
  handles: number;
  /** How late the event loop was, milliseconds. */
  delayP99Ms: number;
  delayMaxMs: number;
}

/** Kibana's own resolution when it watches its event loop. */
const RESOLUTION_MS = 10;

/** Takes samples of this process. */
export function sampler(started = Date.now()): () => Sample {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The histogram counts whole intervals: what is above the resolution is delay.
  const late = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS) : 0;
  return () => {
    const { rss, heapUsed } = process.memoryUsage();
    const sample: Sample = {
      at: Math.round((Date.now() - started) / 1000),
      rssMb: Math.round(rss / 1e6),
      heapMb: Math.round(heapUsed / 1e6),
      handles: handleCount(),
      delayP99Ms: Math.round(late(delay.percentile(99)) * 10) / 10,
      delayMaxMs: Math.round(late(delay.max) * 10) / 10,
    };
    delay.reset();
    return sample;
  };
}

function handleCount(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return process.getActiveResourcesInfo().length;
  }
}

export interface Growth {
  /**
   * What it came to in the first half, a tenth of the moments apart: what is loaded once is loaded by then. Not the
   * median, because a machine that runs short of memory takes some away from whoever is quiet, and gives it back.
   */
  before: number;
  /** The median of the last quarter. */
  after: number;
}

/** How a number changed from the first half of the samples to the last quarter. */
export function growthOf(samples: readonly Sample[], what: 'rssMb' | 'heapMb' | 'handles'): Growth {
  const values = (from: number, to: number) =>
    samples.slice(from * samples.length, to * samples.length).map((sample) => sample[what]);
  return { before: quantile(values(0, 0.5), 0.9), after: quantile(values(0.75, 1), 0.5) };
}
