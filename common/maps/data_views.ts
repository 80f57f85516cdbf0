import { PLUGIN_ID } from '../constants';
import { DATA_VIEWS, type DataViewName } from './layers';

/** Names of the three indices (settings.indices). */
export interface IndexNames {
  photos: string;
  peaks: string;
  trails: string;
}

/** How Kibana shows a field's values (src/platform/plugins/shared/field_formats). */
export interface FieldFormat {
  id: 'url' | 'number';
  params: Record<string, string>;
}

/** A data view: an index, and how its fields are called and shown in tooltips. */
export interface DataView {
  id: string;
  /** The index or alias. */
  title: string;
  name: string;
  timeFieldName?: string;
  fieldFormats: Record<string, FieldFormat>;
  fieldLabels: Record<string, string>;
}

/**
 * An address in our app, for Kibana's URL format. Of its relative forms only `../app/…` is right with and without a
 * base path or space: `/app/…` gets a second `/app` where there is one.
 */
const inApp = (query: string) => `../app/${PLUGIN_ID}?${query}`;

const link = (query: string, label: string): FieldFormat => ({
  id: 'url',
  params: { type: 'a', urlTemplate: inApp(query), labelTemplate: label },
});

/** `{{value}}` is encoded for an address, `{{rawValue}}` not. */
const THOUSANDS: FieldFormat = { id: 'number', params: { pattern: '0,0' } };
const TO_ALBUM = link('album={{value}}', '{{value}}');

type Definition = Omit<DataView, 'id' | 'title'>;

const DEFINITIONS: Record<DataViewName, Definition> = {
  photos: {
    name: 'Peak Search: photos',
    timeFieldName: 'shot_time',
    fieldFormats: {
      _id: link('photo={{value}}', 'Open in Peak Search'),
      predicted_peaks: link('q=peak:{{value}}', '{{value}}'),
      album: TO_ALBUM,
    },
    fieldLabels: {
      _id: 'Photo',
      shot_time: 'Time',
      predicted_peaks: 'Peaks',
      album: 'Album',
      path: 'File',
    },
  },
  peaks: {
    name: 'Peak Search: peaks',
    fieldFormats: {
      id: link('q=peak:{{value}}', 'Show its photos in Peak Search'),
      elev_m: THOUSANDS,
    },
    fieldLabels: {
      id: 'Photos',
      names: 'Names',
      elev_m: 'Elevation (m)',
      massif: 'Massif',
      region: 'Region',
    },
  },
  trails: {
    name: 'Peak Search: trails',
    // A day's line stands at its beginning in time.
    timeFieldName: 'start',
    fieldFormats: { album: TO_ALBUM, distance_m: THOUSANDS, ascent_m: THOUSANDS },
    fieldLabels: {
      album: 'Album',
      day: 'Day',
      distance_m: 'Distance (m)',
      ascent_m: 'Ascent (m)',
      start: 'Start',
      end: 'End',
    },
  },
};

/** One of the three data views of the map. */
export function dataView(name: DataViewName, index: string): DataView {
  return { id: DATA_VIEWS[name], title: index, ...DEFINITIONS[name] };
}

/** All three, over the indices with these names. */
export function dataViews(indices: IndexNames): DataView[] {
  return (['photos', 'peaks', 'trails'] as const).map((name) => dataView(name, indices[name]));
}

/** What Kibana's locator and its data view API call a `DataViewSpec`. */
export interface DataViewSpec {
  id: string;
  title: string;
  name: string;
  timeFieldName?: string;
  allowNoIndex: boolean;
  fieldFormats: Record<string, FieldFormat>;
  fieldAttrs: Record<string, { customLabel: string }>;
  [name: string]: unknown;
}

export function dataViewSpec(view: DataView): DataViewSpec {
  const { fieldLabels, ...spec } = view;
  return { ...spec, allowNoIndex: true, fieldAttrs: fieldAttributes(fieldLabels) };
}

/** Kibana's own name for what people call a field. */
export const fieldAttributes = (labels: DataView['fieldLabels']) =>
  Object.fromEntries(
    Object.entries(labels).map(([field, customLabel]) => [field, { customLabel }])
  );
