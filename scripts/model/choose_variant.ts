import type { IntegerKernels } from '../../server/embedding/model/integer_kernels';
import {
  AUTO_VARIANTS,
  MODEL_VARIANTS,
  TESTED_VARIANTS,
  VARIANT_SUFFIX,
  type ModelVariant,
  type VariantChoice,
} from '../../server/embedding/model/model_variants';
import { ModelFetchError } from './errors';
import type { HubFile } from './hub';

/** What decides, beside the repository, which weights `auto` fetches. */
export interface Machine {
  /** bytes that the files of a precision may take on the disk; what is there already counts as free */
  diskBytes: (variant: ModelVariant) => Promise<number>;
  /** bytes of memory in all */
  memoryBytes: number;
  /** the test of the CPU, asked for only where nothing but 8-bit weights of unknown sign is listed */
  kernels: () => Promise<Pick<IntegerKernels, 'verdict'>>;
}

/** A precision that both towers of the repository have, and why it isn't the most exact one. */
export interface ChosenVariant {
  variant: ModelVariant;
  reason?: string;
}

/**
 * Resident memory of a text and a vision tower in ONNX Runtime on a CPU, in bytes per byte of their files: fp32 2.1 GB for
 * 1.5 GB, fp16 (computed in fp32) up to 2.7 times its file, 8 bits 0.7 GB for 0.38 GB. Measured with SigLIP-2 base; other
 * sizes of the same architecture scale with their weights.
 */
const MEMORY_PER_BYTE: Record<ModelVariant, number> = {
  fp32: 1.4,
  fp16: 2.7,
  uint8: 1.9,
  int8: 1.9,
  quantized: 1.9,
  q4: 1.4,
  q4f16: 2.7,
  bnb4: 1.4,
};

/** Elasticsearch (0.4 to 1 GB) and this process run beside the towers. */
const MEMORY_FOR_OTHERS = 1.5e9;

const REQUIRED = ['config.json', 'preprocessor_config.json', 'tokenizer.json'];
const OPTIONAL = ['tokenizer_config.json', 'special_tokens_map.json'];

function towersOf(variant: ModelVariant): string[] {
  return ['text', 'vision'].map((tower) => `onnx/${tower}_model${VARIANT_SUFFIX[variant]}.onnx`);
}

/** The files of both towers in one precision, their external weights (`.onnx_data`, `.onnx_data_1`, …) included. */
export function filesOfVariant(files: readonly HubFile[], variant: ModelVariant): HubFile[] {
  const tower = new RegExp(
    `^onnx/(text|vision)_model${VARIANT_SUFFIX[variant]}\\.onnx(_data(_\\d+)?)?$`
  );
  return files.filter(({ path }) => tower.test(path));
}

/**
 * The files that make a usable folder in one precision.
 *
 * @throws ModelFetchError when the repository lacks one of them
 */
export function filesOf(
  files: readonly HubFile[],
  variant: ModelVariant,
  repository: string
): HubFile[] {
  const missing = [...REQUIRED, ...towersOf(variant)].filter(
    (path) => !files.some((file) => file.path === path)
  );
  if (missing.length > 0) {
    throw new ModelFetchError(
      `${repository} has no ${missing.join(', ')}, so Peak Search can't use it. Choose a SigLIP-2 repository in ONNX format with separate text and vision encoders.`
    );
  }
  const named = [...REQUIRED, ...OPTIONAL];
  return [...files.filter(({ path }) => named.includes(path)), ...filesOfVariant(files, variant)];
}

/** The precisions that a repository has both towers of. */
function listed(files: readonly HubFile[]): ModelVariant[] {
  const paths = new Set(files.map(({ path }) => path));
  return MODEL_VARIANTS.filter((variant) => towersOf(variant).every((path) => paths.has(path)));
}

const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** What keeps a precision off this machine, or `undefined` when it fits. */
async function misfit(
  files: readonly HubFile[],
  variant: ModelVariant,
  { diskBytes, memoryBytes }: Machine
): Promise<string | undefined> {
  const bytes = filesOfVariant(files, variant).reduce((sum, file) => sum + file.size, 0);
  const room = await diskBytes(variant);
  if (bytes > room) return `${variant} needs ${gb(bytes)} of disk space and ${gb(room)} are free`;
  const memory = bytes * MEMORY_PER_BYTE[variant] + MEMORY_FOR_OTHERS;
  if (memory > memoryBytes) {
    return `${variant} needs about ${gb(memory)} of memory and this machine has ${gb(memoryBytes)}`;
  }
  return undefined;
}

/**
 * Resolves what was asked for to a precision that the repository has. `auto` takes the most exact one that fits the disk and
 * the memory (fp32, fp16, then unsigned 8 bits); 8-bit weights of unknown sign only where nothing else is listed and the CPU
 * multiplies them right; 4-bit ones never by itself.
 *
 * @throws ModelFetchError when there is none, naming what the repository has
 */
export async function chooseVariant(
  files: readonly HubFile[],
  wanted: VariantChoice,
  repository: string,
  machine: Machine
): Promise<ChosenVariant> {
  const available = listed(files);
  const list = available.join(', ') || 'none';
  if (wanted !== 'auto') {
    if (available.includes(wanted)) return { variant: wanted };
    throw new ModelFetchError(
      `${repository} has no ${wanted} weights (no ${towersOf(wanted).join(', ')}). Available: ${list}.`
    );
  }
  const reasons: string[] = [];
  const exact = AUTO_VARIANTS.filter((variant) => available.includes(variant));
  for (const variant of exact) {
    const problem = await misfit(files, variant, machine);
    if (problem === undefined) return { variant, ...reasonFor(variant, reasons) };
    reasons.push(problem);
  }
  if (exact.length > 0) {
    throw new ModelFetchError(
      `None of the weights of ${repository} fit this machine: ${reasons.join('; ')}. Free up space, or pick weights yourself with --variant (available: ${list}).`
    );
  }
  const tested = TESTED_VARIANTS.find((variant) => available.includes(variant));
  if (tested !== undefined && (await machine.kernels()).verdict !== 'saturating') {
    return {
      variant: tested,
      reason: `Took ${tested}, the only weights of ${repository} that are exact enough on this CPU.`,
    };
  }
  throw new ModelFetchError(
    `${repository} has no weights that can be picked automatically (available: ${list}; wanted are ${AUTO_VARIANTS.join(', ')}). Choose another repository, or pass --variant.`
  );
}

function reasonFor(variant: ModelVariant, reasons: string[]): { reason?: string } {
  return reasons.length === 0 ? {} : { reason: `Took ${variant}: ${reasons.join('; ')}.` };
}
