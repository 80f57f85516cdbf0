import type { Elasticsearch } from '../../elasticsearch/elasticsearch';
import { createIndex, readIndexInfo, settleAlias, switchAlias } from '../../elasticsearch/indices';
import type { IndexInfo, IndexKind } from '../../elasticsearch/indices';
import { assertSameEmbedding, identityHash } from '../../embedding/model/identity';
import type { EmbeddingIdentity } from '../../embedding/model/identity';
import { PeakSearchError } from '../../errors';
import type { PeakSearchSettings } from '../../settings';
import { PHOTOS_MAPPING_VERSION, photosMapping } from './photos_mapping';

export const PHOTOS_INDEX: IndexKind = {
  vectorField: 'clip_image',
  versions: { oldest: PHOTOS_MAPPING_VERSION, newest: PHOTOS_MAPPING_VERSION },
};

/**
 * The concrete index that holds the photos of one embedding in the mapping of this version; the configured name is an
 * alias of one of these. So a new model and a new mapping both fill an index beside the one in use.
 */
export function concreteIndexName(alias: string, identity: EmbeddingIdentity): string {
  return `${alias}-${identityHash(identity)}-v${PHOTOS_MAPPING_VERSION}`;
}

/**
 * What the photos index says about itself.
 *
 * @throws PeakSearchError `index_missing`, or `model_mismatch` when it is not ours
 */
export async function requirePhotosIndex(
  elasticsearch: Elasticsearch,
  name: string
): Promise<IndexInfo> {
  const info = await readIndexInfo(elasticsearch, name, PHOTOS_INDEX);
  if (!info) {
    throw new PeakSearchError(
      'index_missing',
      `There is no index "${name}" yet. Run "peak-search setup" and "peak-search ingest", or set the index's name in the configuration.`
    );
  }
  return info;
}

/**
 * Makes sure that the photos index is there and was filled by this embedding.
 *
 * The configured name is an alias of `<name>-<identity>`; index and alias appear in one step.
 *
 * @throws PeakSearchError `model_mismatch` when another embedding filled it
 */
export async function ensurePhotosIndex(
  elasticsearch: Elasticsearch,
  settings: PeakSearchSettings,
  identity: EmbeddingIdentity
): Promise<{ index: string; created: boolean }> {
  const name = settings.indices.photos;
  const existing = await readIndexInfo(elasticsearch, name, PHOTOS_INDEX);
  if (existing) {
    assertSameEmbedding(name, existing.meta.embedding, identity);
    return { index: existing.index, created: false };
  }
  await createPhotosIndex(elasticsearch, settings, identity, { alias: name });
  await settleAlias(elasticsearch, name);
  const settled = await readIndexInfo(elasticsearch, name, PHOTOS_INDEX);
  if (!settled) {
    throw new PeakSearchError(
      'index_missing',
      `The index behind "${name}" was deleted at the moment when it was made. Run the same command again.`
    );
  }
  // Another host that began at the same moment may have been first, with another model.
  assertSameEmbedding(name, settled.meta.embedding, identity);
  return { index: settled.index, created: true };
}

/**
 * Creates the concrete index of an embedding; when it is there already, it is left as it is.
 *
 * @param options.alias points the alias at it in the same step; leave out when filling a new index beside the old one
 * @returns the concrete name
 */
export async function createPhotosIndex(
  elasticsearch: Elasticsearch,
  settings: PeakSearchSettings,
  identity: EmbeddingIdentity,
  options: { alias?: string } = {}
): Promise<string> {
  const index = concreteIndexName(settings.indices.photos, identity);
  await createIndex(elasticsearch, index, {
    settings: { number_of_shards: settings.photos.shards },
    mappings: photosMapping(identity, settings.knn),
    alias: options.alias,
  });
  return index;
}

/** As `switchAlias`, of the configured photos index. */
export function switchPhotosAlias(
  elasticsearch: Elasticsearch,
  settings: PeakSearchSettings,
  toIndex: string
): Promise<string[]> {
  return switchAlias(elasticsearch, settings.indices.photos, toIndex);
}
