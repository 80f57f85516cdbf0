import { z } from 'zod';

/**
 * What Kibana 9.x accepts of a map, strict: its newer versions refuse unknown keys when a map is saved. From
 * x-pack/platform/plugins/shared/maps: server/content_management/schema/v1 (layers, sources, styles, settings),
 * common/constants.ts (the words), server/saved_objects and common/migrations/references.ts (the stored form), and
 * src/platform/plugins/shared/data_views.
 */
const zoom = z.number().min(0).max(24);
const colour = z.string().regex(/^#[0-9a-f]{6}$/);
const query = z.strictObject({ query: z.string().min(1), language: z.literal('kuery') });

const fixed = <T extends z.ZodType>(options: T) =>
  z.strictObject({ type: z.literal('STATIC'), options });
const size = fixed(z.strictObject({ size: z.number().min(0).max(100) }));
const only = <T extends z.ZodRawShape>(options: T) =>
  z.strictObject({ options: z.strictObject(options) });

/** Maki icons that Maps draws, of public/classes/styles/vector/maki_icons.ts. */
const ICONS = ['triangle', 'triangle-stroked', 'mountain', 'marker', 'circle', 'volcano'];

const vectorStyle = z.strictObject({
  type: z.literal('VECTOR'),
  isTimeAware: z.boolean(),
  properties: z.strictObject({
    symbolizeAs: only({ value: z.enum(['icon', 'circle']) }).optional(),
    icon: fixed(z.strictObject({ value: z.enum(ICONS) })).optional(),
    fillColor: fixed(z.strictObject({ color: colour })).optional(),
    lineColor: fixed(z.strictObject({ color: colour })).optional(),
    lineWidth: size.optional(),
    iconSize: size.optional(),
    iconOrientation: fixed(z.strictObject({ orientation: z.number() })).optional(),
    labelText: z
      .strictObject({
        type: z.literal('DYNAMIC'),
        options: z.strictObject({
          field: z.strictObject({ name: z.string().min(1), origin: z.literal('source') }),
        }),
      })
      .optional(),
    labelSize: size.optional(),
    labelColor: fixed(z.strictObject({ color: colour })).optional(),
    labelBorderColor: fixed(z.strictObject({ color: colour })).optional(),
    labelBorderSize: only({ size: z.enum(['NONE', 'SMALL', 'MEDIUM', 'LARGE']) }).optional(),
    labelPosition: only({ position: z.enum(['BOTTOM', 'CENTER', 'TOP']) }).optional(),
    labelZoomRange: only({
      useLayerZoomRange: z.boolean(),
      minZoom: zoom,
      maxZoom: zoom,
    }).optional(),
  }),
});

const searchSource = {
  type: z.literal('ES_SEARCH'),
  id: z.string().min(1),
  geoField: z.string().min(1),
  scalingType: z.enum(['LIMIT', 'MVT', 'CLUSTERS', 'TOP_HITS']),
  filterByMapBounds: z.boolean(),
  tooltipProperties: z.array(z.string().min(1)),
  sortField: z.string(),
  sortOrder: z.enum(['asc', 'desc']),
  applyGlobalQuery: z.boolean(),
  applyGlobalTime: z.boolean(),
  applyForceRefresh: z.boolean(),
};

const base = {
  // Maps drops a layer of a link that has no id.
  id: z.string().min(1),
  label: z.string(),
  alpha: z.number().min(0).max(1),
  visible: z.boolean(),
  minZoom: zoom,
  maxZoom: zoom,
  includeInFitToBounds: z.boolean(),
  query: query.optional(),
};

const vectorLayer = (source: z.ZodType<{ scalingType: string }>) =>
  z
    .strictObject({
      ...base,
      type: z.enum(['GEOJSON_VECTOR', 'MVT_VECTOR', 'BLENDED_VECTOR']),
      joins: z.tuple([]),
      sourceDescriptor: source,
      style: vectorStyle,
    })
    // The kind of layer and the way of its search belong together.
    .refine(({ type, sourceDescriptor: { scalingType } }) =>
      type === 'MVT_VECTOR'
        ? scalingType === 'MVT'
        : type === 'BLENDED_VECTOR'
          ? scalingType === 'CLUSTERS'
          : ['LIMIT', 'TOP_HITS'].includes(scalingType)
    )
    .refine(({ minZoom, maxZoom }) => minZoom < maxZoom);

/** A layer of a link: it names its data view. */
export const linkedLayer = vectorLayer(
  z.strictObject({ ...searchSource, indexPatternId: z.string().min(1) })
);

/** A layer in a saved object: a reference names its data view. */
const storedLayer = z.union([
  vectorLayer(z.strictObject({ ...searchSource, indexPatternRefName: z.string().min(1) })),
  z.strictObject({
    ...base,
    type: z.literal('EMS_VECTOR_TILE'),
    sourceDescriptor: z.strictObject({ type: z.literal('EMS_TMS'), isAutoSelect: z.boolean() }),
    style: z.strictObject({ type: z.literal('EMS_VECTOR_TILE'), color: z.string() }),
  }),
]);

const instant = z.union([z.iso.datetime(), z.literal('now')]);
const timeRange = z.strictObject({ from: instant, to: instant });

const settings = z.strictObject({
  autoFitToDataBounds: z.boolean(),
  initialLocation: z.enum([
    'LAST_SAVED_LOCATION',
    'FIXED_LOCATION',
    'BROWSER_LOCATION',
    'AUTO_FIT_TO_BOUNDS',
  ]),
  showScaleControl: z.boolean(),
  showTimesliderToggleButton: z.boolean(),
});

const filter = z.strictObject({
  meta: z.strictObject({
    index: z.string(),
    alias: z.string().min(1),
    type: z.literal('custom'),
    key: z.string().min(1),
    value: z.string().min(1),
    disabled: z.boolean(),
    negate: z.boolean(),
  }),
  query: z.record(z.string(), z.unknown()).refine((clause) => Object.keys(clause).length === 1),
  // Not pinned: the locator puts pinned filters elsewhere.
  $state: z.strictObject({ store: z.literal('appState') }),
});

const mapState = z.strictObject({
  adHocDataViews: z.tuple([]),
  center: z.strictObject({ lat: z.number(), lon: z.number() }),
  zoom,
  timeFilters: timeRange,
  refreshConfig: z.strictObject({ isPaused: z.boolean(), interval: z.number() }),
  query: z.strictObject({ query: z.string(), language: z.literal('kuery') }),
  filters: z.array(filter),
  settings,
});

const fieldFormats = z.record(
  z.string(),
  z.union([
    z.strictObject({
      id: z.literal('url'),
      params: z.strictObject({
        type: z.literal('a'),
        urlTemplate: z.string().includes('{{value}}'),
        labelTemplate: z.string().min(1),
      }),
    }),
    z.strictObject({ id: z.literal('number'), params: z.strictObject({ pattern: z.string() }) }),
  ])
);
const fieldAttrs = z.record(z.string(), z.strictObject({ customLabel: z.string().min(1) }));

/** A string that holds JSON of this shape. */
const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const versions = { coreMigrationVersion: z.literal('8.8.0') };
const reference = z.strictObject({
  name: z.string(),
  type: z.literal('index-pattern'),
  id: z.string(),
});

/** One object of an import file. Its JSON strings are parsed. */
export const savedObject = z.discriminatedUnion('type', [
  z.strictObject({
    ...versions,
    typeMigrationVersion: z.literal('8.0.0'),
    type: z.literal('index-pattern'),
    id: z.string().min(1),
    references: z.tuple([]),
    attributes: z.strictObject({
      title: z.string().min(1),
      name: z.string().min(1),
      timeFieldName: z.string().optional(),
      allowNoIndex: z.boolean(),
      fieldFormatMap: json(fieldFormats),
      fieldAttrs: json(fieldAttrs),
      runtimeFieldMap: json(z.strictObject({})),
      sourceFilters: json(z.tuple([])),
    }),
  }),
  z.strictObject({
    ...versions,
    typeMigrationVersion: z.literal('8.4.0'),
    type: z.literal('map'),
    id: z.string().min(1),
    references: z.array(reference),
    attributes: z.strictObject({
      title: z.string().min(1),
      description: z.string(),
      layerListJSON: json(z.array(storedLayer).min(1)),
      mapStateJSON: json(mapState),
      uiStateJSON: json(
        z.strictObject({ isLayerTOCOpen: z.boolean(), openTOCDetails: z.array(z.string()) })
      ),
    }),
  }),
]);

/** What the locator takes. */
export const locatorParams = z.strictObject({
  mapId: z.string().optional(),
  timeRange,
  filters: z.array(filter),
  initialLayers: z.array(linkedLayer).min(1),
  dataViewSpec: z
    .strictObject({
      id: z.string(),
      title: z.string().min(1),
      name: z.string().min(1),
      timeFieldName: z.string(),
      allowNoIndex: z.literal(true),
      fieldFormats,
      fieldAttrs,
    })
    .optional(),
});
