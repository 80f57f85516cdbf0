import type { EmbeddingIdentity } from '../../../server/embedding/model/identity';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { countDocuments, readIndexIdentity } from '../../../server/elasticsearch/indices';
import { assertSameEmbedding } from '../../../server/embedding/model/identity';
import { PeakSearchError } from '../../../server/errors';
import {
  createPhotosIndex,
  ensurePhotosIndex,
  requirePhotosIndex,
} from '../../../server/photos/index/photos_index';
import { tuneQuantization } from '../../../server/photos/index/quantization';
import type { IngestContext } from '../ingest_context';

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
  const { settings } = services;
  const elasticsearch = new Elasticsearch(client);
  const alias = settings.indices.photos;
  if (options.dryRun) {
    const stored = await readIndexIdentity(elasticsearch, alias);
    if (stored && !options.newModel) assertSameEmbedding(alias, stored, identity);
    return { name: alias, isAlias: true };
  }
  if (options.newModel) {
    const name = await createPhotosIndex(elasticsearch, settings, identity);
    return { name, isAlias: false, uuid: await indexUuid(elasticsearch, name) };
  }
  const { index } = await ensurePhotosIndex(elasticsearch, settings, identity);
  return { name: alias, isAlias: index !== alias, uuid: await indexUuid(elasticsearch, index) };
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
  const { logger, settings } = services;
  const elasticsearch = new Elasticsearch(client, { retry: patience });
  try {
    const info = await requirePhotosIndex(elasticsearch, name);
    const others = await countDocuments(elasticsearch, name, {
      bool: { must_not: { term: { album: album.name } } },
    });
    await tuneQuantization(elasticsearch, info, settings.knn, others + expected, logger);
  } catch (error) {
    if (!(error instanceof PeakSearchError && error.code === 'forbidden')) throw error;
    logger.warn(error.message);
  }
}

async function indexUuid(elasticsearch: Elasticsearch, index: string): Promise<string> {
  const answer = await elasticsearch.call({ index, doing: `read "${index}"` }, (client, send) =>
    client.indices.getSettings({ index, name: 'index.uuid' }, send)
  );
  return answer[index].settings!.index!.uuid!;
}
