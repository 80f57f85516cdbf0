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

export const MODEL_VARIANTS = Object.keys(VARIANT_SUFFIX) as ModelVariant[];

/**
 * What `auto` takes, best first. Cosine to fp32, measured on a CPU without VNNI instructions: fp16 1.0000,
 * uint8 0.9998.
 *
 * Left out on purpose, for they change the answers: `int8` and the text tower of `quantized` are signed 8 bit, whose
 * products saturate on CPUs without VNNI (`vpmaddubsw`): cosine down to 0.81, and only 70 % of the photos keep their
 * nearest neighbour; `q4` and its kin come to 0.97. They are used when asked for by name.
 */
export const AUTO_VARIANTS: readonly ModelVariant[] = ['fp32', 'fp16', 'uint8'];

/** A sentence on what a variant loses, for those that lose something a person would notice. */
export function variantWarning(variant: ModelVariant): string | undefined {
  if (variant === 'int8' || variant === 'quantized') {
    return `The ${variant} files hold signed 8-bit weights: on CPUs without VNNI their vectors are far off (cosine 0.81 to the exact ones was measured). Prefer fp32, fp16 or uint8.`;
  }
  if (variant === 'q4' || variant === 'q4f16' || variant === 'bnb4') {
    return `The ${variant} files hold 4-bit weights: a cosine of 0.97 to the exact vectors was measured, and one photo in five changes its nearest neighbour. Prefer fp32, fp16 or uint8.`;
  }
  return undefined;
}
