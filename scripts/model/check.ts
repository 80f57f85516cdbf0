import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbedder } from '../../server/embedding/embedder';
import { EmbeddingError } from '../../server/embedding/errors';
import type { EmbeddingIdentity } from '../../server/embedding/model/identity';
import { integerKernels } from '../../server/embedding/model/integer_kernels';
import {
  hasSignedWeights,
  ModelFolderError,
  readModelFolder,
  towerFile,
  variantsIn,
  type ModelFolder,
  type ModelVariant,
} from '../../server/embedding/model/model_folder';
import {
  readModelLock,
  sha256OfFile,
  towerBytes,
  type ModelLock,
} from '../../server/embedding/model/model_hash';
import { loadTokenizer } from '../../server/embedding/text/tokenizer';
import { tryPublishedPictures } from '../../server/calibration/published_pictures';
import type { PublishedPictures } from '../../server/calibration/published_pictures';
import { variantWarning, type VariantChoice } from '../../server/embedding/model/model_variants';

export interface VariantReport {
  variant: ModelVariant;
  /** of both towers, external weights included */
  bytes: number;
  warning?: string;
}

export interface SelfTest {
  provider: string;
  fallbackReason?: string;
  /** milliseconds: loading a tower, then one text and one photo */
  loadMs: number;
  textMs: number;
  imageMs: number;
  /**
   * The pictures and texts of transformers' own test of SigLIP-2: by picture, then text, in the order in which their
   * logits were published. False: the model knows its own world only.
   */
  openWorld: PublishedPictures;
}

export interface ModelReport {
  dir: string;
  /** whether ingest and search can use the folder */
  usable: boolean;
  /** what stands in the way, a sentence each */
  problems: string[];
  /** what a person should know though it works */
  warnings: string[];
  /** complete precisions in the folder */
  variants: VariantReport[];
  /** what it is, where it could be read */
  model?: ModelFolder;
  identity?: EmbeddingIdentity;
  /** where it was fetched from, where a lock file says so */
  origin?: Pick<ModelLock, 'name' | 'repository' | 'revision'>;
  selfTest?: SelfTest;
}

export interface CheckOptions {
  variant?: VariantChoice;
  providers?: string[];
  /** reads every file and compares SHA-256 with the lock file (default); `false` skips it for speed */
  verifyHashes?: boolean;
  signal?: AbortSignal;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

async function variantReports(dir: string, providers: string[]): Promise<VariantReport[]> {
  return Promise.all(
    (await variantsIn(dir)).map(async (variant) => {
      const files = [towerFile('text', variant), towerFile('vision', variant)];
      // A damaged tower counts with nothing here; what is wrong with it stands among the problems.
      const sizes = files.map((file) => towerBytes(join(dir, file)).catch(() => 0));
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      const signed = await hasSignedWeights(dir, variant);
      const kernels = signed ? await integerKernels(providers) : undefined;
      const warning = variantWarning(variant, kernels);
      return { variant, bytes, ...(warning ? { warning } : {}) };
    })
  );
}

/** A sentence for each file that is not what was fetched. */
async function compareWithLock(
  dir: string,
  lock: ModelLock,
  signal?: AbortSignal
): Promise<string[]> {
  const problems: string[] = [];
  for (const [path, { size, sha256 }] of Object.entries(lock.files)) {
    const info = await stat(join(dir, path)).catch(() => undefined);
    if (!info) problems.push(`${path} was fetched and is gone.`);
    else if (info.size !== size)
      problems.push(`${path} has ${info.size} bytes, and had ${size} when it was fetched.`);
    else if ((await sha256OfFile(join(dir, path), signal)) !== sha256) {
      problems.push(`${path} has other bytes than when it was fetched (SHA-256).`);
    }
  }
  return problems.length > 0
    ? [...problems, 'Fetch the model again: only what is wrong is downloaded.']
    : [];
}

async function selfTest(
  dir: string,
  options: CheckOptions
): Promise<{ identity: EmbeddingIdentity; result: SelfTest }> {
  const { variant, providers, signal } = options;
  const embedder = await createEmbedder({
    modelDir: dir,
    variant,
    providers,
    workers: 1,
    logger: SILENT,
  });
  try {
    const { imageSize } = embedder.model;
    // Not one colour: a tower that ignores its input would pass as well with that.
    const image = Uint8Array.from({ length: imageSize ** 2 * 3 }, (_, i) => (i * 2654435761) % 256);
    const timed = async (run: () => Promise<unknown>) => {
      const started = performance.now();
      await run();
      return performance.now() - started;
    };
    await embedder.embedTexts(['a mountain'], { signal });
    await embedder.embedImages([image], { signal });
    const textMs = await timed(() => embedder.embedTexts(['a lake'], { signal }));
    const imageMs = await timed(() => embedder.embedImages([image], { signal }));
    const openWorld = await tryPublishedPictures(embedder, signal);
    const { provider = 'cpu', fallbackReason, loadMs = 0 } = embedder.status();
    return {
      identity: embedder.identity,
      result: {
        provider,
        ...(fallbackReason ? { fallbackReason } : {}),
        loadMs,
        textMs,
        imageMs,
        openWorld,
      },
    };
  } finally {
    await embedder.close();
  }
}

const OWN_WORLD_ONLY =
  'It does not put the texts about the published test pictures in their published order, so it knows its own world only: photos unlike those it was trained on are answered by their place. A real SigLIP-2 passes this test.';

/**
 * What is wrong with how texts become tokens: SigLIP-2 reads upper and lower case alike and closes each text with an
 * end token. A tokenizer of another model gives ids that the text tower was not trained on, and nothing else tells.
 */
function tokenizerProblems(model: ModelFolder): string[] {
  const encode = loadTokenizer(model);
  const [lower, upper, title] = ['a snowy mountain', 'A SNOWY MOUNTAIN', 'A Snowy Mountain'].map(
    (text) => encode(text)
  );
  const problems: string[] = [];
  if (lower.join() !== upper.join() || lower.join() !== title.join()) {
    problems.push(
      'tokenizer.json gives upper and lower case other tokens; SigLIP-2 reads both alike. Fetch the model again.'
    );
  }
  const end = lower.indexOf(model.eosTokenId);
  const closed = end > 0 && lower.slice(end + 1).every((id) => id === model.padTokenId);
  if (!closed) {
    problems.push(
      'tokenizer.json does not close a text with the end token and pad behind it, as SigLIP-2 does. Fetch the model again.'
    );
  }
  return problems;
}

/**
 * Says what a model folder is and whether it can be used: reads it, compares its files with the lock file, and embeds
 * a text and a picture on this machine. The embedder itself refuses vectors that are not finite.
 *
 * Never throws for what is wrong with the folder: that stands in the report.
 */
export async function checkModel(dir: string, options: CheckOptions = {}): Promise<ModelReport> {
  const report: ModelReport = { dir, usable: false, problems: [], warnings: [], variants: [] };
  const providers = options.providers?.length ? options.providers : ['cpu'];
  const kernels = () => integerKernels(providers);
  report.variants = await variantReports(dir, providers);
  const lock = await readModelLock(dir);
  if (lock) {
    const { name, repository, revision } = lock;
    report.origin = { name, repository, revision };
    if (options.verifyHashes !== false) {
      report.problems.push(...(await compareWithLock(dir, lock, options.signal)));
    }
  }
  try {
    report.model = await readModelFolder(dir, { variant: options.variant, kernels });
    const tested = report.model.signedWeights ? await kernels() : undefined;
    const warning = variantWarning(report.model.variant, tested);
    if (warning) report.warnings.push(warning);
    if (!report.model.logits) {
      report.warnings.push(
        'There is no logits.json, so similarities cannot be turned into probabilities; "peak-search model fetch" writes it.'
      );
    }
    report.problems.push(...tokenizerProblems(report.model));
    const { identity, result } = await selfTest(dir, options);
    report.identity = identity;
    report.selfTest = result;
    if (!result.openWorld.passed) report.warnings.push(OWN_WORLD_ONLY);
    if (result.fallbackReason)
      report.warnings.push(`Fell back to ${result.provider}: ${result.fallbackReason}.`);
  } catch (error) {
    if (error instanceof ModelFolderError) report.problems.push(...error.problems);
    else if (error instanceof EmbeddingError) report.problems.push(error.message);
    else throw error;
  }
  report.usable = report.problems.length === 0;
  return report;
}
