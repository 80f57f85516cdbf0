import type { SearchFacets } from '../../common/search_api';
import { formatCondition, parseCondition } from '../../common/sentence/conditions';
import type { Condition, ConditionKind } from '../../common/sentence/conditions';

/** Facets whose values are conditions: which of them are worth their room, and what a click on a value does. */

export type ConditionFacet = SearchFacets['conditions'][number];

/** In the order of the column. */
const ORDER: readonly ConditionKind[] = [
  'locality',
  'season',
  'hours',
  'light',
  'height',
  'focal',
  'model',
  'shape',
  'rating',
  'region',
  'country',
];

/** Bounds: two of them at once would leave nothing. Of all other kinds any number can be chosen. */
const ONE_AT_A_TIME: ReadonlySet<ConditionKind> = new Set(['height', 'focal', 'rating']);

/** More would make the column longer than two screens. */
const MOST_IN_COLUMN = 5;
/** A facet tells photos apart where so large a share of them is not of its most frequent value. */
const LEAST_APART = 0.05;

/** The share of the photos that are of another value than the most frequent one, among those that have any. */
function apart({ values }: ConditionFacet): number {
  const counts = values.map(({ count }) => count);
  const sum = counts.reduce((a, b) => a + b, 0);
  return sum === 0 ? 0 : 1 - Math.max(...counts) / sum;
}

/** The kinds that stand in the column; all others are below "More". */
export function tellingKinds(facets: readonly ConditionFacet[], total: number): ConditionKind[] {
  return facets
    .map((facet) => {
      const told = facet.values.reduce((sum, { count }) => sum + count, 0);
      // What few photos have (a rating) tells few of them apart.
      return { kind: facet.kind, share: apart(facet) * Math.min(1, told / Math.max(1, total)) };
    })
    .filter(({ share }) => share >= LEAST_APART)
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_IN_COLUMN)
    .map(({ kind }) => kind);
}

/** A value of a facet, with its condition and whether it is chosen. */
export interface FacetValue {
  condition: Condition;
  key: string;
  count: number;
  chosen: boolean;
}

/** Facets in the column's order, each with its values; what is chosen and counts nothing is kept. */
export function facetValues(
  facets: readonly ConditionFacet[],
  conditions: readonly Condition[]
): Array<{ kind: ConditionKind; values: FacetValue[] }> {
  const counted = new Map(facets.map(({ kind, values }) => [kind, values]));
  return ORDER.map((kind) => {
    const values = (counted.get(kind) ?? []).flatMap(({ condition: key, count }) => {
      const condition = parseCondition(key);
      return condition ? [{ condition, key, count, chosen: isChosen(condition, conditions) }] : [];
    });
    return { kind, values };
  }).filter(({ values }) => values.length > 0);
}

const positive = (conditions: readonly Condition[], kind: ConditionKind): Condition[] =>
  conditions.filter((condition) => condition.kind === kind && !condition.not);

function isChosen(value: Condition, conditions: readonly Condition[]): boolean {
  return positive(conditions, value.kind).some((condition) =>
    // "At dawn or dusk" of a sentence is one condition and two values.
    condition.kind === 'light' && value.kind === 'light'
      ? value.any.every((light) => condition.any.includes(light))
      : formatCondition(condition) === formatCondition(value)
  );
}

/** Whether anything was chosen of a kind, by a facet or by a sentence. */
export const isNarrowed = (kind: ConditionKind, conditions: readonly Condition[]): boolean =>
  positive(conditions, kind).length > 0;

/** All conditions but those chosen of a kind. */
export const withoutKind = (kind: ConditionKind, conditions: readonly Condition[]): Condition[] =>
  conditions.filter((condition) => condition.kind !== kind || condition.not);

/** The conditions after a click on a value. */
export function toggled(value: Condition, conditions: readonly Condition[]): Condition[] {
  if (!isChosen(value, conditions)) {
    const kept = ONE_AT_A_TIME.has(value.kind) ? withoutKind(value.kind, conditions) : conditions;
    return [...kept, value];
  }
  return conditions.flatMap((condition) => {
    if (condition.not || condition.kind !== value.kind) return [condition];
    if (condition.kind === 'light' && value.kind === 'light') {
      const any = condition.any.filter((light) => !value.any.includes(light));
      return any.length > 0 ? [{ ...condition, any }] : [];
    }
    return formatCondition(condition) === formatCondition(value) ? [] : [condition];
  });
}
