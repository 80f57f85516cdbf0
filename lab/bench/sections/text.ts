import { createServices } from '../../../server/create_services';
import { searchRequestSchema } from '../../../common/search_api';
import { openLibrary } from '../../../server/library';
import { search } from '../../../server/search/search';
import { startBenchNode, type BenchNode } from '../parts/embedded_node';
import { fillPageLibrary } from '../knn/page_library';
import { texts } from '../load/load';
import { quiet } from '../quiet';
import type { Bench, Cell, Measured, Verdict } from '../section';
import { median, quantile } from '../../../common/statistics';
import { rounded, timed } from '../report/statistics';

const FRESH = { quick: 6, normal: 25, full: 50 };
const PHOTOS = 1_000;

interface Model {
  name: string;
  dir: string;
  variant: 'fp32' | 'uint8';
}

/**
 * What a typed text costs: from nothing loaded to the first answer, a text never seen, a text seen before. Each figure is
 * of a whole search (names of peaks, vector, kNN request, page), and the model's inferences are counted meanwhile.
 */
export async function run(bench: Bench): Promise<Measured> {
  const models: Model[] = [
    { name: 'demo model', dir: bench.demoModel, variant: 'fp32' },
    ...(bench.baseModel
      ? (['fp32', 'uint8'] as const).map((variant) => ({
          name: "SigLIP-2 base's shape",
          dir: bench.baseModel!,
          variant,
        }))
      : []),
  ];
  const node = await startBenchNode(bench);
  try {
    const rows: Cell[][] = [];
    const verdicts: Verdict[] = [];
    for (const model of models) {
      const { row, verdict } = await measureModel(bench, node, model);
      rows.push(row);
      verdicts.push(...verdict);
    }
    return {
      conditions: { ...node.conditions, library: `${PHOTOS} photos`, hits: 60 },
      tables: [
        {
          title: 'A search for a text, ms',
          columns: [
            'model',
            'weights',
            'cold: first answer',
            'of which loading',
            'new text p50',
            'new text p95',
            'inferences each',
            'known text p50',
            'known text p95',
            'inferences each ',
          ],
          rows,
        },
      ],
      verdicts,
      notes: [
        'Known: the same text in other letters ("A Yak"), which has the same tokens. Cold: a new process would add about a second for Node and its modules.',
      ],
    };
  } finally {
    await node.stop();
  }
}

async function measureModel(bench: Bench, { client }: BenchNode, model: Model) {
  bench.log(`${model.name}, ${model.variant}`);
  const prefix = `bench-text-${model.dir === bench.demoModel ? 'demo' : model.variant}`;
  const filled = await fillPageLibrary(client, model.dir, PHOTOS, {
    prefix,
    modelConfig: { variant: model.variant },
  });
  await filled.services.close();
  const services = createServices(filled.settings, quiet);
  try {
    const ask = (text: string) =>
      timed(() =>
        search(
          openLibrary(services, client, { exactPlaces: true }),
          searchRequestSchema.parse({ terms: [{ type: 'text', text }], facets: true })
        )
      );
    const inferences = async () => (await services.embedder()).status().towers.text.inferences;
    const counted = async (wanted: readonly string[]) => {
      const before = await inferences();
      const times: number[] = [];
      for (const text of wanted) times.push((await ask(text)).ms);
      return { times, each: ((await inferences()) - before) / wanted.length };
    };
    const cold = await ask('a first question');
    const { loadMs } = (await services.embedder()).status().towers.text;
    const some = texts(FRESH[bench.size]);
    const fresh = await counted(some);
    const known = await counted(some.map((text) => text.toUpperCase()));
    const name = `${model.name}, ${model.variant}`;
    return {
      row: [
        model.name,
        model.variant,
        rounded(cold.ms),
        loadMs === undefined ? null : rounded(loadMs),
        rounded(median(fresh.times)),
        rounded(quantile(fresh.times, 0.95)),
        fresh.each,
        rounded(median(known.times)),
        rounded(quantile(known.times, 0.95)),
        known.each,
      ],
      verdict: [
        {
          target: `a new text costs one inference, a known one none (${name})`,
          measured: `${fresh.each} and ${known.each}`,
          met: fresh.each === 1 && known.each === 0,
        },
      ],
    };
  } finally {
    await services.close();
  }
}
