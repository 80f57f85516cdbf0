import type { estypes } from '@elastic/elasticsearch';
import { bulkAll } from '../../../server/elasticsearch/bulk';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { vectorField } from '../../../server/photos/photo_repository';
import type { Retry } from '../../../server/elasticsearch/retry';
import { scanSnapshot } from '../../../server/elasticsearch/scan';

export interface ScannedPhoto<T> {
  id: string;
  source: T;
  /** Empty unless asked for. */
  vector: Float32Array;
  /** The version that was read, for updates that must not overwrite a newer one. */
  seqNo: number;
  primaryTerm: number;
}

export interface ScanOptions {
  fields: readonly string[];
  sort: estypes.SortCombinations[];
  query?: estypes.QueryDslQueryContainer;
  vectors?: boolean;
}

/**
 * By time; photos without one come last, files that are the same beside each other.
 *
 * Elasticsearch's own `_last` stands for 2^63 − 1, which JavaScript rounds, and which then no next page can begin after:
 * so it is the last millisecond that JavaScript has a date for.
 */
export const BY_TIME: estypes.SortCombinations[] = [
  { shot_time: { order: 'asc', missing: 8.64e15 } },
  'content_hash',
  'path',
];

/**
 * Reads all photos of an album in an order, page by page, as they stood at the beginning (a point in time, after a
 * refresh). Holds one page.
 */
export async function* scanAlbum<T>(
  client: ElasticsearchClient,
  index: string,
  album: string,
  options: ScanOptions,
  patience: Retry
): AsyncGenerator<ScannedPhoto<T>> {
  const filter = [{ term: { album } }, ...(options.query ? [options.query] : [])];
  const hits = scanSnapshot<T>(
    new Elasticsearch(client, { retry: patience }),
    { index, doing: 'read the photos' },
    {
      query: { bool: { filter } },
      sort: options.sort,
      seq_no_primary_term: true,
      _source: [...options.fields],
      fields: options.vectors ? ['clip_image'] : undefined,
    }
  );
  for await (const hit of hits) yield scanned(hit);
}

/** An update takes a field away by null; to a reader it is absent. */
function withoutNulls<T>(source: T): T {
  return Object.fromEntries(
    Object.entries(source as object).filter(([, value]) => value !== null)
  ) as T;
}

function scanned<T>(hit: estypes.SearchHit<T>): ScannedPhoto<T> {
  return {
    id: hit._id!,
    source: withoutNulls(hit._source!),
    vector: Float32Array.from(vectorField(hit.fields)),
    seqNo: hit._seq_no!,
    primaryTerm: hit._primary_term!,
  };
}

/** A partial update of a photo that was scanned; undefined values take a field away. */
export interface PhotoUpdate {
  photo: Pick<ScannedPhoto<unknown>, 'id' | 'seqNo' | 'primaryTerm'>;
  fields: object;
}

/** Photos in a request of updates. */
const UPDATE_BATCH = 500;

/** Writes partial updates in batches. */
export class PhotoUpdater {
  private batch: PhotoUpdate[] = [];
  updated = 0;
  /** Photos that somebody else wrote between the scan and the update; they were left alone. */
  conflicts = 0;

  constructor(
    private readonly client: ElasticsearchClient,
    private readonly index: string,
    private readonly patience: Retry,
    private readonly onFirstWrite: () => Promise<void> = async () => undefined
  ) {}

  async add(update: PhotoUpdate): Promise<void> {
    this.batch.push(update);
    if (this.batch.length >= UPDATE_BATCH) await this.flush();
  }

  /** @throws PeakSearchError, also when Elasticsearch refuses an update for good */
  async flush(): Promise<void> {
    const batch = this.batch.splice(0);
    if (batch.length === 0) return;
    if (this.updated === 0) await this.onFirstWrite();
    const actions = batch.map(({ photo, fields }) => ({
      kind: 'update' as const,
      id: photo.id,
      fields,
      ifVersion: { seqNo: photo.seqNo, primaryTerm: photo.primaryTerm },
    }));
    const { written, conflicts } = await bulkAll(
      new Elasticsearch(this.client, { retry: this.patience }),
      { index: this.index, doing: 'update the photos' },
      { actions }
    );
    this.updated += written.length;
    this.conflicts += conflicts.length;
  }
}
