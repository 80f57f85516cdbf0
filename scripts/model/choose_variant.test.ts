import { VARIANT_SUFFIX, type ModelVariant } from '../../server/embedding/model/model_variants';
import { chooseVariant, filesOf, type Machine } from './choose_variant';
import type { HubFile } from './hub';

/** What onnx-community/siglip2-base-patch16-224-ONNX has at ba1f3b0: eight precisions of three graphs. */
function repository(variants: ModelVariant[], text = 1_129_469_657, vision = 371_807_752) {
  const shares: Partial<Record<ModelVariant, number>> = { fp16: 0.5, uint8: 0.25, int8: 0.25 };
  const names = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer.model'];
  const files: HubFile[] = [...names, 'tokenizer_config.json', 'special_tokens_map.json'].map(
    (path) => ({ path, size: 600 })
  );
  for (const variant of variants) {
    const share = shares[variant] ?? 1;
    for (const [tower, size] of Object.entries({ text, vision, '': text + vision })) {
      const path = `onnx/${tower ? `${tower}_model` : 'model'}${VARIANT_SUFFIX[variant]}.onnx`;
      files.push({ path, size: Math.round(size * share) });
    }
  }
  return files;
}

const ALL = Object.keys(VARIANT_SUFFIX) as ModelVariant[];
const machine = (more: Partial<Machine> = {}): Machine => ({
  diskBytes: async () => 100e9,
  memoryBytes: 16e9,
  kernels: async () => ({ verdict: 'exact' }),
  ...more,
});
const choose = (variants: ModelVariant[], more: Partial<Machine> = {}) =>
  chooseVariant(repository(variants), 'auto', 'someone/model', machine(more));

describe('which weights are fetched', () => {
  it.each([
    ['the most exact of all', ALL, {}, 'fp32'],
    ['fp16 where fp32 is not listed', ALL.filter((v) => v !== 'fp32'), {}, 'fp16'],
    ['what fits the disk', ALL, { diskBytes: async () => 800e6 }, 'fp16'],
    ['what fits the memory', ALL, { memoryBytes: 3e9 }, 'uint8'],
    ['signed 8 bits where nothing else is', ['int8', 'q4'] as ModelVariant[], {}, 'int8'],
  ])('auto: %s', async (_, variants, more, expected) => {
    expect((await choose(variants, more)).variant).toBe(expected);
  });

  it.each([
    [
      'a CPU that multiplies them wrong',
      ['int8'] as ModelVariant[],
      { kernels: async () => ({ verdict: 'saturating' as const }) },
    ],
    ['4 bits only', ['q4', 'bnb4'] as ModelVariant[], {}],
    ['no encoders at all', [] as ModelVariant[], {}],
    ['no room for any', ALL, { diskBytes: async () => 1e6 }],
  ])('auto refuses with what is available: %s', async (_, variants, more) => {
    await expect(choose(variants, more)).rejects.toThrow(/available: /);
  });

  it('takes what is asked for by name, or says what there is', async () => {
    const files = repository(['fp32', 'q4']);
    const ask = (variant: ModelVariant) =>
      chooseVariant(files, variant, 'someone/model', machine());
    await expect(ask('q4')).resolves.toEqual({ variant: 'q4' });
    await expect(ask('fp16')).rejects.toThrow('Available: fp32, q4.');
  });

  it('fetches two encoders with their external weights and leaves the rest', () => {
    const files = [
      ...repository(['fp32', 'fp16']),
      ...[
        'onnx/text_model.onnx_data',
        'onnx/text_model.onnx_data_1',
        'onnx/text_model_fp16.onnx_data',
        'onnx/model.onnx_data',
      ].map((path) => ({ path, size: 1 })),
    ];
    expect(filesOf(files, 'fp32', 'someone/model').map(({ path }) => path)).toEqual([
      'config.json',
      'preprocessor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'special_tokens_map.json',
      'onnx/text_model.onnx',
      'onnx/vision_model.onnx',
      'onnx/text_model.onnx_data',
      'onnx/text_model.onnx_data_1',
    ]);
    const without = files.filter(({ path }) => path !== 'tokenizer.json');
    expect(() => filesOf(without, 'fp32', 'someone/model')).toThrow('has no tokenizer.json');
  });
});
