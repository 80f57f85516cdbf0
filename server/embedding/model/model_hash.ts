import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ModelFolder } from './model_folder';
import { readOnnxHeader } from './onnx_header';

/**
 * `model.lock.json`, written by `peak-search model fetch`: where the files came from, and the SHA-256 each was
 * verified against when it was written.
 */
export const MODEL_LOCK = z.object({
  name: z.string().min(1),
  /** repository on the hub, as owner/name */
  repository: z.string(),
  /** commit of that repository */
  revision: z.string(),
  files: z.record(
    z.string(),
    z.object({ size: z.number(), sha256: z.string().length(64), mtimeMs: z.number() })
  ),
});
export type ModelLock = z.infer<typeof MODEL_LOCK>;
export const LOCK_FILE = 'model.lock.json';

/** The folder's lock, or `undefined` where there is none that can be read. */
export async function readModelLock(dir: string): Promise<ModelLock | undefined> {
  try {
    return MODEL_LOCK.parse(JSON.parse(await readFile(join(dir, LOCK_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** SHA-256 of a file, hex. 1 MiB at a time keeps the event loop turning (about a millisecond each). */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}

/** A tower's file, and those that hold its external weights. */
async function towerFiles(path: string): Promise<string[]> {
  const { externalData } = await readOnnxHeader(path);
  return [path, ...externalData.map((name) => join(dirname(path), name))];
}

/** Bytes of a tower on disk, its external weights included. */
export async function towerBytes(path: string): Promise<number> {
  const sizes = (await towerFiles(path)).map(async (file) => (await stat(file)).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** All files whose bytes decide what comes out: the two towers and the tokenizer. */
async function modelFiles(folder: ModelFolder): Promise<string[]> {
  const towers = [folder.textModelPath, folder.visionModelPath].map(towerFiles);
  return [...(await Promise.all(towers)).flat(), folder.tokenizerPath];
}

/**
 * One SHA-256 for all that makes the vectors of a folder: its files and the sizes and numbers read from them.
 *
 * A file unchanged since it was fetched (same size, same time of change) takes its hash from the lock file; any other
 * is read in full, about 1 to 4 s for the base model's 1.5 GB.
 */
export async function hashModel(folder: ModelFolder): Promise<string> {
  const lock = await readModelLock(folder.dir);
  const lines = await Promise.all(
    (await modelFiles(folder)).map(async (path) => {
      const name = relative(folder.dir, path).replaceAll('\\', '/');
      const info = await stat(path);
      const known = lock?.files[name];
      const unchanged = known?.size === info.size && known.mtimeMs === info.mtimeMs;
      return `${name} ${unchanged ? known.sha256 : await sha256OfFile(path)}`;
    })
  );
  const { imageSize, textLength, padTokenId, eosTokenId, mean, std, rescaleFactor } = folder;
  const numbers = { imageSize, textLength, padTokenId, eosTokenId, mean, std, rescaleFactor };
  return createHash('sha256')
    .update([...lines.sort(), JSON.stringify(numbers)].join('\n'))
    .digest('hex');
}
