import type { estypes } from '@elastic/elasticsearch';
import type { SearchFacets, SearchFilters, SearchRequest } from '../../common/search_api';
import { totalOf } from '../elasticsearch/multi_search';
import type { Answer, SearchPart } from '../elasticsearch/multi_search';
import type { Places } from '../photos/exact_places/places';
import { filterQuery } from './filters';
import { timelineInterval } from './timeline';
import type { TimelineInterval } from './timeline';

/**
 * Facets are counted by requests of their own over everything that the filters admit: aggregations beside a kNN
 * search count its k hits only.
 */

/** More peaks or albums than any list shows; the catalog has a hundred, a large library a few hundred albums. */
const MAX_TERMS = 1000;

/** Facets that people tick: counted without their own filter, so that a second value can be chosen beside the first. */
const TICKED = ['peaks', 'albums'] as const;
type Ticked = (typeof TICKED)[number];

function tickedField(name: Ticked, places: Places): string {
  return name === 'peaks' ? places.fields.predictedPeaks : 'album';
}

const isTicked = (filters: SearchFilters, name: Ticked): boolean =>
  (filters[name]?.length ?? 0) > 0;

/** Where is counted, and from which fields places are read. */
interface CountedIn {
  index: string;
  places: Places;
}

type Parts = Record<string, SearchPart>;
type Answers = Readonly<Record<string, Answer>>;

/** What counts the photos that the filters admit, with facets or without. */
export function countParts(
  { filters, facets }: SearchRequest,
  { index, places }: CountedIn
): Parts {
  const counts = { size: 0, track_total_hits: true, query: filterQuery(filters, places) };
  if (!facets) return { counts: { index, body: counts } };
  const terms = (name: Ticked) => ({
    [name]: { terms: { field: tickedField(name, places), size: MAX_TERMS } },
  });
  const aggs = {
    ...Object.assign({}, ...TICKED.filter((name) => !isTicked(filters, name)).map(terms)),
    has_place: { filter: { exists: { field: places.fields.gps } } },
    has_bearing: { filter: { exists: { field: 'bearing_deg' } } },
    first: { min: { field: 'shot_time' } },
    last: { max: { field: 'shot_time' } },
    zone: { terms: { field: 'zone', size: 1 } },
  };
  const parts: Parts = { counts: { index, body: { ...counts, aggs } } };
  for (const name of TICKED.filter((each) => isTicked(filters, each))) {
    const query = filterQuery({ ...filters, [name]: undefined }, places);
    const body = { size: 0, track_total_hits: false, query, aggs: terms(name) };
    parts[name] = { index, body };
  }
  return parts;
}

/** The timeline's bars, whose width follows from the first answers; nothing where no photo has a time. */
export function timelinePart(
  { filters, facets }: SearchRequest,
  { index, places }: CountedIn,
  answers: Answers
): Parts {
  const span = facets ? readTimeSpan(answers.counts) : undefined;
  const query = filterQuery(filters, places);
  return span ? { timeline: { index, body: timelineBody(query, span) } } : {};
}

/** Reads the answers of countParts and timelinePart. */
export function readCounts(
  { facets }: SearchRequest,
  answers: Answers
): { total: number; facets?: SearchFacets } {
  const total = totalOf(answers.counts);
  return facets ? { total, facets: readFacets(answers) } : { total };
}

/** What the counts say about time. */
interface TimeSpan {
  interval: TimelineInterval;
  timeZone: string;
}

/** The width of the timeline's buckets; undefined when no photo has a time. */
function readTimeSpan(answer: Answer): TimeSpan | undefined {
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
function timelineBody(
  query: estypes.QueryDslQueryContainer,
  { interval, timeZone }: TimeSpan
): estypes.SearchSearchRequestBody {
  return {
    size: 0,
    track_total_hits: false,
    query,
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

function readFacets(answers: Answers): SearchFacets {
  const { counts, timeline } = answers;
  const filtered = counts.aggregations as unknown as Record<
    'has_place' | 'has_bearing',
    { doc_count: number }
  >;
  const ticked = (name: Ticked) => buckets(answers[name] ?? counts, name);
  return {
    peaks: ticked('peaks').map(({ key, doc_count: count }) => ({ id: key, count })),
    albums: ticked('albums').map(({ key, doc_count: count }) => ({ name: key, count })),
    timeline: {
      interval: readTimeSpan(counts)?.interval.name ?? '1d',
      buckets: timeline
        ? buckets(timeline, 'timeline').map((bucket) => ({
            from: bucket.key_as_string ?? bucket.key,
            count: bucket.doc_count,
          }))
        : [],
    },
    hasPlace: filtered.has_place.doc_count,
    hasBearing: filtered.has_bearing.doc_count,
  };
}

interface Bucket {
  key: string;
  key_as_string?: string;
  doc_count: number;
}

function buckets(answer: Answer, name: string): Bucket[] {
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
