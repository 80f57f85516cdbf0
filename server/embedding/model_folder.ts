import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { ModelFolderError } from './errors';
import type { IntegerKernels } from './integer_kernels';
import {
  AUTO_VARIANTS,
  MODEL_VARIANTS,
  saturationProblem,
  TESTED_VARIANTS,
  VARIANT_SUFFIX,
  type ModelVariant,
} from './model_variants';
import { OnnxHeaderError, readOnnxHeader, type OnnxHeader } from './onnx_header';
import { readSpecialTokens } from './special_tokens';

export { ModelFolderError } from './errors';
export { MODEL_VARIANTS, type ModelVariant } from './model_variants';

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
export type Tower = 'text' | 'vision';

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
const PREPROCESSOR = z.object({
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

/** The file of a tower in a precision, relative to the model folder. */
export function towerFile(tower: Tower, variant: ModelVariant): string {
  return join('onnx', `${tower}_model${VARIANT_SUFFIX[variant]}.onnx`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false
  );
}

/** Which precisions have both towers in the folder. */
export async function variantsIn(dir: string): Promise<ModelVariant[]> {
  const complete = await Promise.all(
    MODEL_VARIANTS.map(
      async (variant) =>
        (await exists(join(dir, towerFile('text', variant)))) &&
        (await exists(join(dir, towerFile('vision', variant))))
    )
  );
  return MODEL_VARIANTS.filter((_, i) => complete[i]);
}

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

/** Asks for the test of the CPU; only called where the choice depends on it. */
type AskKernels = () => Promise<IntegerKernels>;

interface Problem {
  problem: string;
}

async function chooseVariant(
  root: string,
  wanted: ModelVariant | 'auto',
  kernels: AskKernels | undefined
): Promise<ModelVariant | Problem> {
  const found = await variantsIn(root);
  const list = found.join(', ');
  if (wanted !== 'auto') {
    if (found.includes(wanted)) return wanted;
    const files = `${towerFile('text', wanted)} and ${towerFile('vision', wanted)}`;
    return {
      problem: `${files} are not both there${found.length > 0 ? ` (complete are: ${list})` : ''}.`,
    };
  }
  const best = AUTO_VARIANTS.find((variant) => found.includes(variant));
  if (best !== undefined) return best;
  if (found.length === 0) {
    return {
      problem: `${towerFile('text', 'fp32')} and ${towerFile('vision', 'fp32')}, or both of another precision (_fp16, _uint8), are missing.`,
    };
  }
  const tested = TESTED_VARIANTS.find((variant) => found.includes(variant));
  if (tested !== undefined && kernels) {
    if (!(await hasSignedWeights(root, tested))) return tested;
    const problem = saturationProblem(tested, await kernels());
    return problem === undefined ? tested : { problem };
  }
  return {
    problem: `It holds only ${list}, which is not chosen by itself because its vectors differ from the exact ones. Get the fp32, fp16 or uint8 files, or ask for variant "${found[0]}" by name.`,
  };
}

/** Whether a tower of this precision holds signed 8-bit weights; one that cannot be read holds none. */
export async function hasSignedWeights(dir: string, variant: ModelVariant): Promise<boolean> {
  const headers = await Promise.all(
    (['text', 'vision'] as const).map((tower) => towerHeader(dir, towerFile(tower, variant)))
  );
  return headers.some((header) => typeof header !== 'string' && header.signedWeights);
}

async function towerHeader(dir: string, file: string): Promise<OnnxHeader | string> {
  try {
    const header = await readOnnxHeader(join(dir, file));
    const folder = dirname(file);
    for (const name of header.externalData) {
      // A model may name only files beside itself: a path that leads elsewhere is an attack or a mistake.
      if (name !== basename(name)) return `${file} points to ${name}, outside its folder.`;
      if (!(await exists(join(dir, folder, name)))) {
        return `${join(folder, name)} is missing; it holds the weights of ${file}.`;
      }
    }
    return header;
  } catch (error) {
    if (error instanceof OnnxHeaderError) return `${file} ${error.message}`;
    throw error;
  }
}

/** The outputs that carry one vector per input, by the names exports give them; best first. */
const VECTOR_OUTPUTS: Record<Tower, readonly string[]> = {
  text: ['pooler_output', 'text_embeds'],
  vision: ['pooler_output', 'image_embeds'],
};

/** The output of a tower that holds the vectors, or `undefined`. */
export function vectorOutput(tower: Tower, names: readonly string[]): string | undefined {
  return VECTOR_OUTPUTS[tower].find((name) => names.includes(name));
}

const INPUTS: Record<Tower, { name: string; type: string }> = {
  text: { name: 'input_ids', type: 'int64' },
  vision: { name: 'pixel_values', type: 'float32' },
};

function checkTower(tower: Tower, file: string, header: OnnxHeader): string | undefined {
  const wanted = INPUTS[tower];
  const names = header.inputs.map((input) => input.name);
  if (names.length !== 1 || names[0] !== wanted.name) {
    const naflex = names.includes('spatial_shapes')
      ? ' It is a NaFlex model; take one of a fixed resolution.'
      : '';
    return `${file} wants ${names.join(', ')} where SigLIP-2's ${tower} tower wants ${wanted.name} alone.${naflex}`;
  }
  if (header.inputs[0].type !== wanted.type) {
    return `${file} wants ${wanted.name} as ${header.inputs[0].type}; only ${wanted.type} is supported.`;
  }
  if (
    vectorOutput(
      tower,
      header.outputs.map((output) => output.name)
    ) === undefined
  ) {
    return `${file} has no output pooler_output.`;
  }
  return undefined;
}

function fixed(value: number | string | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function outputDims(tower: Tower, header: OnnxHeader): number | undefined {
  const name = vectorOutput(
    tower,
    header.outputs.map((output) => output.name)
  );
  const shape = header.outputs.find((output) => output.name === name)?.shape;
  return fixed(shape?.[1]);
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

/** Both towers' files and headers in the wanted precision, or a sentence for each that cannot be used. */
async function readTowers(
  root: string,
  wanted: ModelVariant | 'auto',
  kernels: AskKernels | undefined
) {
  const chosen = await chooseVariant(root, wanted, kernels);
  if (typeof chosen !== 'string') return [chosen.problem];
  const [text, vision] = await Promise.all(
    (['text', 'vision'] as const).map(async (tower) => {
      const file = towerFile(tower, chosen);
      const header = await towerHeader(root, file);
      return typeof header === 'string' ? header : (checkTower(tower, file, header) ?? header);
    })
  );
  if (typeof text === 'string' || typeof vision === 'string') {
    return [text, vision].filter((problem) => typeof problem === 'string');
  }
  const signedWeights = text.signedWeights || vision.signedWeights;
  return { variant: chosen, signedWeights, text, vision };
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
  options: { variant?: ModelVariant | 'auto'; kernels?: AskKernels } = {}
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
