import { z } from 'zod';

/** What preprocessor_config.json may say of how a picture becomes pixels, as far as it decides what vectors mean. */
export const DECLARED_IMAGE_PROCESSING = z.object({
  image_processor_type: z.string().optional(),
  /** PIL's number of the filter. */
  resample: z.number().int().nullish(),
  do_resize: z.boolean().nullish(),
  do_center_crop: z.boolean().nullish(),
  crop_size: z.unknown().optional(),
  do_pad: z.boolean().nullish(),
  /** NaFlex: pictures keep their shape. */
  max_num_patches: z.number().nullish(),
});

type DeclaredImageProcessing = z.infer<typeof DECLARED_IMAGE_PROCESSING>;

/** PIL.Image.Resampling */
const FILTERS = ['nearest', 'Lanczos', 'bilinear', 'bicubic', 'box', 'Hamming'] as const;
/** SigLIP-2's; the one that resample.ts computes. */
const BILINEAR = 2;

/**
 * Why a folder's pictures would not come out as its model was trained on, a sentence each: Peak Search squashes the whole
 * picture to a square with a bilinear filter, as SigLIP-2 of a fixed resolution does, and does it the same way for every
 * model. Another way gives vectors that look right and are not.
 */
export function imageProcessingProblems(declared: DeclaredImageProcessing): string[] {
  const naflex =
    declared.max_num_patches != null || declared.image_processor_type === 'Siglip2ImageProcessor';
  if (naflex) {
    return [
      'preprocessor_config.json is that of a NaFlex model, whose pictures keep their shape. Take a SigLIP-2 of a fixed resolution, such as siglip2-base-patch16-224.',
    ];
  }
  const problems: string[] = [];
  const filter = declared.resample ?? BILINEAR;
  if (filter !== BILINEAR) {
    problems.push(
      `preprocessor_config.json asks for ${FILTERS[filter] ?? `PIL's filter ${filter}`} resampling; Peak Search resamples bilinear, as SigLIP-2 does, so this model's vectors would be off. Take a SigLIP-2 model.`
    );
  }
  if (declared.do_center_crop) {
    problems.push(
      'preprocessor_config.json asks for a crop of the center; Peak Search shows the model the whole photo, as SigLIP-2 does, so this model would see what it was not trained on. Take a SigLIP-2 model.'
    );
  }
  if (declared.do_pad) {
    problems.push(
      'preprocessor_config.json asks for padding to a square; Peak Search squashes photos, as SigLIP-2 does. Take a SigLIP-2 model.'
    );
  }
  if (declared.do_resize === false) {
    problems.push(
      'preprocessor_config.json says that pictures are not resized, so a fixed-size vision tower cannot read them. Take a SigLIP-2 of a fixed resolution.'
    );
  }
  return problems;
}

/** tokenizer_config.json, as far as it tells SigLIP 1 from SigLIP-2. */
export const DECLARED_TOKENIZER = z.object({ tokenizer_class: z.string().optional() });

/** Why a folder's texts would not be read as its model was trained, or undefined. */
export function tokenizerProblem({
  tokenizer_class: name,
}: z.infer<typeof DECLARED_TOKENIZER>): string | undefined {
  // The fast one is written with the same name and a suffix.
  return name?.replace(/Fast$/, '') === 'SiglipTokenizer'
    ? 'tokenizer_config.json is that of SigLIP 1 (SiglipTokenizer), which drops punctuation and pads otherwise than SigLIP-2. Take a SigLIP-2 model.'
    : undefined;
}
