import { type DataView, dataViews, fieldAttributes, type IndexNames } from './data_views';
import { allLayers, basemapLayer, ENGLISH_LABELS, type MapLayer } from './layers';

/** The map's own id, as fixed as those of its data views: links and `--overwrite` find it again. */
export const MAP_ID = 'peak-search-map';
export const MAP_TITLE = 'Peak Search: photos, peaks and trails';

/** A saved object as one line of an export. */
export interface SavedObject {
  id: string;
  type: 'index-pattern' | 'map';
  attributes: Record<string, string | boolean>;
  references: Array<{ id: string; name: string; type: 'index-pattern' }>;
  /** Without these Kibana would take the object for one of version 7 and migrate it again. */
  typeMigrationVersion: string;
  coreMigrationVersion: string;
}

/** Newest migrations of the two types, in all of 9.x (saved_object_migrations.ts, index_pattern_migrations.ts). */
const MIGRATIONS = { map: '8.4.0', 'index-pattern': '8.0.0' } as const;
/** The saved objects service's own, since 8.8. */
const CORE_MIGRATION = '8.8.0';

export interface MapOptions {
  indices: IndexNames;
  /**
   * Where the map's time begins, as Kibana's time picker writes it. Its default (the last 15 minutes) would show
   * nothing of a library.
   */
  from?: string;
}

/** Before digital cameras: of a library without scans nothing is left out, and it is a date that the picker takes. */
export const EARLIEST = '1990-01-01T00:00:00.000Z';

/** Everything that the map consists of: three data views and the map, in the order of an import. */
export function savedObjects(options: MapOptions): SavedObject[] {
  return [...dataViews(options.indices).map(savedDataView), savedMap(options)];
}

/** The same as the file that Kibana's "Import saved objects" takes: one object a line. */
export function toNdjson(objects: readonly SavedObject[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

function savedDataView(view: DataView): SavedObject {
  const { id, title, name, timeFieldName, fieldFormats, fieldLabels } = view;
  return {
    id,
    type: 'index-pattern',
    attributes: {
      title,
      name,
      ...(timeFieldName !== undefined && { timeFieldName }),
      // Before the first trail is written there is no such index, and the data view must not be an error.
      allowNoIndex: true,
      fieldFormatMap: JSON.stringify(fieldFormats),
      fieldAttrs: JSON.stringify(fieldAttributes(fieldLabels)),
      runtimeFieldMap: '{}',
      sourceFilters: '[]',
    },
    references: [],
    typeMigrationVersion: MIGRATIONS['index-pattern'],
    coreMigrationVersion: CORE_MIGRATION,
  };
}

/** The layers of the installed map, the lowest first. */
export const savedMapLayers = (): MapLayer[] => [basemapLayer(), ...allLayers(ENGLISH_LABELS)];

function savedMap({ from = EARLIEST }: MapOptions): SavedObject {
  const { layers, references } = withReferences(savedMapLayers());
  return {
    id: MAP_ID,
    type: 'map',
    attributes: {
      title: MAP_TITLE,
      description:
        'Photos as green dots, peaks as red triangles, trails as lines. Click a dot to open the photo in Peak Search.',
      layerListJSON: JSON.stringify(layers),
      mapStateJSON: JSON.stringify(mapState(from)),
      uiStateJSON: JSON.stringify({ isLayerTOCOpen: true, openTOCDetails: [] }),
    },
    references,
    typeMigrationVersion: MIGRATIONS.map,
    coreMigrationVersion: CORE_MIGRATION,
  };
}

function mapState(from: string) {
  return {
    adHocDataViews: [],
    // Only until the data is there to fit to.
    center: { lat: 27.9, lon: 86.8 },
    zoom: 8,
    timeFilters: { from, to: 'now' },
    refreshConfig: { isPaused: true, interval: 0 },
    query: { query: '', language: 'kuery' },
    filters: [],
    settings: {
      // A search that comes with a link decides what is shown, as a new album does.
      autoFitToDataBounds: true,
      initialLocation: 'AUTO_FIT_TO_BOUNDS',
      showScaleControl: true,
      showTimesliderToggleButton: true,
    },
  };
}

/** In a saved object a layer names its data view by a reference, which an import can point elsewhere. */
function withReferences(list: MapLayer[]): {
  layers: object[];
  references: SavedObject['references'];
} {
  const references: SavedObject['references'] = [];
  const layers = list.map((layer, i) => {
    if (layer.type === 'EMS_VECTOR_TILE') return layer;
    const { indexPatternId, ...source } = layer.sourceDescriptor;
    const name = `layer_${i}_source_index_pattern`;
    references.push({ name, type: 'index-pattern', id: indexPatternId });
    return { ...layer, sourceDescriptor: { ...source, indexPatternRefName: name } };
  });
  return { layers, references };
}
