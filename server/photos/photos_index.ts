import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { identityMismatch } from '../embedding/model/identity';
import type { EmbeddingIdentity } from '../embedding/model/identity';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../errors';
import type { Logger } from '../logger';
import type { PeakSearchSettings } from '../settings';
import { PHOTOS_MAPPING_VERSION, photosMapping } from './photos_mapping';
import type { IndexMeta } from './photos_mapping';

/** What is known of the concrete index behind a name. */
export interface IndexInfo {
  /** Concrete name. */
  index: string;
  meta: IndexMeta;
  /** Elasticsearch's `index_options.type` of the vectors. */
  vectorKind: string;
}

/** Mappings that differ by added fields can be read as well, until they are written anew. */
export interface MappingVersions {
  oldest: number;
  newest: number;
}

/** First 8 hex digits of a hash over everything that tells one embedding from another. */
export function identityHash(identity: EmbeddingIdentity): string {
  const { model, modelHash, preprocessingVersion, dims, dtype } = identity;
  return createHash('sha256')
    .update(JSON.stringify([model, modelHash, preprocessingVersion, dims, dtype]))
    .digest('hex')
    .slice(0, 8);
}

/**
 * The concrete index that holds the photos of one embedding in the mapping of this version; the configured name is an
 * alias of one of these. So a new model and a new mapping both fill an index beside the one in use.
 */
export function concreteIndexName(alias: string, identity: EmbeddingIdentity): string {
  return `${alias}-${identityHash(identity)}-v${PHOTOS_MAPPING_VERSION}`;
}

/**
 * Reads what an index or alias says about itself.
 *
 * @param vectorField the dense_vector whose kind is wanted
 * @param mappingVersion the one that is written, or the oldest that can be read and the one that is written
 * @returns undefined when there is no such index
 * @throws PeakSearchError `model_mismatch` when it is not one of ours, or of another version
 */
export async function readIndexInfo(
  client: ElasticsearchClient,
  name: string,
  vectorField: string,
  mappingVersion: number | MappingVersions,
  signal?: AbortSignal
): Promise<IndexInfo | undefined> {
  const answer = await withElasticsearchErrors({ index: name, doing: `read "${name}"` }, () =>
    client.indices.getMapping({ index: name }, { ignore: [404], signal })
  );
  const entries = Object.entries(answer).filter(([, value]) => value?.mappings !== undefined);
  if (entries.length === 0) {
    return undefined;
  }
  if (entries.length > 1) {
    throw new PeakSearchError(
      'model_mismatch',
      `"${name}" stands for ${entries.length} indices (${entries.map(([index]) => index).join(', ')}). It must be one index, or an alias of exactly one.`
    );
  }
  const [index, { mappings }] = entries[0];
  const meta = mappings._meta as Partial<IndexMeta> | undefined;
  if (!meta?.embedding || meta.mapping_version === undefined) {
    throw new PeakSearchError(
      'model_mismatch',
      `"${name}" was not made by Peak Search: its mapping does not say which embedding filled it. Set another index name in the configuration.`
    );
  }
  const { oldest, newest } =
    typeof mappingVersion === 'number'
      ? { oldest: mappingVersion, newest: mappingVersion }
      : mappingVersion;
  if (meta.mapping_version < oldest || meta.mapping_version > newest) {
    throw new PeakSearchError(
      'model_mismatch',
      `"${name}" has mapping version ${meta.mapping_version}, and this Peak Search works with version ${newest}. ` +
        (meta.mapping_version > newest
          ? 'Update Peak Search on this host.'
          : 'To ingest again with --new-model fills an index of this version beside the one in use; searches go over to it at the end.')
    );
  }
  const field = mappings.properties?.[vectorField] as
    estypes.MappingDenseVectorProperty | undefined;
  return { index, meta: meta as IndexMeta, vectorKind: field?.index_options?.type ?? 'hnsw' };
}

/** As readIndexInfo, of the photos; a missing index is an error. */
export async function requirePhotosIndex(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  signal?: AbortSignal
): Promise<IndexInfo> {
  const name = settings.indices.photos;
  const info = await readIndexInfo(client, name, 'clip_image', PHOTOS_MAPPING_VERSION, signal);
  if (!info) {
    throw new PeakSearchError(
      'index_missing',
      `There is no index "${name}" yet. Run "peak-search setup" and "peak-search ingest", or set the index's name in the configuration.`
    );
  }
  return info;
}

/** The embedding that filled an index or alias; undefined when there is no such index or it does not say. */
export async function readIndexIdentity(
  client: ElasticsearchClient,
  aliasOrIndex: string
): Promise<EmbeddingIdentity | undefined> {
  const answer = await withElasticsearchErrors({ index: aliasOrIndex }, () =>
    client.indices.getMapping({ index: aliasOrIndex }, { ignore: [404] })
  );
  const mapping = Object.values(answer).find((value) => value?.mappings !== undefined);
  return (mapping?.mappings._meta as Partial<IndexMeta> | undefined)?.embedding;
}

/**
 * Makes sure that the photos index is there and was filled by this embedding.
 *
 * The configured name is an alias of `<name>-<identity>`; index and alias appear in one step.
 *
 * @throws PeakSearchError `model_mismatch` when another embedding filled it
 */
export async function ensurePhotosIndex(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  identity: EmbeddingIdentity,
  logger: Logger
): Promise<{ index: string; created: boolean }> {
  const name = settings.indices.photos;
  const existing = await readIndexInfo(client, name, 'clip_image', PHOTOS_MAPPING_VERSION);
  if (existing) {
    assertSameEmbedding(name, existing.meta.embedding, identity);
    return { index: existing.index, created: false };
  }
  const index = await createPhotosIndex(client, settings, identity, { alias: name });
  const { index: first, meta } = await settleAlias(client, name);
  assertSameEmbedding(name, meta.embedding, identity);
  logger.info(`Created the index ${index} behind the alias ${name}.`);
  return { index: first, created: true };
}

/**
 * Two hosts with different models that begin at the same moment both find nothing, and both put an index behind the
 * alias. The one that was created first keeps it, whoever looks; the other's host is told as if it had come later.
 */
async function settleAlias(client: ElasticsearchClient, name: string): Promise<IndexInfo> {
  await withElasticsearchErrors({ index: name, doing: `settle the alias "${name}"` }, async () => {
    const indices = await client.indices.getSettings({
      index: name,
      name: 'index.creation_date',
    });
    const [, ...later] = Object.entries(indices)
      .map(([index, { settings }]) => ({
        index,
        since: Number((settings?.index as { creation_date?: string })?.creation_date),
      }))
      .sort((a, b) => a.since - b.since || (a.index < b.index ? -1 : 1));
    if (later.length === 0) return;
    // Both hosts may come to this; what is gone already must not fail the one that comes second (404, whatever
    // must_exist says, when none of the actions finds anything to do).
    const actions = later.map(({ index }) => ({
      remove: { index, alias: name, must_exist: false },
    }));
    await client.indices.updateAliases({ actions }, { ignore: [404] });
  });
  const info = await readIndexInfo(client, name, 'clip_image', PHOTOS_MAPPING_VERSION);
  if (!info) {
    throw new PeakSearchError(
      'index_missing',
      `The index behind "${name}" was deleted at the moment when it was made. Run the same command again.`
    );
  }
  return info;
}

/** @throws PeakSearchError `model_mismatch` with a sentence, when the embeddings differ */
export function assertSameEmbedding(
  name: string,
  stored: EmbeddingIdentity,
  current: EmbeddingIdentity
): void {
  const mismatch = identityMismatch(stored, current);
  if (mismatch) {
    throw new PeakSearchError('model_mismatch', `"${name}": ${mismatch}`);
  }
}

/**
 * Creates the concrete index of an embedding; when it is there already, it is left as it is.
 *
 * @param options.alias points the alias at it in the same step; leave out when filling a new index beside the old one
 * @returns the concrete name
 */
export async function createPhotosIndex(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  identity: EmbeddingIdentity,
  options: { alias?: string } = {}
): Promise<string> {
  const index = concreteIndexName(settings.indices.photos, identity);
  const { alias } = options;
  await withElasticsearchErrors({ index, doing: `create the index "${index}"` }, async () => {
    const aliases = alias ? { [alias]: {} } : undefined;
    const mappings = photosMapping(identity, settings.knn);
    const indexSettings = { ...INDEX_SETTINGS, number_of_shards: settings.photos.shards };
    try {
      await client.indices.create({ index, settings: indexSettings, mappings, aliases });
    } catch (error) {
      if (!isAlreadyThere(error)) {
        throw error;
      }
      // Of an earlier run, or of one that began at the same moment.
      if (alias) {
        await client.indices.putAlias({ index, name: alias });
      }
    }
  });
  return index;
}

/** Whether creating an index failed because there is one. */
export function isAlreadyThere(error: unknown): boolean {
  const { body } = error as { body?: { error?: { type?: string } } };
  return body?.error?.type === 'resource_already_exists_exception';
}

/** Of every index, which photos may have more shards of; a replica is made where there is a second node to hold it. */
export const INDEX_SETTINGS: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
};

/**
 * Points the alias at another concrete index, in one step: no search ever sees neither or both.
 *
 * @returns the concrete indices that it stood for before (left in place; delete them when the new one has proved good)
 */
export async function switchPhotosAlias(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  toIndex: string
): Promise<string[]> {
  return switchAlias(client, settings.indices.photos, toIndex);
}

/** As switchPhotosAlias, for any alias. */
export async function switchAlias(
  client: ElasticsearchClient,
  alias: string,
  toIndex: string
): Promise<string[]> {
  return withElasticsearchErrors(
    { index: alias, doing: `point "${alias}" at "${toIndex}"` },
    async () => {
      const answer = await client.indices.getAlias({ name: alias }, { ignore: [404] });
      const before = Object.entries(answer)
        .filter(([index, value]) => index !== toIndex && value?.aliases?.[alias] !== undefined)
        .map(([index]) => index);
      await client.indices.updateAliases({
        actions: [
          ...before.map((index) => ({ remove: { index, alias } })),
          { add: { index: toIndex, alias } },
        ],
      });
      return before;
    }
  );
}
