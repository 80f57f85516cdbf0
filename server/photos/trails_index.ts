import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import type { PeakSearchSettings } from '../settings';
import { INDEX_SETTINGS, isAlreadyThere } from './photos_index';

/**
 * `_source` of the trails index: one line each, on Basic licences too (geo_line, which would draw it while searching,
 * needs Gold).
 *
 * An index of its own, so that neither counts nor result lists of photos ever have to leave trails out, and so that a
 * map layer is one index without a filter.
 */
export interface TrailDocument {
  album: string;
  /** YYYY-MM-DD as the walker lived it. */
  day: string;
  /** Where the positions came from. A day with a recorded track has no line from its photos. */
  source: 'photos' | 'gpx';
  /** 1-based; a day's trail is cut where nothing is known of the way. */
  part: number;
  line: { type: 'LineString'; coordinates: Array<[number, number]> };
  distance_m: number;
  ascent_m?: number;
  /** Instants, ISO 8601 UTC. */
  start: string;
  end: string;
  /** Positions before simplification. */
  points: number;
}

/** Increase when a field changes its type or meaning. */
export const TRAILS_MAPPING_VERSION = 1;

/** The mapping of the trails index. */
export const TRAILS_MAPPING: estypes.MappingTypeMapping = {
  _meta: { mapping_version: TRAILS_MAPPING_VERSION },
  dynamic: 'strict',
  properties: {
    album: { type: 'keyword' },
    day: { type: 'keyword' },
    source: { type: 'keyword' },
    part: { type: 'integer' },
    line: { type: 'geo_shape' },
    distance_m: { type: 'float' },
    ascent_m: { type: 'float' },
    start: { type: 'date' },
    end: { type: 'date' },
    points: { type: 'integer' },
  },
};

/**
 * For an Elasticsearch without its spatial module (a node put together from the jars on Maven Central): lines are
 * kept and drawn by the app, but not searched by place. Every distribution of Elastic's has the module, in Basic.
 */
const WITHOUT_SHAPES: estypes.MappingTypeMapping = {
  ...TRAILS_MAPPING,
  properties: { ...TRAILS_MAPPING.properties, line: { type: 'object', enabled: false } },
};

/** Creates the trails index where it is missing. */
export async function ensureTrailsIndex(
  client: ElasticsearchClient,
  settings: PeakSearchSettings
): Promise<void> {
  const index = settings.indices.trails;
  await withElasticsearchErrors({ index, doing: `create the index "${index}"` }, async () => {
    if (await client.indices.exists({ index })) return;
    const create = (mappings: estypes.MappingTypeMapping) =>
      client.indices.create({ index, settings: INDEX_SETTINGS, mappings });
    try {
      await create(TRAILS_MAPPING).catch((error: unknown) => {
        if (!hasNoShapes(error)) throw error;
        return create(WITHOUT_SHAPES);
      });
    } catch (error) {
      // Another host may have been quicker: that is as good.
      if (!isAlreadyThere(error)) throw error;
    }
  });
}

function hasNoShapes(error: unknown): boolean {
  const { message = '' } = error as Error;
  return /No handler for type \[geo_shape\]/.test(message);
}
