import type { estypes } from '@elastic/elasticsearch';
import { KNN_QUERIES, knnFigures } from '../../common/quality/knn';
import type { KnnFilter, KnnOutcome, KnnPlan, KnnRecall } from '../../common/quality/knn';
import { MAX_RESULT_WINDOW, searchRequestSchema } from '../../common/search_api';
import type { SearchFilters } from '../../common/search_api';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { vectorNumbers } from '../photos/photo_document';
import { isQuantized } from '../photos/index/quantization';
import { filterClauses } from '../search/filters/filters';
import { knnBody, knnNumbers } from '../search/plan';

/** Everything that the exact search must compare. */
const HAS_VECTOR: estypes.QueryDslQueryContainer = { exists: { field: 'clip_image' } };

/**
 * How the approximate search can be compared with the exact one: under no filter, and under what narrows most searches.
 *
 * @param k default: the setting
 */
export async function knnPlan(
  { elasticsearch, photos, places, settings }: Library,
  k?: number
): Promise<KnnPlan> {
  const { vectorKind } = await photos.describe();
  const request = searchRequestSchema.parse({ k, size: 0, facets: false });
  const answer = await elasticsearch.search<
    unknown,
    Record<string, estypes.AggregationsStringTermsAggregate>
  >(
    { index: photos.index, doing: 'count the photos' },
    {
      size: 0,
      track_total_hits: true,
      query: { bool: { filter: [HAS_VECTOR] } },
      aggs: {
        album: { terms: { field: 'album', size: 1 } },
        peak: { terms: { field: places.fields.predictedPeaks, size: 1 } },
      },
    }
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
  library: Library,
  plan: KnnPlan,
  filter: KnnFilter,
  range: { from: number; count: number }
): Promise<KnnOutcome[]> {
  const vectors = await sampleVectors(library, range);
  const clauses = filterClauses(searchFilters(filter), library.places);
  const exactly = exactSearch(library, filter);
  const outcomes: KnnOutcome[] = [];
  for (const vector of vectors) {
    const exact = await exactly(vector, clauses, plan.k);
    if (exact.ids.length === 0) continue;
    const found = await ask(library, knnBody(vector, clauses, plan));
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
  library: Library,
  { k, onProgress }: { k?: number; onProgress?: (done: number, total: number) => void } = {}
): Promise<KnnRecall[]> {
  const plan = await knnPlan(library, k);
  const results: KnnRecall[] = [];
  const total = plan.filters.length * KNN_QUERIES;
  for (const filter of plan.filters) {
    const range = { from: 0, count: KNN_QUERIES };
    results.push(knnFigures(plan, filter, await compareKnn(library, plan, filter, range)));
    onProgress?.(results.length * KNN_QUERIES, total);
  }
  return results;
}

function searchFilters({ kind, value }: KnnFilter): SearchFilters {
  if (kind === 'none' || value === undefined) return {};
  return kind === 'album' ? { albums: [value] } : { peaks: [value] };
}

function sampleVectors(
  { photos }: Library,
  { from, count }: { from: number; count: number }
): Promise<Float32Array[]> {
  // A fixed seed: the same index gives the same sample, whichever part of it is asked for.
  const query: estypes.QueryDslQueryContainer = {
    function_score: {
      query: { bool: { filter: [HAS_VECTOR] } },
      functions: [{ random_score: { seed: 2, field: '_seq_no' } }],
      boost_mode: 'replace',
    },
  };
  return photos.vectorsOf({ from, size: count, query }, 'sample the photos');
}

type Clauses = readonly estypes.QueryDslQueryContainer[];
type ExactSearch = (vector: Float32Array, filter: Clauses, k: number) => Promise<Found>;

/**
 * The exact search: a score by script over all that the filter admits, with the full vectors. Nodes without scripts
 * (the embedded one) do it by kNN: Lucene compares every vector where a filter admits no more than num_candidates.
 */
function exactSearch(library: Library, { admitted }: KnnFilter): ExactSearch {
  let scripts = true;
  return async (vector, clauses, k) => {
    if (scripts) {
      try {
        return await ask(library, scriptBody(vector, clauses, k));
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
    const numbers = { k, numCandidates: MAX_RESULT_WINDOW };
    return ask(library, knnBody(vector, [...clauses, HAS_VECTOR], numbers));
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
  filter: Clauses,
  k: number
): estypes.SearchSearchRequestBody {
  return {
    size: k,
    _source: false,
    query: {
      script_score: {
        query: { bool: { filter: [...filter, HAS_VECTOR] } },
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
  { elasticsearch, photos }: Library,
  body: estypes.SearchSearchRequestBody
): Promise<Found> {
  const context = { index: photos.index, doing: 'search the photos' };
  const answer = await elasticsearch.search(context, body);
  return { ids: answer.hits.hits.map((hit) => hit._id!), ms: answer.took };
}
