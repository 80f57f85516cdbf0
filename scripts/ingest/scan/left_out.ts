import picomatch from 'picomatch';

/** Folders of NAS systems, recycle bins and programs: what lies in them are thumbnails, deleted files and copies. */
const SYSTEM_FOLDERS = new Set([
  // Synology, QNAP, Netgear
  '@eadir',
  '#recycle',
  '#snapshot',
  '@recycle',
  '@recently-snapshot',
  '@__thumb',
  '@tmp',
  // Windows
  '$recycle.bin',
  'recycler',
  'system volume information',
  // Linux, macOS
  'lost+found',
  '__macosx',
  // thumbnails of many programs
  'thumbnails',
  'thumbs',
  'ipod photo cache',
]);
/** Previews of Lightroom, and what Apple's Photos keeps beside the originals. */
const SYSTEM_ENDINGS = ['.lrdata', '.photoslibrary/resources', '.photoslibrary/database'];

/** A file that tells Android, and by now many others: the pictures of this folder are no photos. */
export const NO_MEDIA = '.nomedia';

/** Whether a folder is one of a system's own. @param path relative to the album, '/' separated */
export function isSystemFolder(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  return SYSTEM_FOLDERS.has(name) || SYSTEM_ENDINGS.some((ending) => lower.endsWith(ending));
}

/**
 * Which paths are left out by globs. A glob without a slash names files and folders anywhere ("raw", "*.png"), one with a
 * slash is a path from the album's folder ("2023/raw"). A folder that matches is left out with all that lies in it. Case does
 * not count.
 */
export function excluder(globs: readonly string[] = []): (path: string) => boolean {
  const anywhere = globs.filter((glob) => !glob.replace(/\/+$/, '').includes('/'));
  const byPath = globs.filter((glob) => glob.replace(/\/+$/, '').includes('/'));
  const options = { nocase: true, dot: true };
  const clean = (list: string[]) =>
    list.map((glob) => glob.normalize('NFC').replace(/^\/|\/+$/g, ''));
  const name = picomatch(clean(anywhere), options);
  const whole = picomatch(clean(byPath), options);
  return (path) =>
    (anywhere.length > 0 && name(path.slice(path.lastIndexOf('/') + 1))) ||
    (byPath.length > 0 && whole(path));
}

/** Whether a file would not be walked today, by the folders that it lies in or by itself. */
export function isLeftOut(path: string, exclude: (path: string) => boolean): boolean {
  const parts = path.split('/');
  return parts.some((_part, i) => {
    const upTo = parts.slice(0, i + 1).join('/');
    return exclude(upTo) || (i < parts.length - 1 && isSystemFolder(upTo));
  });
}
