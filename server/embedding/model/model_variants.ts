import type { IntegerKernels } from './integer_kernels';

/**
 * The precisions a tower comes in, and the ending of its file name in the layout of the ONNX repositories on the hub
 * (`onnx/vision_model<suffix>.onnx`).
 */
export const VARIANT_SUFFIX = {
  fp32: '',
  fp16: '_fp16',
  uint8: '_uint8',
  int8: '_int8',
  quantized: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;

export type ModelVariant = keyof typeof VARIANT_SUFFIX;

/** What people may ask for. `auto` is resolved once, against the files at hand; it is never a file's name. */
export type VariantChoice = ModelVariant | 'auto';

export const MODEL_VARIANTS = Object.keys(VARIANT_SUFFIX) as ModelVariant[];

export const VARIANT_CHOICES: readonly VariantChoice[] = ['auto', ...MODEL_VARIANTS];

/**
 * What `auto` takes, best first, on every CPU alike: two hosts with the same folder must not fill one index with two
 * precisions because their CPUs differ. Cosine to fp32: fp16 1.0000, uint8 0.9998. Unsigned weights are right
 * whatever the CPU; docs/performance/details.md, "Variants", has what each costs.
 */
export const AUTO_VARIANTS: readonly ModelVariant[] = ['fp32', 'fp16', 'uint8'];

/**
 * What `auto` takes where none of those is there, if its weights are unsigned (`quantized` may be either) or the test
 * of the CPU shows that signed ones come out right. Elsewhere they are refused: cosine down to 0.81, and only 70 % of
 * the photos keep their nearest neighbor. 4 bits (cosine 0.97) are used when asked for by name only.
 */
export const TESTED_VARIANTS: readonly ModelVariant[] = ['int8', 'quantized'];

/** What is wrong with signed weights here, by the test of the CPU; `undefined` where nothing is. */
export function saturationProblem(
  variant: ModelVariant,
  { verdict, signedError }: Pick<IntegerKernels, 'verdict' | 'signedError'>
): string | undefined {
  if (verdict !== 'saturating') return undefined;
  const off = Number.isFinite(signedError)
    ? `${Math.round(signedError * 100)} % too small in a test`
    : 'no numbers in a test';
  return `The ${variant} files hold signed 8-bit weights, whose products do not come out right on this machine (${off}): its vectors are far from the exact ones (a cosine of 0.81 was measured on such a CPU). Get the fp32, fp16 or uint8 files.`;
}

/**
 * A sentence on what a variant loses, for those that lose something a person would notice.
 *
 * @param kernels what integer_kernels.ts found; only for weights that are signed
 */
export function variantWarning(
  variant: ModelVariant,
  kernels: IntegerKernels | undefined
): string | undefined {
  if (variant === 'q4' || variant === 'q4f16' || variant === 'bnb4') {
    return `The ${variant} files hold 4-bit weights: a cosine of 0.97 to the exact vectors was measured, and one photo in five changes its nearest neighbor. Prefer fp32, fp16 or uint8.`;
  }
  return kernels && saturationProblem(variant, kernels);
}
