import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AlbumFile } from './walk';
import type { QuarantineCode } from '../events';

/** A file that cannot be taken now; becomes its quarantine entry. */
export class FileProblem extends Error {
  constructor(
    readonly code: QuarantineCode,
    message: string,
    readonly permanent: boolean
  ) {
    super(message);
    this.name = 'FileProblem';
  }
}

export interface FileContent {
  bytes: Buffer;
  /** sha256, hex. */
  hash: string;
  sidecar?: { packet: string; hash: string };
}

/** Lightroom's with long histories of edits have 200 KB. */
const MAX_SIDECAR_BYTES = 4 * 1024 * 1024;

// Not on Windows, where both are undefined and there is no such danger.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a whole file that the walk met. Between the two anything can have happened to its name: a link put there is
 * not followed, a pipe does not block, and a file that is being written is left for the next run.
 *
 * @param maxBytes more is refused unread
 * @throws FileProblem
 */
export async function readAlbumFile(file: AlbumFile, maxBytes: number): Promise<FileContent> {
  if (file.bytes > maxBytes) {
    const megabytes = (n: number) => Math.ceil(n / 1e6);
    throw new FileProblem(
      'too_large',
      `The file has ${megabytes(file.bytes)} MB, more than the ${megabytes(maxBytes)} MB allowed.`,
      true
    );
  }
  try {
    const handle = await open(file.absolute, FLAGS);
    try {
      const before = await handle.stat();
      if (!before.isFile()) {
        throw new FileProblem('not_a_file', 'It is no file any more.', false);
      }
      if (before.size !== file.bytes) throw changing();
      const bytes = await handle.readFile();
      const after = await handle.stat();
      if (bytes.length !== file.bytes || after.mtimeMs !== file.mtimeMs) throw changing();
      const sidecar = file.sidecar === undefined ? undefined : await readSidecar(file.sidecar);
      return { bytes, hash: sha256(bytes), sidecar };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof FileProblem ? error : unreadable(error);
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A sidecar that cannot be read costs the photo nothing but what it says. */
async function readSidecar(path: string): Promise<FileContent['sidecar']> {
  try {
    const handle = await open(path, FLAGS);
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > MAX_SIDECAR_BYTES) return undefined;
      const bytes = await handle.readFile();
      return { packet: bytes.toString('utf8'), hash: sha256(bytes) };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function changing(): FileProblem {
  return new FileProblem(
    'changing',
    'It was being written while it was read; it is tried again at the next run.',
    false
  );
}

function unreadable(error: unknown): FileProblem {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ELOOP') {
    return new FileProblem('changing', 'It went away before it could be read.', false);
  }
  return new FileProblem('unreadable', `It cannot be read (${message}).`, false);
}
