import { mkdir, stat, statfs, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { integerKernels } from '../../server/embedding/model/integer_kernels';
import type { ModelVariant, VariantChoice } from '../../server/embedding/model/model_variants';
import { LOCK_FILE, readModelLock, type ModelLock } from '../../server/embedding/model/model_hash';
import { chooseVariant, filesOf, filesOfVariant, type Machine } from './choose_variant';
import { downloadFile, type Downloaded } from './download';
import { ModelFetchError } from './errors';
import { proxyFetch, withToken, type Fetch } from './http';
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
  /** precision of the weights; `auto` (the default) picks by what the repository lists and what fits this machine */
  variant?: VariantChoice;
  /** what `auto` has to fit; this machine, as it is, by default */
  machine?: Partial<Machine>;
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
  variant: ModelVariant;
  /** why `auto` didn't take more exact weights, in a sentence */
  variantReason?: string;
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

/** Pinned hashes take the place of those the hub reports. */
function withPins(files: HubFile[], source: Source, revision: string): HubFile[] {
  if (revision !== source.revision) return files;
  return files.map((file) => {
    const pinned = source.sha256?.[file.path];
    return pinned ? { ...file, sha256: pinned } : file;
  });
}

/** Bytes free where the model goes, and those of its files that are there already. */
async function room(into: string, files: HubFile[]): Promise<number> {
  const { bavail, bsize } = await statfs(into);
  const there = await Promise.all(
    files.map(({ path }) =>
      stat(join(into, path)).then(
        (info) => info.size,
        () => 0
      )
    )
  );
  return bavail * bsize + there.reduce((sum, size) => sum + size, 0);
}

async function checkSpace(into: string, files: HubFile[]): Promise<void> {
  const needed = files.reduce((sum, file) => sum + file.size, 0);
  const free = await room(into, files);
  if (needed <= free) return;
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new ModelFetchError(
    `The model needs ${gb(needed)}, and ${into} has room for ${gb(free)}. Free up space, or choose smaller weights (--variant uint8).`
  );
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
    const hub = {
      endpoint: source.endpoint,
      fetch: withToken(fetch, source.endpoint),
      signal,
      pauseMs,
    };
    return await fetchFrom(hub, source, options);
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
  const dir = resolve(options.into);
  await mkdir(dir, { recursive: true });
  const chosen = await chooseVariant(all, options.variant ?? 'auto', repository, {
    diskBytes: (variant) => room(dir, filesOfVariant(all, variant)),
    memoryBytes: totalmem(),
    kernels: () => integerKernels(['cpu']),
    ...options.machine,
  });
  const files = withPins(filesOf(all, chosen.variant, repository), source, revision);
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
  return {
    dir,
    name,
    repository,
    revision,
    variant: chosen.variant,
    ...(chosen.reason ? { variantReason: chosen.reason } : {}),
    files: done,
    ...(logits ? { logits } : {}),
    warnings,
  };
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
