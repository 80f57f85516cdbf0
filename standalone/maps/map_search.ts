import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import { type DataViewName, DATA_VIEWS } from '../../common/maps/layers';
import { dataView, type IndexNames } from '../../common/maps/data_views';
import { luceneOf } from './kuery';

/** A layer of the map with what the page narrows it by: what Kibana's Maps turns into a search. */
export const layerRequestSchema = z.strictObject({
  layer: z.object({
    query: z.object({ query: z.string(), language: z.literal('kuery') }).optional(),
    sourceDescriptor: z.object({
      indexPatternId: z.enum(DATA_VIEWS),
      geoField: z.string(),
      tooltipProperties: z.array(z.string()).max(50),
      sortField: z.string(),
      sortOrder: z.enum(['asc', 'desc']),
      applyGlobalQuery: z.boolean(),
      applyGlobalTime: z.boolean(),
    }),
    style: z.object({
      properties: z.object({
        labelText: z
          .object({ options: z.object({ field: z.object({ name: z.string() }) }) })
          .optional(),
      }),
    }),
  }),
  filters: z
    .array(
      z.object({
        meta: z.object({ negate: z.boolean(), disabled: z.boolean() }),
        query: z.record(z.string(), z.unknown()),
      })
    )
    .max(100),
  timeRange: z.object({ from: z.string(), to: z.string() }).optional(),
});
export type LayerRequest = z.infer<typeof layerRequestSchema>;

type Query = estypes.QueryDslQueryContainer;

/** Elasticsearch's window of one search; the limit of Maps' layers, too. */
const MOST_FEATURES = 10_000;

export const dataViewName = (id: string): DataViewName =>
  (Object.keys(DATA_VIEWS) as DataViewName[]).find((name) => DATA_VIEWS[name] === id)!;

/** The search of a layer, as Maps makes it of a `LIMIT` source (es_search_source.tsx). */
export function layerSearch(
  { layer, filters, timeRange }: LayerRequest,
  indices: IndexNames
): estypes.SearchRequest {
  const { sourceDescriptor: source, query, style } = layer;
  const { timeFieldName, title } = dataView(
    dataViewName(source.indexPatternId),
    indices[dataViewName(source.indexPatternId)]
  );
  const clauses: Query[] = [];
  if (query) clauses.push({ query_string: { query: luceneOf(query.query) } });
  if (source.applyGlobalTime && timeFieldName && timeRange) {
    clauses.push({ range: { [timeFieldName]: { gte: timeRange.from, lt: timeRange.to } } });
  }
  if (source.applyGlobalQuery) {
    for (const filter of filters.filter(({ meta }) => !meta.disabled)) {
      // The page's own filters, as Elasticsearch reads them; a wrong one is refused by it.
      const clause = filter.query as Query;
      clauses.push(filter.meta.negate ? { bool: { must_not: clause } } : clause);
    }
  }
  const label = style.properties.labelText?.options.field.name;
  return {
    index: title,
    // No trail was written yet.
    ignore_unavailable: true,
    size: MOST_FEATURES,
    track_total_hits: false,
    query: { bool: { filter: clauses } },
    sort: [{ [source.sortField]: { order: source.sortOrder, unmapped_type: 'long' } }],
    _source: [source.geoField, ...source.tooltipProperties, ...(label ? [label] : [])],
  };
}

/** A feature with the values of its tooltip and label. */
export interface MapFeature {
  type: 'Feature';
  geometry:
    | { type: 'Point'; coordinates: [number, number] }
    | { type: 'LineString'; coordinates: Array<[number, number]> };
  properties: Record<string, unknown>;
}

/** What was found, the first hit last, so that it is drawn on top. Hits without a place are none. */
export function layerFeatures(
  hits: ReadonlyArray<estypes.SearchHit<Record<string, unknown>>>,
  geoField: string
): MapFeature[] {
  return [...hits].reverse().flatMap(({ _id, _source = {} }): MapFeature[] => {
    const { [geoField]: place, ...properties } = _source;
    const geometry = geometryOf(place);
    return geometry ? [{ type: 'Feature', geometry, properties: { ...properties, _id } }] : [];
  });
}

/** The forms in which our documents hold places (server/photos, server/catalog). */
function geometryOf(place: unknown): MapFeature['geometry'] | undefined {
  if (typeof place !== 'object' || place === null) return undefined;
  if ('lat' in place && 'lon' in place) {
    return { type: 'Point', coordinates: [Number(place.lon), Number(place.lat)] };
  }
  return 'type' in place ? (place as MapFeature['geometry']) : undefined;
}
