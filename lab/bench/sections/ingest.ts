import { join } from 'node:path';
import { startBenchNode, type BenchNode } from '../parts/embedded_node';
import { askProcess } from '../fork';
import { albumOf } from '../ingest/albums';
import {
  type Contender,
  type Outcome,
  plainPython,
  product,
  transformersJs,
} from '../ingest/contenders';
import type { ProductOrder, ProductReport } from '../ingest/product_process';
import type { StagesOrder, StagesReport } from '../ingest/stages_process';
import { photosIn } from '../load/load';
import { provideNodePackages } from '../parts/node_packages';
import {
  type Bench,
  type Cell,
  LeftOut,
  type Measured,
  type Table,
  type Verdict,
} from '../section';
import { median } from '../../../common/statistics';
import { rounded } from '../report/statistics';

const PHOTOS = { quick: 4, normal: 12, full: 24 };
const ROUNDS = { quick: 1, normal: 2, full: 5 };
const GROWING = { quick: [40], normal: [100, 343, 1_029], full: [100, 343, 1_029, 3_430] };
const WITHIN = 0.1;

/** The product's ingest beside a plain Python pipeline and transformers.js, on the same photos and weights. */
export async function run(bench: Bench): Promise<Measured> {
  const { baseModel, size } = bench;
  if (baseModel === undefined) {
    throw new LeftOut(
      "There are no weights of SigLIP-2 base's shape: the bench makes them where Python 3 is at hand, but not with --quick."
    );
  }
  const node = await startBenchNode(bench);
  try {
    const heic = photosIn(bench.photos, PHOTOS[size]);
    const album = albumOf(heic, join(bench.temporary, 'album'));
    const nativeHeic = await provideNodePackages(bench.cache, bench.log).catch(() => undefined);
    const native = (variant: 'fp32' | 'uint8') =>
      nativeHeic === undefined
        ? undefined
        : product(bench, node, album, { model: baseModel, variant, nativeHeic });
    const [python, javascript, javascriptUint8] = await Promise.all([
      plainPython(bench, node, album, baseModel),
      transformersJs(bench, node, album, baseModel, 'fp32'),
      transformersJs(bench, node, album, baseModel, 'uint8'),
    ]);
    const contenders = [
      product(bench, node, album, { model: baseModel, variant: 'fp32' }),
      python,
      product(bench, node, album, { model: baseModel, variant: 'uint8' }),
      javascript,
      native('fp32'),
      product(bench, node, album, { model: baseModel, variant: 'fp32', preview: true }),
      javascriptUint8,
      native('uint8'),
      product(bench, node, album, { model: baseModel, variant: 'uint8', preview: true }),
    ].filter((each) => each !== undefined);
    const outcomes = await takeTurns(bench, contenders);
    const stages = [
      await measureStages(bench, node, album.photos, { model: baseModel, variant: 'fp32' }),
      await measureStages(bench, node, album.photos, { model: baseModel, variant: 'uint8' }),
      await measureStages(bench, node, album.photos, {
        model: baseModel,
        variant: 'uint8',
        preview: true,
      }),
    ];
    if (nativeHeic) {
      const how = { model: baseModel, variant: 'uint8' as const, nativeHeic };
      stages.push(await measureStages(bench, node, album.photos, how));
    }
    const growing = await measureGrowth(bench, node);
    const shards = await measureShards(bench, node);
    return {
      conditions: {
        ...node.conditions,
        photos: `${album.photos.length} of ${bench.photosAre}`,
        model: "random weights of SigLIP-2 base's shape",
        rounds: ROUNDS[size],
        Python:
          'transformers, torch on the CPU with all cores, pillow-heif, one photo at a time, one bulk',
        'transformers.js':
          '@huggingface/transformers, heic-decode, one photo at a time, one bulk; neither EXIF nor thumbnail',
      },
      tables: [
        contenderTable(outcomes),
        partsTable(outcomes, stages),
        stageTable(stages, outcomes),
        growing.table,
        shards.table,
      ],
      verdicts: [
        ...contenderVerdicts(outcomes),
        ...stageVerdicts(stages, outcomes),
        growing.verdict,
        shards.verdict,
      ],
      notes: [
        'Processor seconds are of all threads, Elasticsearch’s not counted: where other work disturbs the clock, they are the firmer figure.',
        'Speeds are medians of the rounds; in each round all ways take their turn. Before the clock runs, each has loaded model and libraries and taken a first photo through its threads; making its index and ending its run are counted.',
        'The bound is what the cores can do at most: stages that all need the processor share it, so it is 1 / (sum of 1 / rate).',
      ],
    };
  } finally {
    await node.stop();
  }
}

type Outcomes = Map<string, Outcome[]>;

async function takeTurns(bench: Bench, contenders: readonly Contender[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS[bench.size]; round++) {
    for (const { name, run: once } of contenders) {
      const outcome = await once(round);
      bench.log(`${name}: ${rounded(outcome.photosPerSecond)} photos/s`);
      outcomes.get(name)!.push(outcome);
    }
  }
  return outcomes;
}

const speed = (outcomes: Outcomes, name: string): number =>
  median((outcomes.get(name) ?? []).map(({ photosPerSecond }) => photosPerSecond));

const cpu = (outcomes: Outcomes, name: string): number =>
  median((outcomes.get(name) ?? []).map(({ cpuSeconds }) => cpuSeconds));

const PYTHON = 'plain Python, fp32';

function contenderTable(outcomes: Outcomes): Table {
  const python = speed(outcomes, PYTHON);
  return {
    title: 'An album of phone photos, end to end',
    columns: [
      'way',
      'photos/s',
      'against plain Python',
      'processor s a photo',
      'plain Python’s by it',
      'peak memory MB',
    ],
    rows: [...outcomes].map(([name, all]) => [
      name,
      rounded(speed(outcomes, name)),
      Number.isNaN(python) ? null : `${rounded(speed(outcomes, name) / python)} ×`,
      rounded(cpu(outcomes, name)),
      Number.isNaN(python) ? null : `${rounded(cpu(outcomes, PYTHON) / cpu(outcomes, name))} ×`,
      Math.round(median(all.map(({ peakRssMb }) => peakRssMb))),
    ]),
  };
}

const TARGETS: ReadonlyArray<[name: string, times: number]> = [
  ['Peak Search, full decode, fp32', 1.6],
  ['Peak Search, full decode, uint8', 2],
  ['Peak Search, full decode by FFmpeg, fp32', 1.6],
  ['Peak Search, full decode by FFmpeg, uint8', 2],
  ['Peak Search, preview mode, uint8', 3.5],
];

function contenderVerdicts(outcomes: Outcomes): Verdict[] {
  const python = speed(outcomes, PYTHON);
  return TARGETS.map(([name, times]) => {
    const ratio = speed(outcomes, name) / python;
    return {
      target: `${name}: ≥ ${times} × the plain Python pipeline`,
      measured: Number.isNaN(python) ? 'no Python here' : `${rounded(ratio)} ×`,
      met: Number.isNaN(python) ? null : ratio >= times,
    };
  });
}

interface Stages extends StagesReport {
  name: string;
  variant: string;
}

async function measureStages(
  bench: Bench,
  node: BenchNode,
  photos: string[],
  how: Pick<StagesOrder, 'model' | 'variant' | 'nativeHeic'> & { preview?: boolean }
): Promise<Stages> {
  const { variant, preview = false, nativeHeic } = how;
  const decoding = preview ? 'preview mode' : nativeHeic ? 'full decode by FFmpeg' : 'full decode';
  const name = `${decoding}, ${variant}`;
  bench.log(`Each stage alone: ${name}`);
  const run = `bench-stages-${decoding.replaceAll(' ', '-').toLowerCase()}-${variant}`;
  const order: StagesOrder = { ...how, elasticsearch: node.access, photos, preview, run };
  const report = await askProcess<StagesOrder, StagesReport>('ingest/stages_process.ts', order);
  return { ...report, name, variant };
}

/** What cores that are shared by all stages can do at most. */
const bound = ({ rates }: Stages): number =>
  1 / Object.values(rates).reduce((sum, rate) => sum + 1 / rate, 0);

function stageTable(stages: readonly Stages[], outcomes: Outcomes): Table {
  const names = Object.keys(stages[0].rates) as Array<keyof StagesReport['rates']>;
  return {
    title: 'Each stage alone with all cores, photos/s',
    columns: ['', ...names, 'bound', 'end to end', 'of the bound'],
    rows: stages.map((each) => {
      const whole = speed(outcomes, `Peak Search, ${each.name}`);
      return [
        each.name,
        ...names.map((name) => rounded(each.rates[name])),
        rounded(bound(each)),
        rounded(whole),
        `${Math.round((100 * whole) / bound(each))} %`,
      ];
    }),
  };
}

function stageVerdicts(stages: readonly Stages[], outcomes: Outcomes): Verdict[] {
  return stages.map((each) => {
    const whole = speed(outcomes, `Peak Search, ${each.name}`);
    const slowest = Math.min(...Object.values(each.rates));
    const share = whole / slowest;
    return {
      target: `end to end within 10 % of the slowest stage alone (${each.name})`,
      measured: `${Math.round(100 * share)} % of it, and ${Math.round((100 * whole) / bound(each))} % of what cores shared by all stages can do`,
      met: share >= 1 - WITHIN,
    };
  });
}

function partsTable(outcomes: Outcomes, stages: readonly Stages[]): Table {
  const python = outcomes.get(PYTHON)?.at(-1)?.parts ?? {};
  const rows: Cell[][] = [
    ...Object.entries(python).map(([part, ms]) => ['plain Python', part, ms]),
    ...stages
      .filter(({ variant }) => variant === 'uint8')
      .flatMap(({ name, parts }) =>
        Object.entries(parts).map(([part, ms]) => [
          `Peak Search, ${name}, one thread`,
          part,
          rounded(ms),
        ])
      ),
  ];
  return { title: 'Where a photo’s time goes, ms', columns: ['way', 'part', 'ms'], rows };
}

/** Memory must not follow the album. The demo album and the demo model: what grows would grow with them, too. */
async function measureGrowth(bench: Bench, node: BenchNode) {
  const demo = photosIn(join(bench.demoModel, '../../album'), 343);
  const rows: Cell[][] = [];
  const peaks: number[] = [];
  for (const count of GROWING[bench.size]) {
    const { folder } = albumOf(demo, join(bench.temporary, `growing-${count}`), count);
    const report = await ingest(bench, node, { album: folder, run: `bench-growing-${count}` });
    peaks.push(report.peakRssMb);
    rows.push([count, rounded(report.indexed / report.seconds), Math.round(report.peakRssMb)]);
  }
  const growth = peaks[peaks.length - 1] / peaks[0] - 1;
  return {
    table: {
      title: 'Memory over the size of the album (demo album, repeated; demo model)',
      columns: ['photos', 'photos/s', 'peak memory MB'],
      rows,
    },
    verdict: {
      target: 'memory does not follow the album',
      measured: `${Math.round(100 * growth)} % more for ${GROWING[bench.size].at(-1)} photos than for ${GROWING[bench.size][0]}`,
      // Ten times the photos: what kept something of each would be far beyond this.
      met: peaks.length > 1 ? growth < 0.25 : null,
    },
  };
}

const ingest = (
  bench: Bench,
  node: BenchNode,
  more: Pick<ProductOrder, 'album' | 'run' | 'shard'>
): Promise<ProductReport> =>
  askProcess<ProductOrder, ProductReport>('ingest/product_process.ts', {
    elasticsearch: node.access,
    model: bench.demoModel,
    variant: 'fp32',
    stateDir: join(bench.temporary, `state-${more.run}-${more.shard?.index ?? 0}`),
    ...more,
  });

/** Two processes at one album at the same time, each with its share. */
async function measureShards(bench: Bench, node: BenchNode) {
  const count = bench.size === 'quick' ? 40 : 343;
  const demo = photosIn(join(bench.demoModel, '../../album'), count);
  const { folder } = albumOf(demo, join(bench.temporary, 'sharded'), count);
  const run = 'bench-sharded';
  // The first makes catalog and indices, as an operator would.
  const reports = [
    await ingest(bench, node, { album: folder, run, shard: { index: 1, count: 3 } }),
  ];
  reports.push(
    ...(await Promise.all(
      [2, 3].map((index) => ingest(bench, node, { album: folder, run, shard: { index, count: 3 } }))
    ))
  );
  await node.client.indices.refresh({ index: `${run}-photos` });
  const { count: inside } = await node.client.count({ index: `${run}-photos` });
  const shares = reports.map(({ indexed }) => indexed);
  return {
    table: {
      title:
        'Three shares of one album, without a word between them (the last two at the same time)',
      columns: ['share', 'photos', 'seconds'],
      rows: reports.map(({ indexed, seconds }, i) => [`${i + 1}/3`, indexed, rounded(seconds)]),
    },
    verdict: {
      target: '--shard: every photo once',
      measured: `${shares.join(' + ')} of ${count}; ${inside} in the index`,
      met: inside === count && shares.reduce((sum, n) => sum + n, 0) === count,
    },
  };
}
