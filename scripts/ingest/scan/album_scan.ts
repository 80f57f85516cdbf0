import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { vectorField } from '../../../server/photos/photo_repository';
import { patiently } from '../write/patience';
import type { Patience } from '../write/patience';

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

/** Photos a page; with vectors of 768 numbers about 10 MB of JSON. */
export const PAGE = 1000;
/** Between two pages, also when the work on one waits for a busy cluster. */
const KEEP_ALIVE = '10m';

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
  patience: Patience
): AsyncGenerator<ScannedPhoto<T>> {
  await patiently(patience, () => client.indices.refresh({ index }));
  const opened = await patiently(patience, () =>
    client.openPointInTime({ index, keep_alive: KEEP_ALIVE })
  );
  let pit = opened.id;
  let after: estypes.SortResults | undefined;
  const filter = [{ term: { album } }, ...(options.query ? [options.query] : [])];
  try {
    for (;;) {
      const answer = await patiently(patience, () =>
        client.search<T>({
          pit: { id: pit, keep_alive: KEEP_ALIVE },
          size: PAGE,
          query: { bool: { filter } },
          sort: options.sort,
          search_after: after,
          track_total_hits: false,
          seq_no_primary_term: true,
          _source: [...options.fields],
          fields: options.vectors ? ['clip_image'] : undefined,
        })
      );
      pit = answer.pit_id ?? pit;
      for (const hit of answer.hits.hits) yield scanned(hit);
      if (answer.hits.hits.length < PAGE) return;
      after = answer.hits.hits[PAGE - 1].sort;
    }
  } finally {
    await client.closePointInTime({ id: pit }).catch(() => undefined);
  }
}

function scanned<T>(hit: estypes.SearchHit<T>): ScannedPhoto<T> {
  return {
    id: hit._id!,
    source: hit._source!,
    vector: Float32Array.from(vectorField(hit.fields)),
    seqNo: hit._seq_no!,
    primaryTerm: hit._primary_term!,
  };
}

/** A partial update of a photo that was scanned; undefined values take a field away. */
export interface PhotoUpdate {
  photo: Pick<ScannedPhoto<unknown>, 'id' | 'seqNo' | 'primaryTerm'>;
  fields: Record<string, unknown>;
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
    private readonly patience: Patience,
    private readonly onFirstWrite: () => Promise<void> = async () => undefined
  ) {}

  async add(update: PhotoUpdate): Promise<void> {
    this.batch.push(update);
    if (this.batch.length >= UPDATE_BATCH) await this.flush();
  }

  /** @throws PeakSearchError, or Error when Elasticsearch refuses an update for good */
  async flush(): Promise<void> {
    const batch = this.batch.splice(0);
    if (batch.length === 0) return;
    if (this.updated === 0) await this.onFirstWrite();
    const answer = await patiently(this.patience, () =>
      this.client.bulk({
        index: this.index,
        operations: batch.flatMap(({ photo, fields }) => [
          { update: { _id: photo.id, if_seq_no: photo.seqNo, if_primary_term: photo.primaryTerm } },
          // null, not undefined: JSON would leave it out and the old value would stay.
          { doc: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v ?? null])) },
        ]),
        filter_path: ['items.*.status', 'items.*.error.type', 'items.*.error.reason'],
      })
    );
    for (const item of answer.items) {
      const { status, error } = item.update!;
      if (status < 300) this.updated++;
      // 404: removed meanwhile.
      else if (status === 409 || status === 404) this.conflicts++;
      else throw new Error(`Elasticsearch refused an update: ${error?.reason ?? status}`);
    }
  }
}
