import { DATA_VIEWS } from '../../common/maps/layers';
import { isDay } from '../../common/days';
import type { Area, SearchFilters } from '../../common/search_api';

/** A filter as Kibana's pages carry it: a pill with a name, and a piece of the Elasticsearch query. */
export interface KibanaFilter {
  meta: {
    index: string;
    alias: string;
    type: 'custom';
    key: string;
    value: string;
    disabled: boolean;
    negate: boolean;
  };
  query: Record<string, unknown>;
  $state: { store: 'appState' };
}

/** Names of the pills. */
export interface FilterLabels {
  hits: string;
  peaks: string;
  albums: string;
  direction: string;
  days: string;
  area: string;
}

/**
 * More ids than this make an address that is too long: Kibana warns from 25,000 characters on, an id takes 38 of
 * them, and the layers 6,000. They never travel to a server: all of it stands behind the address's `#`.
 */
export const MOST_IDS = 200;

/**
 * What photos must satisfy, as filters of the Maps app; it applies them to the layer of photos only. Instants are no
 * filter there but the page's time range; days are a filter, because each photo has them in its own zone.
 */
export function mapFilters(filters: SearchFilters, labels: FilterLabels): KibanaFilter[] {
  const { ids, peaks, albums, hasBearing, area } = filters;
  const days = daysOf(filters);
  const pills: Array<KibanaFilter | false | undefined> = [
    ids && pill('_id', labels.hits, { ids: { values: ids.slice(0, MOST_IDS) } }),
    peaks !== undefined &&
      peaks.length > 0 &&
      pill('predicted_peaks', labels.peaks, { terms: { predicted_peaks: peaks } }),
    albums !== undefined &&
      albums.length > 0 &&
      pill('album', labels.albums, { terms: { album: albums } }),
    hasBearing !== undefined &&
      pill('bearing_deg', labels.direction, { exists: { field: 'bearing_deg' } }, !hasBearing),
    days && pill('shot_day', labels.days, { range: { shot_day: days } }),
    area && pill('gps', labels.area, areaQuery(area)),
  ];
  return pills.filter((one) => one !== undefined && one !== false);
}

function daysOf({ time }: SearchFilters): Record<string, string> | undefined {
  const { from = '', to = '' } = time ?? {};
  const days = { ...(isDay(from) && { gte: from }), ...(isDay(to) && { lte: to }) };
  return Object.keys(days).length > 0 ? days : undefined;
}

function pill(
  key: string,
  label: string,
  query: KibanaFilter['query'],
  negate = false
): KibanaFilter {
  return {
    meta: {
      index: DATA_VIEWS.photos,
      alias: label,
      type: 'custom',
      key,
      value: label,
      disabled: false,
      negate,
    },
    query,
    $state: { store: 'appState' },
  };
}

function areaQuery(area: Area): Record<string, unknown> {
  switch (area.type) {
    case 'box': {
      const { top, left, bottom, right } = area;
      const corners = {
        top_left: { lat: top, lon: left },
        bottom_right: { lat: bottom, lon: right },
      };
      return { geo_bounding_box: { gps: corners } };
    }
    case 'circle':
      return { geo_distance: { distance: `${Math.round(area.radiusM)}m`, gps: area.center } };
    case 'polygon': {
      const ring = [...area.points, area.points[0]].map(({ lat, lon }) => [lon, lat]);
      return {
        geo_shape: { gps: { shape: { type: 'Polygon', coordinates: [ring] }, relation: 'within' } },
      };
    }
  }
}
