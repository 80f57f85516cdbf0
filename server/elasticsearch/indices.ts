import type { estypes } from '@elastic/elasticsearch';
import type { Calibration } from '../calibration/calibration';
import type { EmbeddingIdentity } from '../embedding/model/identity';
import { PeakSearchError } from '../errors';
import type { Elasticsearch } from './elasticsearch';

/** What the `_meta` of an index with vectors says. */
export interface IndexMeta {
  mapping_version: number;
  embedding: EmbeddingIdentity;
  /** Of the photos; absent until the library is calibrated. */
  calibration?: Calibration;
}

/** Mappings that differ by added fields can be read as well, until they are written anew. */
export interface MappingVersions {
  oldest: number;
  newest: number;
}

/** What tells one of our kinds of index from another. */
export interface IndexKind {
  /** Its `dense_vector` that searches use. */
  vectorField: string;
  versions: MappingVersions;
}

/** What is known of the concrete index behind a name. */
export interface IndexInfo {
  /** Concrete name. */
  index: string;
  meta: IndexMeta;
  /** Elasticsearch's `index_options.type` of the vectors. */
  vectorKind: string;
}

/** Of every index, which photos may have more shards of; a replica is made where there is a second node to hold it. */
export const INDEX_SETTINGS: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
};

/**
 * Reads what an index or alias says about itself.
 *
 * @returns undefined when there is no such index
 * @throws PeakSearchError `model_mismatch` when it is not one of ours, or of another version
 */
export async function readIndexInfo(
  elasticsearch: Elasticsearch,
  name: string,
  { vectorField, versions }: IndexKind
): Promise<IndexInfo | undefined> {
  const entries = Object.entries(await mappingsOf(elasticsearch, name));
  if (entries.length === 0) return undefined;
  if (entries.length > 1) {
    throw new PeakSearchError(
      'model_mismatch',
      `"${name}" stands for ${entries.length} indices (${entries.map(([index]) => index).join(', ')}). It must be one index, or an alias of exactly one.`
    );
  }
  const [index, mappings] = entries[0];
  const meta = mappings._meta as Partial<IndexMeta> | undefined;
  if (!meta?.embedding || meta.mapping_version === undefined) {
    throw new PeakSearchError(
      'model_mismatch',
      `"${name}" was not made by Peak Search: its mapping does not say which embedding filled it. Set another index name in the configuration.`
    );
  }
  assertVersion(name, meta.mapping_version, versions);
  const field = mappings.properties?.[vectorField] as
    estypes.MappingDenseVectorProperty | undefined;
  return { index, meta: meta as IndexMeta, vectorKind: field?.index_options?.type ?? 'hnsw' };
}

function assertVersion(name: string, version: number, { oldest, newest }: MappingVersions): void {
  if (version >= oldest && version <= newest) return;
  throw new PeakSearchError(
    'model_mismatch',
    `"${name}" has mapping version ${version}, and this Peak Search works with version ${newest}. ` +
      (version > newest
        ? 'Update Peak Search on this host.'
        : 'To ingest again with --new-model fills an index of this version beside the one in use; searches go over to it at the end.')
  );
}

/** The embedding that filled an index or alias; undefined when there is no such index or it does not say. */
export async function readIndexIdentity(
  elasticsearch: Elasticsearch,
  name: string
): Promise<EmbeddingIdentity | undefined> {
  const [mappings] = Object.values(await mappingsOf(elasticsearch, name));
  return (mappings?._meta as Partial<IndexMeta> | undefined)?.embedding;
}

/** By concrete index; empty when there is no such index or alias. */
async function mappingsOf(
  elasticsearch: Elasticsearch,
  name: string
): Promise<Record<string, estypes.MappingTypeMapping>> {
  const answer = await elasticsearch.call(
    { index: name, doing: `read "${name}"` },
    (client, send) => client.indices.getMapping({ index: name }, { ...send, ignore: [404] })
  );
  return Object.fromEntries(
    Object.entries(answer).flatMap(([index, value]) =>
      value?.mappings === undefined ? [] : [[index, value.mappings]]
    )
  );
}

export interface NewIndex {
  settings?: estypes.IndicesIndexSettings;
  mappings: estypes.MappingTypeMapping;
  /** Points at the index in the same step. */
  alias?: string;
}

/**
 * Creates an index, or leaves one of that name as it is: of an earlier run, or of a host that was quicker.
 *
 * @returns false when it was there already
 */
export async function createIndex(
  elasticsearch: Elasticsearch,
  index: string,
  { settings, mappings, alias }: NewIndex
): Promise<boolean> {
  const context = { index, doing: `create the index "${index}"` };
  return elasticsearch.call(context, async (client, send) => {
    try {
      await client.indices.create(
        {
          index,
          settings: { ...INDEX_SETTINGS, ...settings },
          mappings,
          aliases: alias ? { [alias]: {} } : undefined,
        },
        send
      );
      return true;
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
      if (alias) await client.indices.putAlias({ index, name: alias }, send);
      return false;
    }
  });
}

/** Told by what the answer says, not by the client's classes: Kibana has a client of its own. */
function isAlreadyThere(error: unknown): boolean {
  const { body } = error as { body?: { error?: { type?: string } } };
  return body?.error?.type === 'resource_already_exists_exception';
}

export function indexExists(elasticsearch: Elasticsearch, index: string): Promise<boolean> {
  return elasticsearch.call({ index, doing: `look for "${index}"` }, (client, send) =>
    client.indices.exists({ index }, send)
  );
}

/** Makes what was written visible to searches. */
export async function refreshIndex(elasticsearch: Elasticsearch, index: string): Promise<void> {
  await elasticsearch.call({ index, doing: `refresh "${index}"` }, (client, send) =>
    client.indices.refresh({ index }, send)
  );
}

/** Deletes indices; one that is gone already is as good. */
export async function deleteIndex(elasticsearch: Elasticsearch, index: string): Promise<void> {
  await elasticsearch.call({ index, doing: `delete "${index}"` }, (client, send) =>
    client.indices.delete({ index }, { ...send, ignore: [404] })
  );
}

/** How many documents an index or alias holds, of those that the caller may see. */
export async function countDocuments(
  elasticsearch: Elasticsearch,
  index: string,
  query?: estypes.QueryDslQueryContainer
): Promise<number> {
  const { count } = await elasticsearch.call({ index, doing: `count "${index}"` }, (client, send) =>
    client.count({ index, query }, send)
  );
  return count;
}

/**
 * Points an alias at another concrete index, in one step: no search ever sees neither or both.
 *
 * @returns the concrete indices that it stood for before (left in place; delete them when the new one has proved good)
 */
export async function switchAlias(
  elasticsearch: Elasticsearch,
  alias: string,
  toIndex: string
): Promise<string[]> {
  const context = { index: alias, doing: `point "${alias}" at "${toIndex}"` };
  return elasticsearch.call(context, async (client, send) => {
    const answer = await client.indices.getAlias({ name: alias }, { ...send, ignore: [404] });
    const before = Object.entries(answer)
      .filter(([index, value]) => index !== toIndex && value?.aliases?.[alias] !== undefined)
      .map(([index]) => index);
    await client.indices.updateAliases(
      {
        actions: [
          ...before.map((index) => ({ remove: { index, alias } })),
          { add: { index: toIndex, alias } },
        ],
      },
      send
    );
    return before;
  });
}

/**
 * Leaves an alias with the one of its indices that was created first. Two hosts with different models that begin at
 * the same moment both find nothing, and both put an index behind the alias; whoever looks, the first keeps it.
 */
export async function settleAlias(elasticsearch: Elasticsearch, alias: string): Promise<void> {
  const context = { index: alias, doing: `settle the alias "${alias}"` };
  await elasticsearch.call(context, async (client, send) => {
    const indices = await client.indices.getSettings(
      { index: alias, name: 'index.creation_date' },
      send
    );
    const [, ...later] = Object.entries(indices)
      .map(([index, { settings }]) => ({
        index,
        since: Number((settings?.index as { creation_date?: string })?.creation_date),
      }))
      .sort((a, b) => a.since - b.since || (a.index < b.index ? -1 : 1));
    if (later.length === 0) return;
    // Both hosts may come to this; what is gone already must not fail the one that comes second (404, whatever
    // must_exist says, when none of the actions finds anything to do).
    const actions = later.map(({ index }) => ({ remove: { index, alias, must_exist: false } }));
    await client.indices.updateAliases({ actions }, { ...send, ignore: [404] });
  });
}
