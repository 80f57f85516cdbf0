import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Calibration } from '../../server/calibration/calibration';
import type { EmbeddingIdentity } from '../../server/embedding/model/identity';
import { PeakSearchError } from '../../server/errors';

/** Increase when a reader of before could not read the folder. */
const ARCHIVE_VERSION = 1;
const MANIFEST = 'manifest.json';

/** The kinds of documents, in the order in which they are written and read. */
export const KINDS = ['catalog', 'trails', 'photos'] as const;
export type Kind = (typeof KINDS)[number];

/** What an archive says about one of the indices that it was made from. */
export interface ArchivedIndex {
  mappingVersion: number;
  /** Of indices with vectors. */
  embedding?: EmbeddingIdentity;
  calibration?: Calibration;
  /** Tells whether the index was written to since: its UUID, and the last change of each shard. */
  state: string;
}

/** A whole file of documents, one JSON object `{ id, document }` a line. */
export interface ArchivePart {
  kind: Kind;
  file: string;
  documents: number;
  bytes: number;
  /** SHA-256 (hex) of the file. */
  sha256: string;
  /** Of photos: album and path of the last one; an export that was interrupted goes on after it. */
  last?: [album: string, path: string];
}

/** `manifest.json` of an export: renewed after each part, so that it only ever names whole files. */
export interface Manifest {
  version: typeof ARCHIVE_VERSION;
  indices: Partial<Record<Kind, ArchivedIndex>>;
  parts: ArchivePart[];
  complete: boolean;
}

/** One line of a part. */
export interface ArchivedDocument {
  id: string;
  document: object;
}

export function newManifest(indices: Manifest['indices']): Manifest {
  return { version: ARCHIVE_VERSION, indices, parts: [], complete: false };
}

/**
 * The manifest of a folder; undefined where there is none.
 *
 * @throws PeakSearchError `damaged` when it cannot be read, `bad_request` when a newer Peak Search wrote it
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
  );
  if (text === undefined) return undefined;
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(text) as Partial<Manifest>;
  } catch (cause) {
    throw damaged(MANIFEST, 'is not JSON', cause);
  }
  if (manifest.version !== ARCHIVE_VERSION) {
    throw new PeakSearchError(
      'bad_request',
      `The export has format version ${manifest.version}, and this Peak Search reads version ${ARCHIVE_VERSION}. Use the Peak Search version that wrote it, or export again with this one.`
    );
  }
  if (!manifest.indices || !Array.isArray(manifest.parts)) throw damaged(MANIFEST, 'is incomplete');
  return manifest as Manifest;
}

/** Replaces the manifest in one step. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, MANIFEST);
  await writeFile(`${path}.partial`, JSON.stringify(manifest, null, 2), { flush: true });
  await rename(`${path}.partial`, path);
}

/** Writes a part; the file gets its name when it is whole and on the disk. */
export async function writePart(
  folder: string,
  file: string,
  documents: AsyncIterable<ArchivedDocument>
): Promise<Pick<ArchivePart, 'file' | 'documents' | 'bytes' | 'sha256'>> {
  const path = join(folder, file);
  const hash = createHash('sha256');
  const handle = await open(`${path}.partial`, 'w');
  let count = 0;
  let bytes = 0;
  try {
    for await (const document of documents) {
      const line = Buffer.from(`${JSON.stringify(document)}\n`);
      hash.update(line);
      await handle.writeFile(line);
      count++;
      bytes += line.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.partial`, path);
  return { file, documents: count, bytes, sha256: hash.digest('hex') };
}

/**
 * Compares a part with what the manifest says about it.
 *
 * @throws PeakSearchError `damaged` when the file is missing, cut off or changed
 */
export async function checkPart(
  folder: string,
  part: ArchivePart,
  signal?: AbortSignal
): Promise<void> {
  const path = join(folder, part.file);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw damaged(part.file, 'is missing');
  if (found.size !== part.bytes) {
    throw damaged(part.file, `has ${found.size} bytes instead of ${part.bytes}`);
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  if (hash.digest('hex') !== part.sha256) {
    throw damaged(part.file, 'has changed since it was exported (checksum)');
  }
}

/** The documents of a part, one after the other. */
export async function* readPart(
  folder: string,
  part: ArchivePart
): AsyncGenerator<ArchivedDocument> {
  const handle = await open(join(folder, part.file));
  try {
    for await (const line of handle.readLines()) yield JSON.parse(line) as ArchivedDocument;
  } finally {
    await handle.close();
  }
}

function damaged(file: string, what: string, cause?: unknown): PeakSearchError {
  return new PeakSearchError(
    'damaged',
    `"${file}" of the export ${what}. Nothing was imported. Copy the folder again, or export again.`,
    { cause }
  );
}
