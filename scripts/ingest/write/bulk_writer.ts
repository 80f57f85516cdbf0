import type { PhotoDocument } from '../../../server/photos/photo_document';
import { bulk } from '../../../server/elasticsearch/bulk';
import type { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { AlbumFile } from '../scan/walk';

/** A photo on its way into the index. */
export interface PendingPhoto {
  id: string;
  document: PhotoDocument;
  file: AlbumFile;
  /** Whether the index held another version of it. */
  replaced: boolean;
  /** The entry of the same bytes whose file is gone. */
  movedFrom?: { id: string; path: string };
}

export interface BulkOutcome {
  written: PendingPhoto[];
  rejected: Array<{ photo: PendingPhoto; reason: string }>;
}

export interface BulkWriterConfig {
  /** Retries, so that a cluster that is away for a while costs no photo. */
  elasticsearch: Elasticsearch;
  index: string;
  /** The name is an alias: refuse to let a bulk create an index of that name, should the real one be deleted meanwhile. */
  isAlias: boolean;
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
 * Writes photos in batches: one batch is under way while the next one fills, and `add` waits when both are full, which
 * holds back everything before it.
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

  private async send(photos: PendingPhoto[]): Promise<void> {
    if (!this.wrote) {
      await this.config.onFirstWrite();
      this.wrote = true;
    }
    const { elasticsearch, index, isAlias, onOutcome } = this.config;
    await bulk(
      elasticsearch,
      { index, doing: 'write the photos' },
      {
        actions: photos.map((photo) => ({
          kind: 'index' as const,
          id: photo.id,
          document: photo.document,
          photo,
        })),
        isAlias,
        onAttempt: ({ written, refused }) =>
          onOutcome({
            written: written.map(({ photo }) => photo),
            rejected: refused.map(({ action: { photo }, reason }) => ({
              photo,
              reason: `Elasticsearch refused it: ${reason}`,
            })),
          }),
      }
    );
  }
}
