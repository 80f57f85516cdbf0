import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PeakSearchError, reasonOf } from '../../../server/errors';
import { lockAlbum } from './album_lock';
import type { AlbumLock } from './album_lock';
import type { IngestOptions } from '../events';
import { InWork } from './in_work';
import { Journal } from './journal';
import { stateFolderError } from './state_error';

/** What is kept on this host of one album (and share of it) between runs. */
export interface AlbumState {
  journal: Journal;
  inWork: InWork;
  /** Writes the journal's end and lets the album go. */
  close(): Promise<void>;
}

/**
 * Where states lie unless told otherwise: `PEAK_SEARCH_DATA` is the product's data folder, `.data` of the checkout
 * where it is not set.
 */
export function defaultStateRoot(): string {
  return join(process.env.PEAK_SEARCH_DATA ?? join(__dirname, '../../../.data'), 'ingest');
}

/**
 * The folder of an album's state. An album's name can hold anything; a folder's cannot, so what is not plain is
 * replaced and a hash keeps two names apart.
 */
export function albumStateDir(
  album: string,
  options: Pick<IngestOptions, 'stateDir' | 'shard'>
): string {
  const plain = album
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 60);
  const hash = createHash('sha256').update(album).digest('hex').slice(0, 8);
  const folder = join(resolve(options.stateDir ?? defaultStateRoot()), `${plain}-${hash}`);
  const { shard } = options;
  return shard ? join(folder, `shard-${shard.index}-of-${shard.count}`) : folder;
}

export function journalFile(stateDir: string): string {
  return join(stateDir, 'journal.ndjson');
}

const inWorkFile = (stateDir: string): string => join(stateDir, 'in-work.json');

/**
 * Takes the album (unless it is only looked at) and reads what is known of it.
 *
 * @throws AlbumLockedError, StateFolderError, or PeakSearchError when the album's name belongs to another folder
 */
export async function openAlbumState(
  album: { name: string; root: string },
  options: IngestOptions
): Promise<AlbumState> {
  const dir = albumStateDir(album.name, options);
  if (options.dryRun) {
    await checkRoot(dir, album, options);
    const journal = await Journal.read(journalFile(dir));
    const inWork = await InWork.read(inWorkFile(dir));
    return { journal, inWork, close: async () => undefined };
  }
  try {
    const lock = await lockAlbum(dir, album.name);
    try {
      await checkRoot(dir, album, options);
      await rememberRoot(dir, album);
      const journal = await Journal.read(journalFile(dir));
      const inWork = await InWork.read(inWorkFile(dir));
      return { journal, inWork, close: () => closeBoth(journal, lock) };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw stateFolderError(error, dir);
  }
}

async function closeBoth(journal: Journal, lock: AlbumLock): Promise<void> {
  try {
    await journal.close();
  } finally {
    await lock.release();
  }
}

interface AlbumRecord {
  name: string;
  root: string;
}

/** The recorded album of a state folder. */
export async function readAlbumRecord(dir: string): Promise<AlbumRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, 'album.json'), 'utf8')) as AlbumRecord;
  } catch {
    return undefined;
  }
}

/** Two folders under one album's name would replace each other's photos and lose them at the next prune. */
async function checkRoot(
  dir: string,
  album: AlbumRecord,
  { rootMoved }: IngestOptions
): Promise<void> {
  const known = await readAlbumRecord(dir);
  if (known && known.root !== album.root && !rootMoved) {
    throw new PeakSearchError(
      'bad_request',
      `The album "${album.name}" was ingested from ${known.root}, and this is ${album.root}. ` +
        'Give this one another name (--album NAME), or say --moved if it is the same album in a new place.'
    );
  }
}

async function rememberRoot(dir: string, album: AlbumRecord): Promise<void> {
  const known = await readAlbumRecord(dir);
  if (known?.root === album.root) return;
  await mkdir(dir, { recursive: true });
  const draft = join(dir, 'album.json.new');
  await writeFile(draft, `${JSON.stringify({ name: album.name, root: album.root })}\n`);
  await rename(draft, join(dir, 'album.json'));
}

/** The real path of an album's folder. @throws PeakSearchError `not_found` */
export async function albumRoot(path: string): Promise<string> {
  try {
    const root = await realpath(path);
    if ((await stat(root)).isDirectory()) return root;
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError('not_found', `The album's folder cannot be opened (${reason}).`, {
      cause,
    });
  }
  throw new PeakSearchError(
    'not_found',
    `${path} is not a folder. Name the folder that holds the photos.`
  );
}
