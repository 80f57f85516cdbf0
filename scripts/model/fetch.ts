import { mkdir, stat, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { VARIANT_SUFFIX, type ModelVariant } from '../../server/embedding/model/model_variants';
import { LOCK_FILE, readModelLock, type ModelLock } from '../../server/embedding/model/model_hash';
import { downloadFile, type Downloaded } from './download';
import { ModelFetchError } from './errors';
import { proxyFetch, type Fetch } from './http';
import { listRepository, type HubAccess, type HubFile } from './hub';
import { DEFAULT_ENDPOINT, KNOWN_MODELS, type KnownModel } from './known_models';
import { readCheckpointLogits, type CheckpointLogits } from './safetensors';

export { ModelFetchError } from './errors';
export { KNOWN_MODELS } from './known_models';

export interface FetchProgress {
  /** the file being fetched, and its place among all, from 1 */
  file: string;
  index: number;
  files: number;
  /** over all files, those already there included */
  bytes: number;
  totalBytes: number;
}

export interface FetchOptions {
  /** the model's folder; created where it is missing */
  into: string;
  /** precision of the weights, `fp32` when not given */
  variant?: ModelVariant;
  /** commit, branch or tag, instead of the pinned one */
  revision?: string;
  /** the hub or a mirror; else HF_ENDPOINT, else the public hub */
  baseUrl?: string;
  signal?: AbortSignal;
  onProgress?: (progress: FetchProgress) => void;
  fetch?: Fetch;
  /** the first pause between attempts in ms (doubled each time), 1000 when not given */
  pauseMs?: number;
}

export interface FetchedModel {
  dir: string;
  name: string;
  repository: string;
  revision: string;
  files: Array<{ path: string; size: number } & Downloaded>;
  logits?: CheckpointLogits;
  /** what could not be had though the model can be used */
  warnings: string[];
}

interface Source extends KnownModel {
  name: string;
  endpoint: string;
}

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

/** A known name, `owner/name`, or the address of a repository's page. */
function sourceOf(nameOrUrl: string, options: FetchOptions): Source {
  let endpoint = (options.baseUrl ?? process.env.HF_ENDPOINT ?? '') || DEFAULT_ENDPOINT;
  const known = KNOWN_MODELS.get(nameOrUrl);
  if (known) return { ...known, name: nameOrUrl, endpoint: endpoint.replace(/\/+$/, '') };
  let repository = nameOrUrl;
  let revision: string | undefined;
  if (/^https?:\/\//.test(nameOrUrl)) {
    const url = new URL(nameOrUrl);
    const [owner, name, tree, ref] = url.pathname.split('/').filter((part) => part !== '');
    repository = `${owner}/${name}`;
    revision = tree === 'tree' ? ref : undefined;
    endpoint = url.origin;
  }
  if (!REPOSITORY.test(repository)) {
    throw new ModelFetchError(
      `"${nameOrUrl}" is no model known by name, no owner/name of a repository, and no address of one. Known are: ${[...KNOWN_MODELS.keys()].join(', ')}.`
    );
  }
  const name = repository.split('/')[1].replace(/-ONNX$/, '');
  // The conversions are named after the checkpoint they were made from.
  const checkpoint = { repository: `google/${name}` };
  return { name, repository, revision, checkpoint, endpoint: endpoint.replace(/\/+$/, '') };
}

const REQUIRED = ['config.json', 'preprocessor_config.json', 'tokenizer.json'];
const OPTIONAL = ['tokenizer_config.json', 'special_tokens_map.json'];

/** The files of a repository that make a usable folder in one precision, external weights included. */
function wantedFiles(files: HubFile[], variant: ModelVariant, repository: string): HubFile[] {
  const suffix = VARIANT_SUFFIX[variant];
  const towers = ['onnx/text_model', 'onnx/vision_model'].map((tower) => `${tower}${suffix}.onnx`);
  const missing = [...REQUIRED, ...towers].filter(
    (path) => !files.some((file) => file.path === path)
  );
  if (missing.length > 0) {
    throw new ModelFetchError(
      `${repository} has no ${missing.join(', ')}, so it is not a SigLIP-2 in ONNX${towers.some((tower) => missing.includes(tower)) ? ` with ${variant} weights` : ''}.`
    );
  }
  const external = new RegExp(`^onnx/(text|vision)_model${suffix}\\.onnx_data(_\\d+)?$`);
  return files.filter(
    ({ path }) => [...REQUIRED, ...OPTIONAL, ...towers].includes(path) || external.test(path)
  );
}

/** Pinned hashes take the place of those the hub reports. */
function withPins(files: HubFile[], source: Source, revision: string): HubFile[] {
  if (revision !== source.revision) return files;
  return files.map((file) => {
    const pinned = source.sha256?.[file.path];
    return pinned ? { ...file, sha256: pinned } : file;
  });
}

async function checkSpace(into: string, files: HubFile[]): Promise<void> {
  const { bavail, bsize } = await statfs(into);
  const needed = files.reduce((sum, file) => sum + file.size, 0);
  const there = await Promise.all(
    files.map((file) =>
      stat(join(into, file.path)).then(
        (info) => info.size,
        () => 0
      )
    )
  );
  const missing = needed - there.reduce((sum, size) => sum + size, 0);
  if (missing > bavail * bsize) {
    const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
    throw new ModelFetchError(
      `The model needs ${gb(missing)}, and ${into} has room for ${gb(bavail * bsize)}. Make room, or choose smaller weights (fp16, uint8).`
    );
  }
}

/**
 * Downloads a model into a folder that readModelFolder accepts, verified file by file. May be interrupted at any point
 * and called again: it continues.
 *
 * Writes `model.lock.json` (origin, commit, SHA-256 of every file) and `logits.json` (the sigmoid's two numbers, read
 * by ranges from the original checkpoint).
 *
 * @throws ModelFetchError with a sentence on what to do; the signal's reason when it is aborted
 */
export async function fetchModel(nameOrUrl: string, options: FetchOptions): Promise<FetchedModel> {
  const source = sourceOf(nameOrUrl, options);
  const { signal, pauseMs } = options;
  if (options.fetch) {
    return fetchFrom(
      { endpoint: source.endpoint, fetch: options.fetch, signal, pauseMs },
      source,
      options
    );
  }
  const { fetch, close } = proxyFetch();
  try {
    return await fetchFrom({ endpoint: source.endpoint, fetch, signal, pauseMs }, source, options);
  } finally {
    await close();
  }
}

async function fetchFrom(
  hub: HubAccess,
  source: Source,
  options: FetchOptions
): Promise<FetchedModel> {
  const { name } = source;
  const wanted = options.revision ?? source.revision ?? 'main';
  const { repository, revision, files: all } = await listRepository(hub, source.repository, wanted);
  const files = withPins(wantedFiles(all, options.variant ?? 'fp32', repository), source, revision);
  const dir = resolve(options.into);
  await mkdir(dir, { recursive: true });
  await checkSpace(dir, files);

  const done: FetchedModel['files'] = [];
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const file of files) {
    const progress = { file: file.path, index: done.length + 1, files: files.length, totalBytes };
    const start = before;
    const onBytes = (bytes: number) => options.onProgress?.({ ...progress, bytes: start + bytes });
    onBytes(0);
    const result = await downloadFile(hub, { repository, revision, file, into: dir, onBytes });
    done.push({ path: file.path, size: file.size, ...result });
    before += file.size;
  }

  const warnings: string[] = [];
  const logits = await readCheckpointLogits(hub, source.checkpoint).catch((error: unknown) => {
    if (!(error instanceof ModelFetchError)) throw error;
    warnings.push(
      `The numbers that turn similarities into probabilities could not be read (${error.message}) Search works without; probabilities do not.`
    );
    return undefined;
  });
  if (logits) await writeFile(join(dir, 'logits.json'), `${JSON.stringify(logits, null, 2)}\n`);
  await writeLock(dir, { name, repository, revision }, done);
  return { dir, name, repository, revision, files: done, ...(logits ? { logits } : {}), warnings };
}

async function writeLock(
  dir: string,
  origin: Pick<ModelLock, 'name' | 'repository' | 'revision'>,
  files: FetchedModel['files']
): Promise<void> {
  const entries = await Promise.all(
    files.map(async ({ path, size, sha256 }) => {
      const { mtimeMs } = await stat(join(dir, path));
      return [path, { size, sha256, mtimeMs }] as const;
    })
  );
  // Another precision fetched into the same folder before keeps its entries.
  const old = await readModelLock(dir);
  const same = old?.repository === origin.repository && old.revision === origin.revision;
  const lock: ModelLock = {
    ...origin,
    files: { ...(same ? old.files : {}), ...Object.fromEntries(entries) },
  };
  await writeFile(join(dir, LOCK_FILE), `${JSON.stringify(lock, null, 2)}\n`);
}
