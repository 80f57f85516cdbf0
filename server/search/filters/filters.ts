import type { estypes } from '@elastic/elasticsearch';
import { isDay } from '../../../common/days';
import type { Area, Point, SearchFilters } from '../../../common/search_api';
import { PeakSearchError } from '../../errors';
import type { Places } from '../../photos/exact_places/places';

type Query = estypes.QueryDslQueryContainer;

/** Filters whose conditions are clauses: places looked up, and told as exactly as the caller may know them. */
export interface PlannedFilters extends SearchFilters {
  clauses?: Query[];
}

/**
 * The filters of a search as Elasticsearch's clauses; all must hold. They stand in `knn.filter` (and in `bool.filter`
 * where nothing is ranked): a query beside `knn` would be a union with it, and let everything through.
 *
 * @param places from which fields they are read
 * @throws PeakSearchError `bad_request` for an area or a time range that cannot hold anything
 */
export function filterClauses(filters: PlannedFilters, places: Places): Query[] {
  if (filters.conditions?.length && !filters.clauses) {
    throw new Error('Conditions must be resolved (resolve_conditions.ts) before they can filter.');
  }
  const { gps, predictedPeaks } = places.fields;
  const clauses: Query[] = [...(filters.clauses ?? [])];
  if (filters.peaks?.length) {
    clauses.push({ terms: { [predictedPeaks]: filters.peaks } });
  }
  if (filters.time?.from !== undefined || filters.time?.to !== undefined) {
    clauses.push(...timeClauses(filters.time));
  }
  if (filters.area) {
    assertHoldsSomething(filters.area);
    clauses.push(areaClause(places.area(filters.area), gps));
  }
  if (filters.hasPlace !== undefined) {
    clauses.push(existsClause(gps, filters.hasPlace));
  }
  if (filters.hasBearing !== undefined) {
    clauses.push(existsClause('bearing_deg', filters.hasBearing));
  }
  if (filters.albums?.length) {
    clauses.push({ terms: { album: filters.albums } });
  }
  // An empty list of ids is a selection of nothing, unlike an empty list of peaks or albums (no box ticked).
  if (filters.ids) {
    clauses.push({ ids: { values: filters.ids } });
  }
  return clauses;
}

/** The clauses as one query that ranks nothing. */
export function filterQuery(filters: PlannedFilters, places: Places): Query {
  return { bool: { filter: filterClauses(filters, places) } };
}

function existsClause(field: string, wanted: boolean): Query {
  const exists: Query = { exists: { field } };
  return wanted ? exists : { bool: { must_not: [exists] } };
}

/** Days are those on the photographer's own clock (`shot_day`), whatever zone the reader is in. */
function timeClauses({ from, to }: NonNullable<SearchFilters['time']>): Query[] {
  if (from !== undefined && to !== undefined && isEmptyRange(from, to)) {
    throw new PeakSearchError(
      'bad_request',
      'The time range is empty: its end must be later than its start.'
    );
  }
  const clauses: Query[] = [];
  if (from !== undefined)
    clauses.push({ range: { [isDay(from) ? 'shot_day' : 'shot_time']: { gte: from } } });
  if (to !== undefined) {
    clauses.push({ range: isDay(to) ? { shot_day: { lte: to } } : { shot_time: { lt: to } } });
  }
  return clauses;
}

/** A day and an instant are compared by nobody: the day's zone differs from photo to photo. */
function isEmptyRange(from: string, to: string): boolean {
  if (isDay(from) !== isDay(to)) return false;
  return isDay(from) ? from > to : Date.parse(from) >= Date.parse(to);
}

function assertHoldsSomething(area: Area): void {
  if (area.type === 'box' && area.top < area.bottom) {
    throw new PeakSearchError(
      'bad_request',
      `The box is upside down: its top (${area.top}) lies south of its bottom (${area.bottom}).`
    );
  }
  if (area.type === 'polygon') polygonRing(area.points);
}

export function areaClause(area: Area, field: string): Query {
  switch (area.type) {
    case 'box':
      // left > right is a box across the antimeridian; Elasticsearch reads it so.
      return {
        geo_bounding_box: {
          [field]: {
            top_left: { lat: area.top, lon: area.left },
            bottom_right: { lat: area.bottom, lon: area.right },
          },
        },
      };
    case 'circle':
      return {
        geo_distance: { distance: `${area.radiusM}m`, [field]: area.center, distance_type: 'arc' },
      };
    case 'polygon':
      return {
        geo_shape: {
          [field]: {
            relation: 'intersects',
            shape: { type: 'polygon', coordinates: [polygonRing(area.points)] },
          },
        },
      };
  }
}

/**
 * A closed ring of [lon, lat], counter-clockwise: Elasticsearch takes a clockwise ring that spans more than 180° for
 * the rest of the world, and people draw in either direction. Between two corners the short way is meant, so that a
 * ring may cross the antimeridian.
 *
 * @throws PeakSearchError `bad_request` when the corners enclose nothing
 */
export function polygonRing(points: readonly Point[]): Array<[number, number]> {
  const unwrapped: Array<[number, number]> = [];
  for (const { lat, lon } of points) {
    const before = unwrapped.at(-1)?.[0] ?? lon;
    unwrapped.push([lon + 360 * Math.round((before - lon) / 360), lat]);
  }
  const area = signedArea(unwrapped);
  // 1e-12 square degrees is about a tenth of a square metre: Elasticsearch would refuse such a ring in its own words.
  if (Math.abs(area) < 1e-12) {
    throw new PeakSearchError(
      'bad_request',
      'The polygon encloses nothing: its corners lie on one line. Draw it again with at least three corners apart.'
    );
  }
  const ring = area > 0 ? unwrapped : unwrapped.reverse();
  const wrapped = ring.map(([lon, lat]): [number, number] => [wrapLongitude(lon), lat]);
  return [...wrapped, wrapped[0]];
}

/** Twice nothing but the sign matters: the shoelace formula, positive when counter-clockwise. */
function signedArea(ring: ReadonlyArray<readonly [number, number]>): number {
  let sum = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    sum += x * nextY - nextX * y;
  });
  return sum / 2;
}

function wrapLongitude(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
}
