/**
 * The layers of the map in Kibana's Maps app: photos as green dots, peaks as red triangles, trails as lines. One
 * definition for the map that is installed, for the links of the app, and for the map page of the standalone host.
 *
 * Shapes mirror x-pack/platform/plugins/shared/maps/common/descriptor_types of Kibana 9.x; its newer versions refuse
 * unknown keys, so nothing of our own is added.
 */

/** Fixed, so that links, exported maps and the app mean the same data views. */
export const DATA_VIEWS = {
  photos: 'peak-search-photos',
  peaks: 'peak-search-peaks',
  trails: 'peak-search-trails',
} as const;
export type DataViewName = keyof typeof DATA_VIEWS;

/** A query of Kibana's own language, as layers and the page carry it. */
export interface KueryQuery {
  query: string;
  language: 'kuery';
}

type StaticStyle = { type: 'STATIC'; options: Record<string, string | number> };
type DynamicStyle = { type: 'DYNAMIC'; options: { field: { name: string; origin: 'source' } } };
type OptionsStyle = { options: Record<string, string | number | boolean> };
export type StyleProperty = StaticStyle | DynamicStyle | OptionsStyle;

export interface VectorLayer {
  id: string;
  type: 'GEOJSON_VECTOR' | 'BLENDED_VECTOR';
  label: string;
  alpha: number;
  visible: boolean;
  minZoom: number;
  maxZoom: number;
  includeInFitToBounds: boolean;
  query?: KueryQuery;
  joins: [];
  sourceDescriptor: {
    type: 'ES_SEARCH';
    id: string;
    indexPatternId: string;
    geoField: string;
    scalingType: 'LIMIT' | 'CLUSTERS';
    filterByMapBounds: boolean;
    tooltipProperties: string[];
    sortField: string;
    sortOrder: 'asc' | 'desc';
    applyGlobalQuery: boolean;
    applyGlobalTime: boolean;
    applyForceRefresh: boolean;
  };
  style: { type: 'VECTOR'; isTimeAware: boolean; properties: Record<string, StyleProperty> };
}

export interface BasemapLayer {
  id: string;
  type: 'EMS_VECTOR_TILE';
  label: string;
  alpha: number;
  visible: boolean;
  minZoom: number;
  maxZoom: number;
  includeInFitToBounds: boolean;
  sourceDescriptor: { type: 'EMS_TMS'; isAutoSelect: boolean };
  style: { type: 'EMS_VECTOR_TILE'; color: string };
}

export type MapLayer = VectorLayer | BasemapLayer;

/** What people read of a layer; English where nothing else is given (the installed map). */
export interface LayerLabels {
  photos: string;
  peaks: string;
  trails: string;
}
export const ENGLISH_LABELS: LayerLabels = { photos: 'Photos', peaks: 'Peaks', trails: 'Trails' };

/** Bounds of a Maps layer (MIN_ZOOM, MAX_ZOOM in its common/constants.ts). */
const ZOOM = { minZoom: 0, maxZoom: 24 };
/** A continent: farther out, hundreds of triangles are one red spot. */
const PEAKS_FROM_ZOOM = 4;
/** Some 100 km a screen: farther out, the names of a range lie over one another. */
const PEAK_NAMES_FROM_ZOOM = 9;
/** Farther out than a country, a day's walk is shorter than a dot. */
const TRAILS_FROM_ZOOM = 6;

const fixed = (options: StaticStyle['options']): StaticStyle => ({ type: 'STATIC', options });
const fromField = (name: string): DynamicStyle => ({
  type: 'DYNAMIC',
  options: { field: { name, origin: 'source' } },
});

/** What differs between the three. */
type LayerParts = Pick<VectorLayer, 'label' | 'alpha' | 'includeInFitToBounds'> &
  Pick<
    VectorLayer['sourceDescriptor'],
    'geoField' | 'tooltipProperties' | 'applyGlobalTime' | 'sortField'
  > & {
    minZoom?: number;
    query?: KueryQuery;
    properties: VectorLayer['style']['properties'];
  };

function layer(name: DataViewName, parts: LayerParts): VectorLayer {
  const { geoField, tooltipProperties, applyGlobalTime, sortField, properties, query } = parts;
  // Photos may be more than the 10,000 that one search returns: then Maps counts them into clusters. Not vector
  // tiles: those carry the whole filter in the address of every tile, where a list of ids does not fit.
  const clusters = name === 'photos';
  return {
    id: `peak-search-${name}`,
    type: clusters ? 'BLENDED_VECTOR' : 'GEOJSON_VECTOR',
    label: parts.label,
    alpha: parts.alpha,
    visible: true,
    ...ZOOM,
    ...(parts.minZoom !== undefined && { minZoom: parts.minZoom }),
    includeInFitToBounds: parts.includeInFitToBounds,
    ...(query && { query }),
    joins: [],
    sourceDescriptor: {
      type: 'ES_SEARCH',
      id: `peak-search-${name}-source`,
      indexPatternId: DATA_VIEWS[name],
      geoField,
      scalingType: clusters ? 'CLUSTERS' : 'LIMIT',
      filterByMapBounds: true,
      tooltipProperties,
      sortField,
      sortOrder: 'desc',
      // The page's query and filters are about photos; peaks and trails have other fields and would vanish.
      applyGlobalQuery: name === 'photos',
      applyGlobalTime,
      applyForceRefresh: true,
    },
    style: { type: 'VECTOR', isTimeAware: applyGlobalTime, properties },
  };
}

/** Photos as green dots. `_id` is shown as the link back into the app (data_views.ts). */
export function photosLayer(label: string, query?: KueryQuery): VectorLayer {
  return layer('photos', {
    label,
    query,
    // Where many were taken, the dots add up to a darker green.
    alpha: 0.75,
    includeInFitToBounds: true,
    geoField: 'gps',
    tooltipProperties: ['shot_time', 'predicted_peaks', 'album', 'path', '_id'],
    sortField: 'shot_time',
    applyGlobalTime: true,
    properties: {
      symbolizeAs: { options: { value: 'circle' } },
      fillColor: fixed({ color: '#209280' }),
      lineColor: fixed({ color: '#ffffff' }),
      lineWidth: fixed({ size: 1 }),
      iconSize: fixed({ size: 6 }),
    },
  });
}

/** Peaks as red triangles, labelled with name and elevation; only those of a query where one is given. */
export function peaksLayer(label: string, query?: KueryQuery): VectorLayer {
  return layer('peaks', {
    label,
    query,
    alpha: 1,
    // A map of photos is about the photos: summits of other ranges do not decide what is shown.
    includeInFitToBounds: query !== undefined,
    geoField: 'latlon',
    tooltipProperties: ['names', 'elev_m', 'massif', 'region', 'id'],
    // Where names meet, the higher peak keeps its own.
    sortField: 'elev_m',
    applyGlobalTime: false,
    minZoom: query === undefined ? PEAKS_FROM_ZOOM : ZOOM.minZoom,
    properties: {
      symbolizeAs: { options: { value: 'icon' } },
      icon: fixed({ value: 'triangle' }),
      fillColor: fixed({ color: '#bd271e' }),
      lineColor: fixed({ color: '#ffffff' }),
      lineWidth: fixed({ size: 1 }),
      iconSize: fixed({ size: 9 }),
      iconOrientation: fixed({ orientation: 0 }),
      labelText: fromField('label'),
      labelSize: fixed({ size: 12 }),
      labelColor: fixed({ color: '#1d1e24' }),
      labelBorderColor: fixed({ color: '#ffffff' }),
      labelBorderSize: { options: { size: 'SMALL' } },
      labelPosition: { options: { position: 'TOP' } },
      labelZoomRange: {
        options: {
          useLayerZoomRange: false,
          minZoom: PEAK_NAMES_FROM_ZOOM,
          maxZoom: ZOOM.maxZoom,
        },
      },
    },
  });
}

/** Trails of the albums. */
export function trailsLayer(label: string): VectorLayer {
  return layer('trails', {
    label,
    alpha: 0.85,
    // They lie where the photos lie, unless the photos are narrowed to a few.
    includeInFitToBounds: false,
    geoField: 'line',
    tooltipProperties: ['day', 'album', 'distance_m', 'ascent_m', 'start', 'end'],
    sortField: 'start',
    applyGlobalTime: true,
    minZoom: TRAILS_FROM_ZOOM,
    properties: {
      lineColor: fixed({ color: '#6092c0' }),
      lineWidth: fixed({ size: 3 }),
    },
  });
}

/** The world below: Elastic Maps Service, in the colors of the user's theme. A new map has one by itself. */
export function basemapLayer(): BasemapLayer {
  return {
    id: 'peak-search-basemap',
    type: 'EMS_VECTOR_TILE',
    label: '',
    alpha: 1,
    visible: true,
    ...ZOOM,
    includeInFitToBounds: true,
    sourceDescriptor: { type: 'EMS_TMS', isAutoSelect: true },
    style: { type: 'EMS_VECTOR_TILE', color: '' },
  };
}

/** A query for documents that have any of these values in a field. */
export function anyOf(field: string, values: readonly string[]): KueryQuery {
  const quoted = values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`);
  return { query: `${field}: (${quoted.join(' or ')})`, language: 'kuery' };
}

/** The three layers, the lowest first. Only the peaks with these ids where some are given. */
export function allLayers(labels: LayerLabels, peaks?: readonly string[]): VectorLayer[] {
  return [
    trailsLayer(labels.trails),
    photosLayer(labels.photos),
    peaksLayer(labels.peaks, peaks?.length ? anyOf('id', peaks) : undefined),
  ];
}
