import type { EmbeddingIdentity } from '../../server/embedding/identity';
import type { ElasticsearchClient } from '../../server/elasticsearch_client';
import {
  assertSameEmbedding,
  createPhotosIndex,
  ensurePhotosIndex,
  readIndexIdentity,
} from '../../server/photos/photos_index';
import type { IngestContext } from './ingest_run';
import { patiently } from './patience';

/** Where a run writes. */
export interface IngestTarget {
  /** Alias, or concrete name while a new model's index is being filled. */
  name: string;
  isAlias: boolean;
  /** Elasticsearch's own id of the index; absent in a dry run where there is none. */
  uuid?: string;
}

/**
 * Makes sure that there is an index to write to and that this model filled it.
 *
 * @throws PeakSearchError `model_mismatch`, or `elasticsearch_unreachable` after the patience is used up
 */
export async function openTarget(
  {
    services,
    client,
    options,
    patience,
  }: Pick<IngestContext, 'services' | 'client' | 'options' | 'patience'>,
  identity: EmbeddingIdentity
): Promise<IngestTarget> {
  const { settings, logger } = services;
  const alias = settings.indices.photos;
  if (options.dryRun) {
    const stored = await patiently(patience, () => readIndexIdentity(client, alias));
    if (stored && !options.newModel) assertSameEmbedding(alias, stored, identity);
    return { name: alias, isAlias: true };
  }
  if (options.newModel) {
    const name = await patiently(patience, () => createPhotosIndex(client, settings, identity));
    return { name, isAlias: false, uuid: await indexUuid(client, name) };
  }
  const { index } = await patiently(patience, () =>
    ensurePhotosIndex(client, settings, identity, logger)
  );
  return { name: alias, isAlias: index !== alias, uuid: await indexUuid(client, index) };
}

async function indexUuid(client: ElasticsearchClient, index: string): Promise<string> {
  const answer = await client.indices.getSettings({ index, name: 'index.uuid' });
  return answer[index].settings!.index!.uuid!;
}
