/**
 * The SigLIP-2 models this product knows by name. ONNX conversions with one file a tower by the ONNX community; the
 * checkpoint is Google's original, from which only the two numbers of the sigmoid are read.
 */
export interface KnownModel {
  /** owner/name on the hub */
  repository: string;
  /** commit that is fetched; where it is missing, the newest is, and the lock file records which one that was */
  revision?: string;
  checkpoint: { repository: string; revision?: string };
  /**
   * SHA-256 of files at `revision`, from two independent publications at least. The hub reports hashes as well; these
   * hold even if it, or a mirror in its place, reports others.
   */
  sha256?: Record<string, string>;
}

/** The public hub; HF_ENDPOINT or `--endpoint` names a mirror instead. */
export const DEFAULT_ENDPOINT = 'https://huggingface.co';

const siglip2 = (
  size: string,
  pinned: { revision?: string; checkpoint?: string; sha256?: Record<string, string> } = {}
): [string, KnownModel] => [
  `siglip2-${size}`,
  {
    repository: `onnx-community/siglip2-${size}-ONNX`,
    revision: pinned.revision,
    checkpoint: { repository: `google/siglip2-${size}`, revision: pinned.checkpoint },
    sha256: pinned.sha256,
  },
];

export const KNOWN_MODELS: ReadonlyMap<string, KnownModel> = new Map([
  siglip2('base-patch16-224', {
    revision: 'ba1f3b0843f24bc5417d38e19c37b287d719b2f4',
    checkpoint: '75de2d55ec2d0b4efc50b3e9ad70dba96a7b2fa2',
    sha256: {
      'config.json': 'e43a9f7692d3819886a82cb2097048258d444f123c67d37ec825f9345b019cf2',
      'preprocessor_config.json':
        '9b36b57ebaf20f09bf4c22100ccc21877ea6bfe5aead0c00c59f8af8ccefacfc',
      'tokenizer.json': 'cb9140fae3ac5122c972d37adf83e1248471a38147ad76f8215c8872c6fd8322',
      'tokenizer_config.json': '7c3a247599e741bceba1a3fe0285aea88d1044dc1fad2caa1e48cdd9fd25f630',
      'special_tokens_map.json': 'baec30ea10906f16adb8c18af7a34023002c1746542612b8b41c9f09e1351351',
      'onnx/vision_model.onnx': 'c0573e3f4140c3a7c4e9cc5912bd6b26a033b46a6a8e8af26cbea262b163bcad',
      'onnx/text_model.onnx': 'baf12d941beabafafb14f7b4adb38dc15be18681b964a84410ec53d9d65e6293',
      'onnx/vision_model_fp16.onnx':
        'a1959f7bd3993a607e48839f6d01e25b876fe76afda301b028b78eef68aabd95',
      'onnx/text_model_fp16.onnx':
        '711da56ada0a4aa11c7dd3320df741081a3cae4f0ae1b5e5c6d5b294738d0eb0',
      'onnx/vision_model_int8.onnx':
        '0dd31785a2713f1113ef2272472165c69d580473dae38d7b47568ac587795e70',
      'onnx/text_model_int8.onnx':
        '3a0603d3a00c05a80a6ded4743c16aaac7b1e62cdcc7e362e7ce418659b96400',
    },
  }),
  siglip2('base-patch16-256', { revision: 'd1114256522a37ffa257a0a58017348ab0058db2' }),
  siglip2('base-patch16-384'),
  siglip2('base-patch16-512'),
  siglip2('large-patch16-256', {
    revision: 'c03fb63ddd5fe363212cbd08110f92a35250db6a',
    checkpoint: '787800c8990e6f058423089178e718139608408c',
  }),
  siglip2('large-patch16-384'),
  siglip2('large-patch16-512'),
  siglip2('so400m-patch14-384'),
  siglip2('so400m-patch16-256'),
  siglip2('so400m-patch16-384', { revision: '29f74e673c298fd07482d8e20138179282001eb7' }),
  siglip2('so400m-patch16-512'),
]);
