import type { SearchResponse } from '../../common/search_api';
import {
  facetsBody,
  readFacets,
  readTimeSpan,
  tickedFacetBodies,
  timelineBody,
} from './plan/facets';
import type { SearchPart } from './execute/multi_search';
import { countBody } from './plan/plan';
import { ask, totalOf } from './search_context';
import type { Answer, SearchContext } from './search_context';

/** What counts the photos that the filters admit, with facets or without. */
export function countParts({ services, request }: SearchContext): SearchPart[] {
  const index = services.settings.indices.photos;
  if (!request.facets) {
    return [{ index, body: countBody(request.filters) }];
  }
  const bodies = [facetsBody(request.filters), ...tickedFacetBodies(request.filters)];
  return bodies.map((body) => ({ index, body }));
}

/** Reads what `countParts` asked for; the timeline takes a request of its own, since its steps follow from its span. */
export async function readCounts(
  context: SearchContext,
  [count, ...ticked]: readonly Answer[],
  warnings: string[]
): Promise<Pick<SearchResponse, 'total' | 'facets'>> {
  const { services, request } = context;
  if (!request.facets) {
    return { total: totalOf(count) };
  }
  const span = readTimeSpan(count);
  if (!span) {
    return { total: totalOf(count), facets: readFacets(count, ticked, span, undefined) };
  }
  const index = services.settings.indices.photos;
  const timeline = await ask(context, [{ index, body: timelineBody(request.filters, span) }]);
  warnings.push(...timeline.warnings.filter((warning) => !warnings.includes(warning)));
  return { total: totalOf(count), facets: readFacets(count, ticked, span, timeline.answers[0]) };
}
