/** @jest-environment node */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createEmbedder, type Embedder } from '../../server/embedding/embedder';
import { readModelFolder } from '../../server/embedding/model/model_folder';
import { MODEL_INPUT_OPTIONS, toModelPixels } from '../../server/embedding/image/preprocess';
import { loadTokenizer } from '../../server/embedding/text/tokenizer';
import { memoryLogger } from '../../server/embedding/testing/tiny_model';

/**
 * The committed demo model, run by the product's own embedder. What it understands is measured by
 * `python -m demo.model.evaluate`; here are a few plain truths that a broken export or tokenizer would break.
 */
const FOLDER = join(__dirname, 'siglip2-demo');
const ALBUM = join(__dirname, '../album');
const MAX_BYTES = 25e6;
const DIMS = 768;

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesUnder(path) : statSync(path).size);
  }, 0);
}

/** Of unit vectors. */
function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
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

  it('is read as SigLIP-2 base is', async () => {
    const model = await readModelFolder(FOLDER);
    expect(model).toMatchObject({
      dims: DIMS,
      imageSize: 224,
      textLength: 64,
      padTokenId: 0,
      eosTokenId: 1,
      mean: [0.5, 0.5, 0.5],
      variant: 'fp32',
    });
    // A usable temperature, and a bias by which an unrelated pair (cosine 0) is improbable.
    expect(model.logits?.scale).toBeGreaterThan(5);
    expect(model.logits?.scale).toBeLessThan(150);
    expect(model.logits?.bias).toBeLessThan(-2);
  });

  it('has a tokenizer that closes a text with <eos>, ignores case and never says <unk>', async () => {
    const encode = loadTokenizer(await readModelFolder(FOLDER));
    const ids = encode('Prayer flags under Ama Dablam');
    expect(ids).toHaveLength(64);
    const end = ids.indexOf(1);
    expect(end).toBeGreaterThan(3);
    expect(ids.slice(end + 1).every((id) => id === 0)).toBe(true);
    expect(encode('PRAYER FLAGS under ama dablam')).toEqual(ids);
    // a letter that no caption held falls back to its bytes
    expect(encode('ꙮ')).not.toContain(3);
    const long = encode('prayer flags '.repeat(60));
    expect(long).toHaveLength(64);
    expect(long[63]).toBe(1);
  });
});

describe('the demo model in the embedder', () => {
  let embedder: Embedder;

  beforeAll(async () => {
    embedder = await createEmbedder({ modelDir: FOLDER, workers: 1, logger: memoryLogger() });
  });
  afterAll(() => embedder.close());

  it('puts a thing nearer to its name in other languages than to other things', async () => {
    const [bridge, german, japanese, yak] = await embedder.embedTexts([
      'a suspension bridge',
      'eine Hängebrücke',
      '吊り橋',
      'a yak',
    ]);
    expect(bridge).toHaveLength(DIMS);
    expect(cosine(bridge, german)).toBeGreaterThan(cosine(bridge, yak) + 0.2);
    expect(cosine(bridge, japanese)).toBeGreaterThan(cosine(bridge, yak) + 0.2);
  });

  it('knows a peak by its names in several scripts', async () => {
    const [everest, sagarmatha, chinese, makalu] = await embedder.embedTexts([
      'Mount Everest',
      'सगरमाथा',
      '珠穆朗玛峰',
      'Makalu',
    ]);
    expect(cosine(everest, sagarmatha)).toBeGreaterThan(cosine(everest, makalu) + 0.2);
    expect(cosine(everest, chinese)).toBeGreaterThan(cosine(everest, makalu) + 0.2);
  });

  it('tells large prayer flags and a night from what a photo does not show, and nonsense from both', async () => {
    const labels = readFileSync(join(ALBUM, 'labels.jsonl'), 'utf8').trim().split('\n');
    const photos = labels.map((line) => JSON.parse(line) as Label);
    const flags = photos.find((p) => p.time_of_day === 'noon' && area(p, 'prayer_flags') > 0.15);
    const night = photos.find((p) => p.time_of_day === 'night' && p.weather === 'clear');
    const pixels = await Promise.all(
      [flags, night].map((photo) =>
        toModelPixels(
          sharp(join(ALBUM, photo?.file ?? 'missing'), MODEL_INPUT_OPTIONS).autoOrient(),
          224
        )
      )
    );
    const [flagsPhoto, nightPhoto] = await embedder.embedImages(pixels);
    const [flagsText, nightText, nonsense] = await embedder.embedTexts([
      'prayer flags',
      'a starry night',
      'a spreadsheet',
    ]);
    expect(cosine(flagsText, flagsPhoto)).toBeGreaterThan(cosine(flagsText, nightPhoto) + 0.1);
    expect(cosine(nightText, nightPhoto)).toBeGreaterThan(cosine(nightText, flagsPhoto) + 0.1);
    const probability = (a: Float32Array, b: Float32Array) => {
      const { scale, bias } = embedder.model.logits ?? { scale: NaN, bias: NaN };
      return 1 / (1 + Math.exp(-(scale * cosine(a, b) + bias)));
    };
    expect(probability(flagsText, flagsPhoto)).toBeGreaterThan(0.5);
    expect(probability(nightText, nightPhoto)).toBeGreaterThan(0.5);
    expect(probability(nonsense, flagsPhoto)).toBeLessThan(0.05);
    expect(probability(nonsense, nightPhoto)).toBeLessThan(0.05);
  });
});

interface Label {
  file: string;
  weather: string;
  time_of_day: string;
  objects: { tag: string; area: number }[];
}

function area(photo: Label, tag: string): number {
  return photo.objects.find((thing) => thing.tag === tag)?.area ?? 0;
}
