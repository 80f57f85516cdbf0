import type { estypes } from '@elastic/elasticsearch';
import { KNN_QUERIES, knnFigures } from '../../common/quality/knn';
import type { KnnFilter, KnnOutcome, KnnPlan, KnnRecall } from '../../common/quality/knn';
import { MAX_RESULT_WINDOW, searchRequestSchema } from '../../common/search_api';
import type { SearchFilters } from '../../common/search_api';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../errors';
import { vectorNumbers } from '../photos/photo_document';
import { vectorField } from '../photos/photo_repository';
import { requirePhotosIndex } from '../photos/photos_index';
import { isQuantized } from '../photos/quantization';
import { filterQuery } from '../search/plan/filters';
import { knnBody, knnNumbers } from '../search/plan/plan';
import type { PeakSearchSettings } from '../settings';

/** What a comparison asks with. */
export interface KnnRequest {
  client: ElasticsearchClient;
  settings: PeakSearchSettings;
  /** Default: the setting. */
  k?: number;
  signal?: AbortSignal;
}

/** Everything that the exact search must compare. */
const HAS_VECTOR: estypes.QueryDslQueryContainer = { exists: { field: 'clip_image' } };

/** How the approximate search can be compared with the exact one: under no filter, and under what narrows most searches. */
export async function knnPlan({ client, settings, k, signal }: KnnRequest): Promise<KnnPlan> {
  const { index, vectorKind } = await requirePhotosIndex(client, settings, signal);
  const request = searchRequestSchema.parse({ k, size: 0, facets: false });
  const answer = await withElasticsearchErrors({ index, doing: 'count the photos' }, () =>
    client.search<unknown, Record<string, estypes.AggregationsStringTermsAggregate>>(
      {
        index,
        size: 0,
        track_total_hits: true,
        query: { bool: { filter: [HAS_VECTOR] } },
        aggs: {
          album: { terms: { field: 'album', size: 1 } },
          peak: { terms: { field: 'predicted_peaks', size: 1 } },
        },
      },
      { signal }
    )
  );
  const total = answer.hits.total as estypes.SearchTotalHits;
  const most = (kind: 'album' | 'peak'): KnnFilter[] =>
    (answer.aggregations![kind].buckets as Array<{ key: string; doc_count: number }>).map(
      ({ key, doc_count }) => ({ kind, value: key, admitted: doc_count })
    );
  return {
    photos: total.value,
    filters: [{ kind: 'none', admitted: total.value }, ...most('album'), ...most('peak')],
    ...knnNumbers(request, settings.knn),
    oversample: isQuantized(vectorKind) ? settings.knn.oversample : undefined,
    vectorKind,
  };
}

/**
 * Compares the two searches for photos of the index as queries (each finds itself in both).
 *
 * @param plan of knnPlan
 * @param range which of the random sample's photos to ask with
 */
export async function compareKnn(
  { client, settings, signal }: KnnRequest,
  plan: KnnPlan,
  filter: KnnFilter,
  range: { from: number; count: number }
): Promise<KnnOutcome[]> {
  const { index } = await requirePhotosIndex(client, settings, signal);
  const vectors = await sampleVectors(client, index, range, signal);
  const filters = searchFilters(filter);
  const exactly = exactSearch(client, index, filter, signal);
  const outcomes: KnnOutcome[] = [];
  for (const vector of vectors) {
    signal?.throwIfAborted();
    const exact = await exactly(vector, filters, plan.k);
    if (exact.ids.length === 0) continue;
    const found = await ask(client, index, knnBody(vector, filters, plan), signal);
    const right = new Set(exact.ids);
    outcomes.push({
      recall: found.ids.filter((id) => right.has(id)).length / right.size,
      approximateMs: found.ms,
      exactMs: exact.ms,
    });
  }
  return outcomes;
}

/** The whole comparison, filter by filter. */
export async function knnRecall(
  request: KnnRequest,
  onProgress?: (done: number, total: number) => void
): Promise<KnnRecall[]> {
  const plan = await knnPlan(request);
  const results: KnnRecall[] = [];
  const total = plan.filters.length * KNN_QUERIES;
  for (const filter of plan.filters) {
    const range = { from: 0, count: KNN_QUERIES };
    results.push(knnFigures(plan, filter, await compareKnn(request, plan, filter, range)));
    onProgress?.(results.length * KNN_QUERIES, total);
  }
  return results;
}

function searchFilters({ kind, value }: KnnFilter): SearchFilters {
  if (kind === 'none' || value === undefined) return {};
  return kind === 'album' ? { albums: [value] } : { peaks: [value] };
}

async function sampleVectors(
  client: ElasticsearchClient,
  index: string,
  { from, count }: { from: number; count: number },
  signal?: AbortSignal
): Promise<Float32Array[]> {
  const answer = await withElasticsearchErrors({ index, doing: 'sample the photos' }, () =>
    client.search<never>(
      {
        index,
        from,
        size: count,
        // A fixed seed: the same index gives the same sample, whichever part of it is asked for.
        query: {
          function_score: {
            query: { bool: { filter: [HAS_VECTOR] } },
            functions: [{ random_score: { seed: 2, field: '_seq_no' } }],
            boost_mode: 'replace',
          },
        },
        _source: false,
        fields: ['clip_image'],
      },
      { signal }
    )
  );
  return answer.hits.hits.map((hit) => Float32Array.from(vectorField(hit.fields)));
}

type ExactSearch = (vector: Float32Array, filters: SearchFilters, k: number) => Promise<Found>;

/**
 * The exact search: a score by script over all that the filter admits, with the full vectors. Nodes without scripts
 * (the embedded one) do it by kNN: Lucene compares every vector where a filter admits no more than num_candidates.
 */
function exactSearch(
  client: ElasticsearchClient,
  index: string,
  { admitted }: KnnFilter,
  signal?: AbortSignal
): ExactSearch {
  let scripts = true;
  return async (vector, filters, k) => {
    if (scripts) {
      try {
        return await ask(client, index, scriptBody(vector, filters, k), signal);
      } catch (error) {
        if (!isScriptMissing(error)) throw error;
        scripts = false;
      }
    }
    if (admitted > MAX_RESULT_WINDOW) {
      throw new PeakSearchError(
        'bad_request',
        `This Elasticsearch has no scripts (modules/lang-painless), and ${admitted} photos are too many to compare without. Run the comparison on a complete node.`
      );
    }
    const numbers = { k, numCandidates: MAX_RESULT_WINDOW, extra: [HAS_VECTOR] };
    return ask(client, index, knnBody(vector, filters, numbers), signal);
  };
}

/** Told by what the answer says of scripts; the client's classes are not the same inside Kibana. */
function isScriptMissing(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { statusCode, body } = at as Error & { statusCode?: number; body?: unknown };
    if (statusCode === 400 && /script|painless/.test(JSON.stringify(body))) return true;
  }
  return false;
}

function scriptBody(
  vector: Float32Array,
  filters: SearchFilters,
  k: number
): estypes.SearchSearchRequestBody {
  return {
    size: k,
    _source: false,
    query: {
      script_score: {
        query: { bool: { filter: [filterQuery(filters), HAS_VECTOR] } },
        script: {
          source: "cosineSimilarity(params.query, 'clip_image') + 1.0",
          params: { query: vectorNumbers(vector) },
        },
      },
    },
  };
}

interface Found {
  ids: string[];
  ms: number;
}

async function ask(
  client: ElasticsearchClient,
  index: string,
  body: estypes.SearchSearchRequestBody,
  signal?: AbortSignal
): Promise<Found> {
  const answer = await withElasticsearchErrors({ index, doing: 'search the photos' }, () =>
    client.search({ index, ...body }, { signal })
  );
  return { ids: answer.hits.hits.map((hit) => hit._id!), ms: answer.took };
}
