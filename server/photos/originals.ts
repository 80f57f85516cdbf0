import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImageFormat } from '../images/image_format';
import type { PeakSearchSettings } from '../settings';
import type { PhotoSource } from './photo_document';

/** A photo's own file, proved to be the one that was indexed. */
export interface Original {
  /** Absolute, without symbolic links. */
  path: string;
  size: number;
  format: ImageFormat;
}

/**
 * Finds a photo's original below the configured root of its album.
 *
 * The path in the document is not trusted (anyone who may write to the index could have put `../../etc/passwd` there):
 * root and file are both resolved through every symbolic link, and the file must lie inside the root afterwards. A
 * file that was changed since (size, then sha256) is not the photo that was found, and is not given out as it.
 *
 * @returns undefined when the album has no root, or the file is not there, not inside, or not the same
 */
export async function resolveOriginal(
  settings: Pick<PeakSearchSettings, 'photos'>,
  document: Pick<PhotoSource, 'album' | 'path' | 'bytes' | 'content_hash' | 'format'>
): Promise<Original | undefined> {
  const path = await pathInsideRoot(settings, document);
  if (path === undefined) {
    return undefined;
  }
  try {
    const file = await stat(path);
    if (!file.isFile() || file.size !== document.bytes) {
      return undefined;
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex') === document.content_hash
      ? { path, size: file.size, format: document.format }
      : undefined;
  } catch {
    // Gone or not readable between two steps: the same to the caller as not there.
    return undefined;
  }
}

/** As resolveOriginal, by path and size only: quick enough to say in a list or a detail whether it can be had. */
export async function isOriginalReachable(
  settings: Pick<PeakSearchSettings, 'photos'>,
  document: Pick<PhotoSource, 'album' | 'path' | 'bytes'>
): Promise<boolean> {
  const path = await pathInsideRoot(settings, document);
  if (path === undefined) {
    return false;
  }
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && file.isFile() && file.size === document.bytes;
}

async function pathInsideRoot(
  settings: Pick<PeakSearchSettings, 'photos'>,
  { album, path }: Pick<PhotoSource, 'album' | 'path'>
): Promise<string | undefined> {
  // An album named "constructor" must not find what every object has.
  const root = Object.hasOwn(settings.photos.roots, album)
    ? settings.photos.roots[album]
    : undefined;
  if (root === undefined || path === '' || path.includes('\0')) {
    return undefined;
  }
  try {
    const realRoot = await realpath(root);
    const realFile = await realpath(join(realRoot, ...path.split('/')));
    const inside = relative(realRoot, realFile);
    const escapes = inside === '' || inside === '..' || inside.startsWith(`..${sep}`);
    return escapes || isAbsolute(inside) ? undefined : realFile;
  } catch {
    return undefined;
  }
}
