import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { indexExists, refreshIndex } from '../../../server/elasticsearch/indices';
import type { EmbeddingIdentity } from '../../../server/embedding/model/identity';
import { concreteIndexName, switchPhotosAlias } from '../../../server/photos/index/photos_index';
import type { PeakSearchSettings } from '../../../server/settings';
import { listAlbums } from '../scan/albums';

export type SwitchOutcome =
  | { switched: true; index: string; before: string[] }
  /** Albums that only the index in use holds. */
  | { switched: false; index: string; missing: string[] };

/**
 * Points searches at the index that was filled with another model, in one step, if it holds every album that the one
 * in use holds. The old index stays, so that one can go back.
 */
export async function switchToModel(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  identity: EmbeddingIdentity
): Promise<SwitchOutcome> {
  const alias = settings.indices.photos;
  const index = concreteIndexName(alias, identity);
  const elasticsearch = new Elasticsearch(client);
  await refreshIndex(elasticsearch, index);
  if (await indexExists(elasticsearch, alias)) {
    const [old, filled] = [await listAlbums(client, alias), await listAlbums(client, index)];
    const missing = [...old.keys()].filter((album) => !filled.has(album));
    if (missing.length > 0) return { switched: false, index, missing };
  }
  return { switched: true, index, before: await switchPhotosAlias(elasticsearch, settings, index) };
}
