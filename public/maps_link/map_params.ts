import {
  DATA_VIEWS,
  type KueryQuery,
  peaksLayer,
  photosLayer,
  trailsLayer,
  type VectorLayer,
} from '../../common/maps/layers';
import type { Area, SearchFilters } from '../../common/search_api';

/** Kibana's locator into its Maps app (public/locators/map_locator of the maps plugin). */
export const MAPS_LOCATOR = 'MAPS_APP_LOCATOR';

/** A filter as Kibana's pages carry it: a piece of the Elasticsearch query. */
export interface KibanaFilter {
  meta: {
    index: string;
    alias: string;
    type: 'custom' | 'spatial_filter';
    key: string;
    value: string;
    disabled: boolean;
    negate: boolean;
  };
  query: Record<string, unknown>;
  $state: { store: 'appState' };
}

export interface MapParams {
  timeRange?: { from: string; to: string };
  filters: KibanaFilter[];
  initialLayers: VectorLayer[];
  dataViewSpec: {
    id: string;
    title: string;
    name: string;
    timeFieldName: string;
    allowNoIndex: boolean;
  };
  // The locator's parameters are an open record in Kibana.
  [name: string]: unknown;
}

export interface MapLabels {
  photos: string;
  peaks: string;
  trails: string;
  area: string;
}

/** Before photography: an open beginning that Kibana's time picker takes. */
const EARLIEST = '1826-01-01T00:00:00.000Z';
/** More ids than this make an address that proxies cut off (8 kB at 20 characters each). */
export const MOST_IDS = 200;

/**
 * What the Maps app needs to show the photos of a search: layers, time and area.
 *
 * @param photosIndex name of the photos' index or alias, for the data view where the map was not installed yet
 */
export function mapParams(
  filters: SearchFilters,
  photosIndex: string,
  labels: MapLabels
): MapParams {
  const { time, area, peaks } = filters;
  return {
    ...(time && { timeRange: { from: time.from ?? EARLIEST, to: time.to ?? 'now' } }),
    filters: area ? [areaFilter(area, labels.area)] : [],
    initialLayers: [
      trailsLayer(labels.trails),
      photosLayer(labels.photos, photosQuery(filters)),
      peaksLayer(labels.peaks, peaks?.length ? anyOf('id', peaks) : undefined),
    ],
    dataViewSpec: {
      id: DATA_VIEWS.photos,
      title: photosIndex,
      name: labels.photos,
      timeFieldName: 'shot_time',
      allowNoIndex: true,
    },
  };
}

/** Everything but time and area, which are filters of the page, as a query of the photos' layer. */
function photosQuery({ ids, peaks, albums, hasBearing }: SearchFilters): KueryQuery | undefined {
  const parts = [
    // The id of a document is a field to Kibana's query language.
    ids?.length && anyOf('_id', ids.slice(0, MOST_IDS)).query,
    peaks?.length && anyOf('predicted_peaks', peaks).query,
    albums?.length && anyOf('album', albums).query,
    hasBearing !== undefined && (hasBearing ? 'bearing_deg: *' : 'not bearing_deg: *'),
  ].filter(Boolean);
  return parts.length > 0 ? { query: parts.join(' and '), language: 'kuery' } : undefined;
}

function anyOf(field: string, values: readonly string[]): KueryQuery {
  const quoted = values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`);
  return { query: `${field}: (${quoted.join(' or ')})`, language: 'kuery' };
}

function areaFilter(area: Area, label: string): KibanaFilter {
  return {
    meta: {
      index: DATA_VIEWS.photos,
      alias: label,
      type: 'custom',
      key: 'gps',
      value: label,
      disabled: false,
      negate: false,
    },
    query: areaQuery(area),
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
