import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { ModelFolderError } from '../errors';
import type { ModelVariant, VariantChoice } from './model_variants';
import type { OnnxHeader } from './onnx_header';
import {
  DECLARED_IMAGE_PROCESSING,
  DECLARED_TOKENIZER,
  imageProcessingProblems,
  tokenizerProblem,
} from './declared_processing';
import { readSpecialTokens } from '../text/special_tokens';
import { exists, fixed, outputDims, readTowers, towerFile, type AskKernels } from './tower_files';

export { ModelFolderError } from '../errors';
export { MODEL_VARIANTS, type ModelVariant } from './model_variants';
export { hasSignedWeights, towerFile, variantsIn, vectorOutput, type Tower } from './tower_files';

/** What turns a cosine of a text and a photo into a probability, as the model's own training has it. */
export interface Logits {
  /** exp already applied. */
  scale: number;
  bias: number;
  /** When the best photo's probability is below this, nothing is like the query; fitted for this model. */
  nothingBelow?: number;
}

/** What a SigLIP-2 folder is; every size is read from its files. */
export interface ModelFolder {
  /** absolute */
  dir: string;
  name: string;
  /** length of a vector, the same for both towers */
  dims: number;
  /** side of the square image in pixels */
  imageSize: number;
  /** tokens per text, padding included */
  textLength: number;
  padTokenId: number;
  eosTokenId: number;
  /** per channel R, G, B: value = (pixel × rescaleFactor − mean) / std */
  mean: Triple;
  std: Triple;
  rescaleFactor: number;
  variant: ModelVariant;
  /** whether a tower holds signed 8-bit weights, which are right only where the CPU's kernels are (integer_kernels.ts) */
  signedWeights: boolean;
  textModelPath: string;
  visionModelPath: string;
  tokenizerPath: string;
  /** probability that text and photo belong together = sigmoid(scale × cosine + bias); exp is already applied to scale */
  logits?: Logits;
}

export type Triple = [number, number, number];

const CONFIG = z.object({
  model_type: z.string().optional(),
  text_config: z
    .object({
      hidden_size: z.number().int().positive().optional(),
      projection_size: z.number().int().positive().optional(),
      max_position_embeddings: z.number().int().positive().optional(),
    })
    .optional(),
  vision_config: z
    .object({
      hidden_size: z.number().int().positive().optional(),
      image_size: z.number().int().positive().optional(),
    })
    .optional(),
});

const TRIPLE = z.tuple([z.number(), z.number(), z.number()]);
const PREPROCESSOR = DECLARED_IMAGE_PROCESSING.extend({
  size: z
    .object({ height: z.number().int().positive(), width: z.number().int().positive() })
    .optional(),
  image_mean: TRIPLE,
  image_std: TRIPLE,
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
});

const LOGITS = z.object({
  logit_scale: z.number(),
  logit_bias: z.number(),
  nothing_below: z.number().min(0).max(1).optional(),
});

/** transformers leaves a value out of config.json where it equals its class's default; these are SigLIP's. */
const DEFAULTS = { hiddenSize: 768, textLength: 64, imageSize: 224 };

async function readJson<T>(dir: string, name: string, schema: z.ZodType<T>): Promise<T | string> {
  let content: string;
  try {
    content = await readFile(join(dir, name), 'utf8');
  } catch {
    return `${name} is missing.`;
  }
  try {
    const result = schema.safeParse(JSON.parse(content));
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    return `${name}: ${issue.path.join('.') || 'the file'}: ${issue.message}.`;
  } catch {
    return `${name} is not JSON (an unfinished download?).`;
  }
}

/** The name it was fetched by, else the folder's. */
async function nameOf(dir: string): Promise<string> {
  const lock = await readJson(dir, 'model.lock.json', z.object({ name: z.string().min(1) }));
  return typeof lock === 'string' ? basename(dir) : lock.name;
}

/** `logits.json` is optional, but a broken one must not look like none. */
async function logitsOf(dir: string): Promise<ModelFolder['logits'] | string> {
  if (!(await exists(join(dir, 'logits.json')))) return undefined;
  const logits = await readJson(dir, 'logits.json', LOGITS);
  return typeof logits === 'string'
    ? logits
    : {
        scale: Math.exp(logits.logit_scale),
        bias: logits.logit_bias,
        ...(logits.nothing_below === undefined ? {} : { nothingBelow: logits.nothing_below }),
      };
}

/** A damaged tokenizer_config.json is readSpecialTokens' to tell. */
async function tokenizerProblemOf(dir: string): Promise<string | undefined> {
  const declared = await readJson(dir, 'tokenizer_config.json', DECLARED_TOKENIZER);
  return typeof declared === 'string' ? undefined : tokenizerProblem(declared);
}

type Sizes = Pick<ModelFolder, 'dims' | 'imageSize' | 'textLength'>;

/** The sizes, each from the file that knows best: the graph, then config.json, then SigLIP's default. */
function sizesOf(
  text: OnnxHeader,
  vision: OnnxHeader,
  config: z.infer<typeof CONFIG>,
  preprocessor: z.infer<typeof PREPROCESSOR>
): Sizes | string {
  const { text_config: textConfig, vision_config: visionConfig } = config;
  const dims =
    outputDims('text', text) ??
    textConfig?.projection_size ??
    textConfig?.hidden_size ??
    DEFAULTS.hiddenSize;
  const visionDims =
    outputDims('vision', vision) ?? visionConfig?.hidden_size ?? DEFAULTS.hiddenSize;
  if (dims !== visionDims) {
    return `Its towers do not match: text vectors are ${dims} long, photo vectors ${visionDims}.`;
  }
  const side = visionConfig?.image_size ?? preprocessor.size?.height ?? DEFAULTS.imageSize;
  const [, , height = side, width = side] = vision.inputs[0].shape.map(fixed);
  const made = preprocessor.size ?? { height: side, width: side };
  if (made.height !== height || made.width !== width || height !== width) {
    return `preprocessor_config.json makes images of ${made.width}×${made.height} pixels, the vision tower wants ${width}×${height}.`;
  }
  const textLength =
    fixed(text.inputs[0].shape[1]) ?? textConfig?.max_position_embeddings ?? DEFAULTS.textLength;
  return { dims, imageSize: height, textLength };
}

/**
 * Reads a folder in the layout of SigLIP-2's ONNX repositories (config.json, preprocessor_config.json, tokenizer.json,
 * onnx/text_model*.onnx, onnx/vision_model*.onnx) and says what it is. Loads no weights; takes milliseconds.
 *
 * @param options.variant which precision to use; `auto` (the default) takes the most exact one that is there
 * @param options.kernels the test of the CPU, asked for where nothing but signed 8-bit weights is there to choose;
 *   without it they are not chosen
 * @throws ModelFolderError with a sentence for each thing that is missing or wrong
 */
export async function readModelFolder(
  dir: string,
  options: { variant?: VariantChoice; kernels?: AskKernels } = {}
): Promise<ModelFolder> {
  const root = resolve(dir);
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
    throw new ModelFolderError(root, [
      'There is no such folder. Download a model with "peak-search model fetch", or give the folder of one.',
    ]);
  }
  const [config, preprocessor, logits, special, towers, name] = await Promise.all([
    readJson(root, 'config.json', CONFIG),
    readJson(root, 'preprocessor_config.json', PREPROCESSOR),
    logitsOf(root),
    readSpecialTokens(root),
    readTowers(root, options.variant ?? 'auto', options.kernels),
    nameOf(root),
  ]);
  if (
    typeof config === 'string' ||
    typeof preprocessor === 'string' ||
    typeof logits === 'string' ||
    typeof special === 'string' ||
    Array.isArray(towers)
  ) {
    const problems = [config, preprocessor, logits, special, towers].flat();
    throw new ModelFolderError(
      root,
      problems.filter((problem) => typeof problem === 'string')
    );
  }
  const unlike = [
    imageProcessingProblems(preprocessor),
    (await tokenizerProblemOf(root)) ?? [],
  ].flat();
  if (unlike.length > 0) throw new ModelFolderError(root, unlike);
  const sizes = sizesOf(towers.text, towers.vision, config, preprocessor);
  if (typeof sizes === 'string') throw new ModelFolderError(root, [sizes]);
  return {
    dir: root,
    name,
    ...sizes,
    padTokenId: special.pad,
    eosTokenId: special.eos,
    mean: preprocessor.image_mean,
    std: preprocessor.image_std,
    rescaleFactor: preprocessor.rescale_factor,
    variant: towers.variant,
    signedWeights: towers.signedWeights,
    textModelPath: join(root, towerFile('text', towers.variant)),
    visionModelPath: join(root, towerFile('vision', towers.variant)),
    tokenizerPath: join(root, 'tokenizer.json'),
    ...(logits ? { logits } : {}),
  };
}
