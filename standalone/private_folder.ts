import { chmod, mkdir, stat } from 'node:fs/promises';

/** Nobody else on the machine may read: photos' places and the node's key lie in there. */
const PRIVATE = 0o700;

/**
 * Makes sure of a folder that only this user can enter. One that is made here is private from the start; one that is there is
 * made so if it is this user's own.
 *
 * Windows has no such modes: there a folder has the rights of the one it lies in.
 */
export async function privateFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: PRIVATE });
  if (made !== undefined || process.platform === 'win32') return;
  const { uid, mode } = await stat(path);
  if (uid === process.getuid!() && (mode & 0o077) !== 0) await chmod(path, PRIVATE);
}
