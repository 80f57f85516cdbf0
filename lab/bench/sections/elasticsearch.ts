import { startBenchNode, type BenchNode } from '../parts/embedded_node';
import { FILTER_NAMES, FILTERS, makeLibrary } from '../knn/library';
import { type KnnFigures, measureKnn } from '../knn/measure';
import { measureResultPage } from '../knn/result_page';
import { fillIndex, type FilledIndex, type IndexKind } from '../knn/vector_index';
import type { Bench, Cell, Measured, Plot, Table, Verdict } from '../section';
import { rounded } from '../report/statistics';
import { spreadOf } from '../parts/synthetic_library';
import { DEFAULT_SETTINGS } from '../../../server/settings';
import { isQuantized, vectorKind } from '../../../server/photos/index/quantization';

const KINDS: readonly IndexKind[] = ['flat', 'hnsw', 'int8_hnsw', 'bbq_hnsw'];
const SIZES = {
  quick: [1_000],
  normal: [1_000, 10_000, 100_000],
  full: [1_000, 10_000, 100_000, 1_000_000],
};
/** Half of them photos, half texts; 100 give a recall near 0.99 to about ±0.01. */
const QUERIES = 100;
/** What the sweep tries, without filter; the product asks for k = 100 at least. */
const CANDIDATES = [100, 200, 400, 800];
const OVERSAMPLES = [undefined, 2, 3, 5];
const TARGET = 0.99;

interface Tried {
  count: number;
  filled: FilledIndex;
  sweep: KnnFigures[];
  filtered: KnnFigures[];
}

export async function run(bench: Bench): Promise<Measured> {
  const node = await startBenchNode(bench);
  try {
    const tried: Tried[] = [];
    const conditions: Record<string, Cell> = { ...node.conditions, queries: QUERIES };
    const notRun: string[] = [];
    for (const count of SIZES[bench.size]) {
      if (Date.now() > bench.deadline) {
        notRun.push(`${count} photos`);
        continue;
      }
      bench.log(`${count} photos: making vectors, and the exact answers to ${QUERIES} queries`);
      const { library, queries } = makeLibrary(count);
      const asked = queries(QUERIES);
      const some = Array.from({ length: 133 }, (_, i) => library.vector(i));
      const { mean, max } = spreadOf(some);
      conditions[`cosine between 133 of ${count} vectors`] = `mean ${mean}, highest ${max}`;
      for (const kind of KINDS) {
        if (Date.now() > bench.deadline) {
          notRun.push(`${kind} at ${count} photos`);
          continue;
        }
        const filled = await fillIndex(node.client, library, kind);
        bench.log(`${count} photos as ${kind}: built in ${rounded(filled.buildSeconds)} s`);
        tried.push({ count, filled, ...(await measureKind(node, filled, asked)) });
        await node.client.indices.delete({ index: filled.index });
      }
    }
    const page = await measureResultPage(bench, node);
    return {
      conditions: { ...conditions, ...page.conditions },
      tables: [indexTable(tried), sweepTable(tried), filterTable(tried), ...page.tables],
      plots: plots(tried),
      verdicts: [...recallVerdicts(tried), ...page.verdicts],
      notes: [
        'Recall is against a comparison with every vector. Vectors are synthetic (clusters of places and scenes); half of the queries are photos, half texts, which lie apart from all photos.',
        'Filters admit photos by chance, not by their looks. Segments are as the ingest leaves them: nothing is merged by force.',
        ...(notRun.length > 0 ? [`Not run, for time was up: ${notRun.join(', ')}.`] : []),
        ...(bench.size === 'full'
          ? []
          : [
              `Not run: ${bench.size === 'quick' ? 'more than 1,000' : 'a million'} photos (--full).`,
            ]),
      ],
    };
  } finally {
    await node.stop();
  }
}

type Queries = ReturnType<ReturnType<typeof makeLibrary>['queries']>;

async function measureKind({ client }: BenchNode, filled: FilledIndex, queries: Queries) {
  const { k, numCandidates, oversample } = DEFAULT_SETTINGS.knn;
  const quantized = isQuantized(filled.kind);
  const sweep: KnnFigures[] = [];
  const measure = (setting: Parameters<typeof measureKnn>[3]) =>
    measureKnn(client, filled, queries, setting);
  // A flat index compares with every vector whatever the candidates are.
  for (const candidates of filled.kind === 'flat' ? [numCandidates] : CANDIDATES) {
    sweep.push(
      await measure({
        k,
        numCandidates: candidates,
        oversample: quantized ? oversample : undefined,
      })
    );
  }
  for (const over of quantized ? OVERSAMPLES.filter((each) => each !== oversample) : []) {
    sweep.push(await measure({ k, numCandidates, oversample: over }));
  }
  const filtered: KnnFigures[] = [];
  for (const filter of FILTER_NAMES) {
    filtered.push(
      await measure({ k, numCandidates, oversample: quantized ? oversample : undefined, filter })
    );
  }
  return { sweep, filtered };
}

const megabytes = (bytes: number | undefined): Cell =>
  bytes === undefined ? null : rounded(bytes / 1024 ** 2);

const indexTable = (tried: readonly Tried[]): Table => ({
  title: 'Size and build time',
  columns: ['photos', 'kind', 'build s', 'photos/s', 'vectors MB', 'whole index MB', 'segments'],
  rows: tried.map(({ count, filled }) => [
    count,
    filled.kind,
    rounded(filled.buildSeconds),
    rounded(count / filled.buildSeconds),
    megabytes(filled.vectorBytes),
    megabytes(filled.storeBytes),
    filled.segments,
  ]),
});

const FIGURES = ['recall@10', 'recall@10, texts', 'recall@100', 'p50 ms', 'p99 ms'];
const figures = (f: KnnFigures): Cell[] => [
  rounded(f.recall10, 4),
  rounded(f.recall10Text, 4),
  rounded(f.recall100, 4),
  rounded(f.p50),
  rounded(f.p99),
];

const sweepTable = (tried: readonly Tried[]): Table => ({
  title: `Without filter, k = ${DEFAULT_SETTINGS.knn.k}`,
  columns: ['photos', 'kind', 'num_candidates', 'oversample', ...FIGURES],
  rows: tried.flatMap(({ count, filled, sweep }) =>
    sweep.map((f) => [count, filled.kind, f.numCandidates, f.oversample ?? null, ...figures(f)])
  ),
});

const filterTable = (tried: readonly Tried[]): Table => ({
  title: `With filters, k = ${DEFAULT_SETTINGS.knn.k}, num_candidates = ${DEFAULT_SETTINGS.knn.numCandidates}`,
  columns: ['photos', 'kind', 'filter admits', ...FIGURES],
  rows: tried.flatMap(({ count, filled, filtered }) =>
    filtered.map((f) => [count, filled.kind, `${FILTERS[f.filter!] * 100} %`, ...figures(f)])
  ),
});

/** Rescored as the product does it: quantized kinds with the default, the others not at all. */
function rescoredAsUsual(kind: IndexKind, { oversample }: KnnFigures): boolean {
  return oversample === (isQuantized(kind) ? DEFAULT_SETTINGS.knn.oversample : undefined);
}

function isDefault(kind: IndexKind, figures: KnnFigures): boolean {
  return (
    figures.numCandidates === DEFAULT_SETTINGS.knn.numCandidates && rescoredAsUsual(kind, figures)
  );
}

function recallVerdicts(tried: readonly Tried[]): Verdict[] {
  return tried
    .filter(({ count, filled }) => filled.kind === vectorKind('auto', count))
    .map(({ count, filled, sweep, filtered }) => {
      const all = [...sweep.filter((f) => isDefault(filled.kind, f)), ...filtered];
      const worst = Math.min(...all.map(({ recall10 }) => recall10));
      return {
        target: `recall@10 ≥ ${TARGET} with the defaults at ${count} photos, without and with filters`,
        measured: `${filled.kind}: ${rounded(worst, 4)} at worst`,
        met: worst >= TARGET,
      };
    });
}

function plots(tried: readonly Tried[]): Plot[] {
  const largest = Math.max(...tried.map(({ count }) => count));
  const series = (value: (t: Tried) => number) =>
    KINDS.map((kind) => ({
      name: kind,
      points: tried
        .filter(({ filled }) => filled.kind === kind)
        .map((t): [number, number] => [t.count, rounded(value(t))]),
    }));
  return [
    {
      title: 'Median of a kNN request with the defaults',
      x: 'photos',
      y: 'ms',
      logX: true,
      logY: true,
      series: series(({ filled, sweep }) => sweep.find((f) => isDefault(filled.kind, f))!.p50),
    },
    {
      title: 'Build time',
      x: 'photos',
      y: 's',
      logX: true,
      logY: true,
      series: series(({ filled }) => filled.buildSeconds),
    },
    {
      title: `Recall@10 by num_candidates, ${largest} photos`,
      x: 'num_candidates',
      y: 'recall@10',
      series: tried
        .filter(({ count, filled }) => count === largest && filled.kind !== 'flat')
        .map(({ filled, sweep }) => ({
          name: filled.kind,
          points: sweep
            .filter((f) => rescoredAsUsual(filled.kind, f))
            .map(({ numCandidates, recall10 }): [number, number] => [
              numCandidates,
              rounded(recall10, 4),
            ]),
        })),
    },
  ];
}
