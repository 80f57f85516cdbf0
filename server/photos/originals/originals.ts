import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImageFormat } from '../../images/picture/image_format';
import type { PeakSearchSettings } from '../../settings';
import type { PhotoSource } from '../photo_document';

/** A photo's own file, open, and proved to be the one that was indexed. Whoever got it reads it or closes it. */
export interface Original {
  /** Where the open file lies: absolute, without symbolic links. */
  path: string;
  size: number;
  format: ImageFormat;
  /** All its bytes from the start; closes the file at its end or when it is destroyed. */
  stream(): Readable;
  close(): Promise<void>;
}

type Roots = Pick<PeakSearchSettings, 'photos'>;
type Located = Pick<PhotoSource, 'album' | 'path'>;

// Not on Windows, where both are undefined: there a link needs an administrator to make it.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a photo's original below the configured root of its album.
 *
 * The path in the document is not trusted (anyone who may write to the index could have put `../../etc/passwd` there):
 * root and file are both resolved through every symbolic link, and the file must lie inside the root afterwards. Nor
 * are the album's folders (anyone who may write there can swap one for a link between two steps): what counts is where
 * the *opened* file lies, and all that follows (size, sha256, the bytes given out) is read through this one handle. A
 * file that was changed since is not the photo that was found, and is not given out as it.
 *
 * @returns undefined when the album has no root, or the file is not there, not inside, or not the same
 */
export async function openOriginal(
  settings: Roots,
  document: Located & Pick<PhotoSource, 'bytes' | 'content_hash' | 'format'>
): Promise<Original | undefined> {
  const path = await pathInsideRoot(settings, document);
  if (path === undefined) return undefined;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, FLAGS);
    if (await isIndexedFile(handle, path, document)) return opened(handle, path, document);
  } catch {
    // Gone or not readable between two steps: the same to the caller as not there.
  }
  await handle?.close().catch(() => undefined);
  return undefined;
}

/** As openOriginal, by path and size only: quick enough to say in a list or a detail whether it can be had. */
export async function isOriginalReachable(
  settings: Roots,
  document: Located & Pick<PhotoSource, 'bytes'>
): Promise<boolean> {
  const path = await pathInsideRoot(settings, document);
  if (path === undefined) {
    return false;
  }
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && file.isFile() && file.size === document.bytes;
}

function opened(handle: FileHandle, path: string, document: Pick<PhotoSource, 'bytes' | 'format'>) {
  const { bytes: size, format } = document;
  return {
    path,
    size,
    format,
    // A place to start at makes each read name its own, so that the hashing before has moved nothing.
    stream: () => handle.createReadStream({ start: 0, autoClose: true }),
    close: () => handle.close(),
  };
}

async function isIndexedFile(
  handle: FileHandle,
  path: string,
  document: Pick<PhotoSource, 'bytes' | 'content_hash'>
): Promise<boolean> {
  const file = await handle.stat({ bigint: true });
  if (!file.isFile() || file.size !== BigInt(document.bytes)) return false;
  if (!(await liesAt(handle, path, file))) return false;
  const hash = createHash('sha256');
  await pipeline(handle.createReadStream({ start: 0, autoClose: false }), hash);
  return hash.digest('hex') === document.content_hash;
}

/**
 * Whether an open file is the one at a path, no link followed on the way. Linux says where an open file lies; elsewhere
 * the path is resolved once more and must lead to the same file, which leaves a moment to whoever swaps folders twice.
 */
async function liesAt(
  handle: FileHandle,
  path: string,
  file: { dev: bigint; ino: bigint }
): Promise<boolean> {
  if (process.platform === 'linux') return (await readlink(`/proc/self/fd/${handle.fd}`)) === path;
  const now = await stat(path, { bigint: true });
  return (await realpath(path)) === path && now.dev === file.dev && now.ino === file.ino;
}

async function pathInsideRoot(
  settings: Roots,
  { album, path }: Located
): Promise<string | undefined> {
  // An album named "constructor" must not find what every object has.
  const root = Object.hasOwn(settings.photos.roots, album)
    ? settings.photos.roots[album]
    : undefined;
  // Whoever may write to the index could have left the path out.
  if (root === undefined || typeof path !== 'string' || path === '' || path.includes('\0')) {
    return undefined;
  }
  try {
    const realRoot = await realpath(root);
    // A disk may keep names in Unicode's other form than the index does.
    const at = (name: string) => realpath(join(realRoot, ...name.split('/')));
    const realFile = await at(path).catch(() => at(path.normalize('NFD')));
    const inside = relative(realRoot, realFile);
    const escapes = inside === '' || inside === '..' || inside.startsWith(`..${sep}`);
    return escapes || isAbsolute(inside) ? undefined : realFile;
  } catch {
    return undefined;
  }
}
