import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PhotoDocument } from '../../../server/photos/photo_document';
import { scanAlbum } from '../scan/album_scan';
import { inBatches } from '../prepare/concurrency';
import type { IngestContext } from '../ingest_context';
import type { IngestTarget } from '../write/ingest_target';
import { bulkAll } from '../../../server/elasticsearch/bulk';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { Tally } from '../tally';
import { excluder, isLeftOut } from '../scan/left_out';
import { isInShard } from '../scan/walk';

type PruneContext = Pick<
  IngestContext,
  'client' | 'album' | 'options' | 'patience' | 'journal' | 'onEvent'
>;

interface MissingPhoto {
  id: string;
  path: string;
  /** The nearest folder that is still there, when nothing lies in it; relative to the album. */
  emptyFolder?: string;
}

/** Photos of the index whose files are gone from the disk, or are left out by now; streams, holding one page. */
export async function* missingPhotos(
  { client, album, options, patience }: PruneContext,
  index: string
): AsyncGenerator<MissingPhoto> {
  const scan = scanAlbum<Pick<PhotoDocument, 'path'>>(
    client,
    index,
    album.name,
    { fields: ['path'], sort: ['path'] },
    patience
  );
  const isExcluded = excluder(options.exclude);
  for await (const { id, source } of scan) {
    const { path } = source;
    if (!isInShard(path, options.shard)) continue;
    if (isLeftOut(path, isExcluded)) yield { id, path };
    else if (await isGone(album.root, path)) {
      yield { id, path, emptyFolder: await emptyFolderOf(album.root, path) };
    }
  }
}

/**
 * Removes photos whose files are gone, after asking with their number. Not when a folder could not be listed or the
 * album is empty: then a disk is not mounted, rather than all photos deleted. For the same reason photos of folders that
 * are empty now are asked for on their own.
 */
export async function pruneAlbum(
  context: PruneContext,
  target: IngestTarget,
  tally: Tally
): Promise<void> {
  const { options, onEvent } = context;
  const emptyFolders = new Set<string>();
  const counts = { gone: 0, suspicious: 0 };
  for await (const { emptyFolder } of missingPhotos(context, target.name)) {
    if (emptyFolder === undefined) counts.gone++;
    else {
      counts.suspicious++;
      emptyFolders.add(emptyFolder);
    }
  }
  const missing = counts.gone + counts.suspicious;
  if (missing === 0) return;
  if (tally.incomplete || tally.seen === 0) {
    onEvent({
      type: 'note',
      message: `${missing} photos of the index are not on the disk, but ${tally.seen === 0 ? 'the album is empty' : 'a folder could not be listed'}: nothing is removed. Check that the disk is mounted.`,
    });
    return;
  }
  const gone = counts.gone > 0 && (await options.prune!(counts.gone, []));
  const suspicious =
    counts.suspicious > 0 && (await options.prune!(counts.suspicious, [...emptyFolders]));
  if (!gone && !suspicious) return;
  onEvent({ type: 'phase', phase: 'prune' });
  for await (const photos of inBatches(missingPhotos(context, target.name), REMOVE_BATCH)) {
    const agreed = photos.filter(({ emptyFolder }) =>
      emptyFolder === undefined ? gone : suspicious
    );
    if (agreed.length > 0) await remove(context, target, agreed, tally);
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
export async function isGone(root: string, path: string): Promise<boolean> {
  // A disk may keep names in Unicode's other form.
  for (const name of new Set([path, path.normalize('NFD')])) {
    try {
      if ((await lstat(join(root, name))).isFile()) return false;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return false;
    }
  }
  return true;
}

async function emptyFolderOf(root: string, path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      return (await readdir(join(root, folder))).length === 0 ? folder : undefined;
    } catch {
      if (folder === '.') return undefined;
    }
  }
}
