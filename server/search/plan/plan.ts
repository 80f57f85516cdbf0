import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { MAX_RESULT_WINDOW } from '../../../common/search_api';
import type { SearchFilters, SearchRequest } from '../../../common/search_api';
import { columnsOnly, PHOTO_COLUMNS } from '../../photos/photo_columns';
import { vectorNumbers } from '../../photos/photo_document';
import type { PeakSearchSettings } from '../../settings';
import { filterClauses, filterQuery } from './filters';

export type SearchBody = estypes.SearchSearchRequestBody;

/** The numbers a kNN request runs with. */
export interface KnnNumbers {
  k: number;
  numCandidates: number;
}

/**
 * k and num_candidates of a request.
 *
 * k must not follow the page: each k walks the graph anew and may find a neighbour that a smaller one missed, which
 * would shift photos between pages. So it grows in steps of four times (100, 400, 1,600, …), and all pages inside a
 * step are cut from the same list; a caller that pages deeper asks with the `k` of the step it wants from the start.
 */
export function knnNumbers(
  request: SearchRequest,
  settings: PeakSearchSettings['knn']
): KnnNumbers {
  let k = request.k ?? settings.k;
  if (request.k === undefined) {
    while (k < request.from + request.size) {
      k *= 4;
    }
  }
  k = Math.min(k, MAX_RESULT_WINDOW);
  const ratio = Math.max(1, settings.numCandidates / settings.k);
  const wanted = request.numCandidates ?? Math.ceil(k * ratio);
  return { k, numCandidates: Math.min(Math.max(wanted, k), MAX_RESULT_WINDOW) };
}

/**
 * The k photos nearest to the vector among those that the filters (and `extra`) admit; ids and scores come back. A
 * list that people see adds columns (columnsOnly).
 *
 * @param options.oversample how many times k to rescore with the full vectors; for quantized vectors only
 */
export function knnBody(
  vector: Float32Array,
  filters: SearchFilters,
  options: KnnNumbers & { oversample?: number; extra?: estypes.QueryDslQueryContainer[] }
): SearchBody {
  return {
    knn: {
      field: 'clip_image',
      query_vector: vectorNumbers(vector),
      k: options.k,
      num_candidates: options.numCandidates,
      filter: [...filterClauses(filters), ...(options.extra ?? [])],
      ...(options.oversample ? { rescore_vector: { oversample: options.oversample } } : {}),
    },
    size: options.k,
    _source: false,
    track_total_hits: false,
  };
}

/** The name of the collapsed list's inner hits: a burst's best frame. */
export const BEST_FRAME = 'best_frame';

/**
 * A page of everything that the filters admit, in the order of a field.
 *
 * @param ids only these photos, beside the filters (the kNN hits, when they are to be ordered otherwise)
 */
export function browseBody(request: SearchRequest, ids?: readonly string[]): SearchBody {
  const filter = filterClauses(request.filters);
  if (ids) {
    filter.push({ ids: { values: [...ids] } });
  }
  return {
    query: { bool: { filter } },
    sort: sortClauses(request),
    from: request.from,
    size: request.size,
    ...columnsOnly(PHOTO_COLUMNS),
    track_total_hits: true,
    ...(request.collapseBursts
      ? {
          collapse: {
            field: 'burst_key',
            inner_hits: {
              name: BEST_FRAME,
              size: 1,
              sort: [{ 'burst.rank': { order: 'asc', missing: '_last' } }],
              ...columnsOnly(PHOTO_COLUMNS),
            },
          },
          // 40,000 is the highest precision there is: exact for any library below.
          aggs: { groups: { cardinality: { field: 'burst_key', precision_threshold: 40_000 } } },
        }
      : {}),
  };
}

/** Ends on album and path, which are unique together: no two photos ever tie, so pages neither overlap nor miss. */
function sortClauses(request: SearchRequest): estypes.SortCombinations[] {
  const unique: estypes.SortCombinations[] = [{ album: 'asc' }, { path: 'asc' }];
  if (request.sort === 'nearest' && request.nearTo) {
    return [{ _geo_distance: { gps: request.nearTo, order: 'asc', unit: 'm' } }, ...unique];
  }
  // Without terms nothing matches better than anything else: newest first.
  const order = request.sort === 'oldest' ? 'asc' : 'desc';
  return [{ shot_time: { order, missing: '_last' } }, ...unique];
}

/** Photos by their ids, in no order. */
export function pageBody(ids: readonly string[]): SearchBody {
  return {
    query: { ids: { values: [...ids] } },
    size: ids.length,
    ...columnsOnly(PHOTO_COLUMNS),
    track_total_hits: false,
  };
}

/** How many photos the filters admit, and nothing else. */
export function countBody(filters: SearchFilters): SearchBody {
  return { size: 0, track_total_hits: true, query: filterQuery(filters) };
}

/**
 * Elasticsearch's `preference`: all pages of one search ask the same copies of the shards, whose graphs differ.
 */
export function stablePreference(request: SearchRequest): string {
  const { terms, filters, sort, nearTo } = request;
  return createHash('sha256')
    .update(JSON.stringify({ terms, filters, sort, nearTo }))
    .digest('hex')
    .slice(0, 16);
}
