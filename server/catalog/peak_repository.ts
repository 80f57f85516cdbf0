import type { estypes } from '@elastic/elasticsearch';
import type { Peak } from '../../common/api';
import type { Elasticsearch, RequestContext } from '../elasticsearch/elasticsearch';
import { readIndexInfo } from '../elasticsearch/indices';
import type { IndexInfo, IndexKind } from '../elasticsearch/indices';
import { scan } from '../elasticsearch/scan';
import type { EmbeddingIdentity } from '../embedding/model/identity';
import { PeakSearchError } from '../errors';
import { columnsOnly } from '../photos/photo_columns';
import { CATALOG_MAPPING_VERSION, CATALOG_MAPPING_VERSIONS } from './catalog_mapping';
import type { PeakDocument } from './catalog_mapping';

/** A peak with its prototype: a unit vector, `dims` long. */
export interface CatalogEntry extends Peak {
  prototype: Float32Array;
  /** Of a prototype that learned from photos (learned_prototype.ts): a photo is gain · cosine − offset like the peak. */
  gain?: number;
  offset?: number;
}

const VECTORS = ['text_embed', 'base_embed', 'reference_embed'] as const;

/** A peak as it is stored. */
export interface StoredPeak {
  source: Omit<PeakDocument, (typeof VECTORS)[number]>;
  /** The prototype; empty unless asked for. */
  vector: number[];
  /** As `base_embed` and `reference_embed` of the document. */
  baseVector?: number[];
  referenceVector?: number[];
  /** Where the document lies, and its state there, for a write that must not overwrite another. */
  at: { index: string; if_seq_no?: number; if_primary_term?: number };
}

/** The names of a peak, in no order. */
export type PeakNames = Pick<Peak, 'id' | 'names'>;

export const PEAKS_INDEX: IndexKind = {
  vectorField: 'text_embed',
  versions: CATALOG_MAPPING_VERSIONS,
};

/** Ten thousand is what one search may list; the catalog has some hundred. */
const MAX_NAMED_PEAKS = 10_000;

/** The peaks of the catalog, as the caller may see them. */
export class PeakRepository {
  /** @param index alias or concrete name */
  constructor(
    private readonly elasticsearch: Elasticsearch,
    readonly index: string
  ) {}

  /**
   * What the peaks index says about itself.
   *
   * @throws PeakSearchError `index_missing`, or `model_mismatch` when it is not ours
   */
  async describe(): Promise<IndexInfo> {
    const info = await readIndexInfo(this.elasticsearch, this.index, PEAKS_INDEX);
    if (!info) {
      throw new PeakSearchError(
        'index_missing',
        `There is no index "${this.index}" yet. Run "peak-search catalog" to load the peaks, or set the index's name in the configuration.`
      );
    }
    return info;
  }

  /** The embedding that the prototypes were made with; undefined when there is no catalog. */
  async identity(): Promise<EmbeddingIdentity | undefined> {
    const info = await readIndexInfo(this.elasticsearch, this.index, PEAKS_INDEX);
    return info?.meta.embedding;
  }

  /** All peaks with their prototypes, in the order of their ids. */
  async catalog(): Promise<CatalogEntry[]> {
    const peaks = await this.read({ vectors: true });
    return peaks.map(catalogEntry);
  }

  /** All peaks without their vectors, in the order of their ids. */
  async list(): Promise<Peak[]> {
    const peaks = await this.read({ vectors: false });
    return peaks.map(({ source }) => toPeak(source));
  }

  /** The prototypes of some peaks; ids that the catalog does not have are left out. */
  async prototypes(ids: readonly string[]): Promise<Map<string, Float32Array>> {
    const peaks = await this.read({ vectors: true, query: { terms: { id: [...ids] } } });
    return new Map(peaks.map(({ source, vector }) => [source.id, Float32Array.from(vector)]));
  }

  /** @throws PeakSearchError `not_found` */
  async find(id: string): Promise<StoredPeak> {
    const [peak] = await this.read({ vectors: true, query: { term: { id } } });
    if (!peak) throw new PeakSearchError('not_found', `The catalog has no peak "${id}".`);
    return peak;
  }

  /** Peaks as they are stored, in the order of their ids. */
  async read(options: {
    vectors: boolean;
    query?: estypes.QueryDslQueryContainer;
  }): Promise<StoredPeak[]> {
    const peaks: StoredPeak[] = [];
    const body = {
      query: options.query,
      _source: { excludes: [...VECTORS] },
      fields: options.vectors ? [...VECTORS] : undefined,
      seq_no_primary_term: true,
      sort: [{ id: 'asc' as const }],
    };
    for await (const hit of scan<StoredPeak['source']>(this.elasticsearch, this.reading(), body)) {
      peaks.push({
        source: hit._source!,
        vector: (hit.fields?.text_embed ?? []) as number[],
        baseVector: hit.fields?.base_embed as number[] | undefined,
        referenceVector: hit.fields?.reference_embed as number[] | undefined,
        at: { index: hit._index, if_seq_no: hit._seq_no, if_primary_term: hit._primary_term },
      });
    }
    return peaks;
  }

  /**
   * Replaces a peak's document as a whole, so that fields that are not needed any more go.
   *
   * @throws PeakSearchError `busy` when it changed since it was read
   */
  async replace({ source, at }: StoredPeak, document: PeakDocument): Promise<void> {
    const { meta } = await this.describe();
    if (meta.mapping_version < CATALOG_MAPPING_VERSION) {
      throw new PeakSearchError(
        'model_mismatch',
        'This catalog was written by an older Peak Search and has no room for references. Run "peak-search catalog" once; nothing in it is lost.'
      );
    }
    const context = { index: this.index, doing: 'keep the reference' };
    const answer = await this.elasticsearch.call(context, (client, send) =>
      client.index(
        { ...at, id: source.id, document, refresh: 'wait_for' },
        { ...send, ignore: [409] }
      )
    );
    if (answer.result === undefined) {
      throw new PeakSearchError(
        'busy',
        'Somebody else changed this peak at the same moment. Look at it again, then repeat.',
        { retryAfterS: 1 }
      );
    }
  }

  private reading(): RequestContext {
    return { index: this.index, doing: 'read the peaks' };
  }
}

/**
 * Ids and names of all peaks. Read from the columns and not from the documents: searches by words ask for them, and
 * the documents carry the prototypes.
 */
export function peakNamesBody(): estypes.SearchSearchRequestBody {
  return { ...columnsOnly(['id', 'names.raw']), size: MAX_NAMED_PEAKS, sort: [{ id: 'asc' }] };
}

/** Reads the answer of peakNamesBody: in the order of the ids. */
export function readPeakNames({
  hits,
}: Pick<estypes.SearchResponseBody<unknown>, 'hits'>): PeakNames[] {
  return hits.hits.map((hit) => {
    const { id, 'names.raw': names } = hit.fields as { id: string[]; 'names.raw': string[] };
    return { id: id[0], names };
  });
}

export function catalogEntry({ source, vector }: StoredPeak): CatalogEntry {
  return {
    ...toPeak(source),
    prototype: Float32Array.from(vector),
    gain: source.looks_gain,
    offset: source.looks_offset,
  };
}

/** A document as the API shows it. */
export function toPeak(source: StoredPeak['source']): Peak {
  return {
    id: source.id,
    names: source.names,
    latlon: source.latlon,
    elevationM: source.elev_m,
    region: source.region,
    massif: source.massif,
  };
}
