import { dataView, dataViewSpec, type DataViewSpec } from '../../common/maps/data_views';
import {
  allLayers,
  DATA_VIEWS,
  type LayerLabels,
  type VectorLayer,
} from '../../common/maps/layers';
import { EARLIEST, MAP_ID } from '../../common/maps/saved_map';
import { isDay } from '../../common/days';
import type { SearchFilters } from '../../common/search_api';
import { type FilterLabels, type KibanaFilter, mapFilters } from './map_filters';

/** Kibana's locator into its Maps app (public/locators/map_locator of the maps plugin). */
export const MAPS_LOCATOR = 'MAPS_APP_LOCATOR';

export interface MapParams {
  /** The installed map; its own layers are shown. */
  mapId?: string;
  timeRange: { from: string; to: string };
  filters: KibanaFilter[];
  /** For a new map: used where `mapId` names none, or one without layers. */
  initialLayers: VectorLayer[];
  /** A data view for this one page, where none is installed. */
  dataViewSpec?: DataViewSpec;
  // The locator's parameters are an open record in Kibana.
  [name: string]: unknown;
}

export type MapLabels = LayerLabels & FilterLabels;

export interface MapSearch {
  filters: SearchFilters;
  /** Show only these peaks, by id; all when none is given. */
  peaks?: readonly string[];
}

export interface MapSituation {
  /** Name of the photos' index or alias. */
  photosIndex: string;
  /**
   * Whether `peak-search maps install` ran in this space. A link into the map that it brings is fitted to what it
   * shows; a new map begins with the whole world, because a link cannot carry a place.
   */
  installed: boolean;
}

/** What the Maps app needs to show the photos of a search: layers, time, and filters. */
export function mapParams(
  search: MapSearch,
  situation: MapSituation,
  labels: MapLabels
): MapParams {
  const { filters } = search;
  const { installed, photosIndex } = situation;
  const layers = allLayers(labels, search.peaks ?? filters.peaks);
  const common = {
    // Always: a new map's time is that of Kibana's last page, mostly the last 15 minutes.
    timeRange: {
      from: instantOr(filters.time?.from, EARLIEST),
      to: instantOr(filters.time?.to, 'now'),
    },
    filters: mapFilters(filters, labels),
  };
  if (installed) return { mapId: MAP_ID, ...common, initialLayers: layers };
  return {
    ...common,
    // The locator takes one data view along: that of the photos. Layers of others would only show an error.
    initialLayers: layers.filter(
      ({ sourceDescriptor }) => sourceDescriptor.indexPatternId === DATA_VIEWS.photos
    ),
    dataViewSpec: dataViewSpec(dataView('photos', photosIndex)),
  };
}

const instantOr = (end: string | undefined, otherwise: string): string =>
  end === undefined || isDay(end) ? otherwise : end;
