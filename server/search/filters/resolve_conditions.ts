import type { estypes } from '@elastic/elasticsearch';
import type { ConditionCount, Point, SearchFilters } from '../../../common/search_api';
import { formatCondition } from '../../../common/sentence/conditions';
import type { Condition } from '../../../common/sentence/conditions';
import type { Answer, SearchPart } from '../../elasticsearch/multi_search';
import type { Library } from '../../library';
import { placeById } from '../../places/place_finder';
import { conditionClauses, placeIds, summitIds } from './conditions';
import type { ConditionContext } from './conditions';
import { filterQuery } from './filters';
import type { PlannedFilters } from './filters';

/** Filters ready to be asked with, and what counts their conditions. */
export interface ResolvedConditions {
  filters: PlannedFilters;
  /** Who asks, and where the summits are that the conditions name. */
  context: ConditionContext;
  parts(index: string): Record<string, SearchPart>;
  read(answers: Readonly<Record<string, Answer>>): { conditions?: ConditionCount[] };
}

/**
 * Turns conditions into clauses, as exactly as the caller may know places.
 *
 * @throws PeakSearchError `bad_request` for a place or summit that nobody knows
 */
export async function resolveConditions(
  library: Library,
  filters: SearchFilters
): Promise<ResolvedConditions> {
  const { conditions = [] } = filters;
  if (conditions.length === 0) {
    return { filters, context: contextOf(library), parts: () => ({}), read: () => ({}) };
  }
  const ids = summitIds(conditions);
  // A catalog is a help, not a need: without one, nobody knows summits.
  const known =
    ids.length > 0 && (await library.peaks.identity()) ? await library.peaks.list() : [];
  const named = new Map(known.map((peak) => [peak.id, peak.names[0]]));
  const summits = new Map<string, Point>(
    known.flatMap(({ id, latlon }) => (latlon && ids.includes(id) ? [[id, latlon] as const] : []))
  );
  const context = contextOf(library, summits);
  const clauses = conditionClauses(conditions, context);
  return {
    filters: { ...filters, clauses },
    context,
    parts: (index) => {
      const aggs: Record<string, estypes.AggregationsAggregationContainer> = {};
      conditions.forEach((condition, i) => {
        const others = conditions.filter((other) => other !== condition);
        aggs[`alone${i}`] = all(conditionClauses([condition], context));
        aggs[`without${i}`] = all(conditionClauses(others, context));
      });
      const query = filterQuery({ ...filters, conditions: undefined }, library.places);
      return { conditions: { index, body: { size: 0, track_total_hits: false, query, aggs } } };
    },
    read: (answers) => {
      const counts = answers.conditions.aggregations as unknown as Record<
        string,
        { doc_count: number }
      >;
      return {
        conditions: conditions.map((condition, i) => ({
          condition: formatCondition(condition),
          ...namesOf(condition, named),
          alone: counts[`alone${i}`].doc_count,
          without: counts[`without${i}`].doc_count,
        })),
      };
    },
  };
}

/** Who asks, and where summits are. */
export function contextOf(
  { places, camera }: Library,
  summits: ReadonlyMap<string, Point> = new Map()
): ConditionContext {
  return { summits, places, camera };
}

/** The names of the places that a condition gives by id. */
export function namesOf(
  condition: Condition,
  peaks: ReadonlyMap<string, string>
): { names?: string[] } {
  const ids = placeIds(condition);
  return ids.length === 0
    ? {}
    : { names: ids.map((id) => placeById(id)?.names[0] ?? peaks.get(id) ?? id) };
}

const all = (filter: estypes.QueryDslQueryContainer[]) => ({ filter: { bool: { filter } } });
