import type { estypes } from '@elastic/elasticsearch';
import { searchRequestSchema } from '../../common/search_api';
import type { SearchFilters } from '../../common/search_api';
import type { ElasticsearchClient } from '../../server/elasticsearch_client';
import { withElasticsearchErrors } from '../../server/elasticsearch_errors';
import { vectorNumbers } from '../../server/photos/photo_document';
import { vectorField } from '../../server/photos/photo_repository';
import { requirePhotosIndex } from '../../server/photos/photos_index';
import { isQuantized } from '../../server/photos/quantization';
import { filterClauses } from '../../server/search/filters';
import { knnBody, knnNumbers } from '../../server/search/plan';
import type { PeakSearchSettings } from '../../server/settings';
import { estimate, mean } from './metrics';
import type { Estimate } from './metrics';

/** Share of the truly nearest photos that the approximate search finds. */
export interface KnnRecall {
  /** What the photos were narrowed to. */
  filter: string;
  /** Photos that the filter admits. */
  admitted: number;
  k: number;
  numCandidates: number;
  oversample?: number;
  vectorKind: string;
  queries: number;
  recall: Estimate;
  /** Median time that Elasticsearch took, milliseconds. */
  approximateMs: number;
  exactMs: number;
}

/** 100 queries give a recall near 0.99 to about ±0.01. */
const QUERIES = 100;

/**
 * Compares the approximate search with the exact one of the same engine, under the same filter, for vectors of photos
 * in the index (each finds itself in both).
 */
export async function knnRecall(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  options: { k: number; signal?: AbortSignal }
): Promise<KnnRecall[]> {
  const { index, vectorKind } = await requirePhotosIndex(client, settings, options.signal);
  const vectors = await sampleVectors(client, index);
  const results: KnnRecall[] = [];
  for (const { name, filters } of await filtersOf(client, index)) {
    const request = searchRequestSchema.parse({ k: options.k, size: 0, facets: false });
    const numbers = {
      ...knnNumbers(request, settings.knn),
      oversample: isQuantized(vectorKind) ? settings.knn.oversample : undefined,
    };
    const outcomes = [];
    for (const vector of vectors) {
      options.signal?.throwIfAborted();
      const exact = await ask(client, index, exactBody(vector, filters, options.k));
      const found = await ask(client, index, knnBody(vector, filters, numbers));
      const wanted = exact.ids.length;
      if (wanted === 0) continue;
      const hits = found.ids.filter((id) => exact.ids.includes(id)).length;
      outcomes.push({ recall: hits / wanted, approximateMs: found.ms, exactMs: exact.ms });
    }
    results.push({
      filter: name,
      admitted: await countOf(client, index, filters),
      ...numbers,
      vectorKind,
      queries: outcomes.length,
      recall: estimate(
        outcomes.map((outcome, i) => ({ ...outcome, i })),
        ({ i }) => String(i),
        (some) => mean(some.map(({ recall }) => recall))
      ),
      approximateMs: median(outcomes.map(({ approximateMs }) => approximateMs)),
      exactMs: median(outcomes.map(({ exactMs }) => exactMs)),
    });
  }
  return results;
}

/** No filter, the album with most photos, and the peak that is seen most: what people narrow a library by. */
async function filtersOf(
  client: ElasticsearchClient,
  index: string
): Promise<Array<{ name: string; filters: SearchFilters }>> {
  const answer = await client.search<
    unknown,
    Record<string, estypes.AggregationsStringTermsAggregate>
  >({
    index,
    size: 0,
    aggs: {
      album: { terms: { field: 'album', size: 1 } },
      peak: { terms: { field: 'predicted_peaks', size: 1 } },
    },
  });
  const first = (name: string): string | undefined => {
    const buckets = answer.aggregations?.[name].buckets as Array<{ key: string }> | undefined;
    return buckets?.[0]?.key;
  };
  const [album, peak] = [first('album'), first('peak')];
  return [
    { name: 'none', filters: {} },
    ...(album === undefined ? [] : [{ name: `album ${album}`, filters: { albums: [album] } }]),
    ...(peak === undefined ? [] : [{ name: `peak ${peak}`, filters: { peaks: [peak] } }]),
  ];
}

async function sampleVectors(client: ElasticsearchClient, index: string): Promise<Float32Array[]> {
  const answer = await withElasticsearchErrors({ index, doing: 'sample the photos' }, () =>
    client.search<never>({
      index,
      size: QUERIES,
      query: { function_score: { functions: [{ random_score: { seed: 2, field: '_seq_no' } }] } },
      _source: false,
      fields: ['clip_image'],
    })
  );
  return answer.hits.hits.map((hit) => Float32Array.from(vectorField(hit.fields)));
}

/** Every photo that the filter admits is compared, with the full vectors. */
function exactBody(
  vector: Float32Array,
  filters: SearchFilters,
  k: number
): estypes.SearchSearchRequestBody {
  return {
    size: k,
    _source: false,
    query: {
      script_score: {
        query: {
          bool: { filter: [...filterClauses(filters), { exists: { field: 'clip_image' } }] },
        },
        script: {
          source: "cosineSimilarity(params.query, 'clip_image') + 1.0",
          params: { query: vectorNumbers(vector) },
        },
      },
    },
  };
}

async function ask(
  client: ElasticsearchClient,
  index: string,
  body: estypes.SearchSearchRequestBody
): Promise<{ ids: string[]; ms: number }> {
  const answer = await withElasticsearchErrors({ index, doing: 'search the photos' }, () =>
    client.search({ index, ...body })
  );
  return { ids: answer.hits.hits.map((hit) => hit._id!), ms: answer.took };
}

async function countOf(
  client: ElasticsearchClient,
  index: string,
  filters: SearchFilters
): Promise<number> {
  const answer = await client.count({ index, query: { bool: { filter: filterClauses(filters) } } });
  return answer.count;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
