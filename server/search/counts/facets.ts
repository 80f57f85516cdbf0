import type { estypes } from '@elastic/elasticsearch';
import type { SearchFacets, SearchFilters, SearchRequest } from '../../../common/search_api';
import { totalOf } from '../../elasticsearch/multi_search';
import type { Answer, SearchPart } from '../../elasticsearch/multi_search';
import type { Places } from '../../photos/exact_places/places';
import {
  chosenFacets,
  heightsAgg,
  openFacets,
  othersThan,
  readConditionFacets,
} from './condition_facets';
import { conditionClauses } from '../filters/conditions';
import type { ConditionContext } from '../filters/conditions';
import { filterQuery } from '../filters/filters';
import type { PlannedFilters } from '../filters/filters';
import { barOfDay, timelineInterval } from './timeline';
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

/** Where is counted, and who asks. */
interface CountedIn {
  index: string;
  context: ConditionContext;
}

type Parts = Record<string, SearchPart>;
type Answers = Readonly<Record<string, Answer>>;

/** What counts the photos that the filters admit, with facets or without. */
export function countParts(
  { filters, facets }: SearchRequest,
  { index, context }: CountedIn
): Parts {
  const { places } = context;
  const { conditions = [] } = filters;
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
    ...openFacets(conditions, context),
  };
  const parts: Parts = { counts: { index, body: { ...counts, aggs } } };
  for (const name of TICKED.filter((each) => isTicked(filters, each))) {
    const query = filterQuery({ ...filters, [name]: undefined }, places);
    const body = { size: 0, track_total_hits: false, query, aggs: terms(name) };
    parts[name] = { index, body };
  }
  const chosen = chosenFacets(conditions, context);
  if (chosen) {
    const query = filterQuery({ ...filters, conditions: undefined, clauses: undefined }, places);
    const body = { size: 0, track_total_hits: false, query, aggs: chosen };
    parts.chosenFacets = { index, body };
  }
  return parts;
}

/**
 * What is cut into bars and bands whose width follows from the first answers: the timeline, and heights. One request
 * counts both, unless a height is chosen already.
 */
export function spanParts(
  { filters, facets }: SearchRequest,
  { index, context }: CountedIn,
  { counts, chosenFacets: chosen }: Answers
): Parts {
  if (!facets) return {};
  const { conditions = [] } = filters;
  const span = readTimeSpan(counts);
  const timeline = span && timelineAgg(span);
  const heights = heightsAgg(counts, chosen, context);
  const part = (
    aggs: Record<string, estypes.AggregationsAggregationContainer | undefined>,
    over: PlannedFilters
  ) => {
    const given = Object.entries(aggs).filter(([, agg]) => agg !== undefined);
    const query = filterQuery(over, context.places);
    const body = { size: 0, track_total_hits: false, query, aggs: Object.fromEntries(given) };
    return given.length > 0 ? { index, body } : undefined;
  };
  const others = othersThan('height', conditions);
  const alike = others.length === conditions.length;
  const parts = {
    timeline: part({ timeline, ...(alike && { heights }) }, filters),
    heights: alike
      ? undefined
      : part({ heights }, { ...filters, clauses: conditionClauses(others, context) }),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, one]) => one !== undefined)) as Parts;
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

/** A photo each day for 55 years; Elasticsearch itself allows 65,536 buckets. */
const MAX_DAYS = 20_000;

/** The timeline: of the photos' own days, or of hours and minutes on the clock of most of them. */
function timelineAgg({ interval, timeZone }: TimeSpan): estypes.AggregationsAggregationContainer {
  return interval.calendar
    ? { terms: { field: 'shot_day', size: MAX_DAYS, order: { _key: 'asc' } } }
    : {
        date_histogram: {
          field: 'shot_time',
          fixed_interval: interval.name,
          time_zone: timeZone,
          min_doc_count: 1,
        },
      };
}

function readTimeline({ counts, timeline }: Answers): SearchFacets['timeline'] {
  const interval = readTimeSpan(counts)?.interval;
  if (!interval || !timeline?.aggregations?.timeline) return { interval: '1d', buckets: [] };
  const bars = new Map<string, number>();
  for (const { key, key_as_string: instant, doc_count: count } of buckets(timeline, 'timeline')) {
    const from = interval.calendar ? barOfDay(key, interval.name) : (instant ?? key);
    bars.set(from, (bars.get(from) ?? 0) + count);
  }
  return {
    interval: interval.name,
    buckets: [...bars].map(([from, count]) => ({ from, count })),
  };
}

function readFacets(answers: Answers): SearchFacets {
  const { counts, timeline, chosenFacets: chosen } = answers;
  const heights = (answers.heights ?? timeline)?.aggregations?.heights;
  const filtered = counts.aggregations as unknown as Record<
    'has_place' | 'has_bearing',
    { doc_count: number }
  >;
  const ticked = (name: Ticked) => buckets(answers[name] ?? counts, name);
  return {
    peaks: ticked('peaks').map(({ key, doc_count: count }) => ({ id: key, count })),
    albums: ticked('albums').map(({ key, doc_count: count }) => ({ name: key, count })),
    timeline: readTimeline(answers),
    hasPlace: filtered.has_place.doc_count,
    hasBearing: filtered.has_bearing.doc_count,
    conditions: readConditionFacets(counts, chosen, heights),
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
