import type { estypes } from '@elastic/elasticsearch';
import type { SearchFacets } from '../../../common/search_api';
import { formatCondition } from '../../../common/sentence/conditions';
import type { Condition, ConditionKind, Light, Shape } from '../../../common/sentence/conditions';
import { daysInMonth, monthDay } from '../../../common/sentence/readers/calendar_days';
import type { Answer } from '../../elasticsearch/multi_search';
import { conditionClauses } from '../filters/conditions';
import type { ConditionContext } from '../filters/conditions';

/**
 * Facets whose values are conditions: choosing one adds it to the filters. Each value is counted by what its
 * condition filters by, so that its number is what a click gives.
 */

type Aggs = Record<string, estypes.AggregationsAggregationContainer>;
type FacetValues = SearchFacets['conditions'][number]['values'];

interface ConditionFacet {
  kind: ConditionKind;
  agg(context: ConditionContext): estypes.AggregationsAggregationContainer;
  read(aggregation: unknown): FacetValues;
  /** False where the caller may not see it. */
  allowed?(context: ConditionContext): boolean;
}

/** More places or cameras than anybody scrolls through. */
const MAX_VALUES = 200;
/** Elasticsearch asks each shard for half as many again, so that counts of the values above are exact. */
const MAX_TERMS = 1000;

interface TermsBucket {
  key: string | number;
  doc_count: number;
}

/** The values of a field, the most frequent first. */
function termsFacet(
  kind: ConditionKind,
  field: string,
  condition: (key: string) => Condition,
  order: (a: TermsBucket, b: TermsBucket) => number = (a, b) => b.doc_count - a.doc_count
): ConditionFacet {
  return {
    kind,
    agg: () => ({ terms: { field, size: MAX_TERMS } }),
    read: (aggregation) =>
      [...(aggregation as { buckets: TermsBucket[] }).buckets]
        .sort(order)
        .slice(0, MAX_VALUES)
        .map(({ key, doc_count: count }) => ({
          condition: formatCondition(condition(String(key))),
          count,
        })),
  };
}

const byKey = (a: TermsBucket, b: TermsBucket) => Number(a.key) - Number(b.key);

/** Conditions that are the same in every library; those that no photo satisfies are left out. */
function fixedFacet(kind: ConditionKind, conditions: readonly Condition[]): ConditionFacet {
  return {
    kind,
    agg: (context) => ({ filters: { filters: filtersOf(conditions, context) } }),
    read: (aggregation) => readFilters(aggregation),
  };
}

function filtersOf(
  conditions: readonly Condition[],
  context: ConditionContext
): Record<string, estypes.QueryDslQueryContainer> {
  return Object.fromEntries(
    conditions.map((condition) => [
      formatCondition(condition),
      conditionClauses([condition], context)[0],
    ])
  );
}

function readFilters(aggregation: unknown): FacetValues {
  const { buckets } = aggregation as { buckets: Record<string, { doc_count: number }> };
  return Object.entries(buckets)
    .map(([condition, { doc_count: count }]) => ({ condition, count }))
    .filter(({ count }) => count > 0);
}

const month = (key: string): Condition => ({
  kind: 'season',
  from: monthDay(Number(key), 1),
  to: monthDay(Number(key), daysInMonth(Number(key))),
});

/** Bounds that no lens has (35 mm equivalent), so that none is in two bands: ultra-wide, wide, normal, tele, super-tele. */
const FOCAL_BOUNDS = [22, 32, 65, 190];
const FOCAL_BANDS: Condition[] = [undefined, ...FOCAL_BOUNDS].map((min, i) => ({
  kind: 'focal',
  ...(min !== undefined && { min }),
  ...(i < FOCAL_BOUNDS.length && { max: FOCAL_BOUNDS[i] }),
}));

/** Where night, morning, afternoon and evening begin, in hours. */
const DAY_PARTS = [0, 5, 12, 18, 24];
const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;

/** Minutes are whole numbers, so these ranges hold what the conditions' clauses hold. */
const HOURS_FACET: ConditionFacet = {
  kind: 'hours',
  agg: () => ({
    range: {
      field: 'shot_minute',
      keyed: true,
      ranges: DAY_PARTS.slice(1).map((to, i) => {
        const from = DAY_PARTS[i];
        const condition: Condition = { kind: 'hours', from: clock(from), to: clock(to) };
        return { key: formatCondition(condition), from: 60 * from, to: 60 * to };
      }),
    },
  }),
  read: readFilters,
};

const FACETS: readonly ConditionFacet[] = [
  termsFacet('locality', 'place_name', (name) => ({ kind: 'locality', name })),
  termsFacet('region', 'region', (name) => ({ kind: 'region', name })),
  termsFacet('country', 'country', (name) => ({ kind: 'country', name })),
  termsFacet('season', 'shot_month', month, byKey),
  HOURS_FACET,
  termsFacet('light', 'light', (light) => ({ kind: 'light', any: [light as Light] })),
  fixedFacet('focal', FOCAL_BANDS),
  {
    ...termsFacet('model', 'camera.model', (name) => ({ kind: 'model', name })),
    allowed: ({ camera }) => camera,
  },
  termsFacet('shape', 'shape', (shape) => ({ kind: 'shape', shape: shape as Shape })),
  termsFacet(
    'rating',
    'rating',
    (key) => ({ kind: 'rating', min: Number(key), max: Number(key) }),
    (a, b) => byKey(b, a)
  ),
];

const allowed = (context: ConditionContext) =>
  FACETS.filter((facet) => facet.allowed?.(context) ?? true);

/** Kinds that choosing from a facet has narrowed already: they are counted without their own conditions. */
const chosenKinds = (conditions: readonly Condition[]): Set<ConditionKind> =>
  new Set(conditions.filter(({ not }) => !not).map(({ kind }) => kind));

/** Those that stay when a facet is counted: all but what was chosen from it. */
export const othersThan = (kind: ConditionKind, conditions: readonly Condition[]): Condition[] =>
  conditions.filter((condition) => condition.kind !== kind || condition.not);

/** Aggregations over everything that the filters admit: of the facets from which nothing was chosen. */
export function openFacets(conditions: readonly Condition[], context: ConditionContext): Aggs {
  const chosen = chosenKinds(conditions);
  const open = allowed(context).filter(({ kind }) => !chosen.has(kind));
  return {
    ...Object.fromEntries(open.map((facet) => [facet.kind, facet.agg(context)])),
    ...(context.places.exact && !chosen.has('height') && HEIGHT_SPAN),
  };
}

/** Aggregations over what the filters admit without any conditions: of the facets from which something was chosen. */
export function chosenFacets(
  conditions: readonly Condition[],
  context: ConditionContext
): Aggs | undefined {
  const chosen = chosenKinds(conditions);
  const aggs: Aggs = {};
  const add = (kind: ConditionKind, inside: Aggs) => {
    const filter = conditionClauses(othersThan(kind, conditions), context);
    aggs[kind] = { filter: { bool: { filter } }, aggs: inside };
  };
  for (const facet of allowed(context)) {
    if (chosen.has(facet.kind)) add(facet.kind, { [facet.kind]: facet.agg(context) });
  }
  if (context.places.exact && chosen.has('height')) add('height', HEIGHT_SPAN);
  return Object.keys(aggs).length > 0 ? aggs : undefined;
}

const HEIGHT_SPAN: Aggs = {
  lowest: { min: { field: 'altitude_m' } },
  highest: { max: { field: 'altitude_m' } },
};

/** Steps between bands of height, meters; the first that makes few enough of them. */
const HEIGHT_STEPS_M = [50, 100, 200, 500, 1000, 2000];
const MAX_BANDS = 8;
/** What a condition of height can say. */
const HEIGHT_LIMITS_M = { min: -500, max: 9000 };

/** Bands of round heights from the lowest photo to the highest; none where all are at one height, or none is told. */
export function heightBands(lowest: number | null, highest: number | null): Condition[] {
  if (lowest === null || highest === null) return [];
  const low = Math.max(lowest, HEIGHT_LIMITS_M.min);
  const high = Math.min(highest, HEIGHT_LIMITS_M.max);
  const bands = (step: number) => Math.floor(high / step) - Math.floor(low / step) + 1;
  const step = HEIGHT_STEPS_M.find((each) => bands(each) <= MAX_BANDS) ?? HEIGHT_STEPS_M.at(-1)!;
  if (bands(step) < 2) return [];
  const first = Math.floor(low / step) * step;
  return Array.from({ length: bands(step) }, (_, i) => ({
    kind: 'height',
    min: Math.max(HEIGHT_LIMITS_M.min, first + i * step),
    max: Math.min(HEIGHT_LIMITS_M.max, first + (i + 1) * step),
  }));
}

type Results = Record<string, unknown> | undefined;

/** The heights between which the facet's bands lie. */
function heightSpan(open: Answer, chosen: Answer | undefined): [number | null, number | null] {
  const within = chosen?.aggregations?.height as Results;
  const results = (within ?? open.aggregations) as
    Record<'lowest' | 'highest', { value: number | null } | undefined> | undefined;
  return [results?.lowest?.value ?? null, results?.highest?.value ?? null];
}

/** The aggregation that counts bands of height, once it is known between which heights they lie. */
export function heightsAgg(
  open: Answer,
  chosen: Answer | undefined,
  context: ConditionContext
): estypes.AggregationsAggregationContainer | undefined {
  const bands = heightBands(...heightSpan(open, chosen));
  return bands.length > 0 ? { filters: { filters: filtersOf(bands, context) } } : undefined;
}

/** Reads all of them; a facet without values is left out. */
export function readConditionFacets(
  open: Answer,
  chosen: Answer | undefined,
  heights: unknown
): SearchFacets['conditions'] {
  const facets = FACETS.map(({ kind, read }) => {
    const within = chosen?.aggregations?.[kind] as Results;
    const result = within?.[kind] ?? open.aggregations?.[kind];
    return { kind, values: result ? read(result) : [] };
  });
  const height = { kind: 'height' as const, values: heights ? readFilters(heights) : [] };
  return [...facets, height].filter(({ values }) => values.length > 0);
}
