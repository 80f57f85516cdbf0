import { basename } from 'node:path';
import { albumRoot, openAlbumState } from '../scan/album_state';
import { inBatches } from '../prepare/concurrency';
import { indexedPhotos } from '../write/indexed_photos';
import type { IndexedPhoto } from '../write/indexed_photos';
import type { IngestRequest } from '../ingest_album';
import { openTarget } from '../write/ingest_target';
import type { Journal } from '../scan/journal';
import { DEFAULT_MAX_WAIT_MS } from '../../../server/elasticsearch/retry';
import { missingPhotos } from './prune';
import { FileProblem, readAlbumFile } from '../scan/read_file';
import { walkAlbum } from '../scan/walk';
import type { AlbumFile } from '../scan/walk';

/** How disk and index differ about one photo. */
export type DifferenceKind =
  /** On the disk, not in the index, and not known as quarantined. */
  | 'not_indexed'
  /** As before, although the journal says that it was indexed: somebody removed it from the index. */
  | 'lost'
  /** The file's content is another than the indexed one. */
  | 'changed'
  /** In the index, not on the disk. */
  | 'gone'
  /** Quarantined: on the disk, and cannot be taken. */
  | 'quarantined';

export interface Difference {
  path: string;
  kind: DifferenceKind;
  message: string;
}

export interface VerifyReport {
  album: string;
  root: string;
  /** Photos on the disk. */
  seen: number;
  same: number;
  differences: Record<DifferenceKind, number>;
}

const MESSAGES: Record<Exclude<DifferenceKind, 'quarantined'>, string> = {
  not_indexed: 'It is not in the index; ingest the album.',
  lost: 'The journal says that it was indexed, but the index does not have it; ingest the album again.',
  changed: 'It has changed since it was indexed; ingest the album again.',
  gone: 'It is in the index, but not on the disk; --prune removes it there.',
};

const LOOKUP = 256;

/**
 * Compares disk, journal and index of an album, reading every file; writes nothing.
 *
 * @param onDifference told of each difference as it is found
 * @throws as ingestAlbum
 */
export async function verifyAlbum(
  request: Omit<IngestRequest, 'onEvent'> & { onDifference?: (difference: Difference) => void }
): Promise<VerifyReport> {
  const { services, client, options = {}, signal, onDifference } = request;
  const root = await albumRoot(request.album.root);
  const album = { name: (request.album.name ?? basename(root)).normalize('NFC'), root };
  const { journal } = await openAlbumState(album, { ...options, dryRun: true });
  const patience = {
    onEvent: () => undefined,
    signal,
    maxWaitMs: options.maxWaitMs ?? DEFAULT_MAX_WAIT_MS,
  };
  const { identity } = await services.embedder();
  const target = await openTarget(
    { services, client, options: { ...options, dryRun: true } },
    identity
  );
  const report: VerifyReport = {
    ...{ album: album.name, root, seen: 0, same: 0 },
    differences: { not_indexed: 0, lost: 0, changed: 0, gone: 0, quarantined: 0 },
  };
  const differ = (path: string, kind: DifferenceKind, message: string): void => {
    report.differences[kind]++;
    onDifference?.({ path, kind, message });
  };

  for await (const items of inBatches(photosOf(root, options), LOOKUP)) {
    signal?.throwIfAborted();
    const files = items.filter((item) => item.kind === 'file');
    const paths = files.map(({ path }) => path);
    const indexed = await indexedPhotos(client, target.name, album.name, paths);
    for (const item of items) {
      report.seen++;
      if (item.kind === 'quarantined') {
        differ(item.file.path, 'quarantined', item.file.message);
        continue;
      }
      const found = await compare(item, indexed.get(item.path), journal);
      if (found) differ(item.path, found.kind, found.message);
      else report.same++;
    }
  }
  const context = { client, album, options, patience, journal, onEvent: () => undefined };
  if (await client.indices.exists({ index: target.name })) {
    for await (const { path } of missingPhotos(context, target.name))
      differ(path, 'gone', MESSAGES.gone);
  }
  return report;
}

async function* photosOf(root: string, options: Parameters<typeof walkAlbum>[1]) {
  for await (const item of walkAlbum(root, options)) {
    if (item.kind !== 'skipped') yield item;
  }
}

async function compare(
  file: AlbumFile,
  indexed: IndexedPhoto | undefined,
  journal: Journal
): Promise<Omit<Difference, 'path'> | undefined> {
  const quarantined = journal.quarantine.get(file.path);
  if (!indexed && quarantined) return { kind: 'quarantined', message: quarantined.message };
  try {
    const { hash } = await readAlbumFile(file, Number.MAX_SAFE_INTEGER);
    if (indexed?.content_hash === hash) return undefined;
    const kind = indexed ? 'changed' : journal.knows(file, hash) ? 'lost' : 'not_indexed';
    return { kind, message: MESSAGES[kind] };
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return { kind: indexed ? 'changed' : 'not_indexed', message: error.message };
  }
}
