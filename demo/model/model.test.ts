/** @jest-environment node */
import { existsSync, readFileSync, statSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import * as ort from 'onnxruntime-node';

/**
 * The committed demo model, run by the very libraries that the product runs. What it understands is measured by
 * `python -m demo.model.evaluate`; here a few plain truths that a broken export or tokenizer would break.
 */
const FOLDER = join(__dirname, 'siglip2-demo');
const MAX_BYTES = 25e6;
const DIMS = 768;
const LENGTH = 64;

const json = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesUnder(path) : statSync(path).size);
  }, 0);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return dot / Math.sqrt(aa * bb);
}

describe('the demo model folder', () => {
  it('is complete and under 25 MB', () => {
    const files = [
      'config.json',
      'preprocessor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'logits.json',
      'onnx/text_model.onnx',
      'onnx/vision_model.onnx',
    ];
    expect(files.filter((file) => !existsSync(join(FOLDER, file)))).toEqual([]);
    expect(bytesUnder(FOLDER)).toBeLessThan(MAX_BYTES);
  });

  it('states the sizes of SigLIP-2 base', () => {
    const config = json('config.json');
    expect(config.model_type).toBe('siglip');
    expect(config.text_config).toMatchObject({
      hidden_size: DIMS,
      max_position_embeddings: LENGTH,
    });
    expect(config.vision_config).toMatchObject({ hidden_size: DIMS, image_size: 224 });
    expect(json('preprocessor_config.json')).toMatchObject({
      size: { height: 224, width: 224 },
      resample: 2,
    });
    const { logit_scale: scale, logit_bias: bias } = json('logits.json');
    // a logarithm, as in SigLIP's checkpoints: exp(1.5)…exp(5) is a usable scale, and SigLIP's biases are negative
    expect(scale).toBeGreaterThan(1.5);
    expect(scale).toBeLessThan(5);
    expect(bias).toBeLessThan(0);
  });
});

describe('the towers in onnxruntime-node', () => {
  let tokenizer: Tokenizer;
  let text: ort.InferenceSession;
  let vision: ort.InferenceSession;

  beforeAll(async () => {
    tokenizer = new Tokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
    const options = { intraOpNumThreads: 1 };
    text = await ort.InferenceSession.create(join(FOLDER, 'onnx/text_model.onnx'), options);
    vision = await ort.InferenceSession.create(join(FOLDER, 'onnx/vision_model.onnx'), options);
  });

  afterAll(async () => {
    await Promise.all([text?.release(), vision?.release()]);
  });

  function ids(query: string): number[] {
    return tokenizer.encode(query).ids;
  }

  async function textVector(query: string): Promise<Float32Array> {
    const padded = new BigInt64Array(LENGTH);
    ids(query).forEach((id, i) => (padded[i] = BigInt(id)));
    const input = new ort.Tensor('int64', padded, [1, LENGTH]);
    const { pooler_output: output } = await text.run({ input_ids: input });
    expect(output.dims).toEqual([1, DIMS]);
    return output.data as Float32Array;
  }

  it('has the specials of Gemma where SigLIP-2 has them, and closes a text with <eos>', () => {
    const special = ['<pad>', '<eos>', '<bos>', '<unk>'].map((s) => tokenizer.token_to_id(s));
    expect(special).toEqual([0, 1, 2, 3]);
    const tokens = ids('Prayer flags under Ama Dablam');
    expect(tokens.at(-1)).toBe(1);
    expect(tokens.slice(0, -1)).not.toContain(3);
    expect(ids('PRAYER FLAGS under ama dablam')).toEqual(tokens);
    // a letter that no caption held falls back to its bytes, never to <unk>
    expect(ids('ꙮ')).not.toContain(3);
  });

  it('gives one 768-d vector for a text and a photo', async () => {
    const vector = await textVector('frozen lake at sunset');
    expect(vector.every(Number.isFinite)).toBe(true);
    const pixels = new ort.Tensor('float32', new Float32Array(3 * 224 * 224), [1, 3, 224, 224]);
    const { pooler_output: output } = await vision.run({ pixel_values: pixels });
    expect(output.dims).toEqual([1, DIMS]);
    expect((output.data as Float32Array).every(Number.isFinite)).toBe(true);
  });

  it('puts a thing nearer to its name in other languages than to other things', async () => {
    const [bridge, german, japanese, yak] = await Promise.all(
      ['a suspension bridge', 'eine Hängebrücke', '吊り橋', 'a yak'].map(textVector)
    );
    expect(cosine(bridge, german)).toBeGreaterThan(cosine(bridge, yak) + 0.2);
    expect(cosine(bridge, japanese)).toBeGreaterThan(cosine(bridge, yak) + 0.2);
  });

  it('ignores the padding and cares about the words', async () => {
    const [everest, sagarmatha, makalu] = await Promise.all(
      ['Mount Everest', 'सगरमाथा', 'Makalu'].map(textVector)
    );
    expect(cosine(everest, sagarmatha)).toBeGreaterThan(cosine(everest, makalu) + 0.2);
  });
});
