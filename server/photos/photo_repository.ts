import type { estypes } from '@elastic/elasticsearch';
import { bulkAll } from '../elasticsearch/bulk';
import type { Elasticsearch } from '../elasticsearch/elasticsearch';
import type { IndexInfo } from '../elasticsearch/indices';
import { PeakSearchError } from '../errors';
import { CELL_ERROR_M } from './exact_places/coarse_places';
import type { OriginalOf } from './originals/originals_zip';
import { HEAVY_PHOTO_FIELDS } from './photo_document';
import type { PhotoDocument, PhotoSource, StoredPhoto } from './photo_document';
import type { Places } from './exact_places/places';
import { requirePhotosIndex } from './index/photos_index';

/** A day of photos is a few hundred; ten thousand is what one search may list. */
const MAX_PHOTOS_A_DAY = 10_000;

/** The place, and what was computed from it; `coarse` has the same of the cell, but for the altitude. */
const OF_EXACT_PLACES: Array<keyof PhotoDocument> = [
  'gps',
  'gps_error_m',
  'altitude_m',
  'pose',
  'predicted_peaks',
  'predicted_peaks_ranked',
  'peak_candidates',
  'none_probability',
];

/** The photos of the library, as the caller may see them. */
export class PhotoRepository {
  /** @param index alias or concrete name */
  constructor(
    private readonly elasticsearch: Elasticsearch,
    readonly index: string,
    private readonly places: Places
  ) {}

  /** What the photos index says about itself. @throws PeakSearchError `index_missing`, `model_mismatch` */
  describe(): Promise<IndexInfo> {
    return requirePhotosIndex(this.elasticsearch, this.index);
  }

  /**
   * A photo's document without vector and thumbnail.
   *
   * @throws PeakSearchError `not_found`
   */
  async get(id: string): Promise<PhotoSource> {
    const source = await this.source<StoredPhoto>(id, { _source_excludes: this.unseen() });
    if (!source) {
      throw new PeakSearchError('not_found', `There is no photo ${id} (it may have been removed).`);
    }
    return this.seen(source);
  }

  /** What documents say of their files, in the order of the ids; photos that are not there are left out. */
  async files(ids: readonly string[]): Promise<OriginalOf[]> {
    const answer = await this.elasticsearch.search<OriginalOf>(
      { index: this.index, doing: 'read the photos' },
      {
        query: { ids: { values: [...ids] } },
        _source: ['album', 'path', 'bytes', 'content_hash', 'format', 'shot_time'],
        size: ids.length,
      }
    );
    const byId = new Map(answer.hits.hits.map((hit) => [hit._id!, hit._source!]));
    return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  }

  /** A photo's thumbnail (WebP), or undefined when there is no such photo. */
  async thumbnail(id: string): Promise<{ bytes: Buffer; contentHash: string } | undefined> {
    const source = await this.source<Pick<PhotoDocument, 'thumbnail' | 'content_hash'>>(id, {
      _source_includes: ['thumbnail', 'content_hash'],
    });
    return (
      source && {
        bytes: Buffer.from(source.thumbnail, 'base64'),
        contentHash: source.content_hash,
      }
    );
  }

  /** Vectors of photos, by id; photos that are not there are left out. */
  async vectors(ids: readonly string[]): Promise<Map<string, Float32Array>> {
    if (ids.length === 0) return new Map();
    const found = await this.withVectors<never>(
      { query: { ids: { values: [...ids] } }, _source: false, size: ids.length },
      'read the photo'
    );
    return new Map(found.map(({ id, vector }) => [id, vector]));
  }

  /** Documents without vector and thumbnail, each beside its vector. */
  async withSources(
    ids: readonly string[]
  ): Promise<Array<{ id: string; source: PhotoSource; vector: Float32Array }>> {
    if (ids.length === 0) return [];
    const found = await this.withVectors<StoredPhoto>(
      {
        query: { ids: { values: [...ids] } },
        _source: { excludes: this.unseen() },
        size: ids.length,
      },
      'read the photos'
    );
    return found.map(({ source, ...photo }) => ({ ...photo, source: this.seen(source) }));
  }

  /** Vectors of the photos that a search finds, in its order. */
  async vectorsOf(
    body: Pick<estypes.SearchSearchRequestBody, 'query' | 'from' | 'size'>,
    doing: string
  ): Promise<Float32Array[]> {
    const found = await this.withVectors<never>({ ...body, _source: false }, doing);
    return found.map(({ vector }) => vector);
  }

  /**
   * The directions of the photos that one camera took for an album on a day (YYYY-MM-DD in the photos' own zone), by id:
   * degrees as the camera wrote them. Photos that name no camera count as one camera's.
   */
  async withDirection(
    album: string,
    day: string,
    camera: PhotoSource['camera'] = {}
  ): Promise<Map<string, number>> {
    const fields = { 'camera.make': camera.make, 'camera.model': camera.model };
    const answer = await this.elasticsearch.search(
      { index: this.index, doing: 'find the photos of the day' },
      {
        size: MAX_PHOTOS_A_DAY,
        _source: false,
        docvalue_fields: ['bearing_deg'],
        query: {
          bool: {
            filter: [
              { term: { album } },
              { term: { shot_day: day } },
              { exists: { field: 'bearing_deg' } },
              ...Object.entries(fields).map(([field, value]) =>
                value == null
                  ? { bool: { must_not: { exists: { field } } } }
                  : { term: { [field]: value } }
              ),
            ],
          },
        },
      }
    );
    return new Map(
      answer.hits.hits.map(({ _id, fields }) => [_id!, (fields!.bearing_deg as number[])[0]])
    );
  }

  /**
   * Replaces fields of photos; partial documents and no scripts, which a cluster may have switched off. Returns when
   * searches see it.
   *
   * @throws PeakSearchError when some photo could not be written
   */
  async update(
    updates: ReadonlyArray<{ id: string; fields: Partial<PhotoDocument> }>,
    doing: string
  ): Promise<void> {
    await bulkAll(
      this.elasticsearch,
      { index: this.index, doing },
      {
        refresh: 'wait_for',
        actions: updates.map(({ id, fields }) => ({ kind: 'update' as const, id, fields })),
      }
    );
  }

  /** Fields that are not even read: large ones, and those of the other view of places. */
  private unseen(): string[] {
    const own = [...HEAVY_PHOTO_FIELDS, 'track_place'];
    return [...own, ...(this.places.exact ? ['coarse'] : OF_EXACT_PLACES)];
  }

  private seen({ coarse, track_place: _own, ...source }: StoredPhoto): PhotoSource {
    if (this.places.exact) return withoutNulls(source);
    return withoutNulls({
      ...source,
      ...coarse,
      gps_error_m: coarse.gps ? CELL_ERROR_M : undefined,
    });
  }

  /** `fields` brings vectors on every version: from 9.2 on they are not part of `_source` any more. */
  private async withVectors<T>(
    body: estypes.SearchSearchRequestBody,
    doing: string
  ): Promise<Array<{ id: string; source: T; vector: Float32Array }>> {
    const answer = await this.elasticsearch.search<T>(
      { index: this.index, doing },
      { ...body, fields: ['clip_image'] }
    );
    return answer.hits.hits.map((hit) => ({
      id: hit._id!,
      source: hit._source as T,
      vector: Float32Array.from(vectorField(hit.fields)),
    }));
  }

  private async source<T>(
    id: string,
    filter: { _source_excludes?: string[]; _source_includes?: string[] }
  ): Promise<T | undefined> {
    const { index } = this;
    const answer = await this.elasticsearch.call(
      { index, doing: 'read the photo' },
      (client, send) => client.get<T>({ index, id, ...filter }, { ...send, ignore: [404] })
    );
    // A 404 is either "no such document" (found: false) or "no such index" (an error): only the second is a fault.
    if ('error' in answer) {
      throw new PeakSearchError(
        'index_missing',
        `There is no index "${index}" yet. Run "peak-search setup" and "peak-search ingest".`
      );
    }
    return answer.found ? answer._source : undefined;
  }
}

/** An update takes a field away by null; to a reader it is absent. */
function withoutNulls<T extends object>(source: T): T {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== null)) as T;
}

/** The numbers of `clip_image` in a hit's `fields`. */
export function vectorField(fields: Record<string, unknown> | undefined): number[] {
  return (fields?.clip_image ?? []) as number[];
}
