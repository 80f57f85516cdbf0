import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemFolder } from '../scan/left_out';

/** How changes of an album are noticed. */
export type WatchKind = 'events' | 'polling';

export interface FolderEvents {
  kind: WatchKind;
  /** Watches folders that are new, and lets go those that are not there any more. */
  refresh(): Promise<void>;
  close(): void;
}

/**
 * File systems of other machines (statfs's f_type): the kernel hears nothing of what others write there. NFS, SMB 1 to 3,
 * AFS, Coda, 9p, and FUSE, which may be sshfs.
 */
const REMOTE = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x01021997, 0x65735546,
]);

async function hasEvents(root: string): Promise<boolean> {
  const { type } = await statfs(root);
  // A 32-bit number that may come with its sign.
  return !REMOTE.has(Number(type) >>> 0);
}

/**
 * Calls back whenever something below a folder changes. macOS and Windows watch a whole tree; elsewhere each folder is
 * watched by itself, and no file: inotify has a limit of watches for each user, and a library has many files.
 *
 * Where the file system sends no events, or watches run out, nothing is called: look at the folder from time to time.
 *
 * @param onChange may come often
 */
export async function folderEvents(root: string, onChange: () => void): Promise<FolderEvents> {
  const watchers = new Map<string, FSWatcher>();
  const events: FolderEvents = {
    kind: (await hasEvents(root)) ? 'events' : 'polling',
    refresh: async () => undefined,
    close: () => {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
  if (events.kind === 'polling') return events;
  const wholeTree = process.platform === 'darwin' || process.platform === 'win32';

  const add = (folder: string): void => {
    if (watchers.has(folder) || events.kind === 'polling') return;
    try {
      const watcher = watch(folder, { recursive: wholeTree }, onChange);
      // A folder that is removed or unmounted.
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(folder);
        onChange();
      });
      watchers.set(folder, watcher);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // It went away meanwhile: its parent has told already.
      if (code === 'ENOENT' || code === 'ENOTDIR') return;
      // ENOSPC, EMFILE: no more watches.
      events.close();
      events.kind = 'polling';
    }
  };
  events.refresh = async () => {
    if (events.kind === 'polling') return;
    const present = new Set<string>([root]);
    if (!wholeTree) await collectFolders(root, '', present);
    for (const [folder, watcher] of watchers) {
      if (present.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    present.forEach(add);
  };
  await events.refresh();
  return events;
}

/** Folders that a walk enters, links not among them. */
async function collectFolders(folder: string, path: string, into: Set<string>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (!entry.isDirectory() || entry.name.startsWith('.') || isSystemFolder(below)) continue;
    const absolute = join(folder, entry.name);
    into.add(absolute);
    await collectFolders(absolute, below, into);
  }
}

/** Tells a folder from another at the same path: where a disk is unmounted, its mount point is one of another device. */
export async function folderIdentity(root: string): Promise<string | undefined> {
  try {
    const found = await stat(root, { bigint: true });
    return found.isDirectory() ? `${found.dev}` : undefined;
  } catch {
    return undefined;
  }
}
