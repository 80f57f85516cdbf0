import type { Client } from '@elastic/elasticsearch';
import { isQuantized } from '../../../server/photos/index/quantization';
import { knnBody } from '../../../server/search/plan';
import { mean, quantile } from '../../../common/statistics';
import { recallAt } from '../report/statistics';
import type { FilterName, Query } from './library';
import type { FilledIndex } from './vector_index';

export interface KnnSetting {
  k: number;
  numCandidates: number;
  /** For quantized kinds only; undefined: the quantized scores as they are. */
  oversample?: number;
  filter?: FilterName;
}

export interface KnnFigures extends KnnSetting {
  /** Share of the truly nearest 10 (100) photos that were among the first 10 (100). */
  recall10: number;
  recall100: number;
  recall10Text: number;
  /** As seen by the client, milliseconds. */
  p50: number;
  p99: number;
}

/** Not counted: the pages of the index come into memory, and Java compiles what it runs. */
const WARM_UP = 20;

/** Runs the product's own kNN request for each query, one after another. */
export async function measureKnn(
  client: Client,
  { index, kind }: FilledIndex,
  queries: readonly Query[],
  setting: KnnSetting
): Promise<KnnFigures> {
  const ask = async ({ vector }: Query) => {
    const body = knnBody(
      vector,
      setting.filter ? [{ term: { predicted_peaks: setting.filter } }] : [],
      {
        ...setting,
        oversample: isQuantized(kind) ? setting.oversample : undefined,
      }
    );
    const started = performance.now();
    const answer = await client.search({ index, ...body });
    return {
      ms: performance.now() - started,
      ids: answer.hits.hits.map(({ _id }) => _id!),
    };
  };
  for (let i = 0; i < WARM_UP; i++) await ask(queries[i % queries.length]);
  const outcomes = [];
  for (const query of queries) {
    const { ms, ids } = await ask(query);
    const nearest = query.nearest[setting.filter ?? 'none'];
    outcomes.push({
      kind: query.kind,
      ms,
      at10: recallAt(ids, nearest, 10) ?? NaN,
      at100: recallAt(ids, nearest, 100) ?? NaN,
    });
  }
  const times = outcomes.map(({ ms }) => ms);
  return {
    ...setting,
    recall10: mean(outcomes.map(({ at10 }) => at10)),
    recall100: mean(outcomes.map(({ at100 }) => at100)),
    recall10Text: mean(outcomes.filter(({ kind }) => kind === 'text').map(({ at10 }) => at10)),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}
