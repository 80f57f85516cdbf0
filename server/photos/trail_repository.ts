import type { estypes } from '@elastic/elasticsearch';
import { bulkAll } from '../elasticsearch/bulk';
import type { BulkAction } from '../elasticsearch/bulk';
import type { Elasticsearch } from '../elasticsearch/elasticsearch';
import { createIndex, indexExists, refreshIndex } from '../elasticsearch/indices';

/**
 * `_source` of the trails index: one line each, on Basic licenses too (geo_line, which would draw it while searching,
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
  /** Absent in what is for those who may not see exact places. */
  line?: { type: 'LineString'; coordinates: Array<[number, number]> };
  /** From cell to cell (coarse_places.ts), in documents of its own, whose parts and times follow from cells as well. */
  coarse_line?: { type: 'LineString'; coordinates: Array<[number, number]> };
  /** Positions of `coarse_line`; what tells these documents from the others. */
  coarse_points?: number;
  distance_m: number;
  ascent_m?: number;
  /** Instants, ISO 8601 UTC. */
  start: string;
  end: string;
  /** Positions before simplification. */
  points: number;
}

/** Increase when a field changes its type or meaning. */
export const TRAILS_MAPPING_VERSION = 2;

/** What version 2 has and version 1 had not; fields are added in place, and the lines written anew at the next ingest. */
const COARSE_FIELDS: Record<string, estypes.MappingProperty> = {
  coarse_line: { type: 'object', enabled: false },
  coarse_points: { type: 'integer' },
};

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
    ...COARSE_FIELDS,
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

/** More lines than an album has: a year of ten a day. */
const MAX_LINES = 10_000;

/** The trails of the albums, as the caller may see them. */
export class TrailRepository {
  constructor(
    private readonly elasticsearch: Elasticsearch,
    readonly index: string
  ) {}

  /** Creates the index where it is missing. */
  async ensure(): Promise<void> {
    const create = (mappings: estypes.MappingTypeMapping) =>
      createIndex(this.elasticsearch, this.index, { mappings });
    if (await indexExists(this.elasticsearch, this.index)) return this.addFields();
    await create(TRAILS_MAPPING).catch((error: unknown) => {
      if (!hasNoShapes(error)) throw error;
      return create(WITHOUT_SHAPES);
    });
  }

  private async addFields(): Promise<void> {
    const { index } = this;
    const context = { index, doing: `change the mapping of "${index}"` };
    const answer = await this.elasticsearch.call(context, (client, send) =>
      client.indices.getMapping({ index }, send)
    );
    const version = ({ mappings }: estypes.IndicesGetMappingIndexMappingRecord) =>
      (mappings._meta?.mapping_version as number | undefined) ?? 1;
    if (Object.values(answer).every((found) => version(found) >= TRAILS_MAPPING_VERSION)) return;
    await this.elasticsearch.call(context, (client, send) =>
      client.indices.putMapping(
        { index, _meta: TRAILS_MAPPING._meta, properties: COARSE_FIELDS },
        send
      )
    );
  }

  /** An album's lines, by id; also those written a moment ago. Empty where there is no index. */
  async ofAlbum(album: string): Promise<Map<string, TrailDocument>> {
    if (!(await indexExists(this.elasticsearch, this.index))) return new Map();
    await refreshIndex(this.elasticsearch, this.index);
    const answer = await this.elasticsearch.search<TrailDocument>(
      { index: this.index, doing: 'read the trails' },
      { size: MAX_LINES, track_total_hits: false, query: { term: { album } } }
    );
    return new Map(answer.hits.hits.map((hit) => [hit._id!, hit._source!]));
  }

  /**
   * Writes lines and takes others away; searches see it at once.
   *
   * @throws PeakSearchError when some line could not be written or removed
   */
  async change(
    lines: ReadonlyArray<readonly [id: string, document: TrailDocument]>,
    obsolete: readonly string[]
  ): Promise<void> {
    const actions: BulkAction[] = [
      ...lines.map(([id, document]) => ({ kind: 'index' as const, id, document })),
      ...obsolete.map((id) => ({ kind: 'delete' as const, id })),
    ];
    await bulkAll(
      this.elasticsearch,
      { index: this.index, doing: 'write the trails' },
      { actions, refresh: true }
    );
  }
}

function hasNoShapes(error: unknown): boolean {
  const { message = '' } = error as Error;
  return /No handler for type \[geo_shape\]/.test(message);
}
