import { catalogMapping } from '../../server/catalog/catalog_mapping';
import { photosMapping } from '../../server/photos/index/photos_mapping';
import { TRAILS_MAPPING } from '../../server/photos/trail_repository';
import { DEFAULT_SETTINGS } from '../../server/settings';
import { allLayers, anyOf, DATA_VIEWS, ENGLISH_LABELS, peaksLayer } from './layers';
import { MAP_ID, savedObjects, toNdjson } from './saved_map';
import { linkedLayer, savedObject } from './testing/kibana_contracts';

const INDICES = { photos: 'alps', peaks: 'summits', trails: 'alps_trails' };
const objects = savedObjects({ indices: INDICES }).map((object) => savedObject.parse(object));
const [map] = objects.filter((object) => object.type === 'map');
const views = objects.filter((object) => object.type === 'index-pattern');

describe('the map as saved objects', () => {
  it('is three data views and a map, in the order of an import, under fixed ids', () => {
    expect(objects.map(({ type, id }) => [type, id])).toEqual([
      ['index-pattern', 'peak-search-photos'],
      ['index-pattern', 'peak-search-peaks'],
      ['index-pattern', 'peak-search-trails'],
      ['map', MAP_ID],
    ]);
    expect(views.map(({ attributes }) => attributes.title)).toEqual([
      'alps',
      'summits',
      'alps_trails',
    ]);
  });

  it('resolves every reference of its layers within itself, and has no other', () => {
    const names = map.attributes.layerListJSON.flatMap(({ sourceDescriptor }) =>
      'indexPatternRefName' in sourceDescriptor ? [sourceDescriptor.indexPatternRefName] : []
    );
    expect(map.references.map(({ name }) => name)).toEqual(names);
    expect(names).toEqual([1, 2, 3].map((i) => `layer_${i}_source_index_pattern`));
    const ids = new Set(views.map(({ id }) => id));
    expect(map.references.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it('begins in time where it is told to, and shows the library at once', () => {
    const from = '2023-01-01T00:00:00.000Z';
    const told = savedObjects({ indices: INDICES, from }).find(({ type }) => type === 'map')!;
    const { mapStateJSON } = told.attributes;
    expect(JSON.parse(mapStateJSON as string)).toMatchObject({
      timeFilters: { from, to: 'now' },
      settings: { autoFitToDataBounds: true, initialLocation: 'AUTO_FIT_TO_BOUNDS' },
    });
  });

  it('is written as one object a line', () => {
    const lines = toNdjson(savedObjects({ indices: INDICES })).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      objects.map(({ id }) => id)
    );
  });
});

/** Field names of a mapping, with those of objects and multi-fields. */
function fieldsOf(mapping: { properties?: object }, prefix = ''): string[] {
  return Object.entries(mapping.properties ?? {}).flatMap(([name, field]) => [
    `${prefix}${name}`,
    ...fieldsOf(field as object, `${prefix}${name}.`),
  ]);
}

describe('layers', () => {
  const identity = { dims: 768 } as Parameters<typeof catalogMapping>[0];
  const fields: Record<string, string[]> = {
    [DATA_VIEWS.photos]: ['_id', ...fieldsOf(photosMapping(identity, DEFAULT_SETTINGS.knn))],
    [DATA_VIEWS.peaks]: fieldsOf(catalogMapping(identity)),
    [DATA_VIEWS.trails]: fieldsOf(TRAILS_MAPPING),
  };

  it('read only fields that their index has', () => {
    for (const { sourceDescriptor, style } of allLayers(ENGLISH_LABELS)) {
      const { geoField, tooltipProperties, sortField, indexPatternId } = sourceDescriptor;
      const label = style.properties.labelText as
        { options: { field: { name: string } } } | undefined;
      const read = [
        geoField,
        sortField,
        ...tooltipProperties,
        ...(label ? [label.options.field.name] : []),
      ];
      expect(read.filter((name) => !fields[indexPatternId].includes(name))).toEqual([]);
    }
  });

  it('have labels and formats in their data view for nothing that is not there', () => {
    for (const { id, attributes } of views) {
      const named = [
        ...Object.keys(attributes.fieldAttrs),
        ...Object.keys(attributes.fieldFormatMap),
        ...(attributes.timeFieldName ? [attributes.timeFieldName] : []),
      ];
      expect(named.filter((name) => !fields[id].includes(name))).toEqual([]);
    }
  });

  it('are time-aware where their data view has a time', () => {
    const timed = new Set(
      views.filter((view) => view.attributes.timeFieldName).map(({ id }) => id)
    );
    for (const { sourceDescriptor, style } of allLayers(ENGLISH_LABELS)) {
      const expected = timed.has(sourceDescriptor.indexPatternId);
      expect([sourceDescriptor.applyGlobalTime, style.isTimeAware]).toEqual([expected, expected]);
    }
  });

  it('are green dots and red triangles with name and elevation', () => {
    const [, photos, peaks] = allLayers(ENGLISH_LABELS);
    expect(photos.style.properties).toMatchObject({
      symbolizeAs: { options: { value: 'circle' } },
      fillColor: { options: { color: '#209280' } },
    });
    expect(peaks.style.properties).toMatchObject({
      icon: { options: { value: 'triangle' } },
      fillColor: { options: { color: '#bd271e' } },
      labelText: { options: { field: { name: 'label' } } },
    });
  });

  it('of chosen peaks are those, at every distance, and are fitted to', () => {
    const chosen = peaksLayer('Peaks', anyOf('id', ['ama-dablam', 'a "quoted" \\ name']));
    expect(linkedLayer.parse(chosen)).toMatchObject({
      minZoom: 0,
      includeInFitToBounds: true,
      query: { query: 'id: ("ama-dablam" or "a \\"quoted\\" \\\\ name")' },
    });
  });
});

/** Kibana's rule for relative addresses (field_formats/common/converters/url.ts, htmlConvert). */
function kibanaHref(url: string, basePath: string): string {
  const prefix =
    url.indexOf(basePath || '/') === 0 ? '' : `${basePath}/app${url.startsWith('/') ? '' : '/'}`;
  return new URL(`${prefix}${url}`, 'https://kibana.example').href;
}

describe('links in tooltips', () => {
  const templates = views.flatMap(({ attributes }) =>
    Object.values(attributes.fieldFormatMap).flatMap(({ params }) =>
      'urlTemplate' in params ? [params.urlTemplate] : []
    )
  );

  it.each(['', '/kibana', '/s/treks', '/kibana/s/treks'])(
    'lead into the app below "%s"',
    (base) => {
      expect(templates.length).toBeGreaterThan(3);
      for (const template of templates) {
        const href = kibanaHref(template.replace('{{value}}', 'x'), base);
        expect(href.split('?')[0]).toBe(`https://kibana.example${base}/app/peakSearch`);
      }
    }
  );
});
