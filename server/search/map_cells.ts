import type { estypes } from '@elastic/elasticsearch';
import type { MapRequest, MapResponse, Point, SearchFilters } from '../../common/search_api';
import { multiSearch } from '../elasticsearch/multi_search';
import type { Library } from '../library';
import type { Places } from '../photos/exact_places/places';
import type { TrailDocument } from '../photos/trail_repository';
import { filterClauses, filterQuery } from './filters/filters';
import { resolveConditions } from './filters/resolve_conditions';
import type { SearchBody } from './plan';

/**
 * A map tile is 256 pixels wide; two zoom levels deeper a cell is 64, which a bubble of 40 pixels fills without
 * touching its neighbor.
 */
const CELLS_PER_TILE_ZOOM = 2;
/** The deepest that Elasticsearch's geotile_grid goes. */
const MAX_PRECISION = 29;
/** A screen of 2,560 × 1,440 pixels has 920 cells of 64 pixels. */
const MAX_CELLS = 2000;
/** A library of years: one line a day of walking. */
const MAX_TRAILS = 500;

/**
 * Clusters of photos (or single ones, by id) inside the map's bounds, the box around all that the filters admit, and
 * the trails of the albums.
 */
export async function mapCells(library: Library, asked: MapRequest): Promise<MapResponse> {
  const { elasticsearch, photos, trails, places } = library;
  const { filters } = await resolveConditions(library, asked.filters);
  const request = { ...asked, filters };
  const warnings = new Set<string>();
  const answers = await multiSearch(
    elasticsearch,
    {
      cells: { index: photos.index, body: cellsBody(request, places) },
      extent: { index: photos.index, body: extentBody(request.filters, places) },
      trails: { index: trails.index, body: trailsBody(request.filters, places), optional: true },
    },
    { doing: 'count the photos on the map', warnings }
  );
  return {
    cells: readCells(answers.cells),
    extent: readExtent(answers.extent),
    trails: answers.trails.hits.hits.map((hit) => {
      const { album, day, line, coarse_line: coarse } = hit._source as TrailDocument;
      return { id: hit._id!, album, day, line: (places.exact ? line : coarse)!.coordinates };
    }),
    warnings: [...warnings],
  };
}

function cellsBody({ filters, bounds, zoom }: MapRequest, places: Places): SearchBody {
  const field = places.fields.gps;
  const { top, left, bottom, right } = places.box(bounds);
  const corners = {
    top_left: { lat: top, lon: left },
    bottom_right: { lat: bottom, lon: right },
  };
  const filter = [...filterClauses(filters, places), { geo_bounding_box: { [field]: corners } }];
  return {
    size: 0,
    track_total_hits: false,
    query: { bool: { filter } },
    aggs: {
      cells: {
        geotile_grid: {
          field,
          precision: Math.min(zoom + CELLS_PER_TILE_ZOOM, MAX_PRECISION),
          size: MAX_CELLS,
          bounds: corners,
        },
        aggs: {
          center: { geo_centroid: { field } },
          one: { top_hits: { size: 1, _source: false } },
        },
      },
    },
  };
}

function extentBody(filters: SearchFilters, places: Places): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: filterQuery(filters, places),
    aggs: { extent: { geo_bounds: { field: places.fields.gps, wrap_longitude: true } } },
  };
}

/** Trails know albums and days, so of the filters these two count. */
function trailsBody({ albums, time }: SearchFilters, places: Places): SearchBody {
  const coarse = { exists: { field: 'coarse_points' } };
  const filter: estypes.QueryDslQueryContainer[] = [
    places.exact ? { bool: { must_not: [coarse] } } : coarse,
  ];
  if (albums?.length) {
    filter.push({ terms: { album: albums } });
  }
  if (time?.from !== undefined) {
    filter.push({ range: { end: { gte: time.from } } });
  }
  if (time?.to !== undefined) {
    filter.push({ range: { start: { lt: time.to } } });
  }
  return {
    size: MAX_TRAILS,
    track_total_hits: false,
    query: { bool: { filter } },
    sort: [{ day: { order: 'asc', unmapped_type: 'keyword' } }],
    _source: ['album', 'day', places.exact ? 'line' : 'coarse_line'],
  };
}

interface CellBucket {
  doc_count: number;
  center: { location: { lat: number; lon: number } };
  one: { hits: { hits: Array<{ _id: string }> } };
}

function readCells(answer: estypes.SearchResponseBody<unknown>): MapResponse['cells'] {
  const { buckets } = answer.aggregations?.cells as unknown as { buckets: CellBucket[] };
  return buckets.map(({ doc_count: count, center, one }) => ({
    center: rounded(center.location),
    count,
    ...(count === 1 ? { photoId: one.hits.hits[0]._id } : {}),
  }));
}

/** Lucene keeps a place to a centimeter; six decimals are 11 cm, and take the dust of a mean away. */
function rounded({ lat, lon }: Point): Point {
  return { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) };
}

function readExtent(answer: estypes.SearchResponseBody<unknown>): MapResponse['extent'] {
  const { bounds } = answer.aggregations?.extent as unknown as {
    bounds?: Record<'top_left' | 'bottom_right', { lat: number; lon: number }>;
  };
  return (
    bounds && {
      top: bounds.top_left.lat,
      left: bounds.top_left.lon,
      bottom: bounds.bottom_right.lat,
      right: bounds.bottom_right.lon,
    }
  );
}
