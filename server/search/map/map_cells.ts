import type { estypes } from '@elastic/elasticsearch';
import type { MapRequest, MapResponse, SearchFilters } from '../../../common/search_api';
import { multiSearch } from '../../elasticsearch/multi_search';
import type { Library } from '../../library';
import type { TrailDocument } from '../../photos/trail_repository';
import { filterClauses, filterQuery } from '../filters';
import type { SearchBody } from '../plan';
import { coarseMapAnswer, coarseMapRequest } from './coarse_search';

/**
 * A map tile is 256 pixels wide; two zoom levels deeper a cell is 64, which a bubble of 40 pixels fills without
 * touching its neighbour.
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
  const { elasticsearch, photos, trails, exactPlaces } = library;
  const request = exactPlaces ? asked : coarseMapRequest(asked);
  const warnings = new Set<string>();
  const answers = await multiSearch(
    elasticsearch,
    {
      cells: { index: photos.index, body: cellsBody(request) },
      extent: { index: photos.index, body: extentBody(request.filters) },
      trails: { index: trails.index, body: trailsBody(request.filters), optional: true },
    },
    { doing: 'count the photos on the map', warnings }
  );
  const answer = {
    cells: readCells(answers.cells),
    extent: readExtent(answers.extent),
    trails: answers.trails.hits.hits.map((hit) => {
      const { album, day, line } = hit._source as TrailDocument;
      return { id: hit._id!, album, day, line: line.coordinates };
    }),
    warnings: [...warnings],
  };
  return exactPlaces ? answer : coarseMapAnswer(answer);
}

function cellsBody({ filters, bounds, zoom }: MapRequest): SearchBody {
  const corners = {
    top_left: { lat: bounds.top, lon: bounds.left },
    bottom_right: { lat: bounds.bottom, lon: bounds.right },
  };
  return {
    size: 0,
    track_total_hits: false,
    query: {
      bool: { filter: [...filterClauses(filters), { geo_bounding_box: { gps: corners } }] },
    },
    aggs: {
      cells: {
        geotile_grid: {
          field: 'gps',
          precision: Math.min(zoom + CELLS_PER_TILE_ZOOM, MAX_PRECISION),
          size: MAX_CELLS,
          bounds: corners,
        },
        aggs: {
          center: { geo_centroid: { field: 'gps' } },
          one: { top_hits: { size: 1, _source: false } },
        },
      },
    },
  };
}

function extentBody(filters: SearchFilters): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: filterQuery(filters),
    aggs: { extent: { geo_bounds: { field: 'gps', wrap_longitude: true } } },
  };
}

/** Trails know albums and days, so of the filters these two count. */
function trailsBody({ albums, time }: SearchFilters): SearchBody {
  const filter: estypes.QueryDslQueryContainer[] = [];
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
    _source: ['album', 'day', 'line'],
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
    center: { lat: center.location.lat, lon: center.location.lon },
    count,
    ...(count === 1 ? { photoId: one.hits.hits[0]._id } : {}),
  }));
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
