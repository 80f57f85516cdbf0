import { photoId } from '../../../server/photos/photo_document';
import type { PhotoDocument } from '../../../server/photos/photo_document';
import { UnavailableError } from '../../../server/elasticsearch/retry';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';

/** What the index says of a photo that a run has to know. */
export type IndexedPhoto = Pick<
  PhotoDocument,
  | 'content_hash'
  | 'sidecar_hash'
  | 'companions'
  | 'decoded_from'
  | 'shot_time'
  | 'bearing_deg'
  | 'bearing_correction_deg'
  | 'pitch_deg'
  | 'burst'
>;

const FIELDS: Array<keyof IndexedPhoto> = [
  'content_hash',
  'sidecar_hash',
  'companions',
  'decoded_from',
  'shot_time',
  'bearing_deg',
  'bearing_correction_deg',
  'pitch_deg',
  'burst',
];

/**
 * Looks up photos by their paths. Reads what was written a moment ago too (a get, not a search).
 *
 * @returns by path; photos that are not in the index are left out, and so are all when there is no index
 */
export async function indexedPhotos(
  client: ElasticsearchClient,
  index: string,
  album: string,
  paths: readonly string[]
): Promise<Map<string, IndexedPhoto>> {
  const found = new Map<string, IndexedPhoto>();
  if (paths.length === 0) return found;
  const answer = await client.mget<IndexedPhoto>({
    index,
    ids: paths.map((path) => photoId(album, path)),
    _source_includes: FIELDS,
  });
  answer.docs.forEach((doc, i) => {
    if ('error' in doc) {
      const { type, reason } = doc.error;
      if (type === 'index_not_found_exception') return;
      // A shard that is just being made or moved: the caller asks again.
      throw new UnavailableError(
        `Elasticsearch cannot say whether ${paths[i]} is indexed: ${reason ?? type}`
      );
    }
    if (doc.found && doc._source) found.set(paths[i], doc._source);
  });
  return found;
}
