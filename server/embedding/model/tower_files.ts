import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { IntegerKernels } from './integer_kernels';
import {
  AUTO_VARIANTS,
  MODEL_VARIANTS,
  saturationProblem,
  TESTED_VARIANTS,
  VARIANT_SUFFIX,
  type ModelVariant,
  type VariantChoice,
} from './model_variants';
import { OnnxHeaderError, readOnnxHeader, type OnnxHeader } from './onnx_header';

export type Tower = 'text' | 'vision';

/** The file of a tower in a precision, relative to the model folder. */
export function towerFile(tower: Tower, variant: ModelVariant): string {
  return join('onnx', `${tower}_model${VARIANT_SUFFIX[variant]}.onnx`);
}

/** Whether there is a file of that name. */
export async function exists(path: string): Promise<boolean> {
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

/** Asks for the test of the CPU; only called where the choice depends on it. */
export type AskKernels = () => Promise<IntegerKernels>;

interface Problem {
  problem: string;
}

async function chooseVariant(
  root: string,
  wanted: VariantChoice,
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
  const candidates = TESTED_VARIANTS.filter((variant) => found.includes(variant));
  for (const variant of candidates) if (!(await hasSignedWeights(root, variant))) return variant;
  if (candidates.length > 0 && kernels) {
    const problem = saturationProblem(candidates[0], await kernels());
    return problem === undefined ? candidates[0] : { problem };
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

/** A dimension that the graph fixes. */
export function fixed(value: number | string | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Length of a tower's vectors, where its graph says it. */
export function outputDims(tower: Tower, header: OnnxHeader): number | undefined {
  const name = vectorOutput(
    tower,
    header.outputs.map((output) => output.name)
  );
  const shape = header.outputs.find((output) => output.name === name)?.shape;
  return fixed(shape?.[1]);
}

/** Both towers' files and headers in the wanted precision, or a sentence for each that cannot be used. */
export async function readTowers(
  root: string,
  wanted: VariantChoice,
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
