import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../errors';
import type { PeakSearchSettings } from '../settings';
import { HEAVY_PHOTO_FIELDS } from './photo_document';
import type { PhotoDocument, PhotoSource } from './photo_document';

/**
 * A photo's document without vector and thumbnail.
 *
 * @throws PeakSearchError `not_found`
 */
export async function getPhotoDocument(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  id: string,
  signal?: AbortSignal
): Promise<PhotoSource> {
  const source = await getSource<PhotoSource>(client, settings, id, {
    _source_excludes: [...HEAVY_PHOTO_FIELDS],
    signal,
  });
  if (!source) {
    throw new PeakSearchError('not_found', `There is no photo ${id} (it may have been removed).`);
  }
  return source;
}

/** A photo's thumbnail (WebP), or undefined when there is no such photo. */
export async function getThumbnail(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  id: string,
  signal?: AbortSignal
): Promise<{ bytes: Buffer; contentHash: string } | undefined> {
  const source = await getSource<Pick<PhotoDocument, 'thumbnail' | 'content_hash'>>(
    client,
    settings,
    id,
    { _source_includes: ['thumbnail', 'content_hash'], signal }
  );
  return (
    source && {
      bytes: Buffer.from(source.thumbnail, 'base64'),
      contentHash: source.content_hash,
    }
  );
}

interface GetOptions {
  _source_excludes?: string[];
  _source_includes?: string[];
  signal?: AbortSignal;
}

async function getSource<T>(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  id: string,
  { signal, ...sourceFilter }: GetOptions
): Promise<T | undefined> {
  const index = settings.indices.photos;
  return withElasticsearchErrors({ index, doing: 'read the photo' }, async () => {
    const answer = await client.get<T>({ index, id, ...sourceFilter }, { signal, ignore: [404] });
    // A 404 is either "no such document" (found: false) or "no such index" (an error): only the second is a fault.
    if ('error' in answer) {
      throw new PeakSearchError(
        'index_missing',
        `There is no index "${index}" yet. Run "peak-search setup" and "peak-search ingest".`
      );
    }
    return answer.found ? answer._source : undefined;
  });
}

/**
 * Vectors of photos, by id; photos that are not there are left out.
 *
 * `fields` brings them on every version: from 9.2 on vectors are not part of `_source` any more.
 */
export async function getPhotoVectors(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  ids: readonly string[],
  signal?: AbortSignal
): Promise<Map<string, Float32Array>> {
  if (ids.length === 0) {
    return new Map();
  }
  const index = settings.indices.photos;
  const answer = await withElasticsearchErrors({ index, doing: 'read the photo' }, () =>
    client.search<never>(
      {
        index,
        size: ids.length,
        query: { ids: { values: [...ids] } },
        _source: false,
        fields: ['clip_image'],
      },
      { signal }
    )
  );
  return new Map(
    answer.hits.hits.map((hit) => [hit._id!, Float32Array.from(vectorField(hit.fields))])
  );
}

/** The numbers of `clip_image` in a hit's `fields`. */
export function vectorField(fields: Record<string, unknown> | undefined): number[] {
  return (fields?.clip_image ?? []) as number[];
}
