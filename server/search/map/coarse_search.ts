import type {
  MapRequest,
  MapResponse,
  PhotoHit,
  SearchFilters,
  SearchRequest,
  SearchResponse,
} from '../../../common/search_api';
import { distanceM } from '../../../common/geo/geodesy';
import { cellMiddle, coarsePoint, coarseSummary } from '../../photos/coarse_places';
import { coarseArea, coarseBox } from './coarse_area';

/**
 * Searches and maps for whoever may not see exact places. Not only answers are rounded: an area that could be chosen
 * freely would find a photo's place by halving it some twenty times, so areas are widened to whole cells first.
 */

/**
 * The deepest zoom whose bubbles are larger than a cell: they are counted in tiles two levels deeper, and one of level
 * 14 is 0.022° wide. Finer ones would cut the cell that a photo is said to lie in.
 */
const DEEPEST_ZOOM = 12;

function coarseFilters(filters: SearchFilters): SearchFilters {
  return filters.area ? { ...filters, area: coarseArea(filters.area) } : filters;
}

/** The request to run in a request's place. */
export function coarseSearchRequest(request: SearchRequest): SearchRequest {
  return {
    ...request,
    filters: coarseFilters(request.filters),
    nearTo: request.nearTo && coarsePoint(request.nearTo),
  };
}

/** Hits of a search without exact places; distances are those of what is shown. */
export function coarseHits(
  hits: readonly PhotoHit[],
  nearTo?: SearchRequest['nearTo']
): PhotoHit[] {
  return hits.map((hit) => {
    const coarse = coarseSummary(hit);
    return hit.distanceM !== undefined && coarse.gps && nearTo
      ? { ...coarse, distanceM: Math.round(distanceM(nearTo, coarse.gps)) }
      : coarse;
  });
}

export function coarseSearchAnswer(
  answer: SearchResponse,
  nearTo: SearchRequest['nearTo']
): SearchResponse {
  return { ...answer, hits: coarseHits(answer.hits, nearTo) };
}

export function coarseMapRequest({ filters, bounds, zoom }: MapRequest): MapRequest {
  return {
    filters: coarseFilters(filters),
    bounds: coarseBox(bounds),
    zoom: Math.min(zoom, DEEPEST_ZOOM),
  };
}

/** Bubbles in one spot become one; lines of trails go from cell to cell. */
export function coarseMapAnswer({ cells, extent, trails, warnings }: MapResponse): MapResponse {
  const bySpot = new Map<string, MapResponse['cells'][number]>();
  for (const { center, count, photoId } of cells) {
    const spot = coarsePoint(center);
    const key = `${spot.lat} ${spot.lon}`;
    const there = bySpot.get(key);
    bySpot.set(
      key,
      there
        ? { center: spot, count: there.count + count }
        : { center: spot, count, ...(photoId === undefined ? {} : { photoId }) }
    );
  }
  return {
    cells: [...bySpot.values()],
    extent: extent && coarseBox(extent),
    trails: trails.flatMap((trail) => {
      const line = coarseLine(trail.line);
      return line.length < 2 ? [] : [{ ...trail, line }];
    }),
    warnings,
  };
}

function coarseLine(line: ReadonlyArray<[number, number]>): Array<[number, number]> {
  const coarse: Array<[number, number]> = [];
  for (const [exactLon, exactLat] of line) {
    const [lon, lat] = [cellMiddle(exactLon), cellMiddle(exactLat)];
    const before = coarse.at(-1);
    if (before?.[0] !== lon || before[1] !== lat) coarse.push([lon, lat]);
  }
  return coarse;
}
