import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchNode } from '../parts/embedded_node';
import { startBenchHost } from '../parts/host';
import { makeLoad, photosIn, texts } from '../load/load';
import type { LoadFigures } from '../load/load_types';
import type { Bench, Measured } from '../section';
import { quantile } from '../../../common/statistics';
import { rounded } from '../report/statistics';

const SECONDS = { quick: 8, normal: 45, full: 120 };
const PHOTOS = { quick: 300, normal: 3_000, full: 3_000 };
const SEARCHERS = 4;
const UPLOADERS = 12;
/** A person looks at the answer for a moment. */
const PAUSE_MS = 300;
const ALLOWED_MS = 20;

/**
 * The host's event loop while people search and upload: all of them at once, more than the queue takes, so that some
 * are told to come back later.
 */
export async function run(bench: Bench): Promise<Measured> {
  const model = bench.baseModel ?? bench.demoModel;
  const node = await startBenchNode(bench);
  try {
    const host = await startBenchHost(bench, node, {
      model,
      photos: PHOTOS[bench.size],
      prefix: 'bench-awake',
    });
    try {
      const photos = photosIn(bench.photos, 12);
      const order = {
        url: host.url,
        searchers: SEARCHERS,
        // Every fourth comes back: the others cost an inference each.
        searches: texts(200).map((text) => ({ terms: [{ type: 'text', text }], size: 60 })),
        uploaders: UPLOADERS,
        photos,
        pauseMs: PAUSE_MS,
      };
      bench.log('Loading the model with a first search and upload');
      await makeLoad({ ...order, seconds: 2, searchers: 1, uploaders: 1 });
      const seconds = SECONDS[bench.size];
      const idle = await loopDelay(() => sleep(Math.min(seconds, 20) * 1000));
      bench.log(`${SEARCHERS} people search and ${UPLOADERS} upload, for ${seconds} s`);
      const started = performance.now();
      const busy = await loopDelay(() => makeLoad({ ...order, seconds }));
      // What was asked within the time is answered after it.
      const elapsed = (performance.now() - started) / 1000;
      const { search, identify, complaints } = busy.value;
      const more = busy.p99 - idle.p99;
      const withoutRetry = search.busyWithoutRetry + identify.busyWithoutRetry;
      return {
        conditions: {
          ...node.conditions,
          model: bench.baseModel ? "random weights of SigLIP-2 base's shape, fp32" : 'demo model',
          'photos uploaded': `${photos.length} of ${bench.photosAre}`,
          people: `${SEARCHERS} search, ${UPLOADERS} upload, a pause of ${PAUSE_MS} ms in the mean`,
          library: `${PHOTOS[bench.size]} photos`,
        },
        tables: [
          {
            title: 'Delay of the event loop beyond its timer, ms',
            columns: ['', 'p50', 'p90', 'p99', 'highest'],
            rows: [
              ['idle', ...idle.row],
              ['busy', ...busy.row],
            ],
          },
          {
            title: 'Requests meanwhile',
            columns: ['', 'answered', '429', 'others', 'p50 ms', 'p95 ms', 'a second'],
            rows: [
              ['searches', ...requestRow(search, elapsed)],
              ['identify', ...requestRow(identify, elapsed)],
            ],
          },
        ],
        verdicts: [
          {
            target: `event loop delay p99 ≤ ${ALLOWED_MS} ms above idle`,
            measured: `${rounded(more)} ms above (${rounded(busy.p99)} against ${rounded(idle.p99)})`,
            met: more <= ALLOWED_MS,
          },
          {
            target: 'every 429 carries Retry-After',
            measured: `${withoutRetry} without`,
            met: withoutRetry === 0,
          },
          {
            target: 'no request fails otherwise',
            measured: complaints.length === 0 ? 'none' : complaints.join(' | '),
            met: complaints.length === 0,
          },
        ],
      };
    } finally {
      await host.stop();
    }
  } finally {
    await node.stop();
  }
}

/** The timer's own period, which its histogram contains. */
const RESOLUTION_MS = 1;

async function loopDelay<T>(action: () => Promise<T>) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const value = await action();
  histogram.disable();
  const at = (percentile: number) =>
    Math.max(0, histogram.percentile(percentile) / 1e6 - RESOLUTION_MS);
  const row = [at(50), at(90), at(99), histogram.max / 1e6].map((ms) => rounded(ms));
  return { value, p99: at(99), row };
}

function requestRow({ statuses, times }: LoadFigures, seconds: number) {
  const others = Object.entries(statuses)
    .filter(([status]) => status !== '200' && status !== '429')
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    statuses['200'] ?? 0,
    statuses['429'] ?? 0,
    others,
    rounded(quantile(times, 0.5)),
    rounded(quantile(times, 0.95)),
    rounded(times.length / seconds),
  ];
}
