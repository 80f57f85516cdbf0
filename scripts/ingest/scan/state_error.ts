/** The state folder cannot be written: what an ingest knows of its progress could not be kept. */
export class StateFolderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StateFolderError';
  }
}

/** What is wrong with a disk, and goes away when somebody looks after it. */
const DISK_FAILURES: Record<string, string> = {
  ENOSPC: 'its disk is full. Free space there',
  EDQUOT: 'the quota of its disk is used up. Free space there',
  EROFS: 'its disk is read-only. Make it writable',
  EACCES: 'this user may not write there. Change its rights',
  EPERM: 'this user may not write there. Change its rights',
  EIO: 'its disk has failed. Look at the disk',
};

/** The error with a sentence for a failure of the state folder's disk; any other error as it is. */
export function stateFolderError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const what = Object.hasOwn(DISK_FAILURES, code) ? DISK_FAILURES[code] : undefined;
  if (what === undefined || error instanceof StateFolderError) return error;
  return new StateFolderError(
    `The ingest's state cannot be written to ${path}: ${what}, or name another folder with --state, and run the same command again: it goes on from there.`,
    { cause: error }
  );
}
