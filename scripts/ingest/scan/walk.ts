import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { IMAGE_EXTENSIONS } from '../../../server/images/picture/image_format';
import type { QuarantinedFile, SkipReason } from '../events';
import { excluder, isSystemFolder, NO_MEDIA } from './left_out';
import { Siblings } from './siblings';

/** A photo by its name. */
export interface AlbumFile {
  kind: 'file';
  /** Relative to the root, '/' separated, in Unicode's composed form: one name is one photo, whatever disk it lies on. */
  path: string;
  /** As it is written on the disk. */
  absolute: string;
  /** The XMP file beside it: `IMG_1.jpg.xmp`, or `IMG_1.xmp`. */
  sidecar?: string;
  /** Names of the files that are the same shot: the camera's RAW beside its JPEG, the film of a Live Photo. */
  companions?: string[];
  bytes: number;
  mtimeMs: number;
}

export type WalkItem =
  | AlbumFile
  | { kind: 'skipped'; path: string; reason: SkipReason }
  | { kind: 'quarantined'; file: QuarantinedFile };

export interface WalkOptions {
  shard?: { index: number; count: number };
  /** Globs of what is left out; see `excluder`. */
  exclude?: readonly string[];
}

const EXTENSIONS = new Set(IMAGE_EXTENSIONS);
// With its byte order mark, where a name begins with one: it is part of the name.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Walks an album depth first in the order of names, so that two runs meet the same files in the same order. Holds the
 * names of one folder per level, never the whole album.
 *
 * Nothing is opened here, so pipes cannot block it. Links are never followed: a target inside the album is met under
 * its own name, one outside is not the album's.
 *
 * @param root an existing folder
 */
export async function* walkAlbum(
  root: string,
  options: WalkOptions = {}
): AsyncGenerator<WalkItem> {
  yield* walkFolder(root, '', { shard: options.shard, isExcluded: excluder(options.exclude) });
}

interface WalkRules {
  shard: WalkOptions['shard'];
  isExcluded: (path: string) => boolean;
}

async function* walkFolder(
  folder: string,
  prefix: string,
  rules: WalkRules
): AsyncGenerator<WalkItem> {
  let entries: Array<Dirent<Buffer>>;
  try {
    // As bytes: a name that is not UTF-8 would otherwise come changed, and could not be opened any more.
    entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    yield unreadableFolder(prefix, error);
    return;
  }
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  const names = new Siblings(entries.map(({ name }) => name.toString('utf8')));
  if (names.has(NO_MEDIA)) {
    yield { kind: 'skipped', path: prefix === '' ? './' : prefix, reason: 'nomedia' };
    return;
  }
  for (const entry of entries) {
    yield* walkEntry(folder, prefix, entry, names, rules);
  }
}

async function* walkEntry(
  folder: string,
  prefix: string,
  entry: Dirent<Buffer>,
  siblings: Siblings,
  rules: WalkRules
): AsyncGenerator<WalkItem> {
  const name = decodedName(entry.name);
  if (name === undefined) {
    yield nameNotUtf8(prefix, entry.name);
    return;
  }
  const path = prefix + name.normalize('NFC');
  const skipped = (reason: SkipReason): WalkItem => ({ kind: 'skipped', path, reason });
  if (name.startsWith('.')) {
    yield skipped('hidden');
  } else if (entry.isSymbolicLink()) {
    yield skipped('link');
  } else if (rules.isExcluded(path)) {
    yield skipped('excluded');
  } else if (entry.isDirectory() && isSystemFolder(path)) {
    yield skipped('system');
  } else if (entry.isDirectory()) {
    yield* walkFolder(join(folder, name), `${path}/`, rules);
  } else if (siblings.isCompanion(name)) {
    yield skipped('paired');
  } else if (!EXTENSIONS.has(extname(name).toLowerCase())) {
    yield skipped('other_type');
  } else if (!isInShard(path, rules.shard)) {
    yield skipped('other_shard');
  } else {
    const item = await albumFile(join(folder, name), path, entry);
    const sidecar = sidecarOf(name, siblings);
    const companions = siblings.companionsOf(name);
    yield item.kind === 'file'
      ? {
          ...item,
          ...(sidecar !== undefined && { sidecar: join(folder, sidecar) }),
          ...(companions.length > 0 && { companions }),
        }
      : item;
  }
}

/** By the whole name first (darktable, digiKam, Immich), then by the name without its ending (Lightroom, Bridge). */
function sidecarOf(name: string, siblings: Siblings): string | undefined {
  const stem = name.slice(0, name.length - extname(name).length);
  return [`${name}.xmp`, `${name}.XMP`, `${stem}.xmp`, `${stem}.XMP`].find((one) =>
    siblings.has(one)
  );
}

async function albumFile(absolute: string, path: string, entry: Dirent<Buffer>): Promise<WalkItem> {
  try {
    // Some file systems do not say what an entry is until asked for it.
    const stats = await lstat(absolute);
    if (!stats.isFile()) {
      return quarantined(path, 'not_a_file', `It is ${kindOf(entry)}, not a file.`, true);
    }
    return { kind: 'file', path, absolute, bytes: stats.size, mtimeMs: stats.mtimeMs };
  } catch (error) {
    return quarantined(path, 'unreadable', `It cannot be read (${reason(error)}).`, false);
  }
}

function kindOf(entry: Dirent<Buffer>): string {
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  return 'a device';
}

/** Which of `count` shares a path belongs to is decided by its hash: every host finds the same without talking. */
export function isInShard(path: string, shard: WalkOptions['shard']): boolean {
  if (!shard) return true;
  const hash = createHash('sha256').update(path).digest().readUInt32BE(0);
  return hash % shard.count === shard.index - 1;
}

function decodedName(name: Buffer): string | undefined {
  try {
    return utf8.decode(name);
  } catch {
    return undefined;
  }
}

function nameNotUtf8(prefix: string, name: Buffer): WalkItem {
  // Shown with its bytes, so that two such names stay two.
  const shown =
    prefix +
    name.toString('latin1').replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`);
  return quarantined(shown, 'name_not_utf8', 'Its name is not valid UTF-8; rename it.', false);
}

function unreadableFolder(prefix: string, error: unknown): WalkItem {
  const path = prefix === '' ? './' : prefix;
  return quarantined(
    path,
    'unreadable_folder',
    `The folder cannot be listed (${reason(error)}); what lies in it is unknown.`,
    false
  );
}

function quarantined(
  path: string,
  code: QuarantinedFile['code'],
  message: string,
  permanent: boolean
): WalkItem {
  return { kind: 'quarantined', file: { path, code, message, permanent } };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
