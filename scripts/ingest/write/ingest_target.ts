import type { EmbeddingIdentity } from '../../../server/embedding/model/identity';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../../../server/elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../../../server/errors';
import {
  assertSameEmbedding,
  createPhotosIndex,
  ensurePhotosIndex,
  readIndexIdentity,
  requirePhotosIndex,
} from '../../../server/photos/photos_index';
import { tuneQuantization } from '../../../server/photos/quantization';
import type { IngestContext } from '../ingest_context';
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
 * The first contact is not patient: an address that nobody answers at is far more often mistyped than restarting.
 *
 * @throws PeakSearchError `model_mismatch`, `elasticsearch_unreachable` and the like
 */
export async function openTarget(
  { services, client, options }: Pick<IngestContext, 'services' | 'client' | 'options'>,
  identity: EmbeddingIdentity
): Promise<IngestTarget> {
  const { settings, logger } = services;
  const alias = settings.indices.photos;
  if (options.dryRun) {
    const stored = await readIndexIdentity(client, alias);
    if (stored && !options.newModel) assertSameEmbedding(alias, stored, identity);
    return { name: alias, isAlias: true };
  }
  if (options.newModel) {
    const name = await twice(() => createPhotosIndex(client, settings, identity));
    return { name, isAlias: false, uuid: await indexUuid(client, name) };
  }
  const { index } = await twice(() => ensurePhotosIndex(client, settings, identity, logger));
  return { name: alias, isAlias: index !== alias, uuid: await indexUuid(client, index) };
}

/**
 * Has vectors held as is best for the library that the album makes, before it is written. Whoever may write to the
 * index but not change it goes on with what there is: searches are right all the same.
 *
 * @param expected photos of the album, as far as its folders tell
 */
export async function tuneTarget(
  { services, client, album, patience }: IngestContext,
  { name }: IngestTarget,
  expected: number
): Promise<void> {
  const { logger } = services;
  const { knn, indices } = services.settings;
  const settings = { ...services.settings, indices: { ...indices, photos: name } };
  try {
    await patiently(patience, async () => {
      const info = await requirePhotosIndex(client, settings);
      const others = await withElasticsearchErrors({ index: name }, () =>
        client.count({
          index: name,
          query: { bool: { must_not: { term: { album: album.name } } } },
        })
      );
      await tuneQuantization(client, info, knn, others.count + expected, logger);
    });
  } catch (error) {
    if (!(error instanceof PeakSearchError && error.code === 'forbidden')) throw error;
    logger.warn(error.message);
  }
}

/** Of several hosts that begin at once one creates the index; the others then find it. */
async function twice<T>(create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof Error && /already exists/.test(error.message))) throw error;
    return create();
  }
}

async function indexUuid(client: ElasticsearchClient, index: string): Promise<string> {
  const answer = await client.indices.getSettings({ index, name: 'index.uuid' });
  return answer[index].settings!.index!.uuid!;
}
