import type { estypes } from '@elastic/elasticsearch';
import type { SearchFacets, SearchFilters } from '../../../common/search_api';
import { filterQuery } from './filters';
import type { SearchBody } from './plan';
import { countBody } from './plan';
import { timelineInterval } from './timeline';
import type { TimelineInterval } from './timeline';

/**
 * Facets are counted by requests of their own over everything that the filters admit: aggregations beside a kNN
 * search count its k hits only.
 */

/** More peaks or albums than any list shows; the catalog has a hundred, a large library a few hundred albums. */
const MAX_TERMS = 1000;

/** Facets that people tick: counted without their own filter, so that a second value can be chosen beside the first. */
const TICKED = {
  peaks: { peaks: { terms: { field: 'predicted_peaks', size: MAX_TERMS } } },
  albums: { albums: { terms: { field: 'album', size: MAX_TERMS } } },
} as const;
type Ticked = keyof typeof TICKED;
/** Their answers, in this order. */
const TICKED_NAMES: readonly Ticked[] = ['peaks', 'albums'];

const isTicked = (filters: SearchFilters, name: Ticked): boolean =>
  (filters[name]?.length ?? 0) > 0;

/** Everything but the buckets of the timeline, whose width needs the first and last time first. */
export function facetsBody(filters: SearchFilters): SearchBody {
  return {
    ...countBody(filters),
    aggs: {
      ...(isTicked(filters, 'peaks') ? {} : TICKED.peaks),
      ...(isTicked(filters, 'albums') ? {} : TICKED.albums),
      has_place: { filter: { exists: { field: 'gps' } } },
      has_bearing: { filter: { exists: { field: 'bearing_deg' } } },
      first: { min: { field: 'shot_time' } },
      last: { max: { field: 'shot_time' } },
      zone: { terms: { field: 'zone', size: 1 } },
    },
  };
}

/** One body for each ticked facet that something is chosen of; facetsBody counts the others. */
export function tickedFacetBodies(filters: SearchFilters): SearchBody[] {
  return TICKED_NAMES.filter((name) => isTicked(filters, name)).map((name) => ({
    size: 0,
    track_total_hits: false,
    query: filterQuery({ ...filters, [name]: undefined }),
    aggs: TICKED[name],
  }));
}

/** What facetsBody found out about time. */
export interface TimeSpan {
  interval: TimelineInterval;
  timeZone: string;
}

/** The width of the timeline's buckets; undefined when no photo has a time. */
export function readTimeSpan(answer: estypes.SearchResponseBody<unknown>): TimeSpan | undefined {
  const { first, last } = answer.aggregations as unknown as Record<
    'first' | 'last',
    { value: number | null }
  >;
  if (first.value === null || last.value === null) {
    return undefined;
  }
  const zone = buckets(answer, 'zone')[0]?.key;
  return {
    interval: timelineInterval(first.value, last.value),
    timeZone: zone !== undefined && isTimeZone(zone) ? zone : 'UTC',
  };
}

/** The timeline, in days as most of the photos' own zone has them. */
export function timelineBody(filters: SearchFilters, { interval, timeZone }: TimeSpan): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: filterQuery(filters),
    aggs: {
      timeline: {
        date_histogram: {
          field: 'shot_time',
          ...(interval.calendar
            ? { calendar_interval: interval.name as estypes.AggregationsCalendarInterval }
            : { fixed_interval: interval.name }),
          time_zone: timeZone,
          min_doc_count: 1,
        },
      },
    },
  };
}

/**
 * Puts the answers of the bodies above together.
 *
 * @param ticked answers of tickedFacetBodies, in their order
 */
export function readFacets(
  facets: estypes.SearchResponseBody<unknown>,
  ticked: ReadonlyArray<estypes.SearchResponseBody<unknown>>,
  span: TimeSpan | undefined,
  timeline: estypes.SearchResponseBody<unknown> | undefined
): SearchFacets {
  const counts = facets.aggregations as unknown as Record<
    'has_place' | 'has_bearing',
    { doc_count: number }
  >;
  const tickedBuckets = (name: Ticked) =>
    buckets(ticked.find(({ aggregations }) => aggregations?.[name]) ?? facets, name);
  return {
    peaks: tickedBuckets('peaks').map(({ key, doc_count: count }) => ({ id: key, count })),
    albums: tickedBuckets('albums').map(({ key, doc_count: count }) => ({ name: key, count })),
    timeline: {
      interval: span?.interval.name ?? '1d',
      buckets: timeline
        ? buckets(timeline, 'timeline').map((bucket) => ({
            from: bucket.key_as_string ?? bucket.key,
            count: bucket.doc_count,
          }))
        : [],
    },
    hasPlace: counts.has_place.doc_count,
    hasBearing: counts.has_bearing.doc_count,
  };
}

interface Bucket {
  key: string;
  key_as_string?: string;
  doc_count: number;
}

function buckets(answer: estypes.SearchResponseBody<unknown>, name: string): Bucket[] {
  const aggregation = answer.aggregations?.[name] as unknown as { buckets: Bucket[] };
  return aggregation.buckets;
}

/** Java and JavaScript read the same IANA names; an index filled by others may hold anything. */
function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
