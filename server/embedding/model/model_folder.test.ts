import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IntegerKernels } from './integer_kernels';
import { ModelFolderError, readModelFolder } from './model_folder';
import { readOnnxHeader } from './onnx_header';
import { addVariant, TINY_MODEL, copyOfTinyModel } from '../testing/tiny_model';

let dir: string;
let remove: () => void;
beforeEach(() => ({ dir, remove } = copyOfTinyModel()));
afterEach(() => remove());

const at = (name: string) => join(dir, name);

function editJson(name: string, edit: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(at(name), 'utf8')) as Record<string, unknown>;
  edit(value);
  writeFileSync(at(name), JSON.stringify(value));
}

async function problems(variant?: 'fp32' | 'int8' | 'auto'): Promise<readonly string[]> {
  const error = await readModelFolder(dir, { variant }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ModelFolderError);
  return (error as ModelFolderError).problems;
}

test('says what the folder is, every size read from its files', async () => {
  expect(await readModelFolder(TINY_MODEL)).toEqual({
    dir: TINY_MODEL,
    name: 'tiny-siglip2',
    dims: 48,
    imageSize: 224,
    textLength: 64,
    padTokenId: 0,
    eosTokenId: 1,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    rescaleFactor: 1 / 255,
    variant: 'fp32',
    signedWeights: false,
    textModelPath: join(TINY_MODEL, 'onnx/text_model.onnx'),
    visionModelPath: join(TINY_MODEL, 'onnx/vision_model.onnx'),
    tokenizerPath: join(TINY_MODEL, 'tokenizer.json'),
    logits: { scale: expect.closeTo(Math.exp(4.7), 3), bias: -16.5 },
  });
});

test('a folder that is not there', async () => {
  rmSync(dir, { recursive: true });
  expect(await problems()).toEqual([expect.stringContaining('There is no such folder.')]);
});

test('an empty folder: everything that is missing, at once', async () => {
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  expect(await problems()).toEqual([
    'config.json is missing.',
    'preprocessor_config.json is missing.',
    'tokenizer.json is missing.',
    'onnx/text_model.onnx and onnx/vision_model.onnx, or both of another precision (_fp16, _uint8), are missing.',
  ]);
});

test.each(['onnx/text_model.onnx', 'onnx/vision_model.onnx'])('%s cut off', async (name) => {
  truncateSync(at(name), 200_000);
  expect(await problems()).toEqual([`${name} ends in the middle (an unfinished download?).`]);
});

test.each([
  ['an HTML page', '<html>Sign in</html>'],
  ['a pointer', 'version https://git-lfs'],
  ['nothing', ''],
])('%s where a tower should be', async (_, content) => {
  writeFileSync(at('onnx/vision_model.onnx'), content);
  expect(await problems()).toEqual([
    expect.stringMatching(/^onnx\/vision_model.onnx (is not an|ends in)/),
  ]);
});

test.each(['tokenizer.json', 'config.json', 'preprocessor_config.json', 'logits.json'])(
  '%s cut off',
  async (name) => {
    truncateSync(at(name), 60);
    expect(await problems()).toEqual([
      expect.stringMatching(new RegExp(`^${name} is .*unfinished download`)),
    ]);
  }
);

test('a wrong number in a file is named', async () => {
  editJson('preprocessor_config.json', (value) => (value.image_mean = [0.5]));
  expect(await problems()).toEqual([
    expect.stringMatching(/^preprocessor_config.json: image_mean/),
  ]);
});

test('a tokenizer without the end token', async () => {
  editJson('tokenizer_config.json', (value) => (value.eos_token = '<end>'));
  expect(await problems()).toEqual(['tokenizer.json has no <end>.']);
});

test('sizes that contradict each other', async () => {
  editJson('preprocessor_config.json', (value) => (value.size = { height: 256, width: 256 }));
  expect(await problems()).toEqual([
    'preprocessor_config.json makes images of 256×256 pixels, the vision tower wants 224×224.',
  ]);
});

test('towers in each other’s place', async () => {
  cpSync(at('onnx/vision_model.onnx'), at('onnx/text_model.onnx'));
  expect(await problems()).toEqual([
    "onnx/text_model.onnx wants pixel_values where SigLIP-2's text tower wants input_ids alone.",
  ]);
});

describe('precision', () => {
  const removeFp32 = () => {
    rmSync(at('onnx/text_model.onnx'));
    rmSync(at('onnx/vision_model.onnx'));
  };

  test('auto takes the most exact one that is complete', async () => {
    addVariant(dir, 'uint8', false);
    addVariant(dir, 'fp16', false);
    expect((await readModelFolder(dir)).variant).toBe('fp32');
    rmSync(at('onnx/text_model.onnx'));
    expect((await readModelFolder(dir)).variant).toBe('fp16');
    rmSync(at('onnx/vision_model_fp16.onnx'));
    const folder = await readModelFolder(dir);
    expect(folder.variant).toBe('uint8');
    expect(folder.textModelPath).toBe(at('onnx/text_model_uint8.onnx'));
  });

  const machine = (verdict: IntegerKernels['verdict']) => {
    const kernels = jest.fn(async () => ({ verdict, signedError: 0.49, providers: ['cpu'] }));
    return { kernels };
  };

  test('signed int8 is not chosen without a test of the CPU, only by name', async () => {
    addVariant(dir, 'int8', true);
    removeFp32();
    expect(await problems()).toEqual([expect.stringContaining('It holds only int8')]);
    const folder = await readModelFolder(dir, { variant: 'int8' });
    expect(folder).toMatchObject({ variant: 'int8', signedWeights: true });
  });

  test.each(['exact', 'exact as unsigned'] as const)(
    'signed int8 is taken where nothing better is there and its products are %s',
    async (verdict) => {
      addVariant(dir, 'int8', true);
      expect((await readModelFolder(dir, machine(verdict))).variant).toBe('fp32');
      removeFp32();
      expect((await readModelFolder(dir, machine(verdict))).variant).toBe('int8');
    }
  );

  test('signed int8 is refused, with what was measured, where it saturates', async () => {
    addVariant(dir, 'int8', true);
    removeFp32();
    await expect(readModelFolder(dir, machine('saturating'))).rejects.toThrow(
      /int8 files hold signed 8-bit weights.*49 % too small in a test.*Get the fp32/
    );
    // By name it is what was asked for; the embedder warns.
    const byName = { variant: 'int8' as const, ...machine('saturating') };
    expect((await readModelFolder(dir, byName)).variant).toBe('int8');
  });

  test('"quantized" with unsigned weights comes before signed ones, whatever the CPU', async () => {
    addVariant(dir, 'quantized', false);
    addVariant(dir, 'int8', true);
    removeFp32();
    const { kernels } = machine('saturating');
    expect(await readModelFolder(dir, { kernels })).toMatchObject({
      variant: 'quantized',
      signedWeights: false,
    });
    expect(kernels).not.toHaveBeenCalled();
  });

  test('one that is asked for and is not there', async () => {
    expect(await problems('int8')).toEqual([
      'onnx/text_model_int8.onnx and onnx/vision_model_int8.onnx are not both there (complete are: fp32).',
    ]);
  });
});

describe('external weights', () => {
  /** An ONNX model of one input, one output and one weight that lies in `location`. */
  function modelWithExternal(location: string): Buffer {
    const field = (number: number, payload: Buffer | string) => {
      const bytes = Buffer.from(payload);
      return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
    };
    const number = (at: number, value: number) => Buffer.from([at * 8, value]);
    const value = (name: string, type: number) =>
      Buffer.concat([field(1, name), field(2, field(1, number(1, type)))]);
    const entry = Buffer.concat([field(1, 'location'), field(2, location)]);
    const tensor = Buffer.concat([field(8, 'weight'), field(13, entry), number(14, 1)]);
    const graph = [
      field(5, tensor),
      field(11, value('input_ids', 7)),
      field(12, value('pooler_output', 1)),
    ];
    return field(7, Buffer.concat(graph));
  }

  test('are named, looked for, and accepted when they are there', async () => {
    writeFileSync(at('onnx/text_model.onnx'), modelWithExternal('text_model.onnx_data'));
    expect((await readOnnxHeader(at('onnx/text_model.onnx'))).externalData).toEqual([
      'text_model.onnx_data',
    ]);
    expect(await problems()).toEqual([
      'onnx/text_model.onnx_data is missing; it holds the weights of onnx/text_model.onnx.',
    ]);
    writeFileSync(at('onnx/text_model.onnx_data'), 'weights');
    // No shape says its length, so config.json's does.
    expect((await readModelFolder(dir)).dims).toBe(48);
  });

  test('outside the folder are refused', async () => {
    writeFileSync(at('onnx/text_model.onnx'), modelWithExternal('../../secret'));
    expect(await problems()).toEqual([
      'onnx/text_model.onnx points to ../../secret, outside its folder.',
    ]);
  });
});

test.each<[string, string, object, RegExp]>([
  ['bicubic', 'preprocessor_config.json', { resample: 3 }, /bicubic resampling/],
  ['Lanczos', 'preprocessor_config.json', { resample: 1 }, /Lanczos resampling/],
  ['a crop', 'preprocessor_config.json', { do_center_crop: true }, /crop of the center/],
  ['padding', 'preprocessor_config.json', { do_pad: true }, /padding to a square/],
  ['no resize', 'preprocessor_config.json', { do_resize: false }, /not resized/],
  [
    'NaFlex',
    'preprocessor_config.json',
    { image_processor_type: 'Siglip2ImageProcessor', max_num_patches: 256 },
    /NaFlex/,
  ],
  ['SigLIP 1', 'tokenizer_config.json', { tokenizer_class: 'SiglipTokenizer' }, /SigLIP 1/],
])('%s is refused with a sentence', async (_, file, declared, sentence) => {
  editJson(file, (value) => Object.assign(value, declared));
  expect(await problems()).toEqual([expect.stringMatching(sentence)]);
});

test('what says nothing of resampling and crop is taken for SigLIP-2', async () => {
  editJson('preprocessor_config.json', (value) => {
    delete value.resample;
    delete value.image_processor_type;
  });
  expect(await readModelFolder(dir)).toMatchObject({ imageSize: 224 });
});
