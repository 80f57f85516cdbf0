import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelFetchError } from './errors';
import { request, rootMessage, TransientError, withRetries } from './http';
import { fileUrl, type HubAccess, type HubFile } from './hub';

export interface DownloadTarget {
  repository: string;
  revision: string;
  file: HubFile;
  /** folder that `file.path` is put into */
  into: string;
  onBytes?: (bytesOfFile: number) => void;
}

export interface Downloaded {
  sha256: string;
  /** how it came: by the network, partly, or it was there already */
  how: 'downloaded' | 'resumed' | 'present';
}

/** The two hashes a file is known by: SHA-256, and Git's blob id, which is SHA-1 over a short header and the bytes. */
class FileHashes {
  private readonly sha256 = createHash('sha256');
  private readonly blob: Hash;
  bytes = 0;

  constructor(private readonly file: HubFile) {
    this.blob = createHash('sha1').update(`blob ${file.size}\0`);
  }

  update(chunk: Uint8Array): void {
    this.sha256.update(chunk);
    // Git's id of an LFS file is that of its pointer, so it is of use for the small files alone.
    if (!this.file.sha256) this.blob.update(chunk);
    this.bytes += chunk.length;
  }

  /** @returns the SHA-256 when the bytes are the file's, else `undefined` */
  verified(): string | undefined {
    const sha256 = this.sha256.digest('hex');
    const { size, sha256: wanted, blobId } = this.file;
    if (this.bytes !== size) return undefined;
    if (wanted) return wanted === sha256 ? sha256 : undefined;
    if (blobId) return blobId === this.blob.digest('hex') ? sha256 : undefined;
    return sha256;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (info) => info.size,
    () => undefined
  );
}

async function hashesOf(path: string, file: HubFile, signal?: AbortSignal): Promise<FileHashes> {
  const hashes = new FileHashes(file);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hashes.update(chunk as Buffer);
  }
  return hashes;
}

/** Where an unfinished file waits. Its name holds the hash: what is continued is always the same content. */
function partPath(target: DownloadTarget): string {
  const id = (target.file.sha256 ?? target.file.blobId ?? target.revision).slice(0, 12);
  return join(target.into, `${target.file.path}.${id}.part`);
}

/** Appends the answer's body to the part file, from the place it continues at. */
async function receive(
  hub: HubAccess,
  target: DownloadTarget,
  part: string,
  state: { hashes: FileHashes }
): Promise<void> {
  const { file } = target;
  const from = state.hashes.bytes;
  const url = fileUrl(hub.endpoint, target.repository, target.revision, file.path);
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  const response = await request(hub.fetch, url, { headers, signal: hub.signal }, [200, 206]);
  const range = response.headers.get('content-range');
  const continues = response.status === 206 && range?.startsWith(`bytes ${from}-`) === true;
  if (response.status === 206 && !continues) {
    await response.body?.cancel();
    throw new TransientError(`The server answers with another part (${range}) than was asked for.`);
  }
  // A server without ranges sends the whole file again.
  if (!continues) state.hashes = new FileHashes(file);
  const handle = await open(part, continues ? 'a' : 'w');
  try {
    for await (const chunk of response.body ?? []) {
      await handle.writeFile(chunk as Uint8Array);
      state.hashes.update(chunk as Uint8Array);
      target.onBytes?.(state.hashes.bytes);
      if (state.hashes.bytes > file.size) {
        throw new ModelFetchError(
          `${file.path} is longer than the hub says; the server may be wrong.`
        );
      }
    }
  } catch (error) {
    if (hub.signal?.aborted || error instanceof ModelFetchError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO') {
      throw new ModelFetchError(
        `${file.path} cannot be written (${code}). Make room in ${target.into}.`
      );
    }
    throw new TransientError(`The connection broke off (${rootMessage(error)}).`);
  } finally {
    await handle.close();
  }
  if (state.hashes.bytes < file.size) throw new TransientError('The connection broke off.');
}

/**
 * Brings one file of a repository into a folder, verified against the hash the hub names.
 *
 * What is there already and right is left as it is; an unfinished download (`.part`) continues by a range request. A
 * file whose hash is wrong is thrown away and fetched once more from the start, for a part may be damaged.
 *
 * @throws ModelFetchError when it cannot be had, or is wrong twice
 */
export async function downloadFile(hub: HubAccess, target: DownloadTarget): Promise<Downloaded> {
  const { file, into } = target;
  const path = join(into, file.path);
  const part = partPath(target);
  if ((await sizeOf(path)) === file.size) {
    const sha256 = (await hashesOf(path, file, hub.signal)).verified();
    if (sha256) {
      target.onBytes?.(file.size);
      return { sha256, how: 'present' };
    }
  }
  await mkdir(dirname(path), { recursive: true });
  for (let round = 1; ; round++) {
    const begun = (await sizeOf(part)) ?? 0;
    if (begun > file.size) await rm(part);
    const resumable = begun > 0 && begun <= file.size;
    const state = {
      hashes: resumable ? await hashesOf(part, file, hub.signal) : new FileHashes(file),
    };
    const how = resumable ? 'resumed' : 'downloaded';
    if (state.hashes.bytes < file.size || file.size === 0) {
      await withRetries(() => receive(hub, target, part, state), {
        ...hub,
        progress: () => state.hashes.bytes,
      });
    }
    const sha256 = state.hashes.verified();
    if (sha256) {
      await rename(part, path);
      return { sha256, how };
    }
    await rm(part);
    if (round >= 2) {
      throw new ModelFetchError(
        `${file.path} arrived twice with other bytes than the hub names (its hash is wrong). A proxy or mirror may change it; nothing was kept of it.`
      );
    }
  }
}
