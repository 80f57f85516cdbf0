import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { MAX_RESULT_WINDOW } from '../../common/search_api';
import type { SearchRequest } from '../../common/search_api';
import type { SearchPart } from '../elasticsearch/multi_search';
import { columnsOnly, ID_COLUMNS, photoColumns } from '../photos/photo_columns';
import { vectorNumbers } from '../photos/photo_document';
import { SAMPLE_KEYS } from '../photos/index/photos_mapping';
import type { Places } from '../photos/exact_places/places';
import { isQuantized } from '../photos/index/quantization';
import type { PeakSearchSettings } from '../settings';
import { filterClauses } from './filters/filters';
import type { ResolvedQuery } from './terms/resolve_terms';
import { writtenQuery } from './terms/written';

/** From a request to the bodies that Elasticsearch is asked with, each under its name. Pure: nothing is read here. */

export type SearchBody = estypes.SearchSearchRequestBody;
export type SearchParts = Record<string, SearchPart>;

/** What a plan has to know of the library. */
export interface PlanFor {
  settings: PeakSearchSettings;
  places: Places;
  /** Elasticsearch's `index_options.type` of the vectors. */
  vectorKind: string;
  /** Photos that the caller may see. */
  visible: number;
  /** Whether the library says what chance finds: a text is then held against a background sample as well. */
  calibrated?: boolean;
}

export interface RankedPlan {
  /**
   * `nearest`, one `shows:<peak id>` for each list of a peak, `written` and `writtenNearest` where words may be written
   * about photos, and `background` where a scale must be found.
   */
  parts: SearchParts;
  knn: KnnNumbers;
  /** Lengths at which the lists were cut for the pages before: 100, 400, … up to k. */
  steps: number[];
  /** True when the lists bring the columns of a page with them. */
  whole: boolean;
}

/** The numbers a kNN request runs with. */
export interface KnnNumbers {
  k: number;
  numCandidates: number;
}

/** The part that lists the photos predicted to show a peak. */
export const showsPart = (peakId: string): string => `shows:${peakId}`;
export const isShows = (part: string): boolean => part.startsWith('shows:');

/** What is written lifts photos on the first pages; as many as a search lists by itself. */
const WRITTEN_SIZE = 100;

/** What a list needs to be ranked and collapsed. */
const RANK_COLUMNS: readonly string[] = [...ID_COLUMNS, 'burst_key', 'burst.rank'];

/**
 * A list brings the columns of a page with it as long as all lists together have no more rows than this; else the
 * page's photos are asked for when it is known which they are. At 1,000 rows both took the same.
 */
const MAX_WHOLE_ROWS = 500;

/** The lists of a query with terms. */
export function planRanked(
  request: SearchRequest,
  query: ResolvedQuery,
  { settings, places, vectorKind, visible, calibrated }: PlanFor
): RankedPlan {
  const index = settings.indices.photos;
  const knn = knnNumbers(request, settings.knn);
  const oversample = oversampleOf(vectorKind, settings.knn);
  const lists = 1 + query.peakLists.length;
  const whole = request.sort === 'match' && lists * knn.k <= MAX_WHOLE_ROWS;
  const columns = columnsOnly(
    whole ? [...new Set([...RANK_COLUMNS, ...photoColumns(places)])] : RANK_COLUMNS
  );
  const filter = filterClauses(request.filters, places);
  const list = (extra: estypes.QueryDslQueryContainer[], k = knn.k): SearchPart => {
    const numbers = { k, numCandidates: Math.max(k, knn.numCandidates), oversample };
    return {
      index,
      body: { ...knnBody(query.vector, [...filter, ...extra], numbers), ...columns },
    };
  };
  const parts: SearchParts = { nearest: list([]) };
  for (const { peakId } of query.peakLists) {
    parts[showsPart(peakId)] = list([{ term: { [places.fields.predictedPeaks]: peakId } }]);
  }
  const written = writtenQuery(query.written);
  if (written) {
    // Its order is BM25's; the cosines of its photos come with the second list.
    parts.written = {
      index,
      body: {
        query: { bool: { must: [written], filter } },
        size: WRITTEN_SIZE,
        track_total_hits: false,
        ...columnsOnly(ID_COLUMNS),
      },
    };
    parts.writtenNearest = list([written], WRITTEN_SIZE);
  }
  if (!query.logits || calibrated) {
    parts.background = { index, body: backgroundBody(query.vector, visible, oversample) };
  }
  return { parts, knn, whole, steps: stepsTo(knn.k, request, settings.knn) };
}

/** How many times k is rescored with the full vectors; only where those in the graph are quantized. */
export const oversampleOf = (
  vectorKind: string,
  { oversample }: Pick<PeakSearchSettings['knn'], 'oversample'>
): number | undefined => (isQuantized(vectorKind) ? oversample : undefined);

/** How much longer the lists get with each step. */
const STEP = 4;

/** The steps that k went through; a caller that names its own k has one. */
function stepsTo(k: number, request: SearchRequest, settings: PeakSearchSettings['knn']): number[] {
  const steps: number[] = [];
  if (request.k === undefined && request.sort === 'match') {
    for (let step = settings.k; step < k; step *= STEP) steps.push(step);
  }
  return [...steps, k];
}

/**
 * k and num_candidates of a request.
 *
 * k must not follow the page: each k walks the graph anew and may find a neighbor that a smaller one missed, which
 * would shift photos between pages. So it grows in steps of four times (100, 400, 1,600, …), and all pages inside a
 * step are cut from the same list; a caller that pages deeper asks with the `k` of the step it wants from the start.
 */
export function knnNumbers(
  request: SearchRequest,
  settings: PeakSearchSettings['knn']
): KnnNumbers {
  // Another order than that of the match is one over everything that matches, not over the nearest hundred.
  let k = request.k ?? (request.sort === 'match' ? settings.k : MAX_RESULT_WINDOW);
  if (request.k === undefined) {
    while (k < request.from + request.size) {
      k *= STEP;
    }
  }
  k = Math.min(k, MAX_RESULT_WINDOW);
  const ratio = Math.max(1, settings.numCandidates / settings.k);
  const wanted = request.numCandidates ?? Math.ceil(k * ratio);
  return { k, numCandidates: Math.min(Math.max(wanted, k), MAX_RESULT_WINDOW) };
}

/**
 * The k photos nearest to the vector among those that the filter admits; ids and scores come back. A list that people
 * see adds columns (columnsOnly).
 *
 * @param options.oversample how many times k to rescore with the full vectors; for quantized vectors only
 */
export function knnBody(
  vector: Float32Array,
  filter: readonly estypes.QueryDslQueryContainer[],
  options: KnnNumbers & { oversample?: number }
): SearchBody {
  return {
    knn: {
      field: 'clip_image',
      query_vector: vectorNumbers(vector),
      k: options.k,
      num_candidates: options.numCandidates,
      filter: [...filter],
      ...(options.oversample ? { rescore_vector: { oversample: options.oversample } } : {}),
    },
    size: options.k,
    _source: false,
    track_total_hits: false,
  };
}

/**
 * 256 photos give mean and spread of a query's cosines to about 6 % (1/√256), which moves a match of z = 3 by 0.2.
 */
const BACKGROUND_SIZE = 256;

/** Twice the size: of keys that are as good as random, no library has a sample that is sixteen deviations too large. */
const BACKGROUND_LIMIT = 2 * BACKGROUND_SIZE;

/**
 * Scores of the query with a random sample of all photos that the caller may see. Filters must not matter, or the same
 * photo would match the same words better or worse as the filter changes.
 *
 * A filter that admits fewer than k photos makes Lucene compare them all, so this is no nearest-neighbor search at all
 * but the cheapest way to have cosines computed where the vectors lie.
 */
export function backgroundBody(
  vector: Float32Array,
  visible: number,
  oversample: number | undefined
): SearchBody {
  const share = BACKGROUND_SIZE / Math.max(1, visible);
  const sample: estypes.QueryDslQueryContainer[] =
    share >= 1 ? [] : [{ range: { sample_key: { lt: Math.ceil(share * SAMPLE_KEYS) } } }];
  const numbers = { k: BACKGROUND_LIMIT, numCandidates: BACKGROUND_LIMIT, oversample };
  return { ...knnBody(vector, sample, numbers), ...columnsOnly([]) };
}

/** The name of the collapsed list's inner hits: a burst's best frame. */
export const BEST_FRAME = 'best_frame';

/**
 * A page of everything that the filters admit, in the order of a field.
 *
 * @param ids only these photos, beside the filters (the kNN hits, when they are to be ordered otherwise)
 */
export function browseBody(
  request: SearchRequest,
  places: Places,
  ids?: readonly string[]
): SearchBody {
  const filter = filterClauses(request.filters, places);
  const columns = columnsOnly(photoColumns(places));
  if (ids) {
    filter.push({ ids: { values: [...ids] } });
  }
  return {
    query: { bool: { filter } },
    sort: sortClauses(request, places),
    from: request.from,
    size: request.size,
    ...columns,
    track_total_hits: true,
    ...(request.collapseBursts
      ? {
          collapse: {
            field: 'burst_key',
            inner_hits: {
              name: BEST_FRAME,
              size: 1,
              sort: [{ 'burst.rank': { order: 'asc', missing: '_last' } }],
              ...columns,
            },
          },
          // 40,000 is the highest precision there is: exact for any library below.
          aggs: { groups: { cardinality: { field: 'burst_key', precision_threshold: 40_000 } } },
        }
      : {}),
  };
}

/** Ends on album and path, which are unique together: no two photos ever tie, so pages neither overlap nor miss. */
function sortClauses(request: SearchRequest, places: Places): estypes.SortCombinations[] {
  const unique: estypes.SortCombinations[] = [{ album: 'asc' }, { path: 'asc' }];
  if (request.sort === 'nearest' && request.nearTo) {
    return [
      { _geo_distance: { [places.fields.gps]: request.nearTo, order: 'asc', unit: 'm' } },
      ...unique,
    ];
  }
  // Without terms nothing matches better than anything else: newest first.
  const order = request.sort === 'oldest' ? 'asc' : 'desc';
  // By the photos' own days first: in the hours around midnight, photos of two zones would take turns.
  return [
    { shot_day: { order, missing: '_last' } },
    { shot_time: { order, missing: '_last' } },
    ...unique,
  ];
}

/** Photos by their ids, in no order. */
export function pageBody(ids: readonly string[], places: Places): SearchBody {
  return {
    query: { ids: { values: [...ids] } },
    size: ids.length,
    ...columnsOnly(photoColumns(places)),
    track_total_hits: false,
  };
}

/** Elasticsearch's `preference`: all pages of one search ask the same copies of the shards, whose graphs differ. */
export function stablePreference(request: SearchRequest): string {
  const { terms, filters, sort, nearTo } = request;
  return createHash('sha256')
    .update(JSON.stringify({ terms, filters, sort, nearTo }))
    .digest('hex')
    .slice(0, 16);
}
