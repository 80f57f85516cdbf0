import { startBenchNode } from '../parts/embedded_node';
import { startBenchHost } from '../parts/host';
import { makeLoad, texts } from '../load/load';
import type { Bench, Measured } from '../section';
import { quantile } from '../../../common/statistics';
import { rounded } from '../report/statistics';

const SECONDS = { quick: 10, normal: 60, full: 60 };
const PHOTOS = { quick: 500, normal: 10_000, full: 10_000 };
const PEOPLE = 50;
/** Nobody among equals should get less than a third of what another gets. */
const FAIR = 3;

/** Fifty people who search without a pause, on the embedded node: words, peaks, filters, browsing. */
export async function run(bench: Bench): Promise<Measured> {
  const node = await startBenchNode(bench);
  try {
    const host = await startBenchHost(bench, node, {
      model: bench.demoModel,
      photos: PHOTOS[bench.size],
      prefix: 'bench-searchers',
    });
    try {
      const seconds = SECONDS[bench.size];
      const searches = [
        ...texts(120).map((text) => ({ terms: [{ type: 'text', text }] })),
        ...host.peaks.map((id) => ({ terms: [{ type: 'peak', id }] })),
        ...texts(20).map((text, i) => ({
          terms: [{ type: 'text', text }],
          filters: { peaks: [host.peaks[i % host.peaks.length]] },
        })),
        { sort: 'newest' },
        { sort: 'oldest', filters: { hasPlace: true } },
      ];
      const order = { url: host.url, searches, uploaders: 0, photos: [], pauseMs: 0 };
      await makeLoad({ ...order, seconds: 5, searchers: 2 });
      bench.log(`${PEOPLE} people search for ${seconds} s`);
      const started = performance.now();
      const { search, perSearcher, complaints } = await makeLoad({
        ...order,
        seconds,
        searchers: PEOPLE,
      });
      const elapsed = (performance.now() - started) / 1000;
      const answered = search.statuses['200'] ?? 0;
      const wrong = Object.entries(search.statuses).filter(([status]) => status !== '200');
      const fairness = Math.max(...perSearcher) / Math.min(...perSearcher);
      return {
        conditions: {
          ...node.conditions,
          model: 'demo model',
          library: `${PHOTOS[bench.size]} photos`,
          searches: `${searches.length} different ones: texts, peaks, filters, browsing; 60 hits and facets each`,
        },
        tables: [
          {
            title: `${PEOPLE} people for ${seconds} s`,
            columns: [
              'answers',
              'a second',
              'p50 ms',
              'p95 ms',
              'p99 ms',
              'highest ms',
              'other answers',
              'most / fewest a person',
            ],
            rows: [
              [
                answered,
                rounded(answered / elapsed),
                ...[0.5, 0.95, 0.99, 1].map((share) => rounded(quantile(search.times, share))),
                wrong.map(([status, count]) => `${count} × ${status}`).join(', ') || 0,
                rounded(fairness),
              ],
            ],
          },
        ],
        verdicts: [
          {
            target: `${PEOPLE} searchers, no error`,
            measured:
              wrong.length === 0
                ? `${answered} answers, all 200`
                : `${wrong.map(([s, n]) => `${n} × ${s}`).join(', ')} ${complaints[0] ?? ''}`,
            met: wrong.length === 0,
          },
          {
            target: `fair: nobody gets less than a third of what another gets`,
            measured: `${Math.min(...perSearcher)} to ${Math.max(...perSearcher)} answers a person`,
            met: fairness <= FAIR,
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
