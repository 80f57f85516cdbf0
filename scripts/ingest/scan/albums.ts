import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../../../server/elasticsearch/elasticsearch_errors';

/** The albums of a photos index with their numbers of photos, by name. */
export async function listAlbums(
  client: ElasticsearchClient,
  index: string
): Promise<Map<string, number>> {
  const albums = new Map<string, number>();
  let after: Record<string, string> | undefined;
  do {
    const answer = await withElasticsearchErrors({ index, doing: 'list the albums' }, () =>
      client.search<never, { albums: AlbumBuckets }>({
        index,
        size: 0,
        track_total_hits: false,
        aggs: {
          albums: {
            composite: { size: 1000, sources: [{ album: { terms: { field: 'album' } } }], after },
          },
        },
      })
    );
    const { buckets, after_key } = answer.aggregations!.albums;
    buckets.forEach(({ key, doc_count }) => albums.set(key.album, doc_count));
    after = after_key;
  } while (after);
  return albums;
}

interface AlbumBuckets {
  buckets: Array<{ key: { album: string }; doc_count: number }>;
  after_key?: Record<string, string>;
}
