import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { privateFolder } from '../private_folder';

/** Where downloads are kept: beside the code, ignored by git, safe to delete. */
export const CACHE_ROOT = path.resolve(__dirname, '../../.cache');

const MARKER = 'complete.txt';
const POLL_MS = 300;
/** A first download took 12 s here; on a slow line it may take minutes. After this the lock is taken for a leftover. */
const MAX_WAIT_MS = 15 * 60_000;
/** Between creating the lock file and writing the pid into it lie microseconds; an empty lock this old is a leftover. */
const EMPTY_LOCK_MS = 10_000;

export interface BuildOptions {
  /** What is being built, for sentences: "Elasticsearch 9.0.8". */
  what: string;
  log: (line: string) => void;
  signal?: AbortSignal;
}

/** Whether the folder was built to its end (a marker is written last). */
export function isComplete(folder: string): boolean {
  return existsSync(path.join(folder, MARKER));
}

/**
 * Makes sure that `folder` exists and is whole; builds it by `build(temporaryFolder)` otherwise. Several processes may ask
 * at once (two first starts, two jest runs): one builds while the others wait, and the folder appears by a single rename,
 * so nobody ever sees half of it.
 * @throws whatever `build` throws (nothing is left behind), or an Error when another process keeps the lock for too long.
 */
export async function buildOnce(
  folder: string,
  build: (temporary: string) => Promise<void>,
  options: BuildOptions
): Promise<void> {
  if (isComplete(folder)) return;
  await privateFolder(path.dirname(folder));
  const lock = `${folder}.lock`;
  await acquire(lock, options);
  const temporary = `${folder}.part-${process.pid}`;
  try {
    if (isComplete(folder)) return;
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await build(temporary);
    await writeFile(path.join(temporary, MARKER), `${new Date().toISOString()}\n`);
    // A folder without its marker can only be what somebody deleted in part.
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(lock, { force: true });
  }
}

/** Returns with the lock held; waits for the process that holds it. */
async function acquire(lock: string, options: BuildOptions): Promise<void> {
  const started = Date.now();
  for (let announced = false; ;) {
    options.signal?.throwIfAborted();
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isLeftover(lock)) {
      await rm(lock, { force: true });
      continue;
    }
    if (!announced) options.log(`Another process is fetching ${options.what}; waiting for it.`);
    announced = true;
    if (Date.now() - started > MAX_WAIT_MS) {
      throw new Error(
        `Another process has been fetching ${options.what} for ${MAX_WAIT_MS / 60_000} minutes. ` +
          `If none is running, delete ${lock} and start again.`
      );
    }
    await sleep(POLL_MS, undefined, { signal: options.signal });
  }
}

/** A lock whose process has ended. (Two waiters may both find it so: at worst both build, and the rename decides.) */
async function isLeftover(lock: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(lock, 'utf8'));
    if (!pid) return Date.now() - (await stat(lock)).mtimeMs > EMPTY_LOCK_MS;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // ESRCH: no such process. EPERM: it lives and belongs to somebody else. ENOENT: released meanwhile, try again.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
