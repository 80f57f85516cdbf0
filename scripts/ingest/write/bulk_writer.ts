import type { PhotoDocument } from '../../../server/photos/photo_document';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { elasticsearchFailure } from '../../../server/elasticsearch/elasticsearch_errors';
import type { PeakSearchError } from '../../../server/errors';
import { gaveUp, passingFailure, patiently, pause } from './patience';
import type { Patience } from './patience';
import type { AlbumFile } from '../scan/walk';

/** A photo on its way into the index. */
export interface PendingPhoto {
  id: string;
  document: PhotoDocument;
  file: AlbumFile;
  /** Whether the index held another version of it. */
  replaced: boolean;
}

export interface BulkOutcome {
  written: PendingPhoto[];
  rejected: Array<{ photo: PendingPhoto; reason: string }>;
}

export interface BulkWriterConfig {
  client: ElasticsearchClient;
  index: string;
  /** The name is an alias: refuse to let a bulk create an index of that name, should the real one be deleted meanwhile. */
  isAlias: boolean;
  patience: Patience;
  /** Photos a request. */
  maxPhotos?: number;
  /** Called before the first write of all. */
  onFirstWrite: () => Promise<void>;
  onOutcome: (outcome: BulkOutcome) => Promise<void>;
}

/**
 * A request of 4 MB holds about 100 photos (25 KB thumbnail, 10 KB vector), well under Elasticsearch's limit of 100 MB
 * and its advice of 5 to 15 MB; larger ones were not faster, and are lost as a whole when the connection breaks.
 */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_PHOTOS = 200;
/** HEIC come at one a second and core: without this a kill would cost minutes of work. */
const MAX_AGE_MS = 5_000;

/**
 * No rights (any more), or no index: every photo after it would be refused, and is as good as it was. The run ends; to
 * quarantine them would keep them out for good.
 */
const NOT_THE_PHOTOS_FAULT: ReadonlySet<number> = new Set([401, 403, 404]);

interface SendOutcome extends BulkOutcome {
  again: PendingPhoto[];
  /** Why they have to be sent again. */
  reason?: string;
  fatal?: PeakSearchError;
}

/**
 * Writes photos in batches: one batch is under way while the next one fills, and `add` waits when both are full, which
 * holds back everything before it.
 *
 * The client's own bulk helper is not used: it ends for good when the cluster is away longer than the transport's
 * retries, without saying which documents had arrived, and it cannot be interrupted while it waits.
 */
export class BulkWriter {
  private batch: PendingPhoto[] = [];
  private bytes = 0;
  private since = 0;
  private sending: Promise<void> = Promise.resolve();
  private wrote = false;

  constructor(private readonly config: BulkWriterConfig) {}

  /** @throws what an earlier batch failed with */
  async add(photo: PendingPhoto): Promise<void> {
    if (this.batch.length === 0) this.since = Date.now();
    this.batch.push(photo);
    // Base64 and digits are one byte each; the rest of a document is small beside them.
    this.bytes += photo.document.thumbnail.length + photo.document.clip_image.length * 12 + 2048;
    if (this.isFull()) await this.flush({ wait: false });
  }

  /** Sends what has gathered, after the batches before it. With `wait` returns when everything is written. */
  async flush({ wait }: { wait: boolean } = { wait: true }): Promise<void> {
    const before = this.sending;
    if (this.batch.length > 0) {
      const batch = this.batch;
      this.batch = [];
      this.bytes = 0;
      this.sending = before.then(() => this.send(batch));
      // Observed by the next flush; until then it must not count as unhandled.
      this.sending.catch(() => undefined);
    }
    await (wait ? this.sending : before);
  }

  /** Returns when nothing is under way any more, however it ended. */
  async settle(): Promise<void> {
    await this.sending.catch(() => undefined);
  }

  private isFull(): boolean {
    return (
      this.bytes >= MAX_BYTES ||
      this.batch.length >= (this.config.maxPhotos ?? MAX_PHOTOS) ||
      Date.now() - this.since >= MAX_AGE_MS
    );
  }

  private async send(batch: PendingPhoto[]): Promise<void> {
    if (!this.wrote) {
      await this.config.onFirstWrite();
      this.wrote = true;
    }
    let waiting = batch;
    const started = Date.now();
    for (let attempt = 0; waiting.length > 0; attempt++) {
      const { again, reason, fatal, ...outcome } = await this.sendOnce(waiting);
      await this.config.onOutcome(outcome);
      if (fatal) throw fatal;
      if (again.length > 0) {
        const waited = Date.now() - started;
        if (waited >= this.config.patience.maxWaitMs) throw gaveUp(reason!, waited);
        await pause(this.config.patience, attempt, reason!, waited);
      }
      waiting = again;
    }
  }

  private async sendOnce(photos: PendingPhoto[]): Promise<SendOutcome> {
    const { client, index, isAlias, patience } = this.config;
    const answer = await patiently(patience, () =>
      client.bulk<PhotoDocument>({
        index,
        require_alias: isAlias,
        operations: photos.flatMap(({ id, document }) => [{ index: { _id: id } }, document]),
        filter_path: ['errors', 'items.*.status', 'items.*.error.type', 'items.*.error.reason'],
      })
    );
    const outcome: SendOutcome = {
      written: [],
      rejected: [],
      again: [],
    };
    photos.forEach((photo, i) => {
      const { status, error } = answer.items[i].index!;
      const passing = passingFailure(status, error);
      if (status < 300) {
        outcome.written.push(photo);
      } else if (passing !== undefined) {
        outcome.again.push(photo);
        outcome.reason = passing;
      } else if (NOT_THE_PHOTOS_FAULT.has(status)) {
        outcome.fatal = elasticsearchFailure(status, reasonOf(error), {
          index,
          doing: 'write the photos',
        });
      } else {
        const reason = error?.reason ?? `status ${status}`;
        outcome.rejected.push({ photo, reason: `Elasticsearch refused it: ${reason}` });
      }
    });
    return outcome;
  }
}

function reasonOf(error: { type?: string; reason?: string | null } | undefined) {
  return { type: error?.type, reason: error?.reason ?? undefined };
}
