import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhotoDocument } from '../../../server/photos/photo_document';
import { scanAlbum } from '../scan/album_scan';
import { inBatches } from '../prepare/concurrency';
import type { IngestContext } from '../ingest_context';
import type { IngestTarget } from '../write/ingest_target';
import { bulkAll } from '../../../server/elasticsearch/bulk';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { Tally } from '../tally';
import { isInShard } from '../scan/walk';

type PruneContext = Pick<
  IngestContext,
  'client' | 'album' | 'options' | 'patience' | 'journal' | 'onEvent'
>;

/** Photos of the index whose files are gone from the disk; streams, holding one page. */
export async function* missingPhotos(
  { client, album, options, patience }: PruneContext,
  index: string
): AsyncGenerator<{ id: string; path: string }> {
  const scan = scanAlbum<Pick<PhotoDocument, 'path'>>(
    client,
    index,
    album.name,
    { fields: ['path'], sort: ['path'] },
    patience
  );
  for await (const { id, source } of scan) {
    if (isInShard(source.path, options.shard) && (await isGone(join(album.root, source.path)))) {
      yield { id, path: source.path };
    }
  }
}

/**
 * Removes photos whose files are gone, after asking with their number. Not when a folder could not be listed or the
 * album is empty: then a disk is not mounted, rather than all photos deleted.
 */
export async function pruneAlbum(
  context: PruneContext,
  target: IngestTarget,
  tally: Tally
): Promise<void> {
  const { options, onEvent } = context;
  let missing = 0;
  for await (const photos of inBatches(missingPhotos(context, target.name), REMOVE_BATCH)) {
    missing += photos.length;
  }
  if (missing === 0) return;
  if (tally.incomplete || tally.seen === 0) {
    onEvent({
      type: 'note',
      message: `${missing} photos of the index are not on the disk, but ${tally.seen === 0 ? 'the album is empty' : 'a folder could not be listed'}: nothing is removed. Check that the disk is mounted.`,
    });
    return;
  }
  if (!(await options.prune!(missing))) return;
  onEvent({ type: 'phase', phase: 'prune' });
  for await (const photos of inBatches(missingPhotos(context, target.name), REMOVE_BATCH)) {
    await remove(context, target, photos, tally);
  }
}

/** Photos a request. */
const REMOVE_BATCH = 500;

async function remove(
  { client, patience, journal }: PruneContext,
  target: IngestTarget,
  photos: Array<{ id: string; path: string }>,
  tally: Tally
): Promise<void> {
  await journal.markWriting();
  const removals = photos.map(({ id, path }) => ({ kind: 'delete' as const, id, path }));
  await bulkAll(
    new Elasticsearch(client, { retry: patience }),
    { index: target.name, doing: 'remove photos' },
    {
      actions: removals,
      onAttempt: async ({ written }) => written.forEach(({ path }) => tally.remove(path)),
    }
  );
}

/** Only "no such file" means gone; a disk that fails, or a folder that may not be entered, says nothing. */
async function isGone(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR';
  }
}
