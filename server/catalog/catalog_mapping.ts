import type { estypes } from '@elastic/elasticsearch';
import type { IndexMeta, MappingVersions } from '../elasticsearch/indices';
import type { EmbeddingIdentity } from '../embedding/model/identity';

/**
 * As PHOTOS_MAPPING_VERSION, of the catalog. Version 1 had neither `base_embed` nor `confirmed_references`, version 2
 * blended photos into the prototype instead of learning from them: both can be read, and `peak-search catalog` writes
 * them anew.
 */
export const CATALOG_MAPPING_VERSION = 3;
export const CATALOG_MAPPING_VERSIONS: MappingVersions = {
  oldest: 1,
  newest: CATALOG_MAPPING_VERSION,
};

/** `_source` of the peaks index. */
export interface PeakDocument {
  id: string;
  names: string[];
  /** First name and elevation, "Ama Dablam · 6,812 m": one field, because a map's label can show only one. */
  label: string;
  latlon?: { lat: number; lon: number };
  elev_m?: number;
  region?: string;
  massif?: string;
  /** Unit vector: the peak's prototype. */
  text_embed: number[];
  /** A photo is gain · cosine with the prototype − offset like the peak; only where photos taught it. */
  looks_gain?: number;
  looks_offset?: number;
  /** The prototype that the texts make; only where photos taught another one. */
  base_embed?: number[];
  /** The direction of the catalog's own reference photos. */
  reference_embed?: number[];
  /** Photos that people confirmed as references, and photos of which they said that they do not show the peak. */
  confirmed_references?: string[];
  denied_references?: string[];
  /** Hash of all that the prototype was made of: an unchanged entry keeps its prototype. */
  entry_hash: string;
}

/**
 * The mapping of a peaks index. A catalog has some hundred entries, which are read whole and compared exactly; the
 * vectors are indexed all the same, for Kibana's own tools and for catalogs of a continent.
 */
export function catalogMapping(identity: EmbeddingIdentity): estypes.MappingTypeMapping {
  const meta: IndexMeta = { mapping_version: CATALOG_MAPPING_VERSION, embedding: identity };
  return {
    _meta: { ...meta },
    dynamic: 'strict',
    properties: {
      id: { type: 'keyword' },
      names: { type: 'text', fields: { raw: { type: 'keyword' } } },
      label: { type: 'keyword' },
      latlon: { type: 'geo_point' },
      elev_m: { type: 'integer' },
      region: { type: 'keyword' },
      massif: { type: 'keyword' },
      text_embed: {
        type: 'dense_vector',
        dims: identity.dims,
        index: true,
        similarity: 'cosine',
        index_options: { type: 'hnsw', m: 16, ef_construction: 128 },
      },
      looks_gain: { type: 'float', index: false },
      looks_offset: { type: 'float', index: false },
      base_embed: { type: 'dense_vector', dims: identity.dims, index: false },
      reference_embed: { type: 'dense_vector', dims: identity.dims, index: false },
      confirmed_references: { type: 'keyword', index: false, doc_values: false },
      denied_references: { type: 'keyword', index: false, doc_values: false },
      entry_hash: { type: 'keyword', index: false },
    },
  };
}
