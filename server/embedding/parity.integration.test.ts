import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createEmbedder, type Embedder } from './embedder';
import { readModelFolder } from './model/model_folder';
import { MODEL_INPUT_OPTIONS, toModelPixels } from './image/preprocess';
import { memoryLogger, TINY_MODEL } from './testing/tiny_model';
import { loadTokenizer } from './text/tokenizer';
import { cosine } from './vectors';

// Goldens: what transformers answers with the same tiny model (parity/build.py).
const FIXTURES = join(__dirname, 'fixtures');

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(join(FIXTURES, name), 'utf8')) as T;
}

const TOKENS = golden<{ length: number; texts: Array<{ text: string; ids: number[] }> }>(
  'tokens.json'
);
const TEXTS = golden<Array<{ text: string; vector: number[] }>>('text_vectors.json');
const IMAGES = golden<{ files: Record<string, number[]>; pixels: Record<string, number[]> }>(
  'image_vectors.json'
);

/** The least cosine between vectors and their goldens. */
function worst(vectors: Float32Array[], goldens: number[][]): number {
  return Math.min(...vectors.map((vector, i) => cosine(vector, Float32Array.from(goldens[i]))));
}

describe('the same as transformers', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await createEmbedder({ modelDir: TINY_MODEL, workers: 1, logger: memoryLogger() });
  });
  afterAll(() => embedder.close());

  test('identical token ids on 1,000 strings', async () => {
    const encode = loadTokenizer(await readModelFolder(TINY_MODEL));
    expect(TOKENS.texts).toHaveLength(1000);
    const different = TOKENS.texts
      .map(({ text, ids }) => {
        const padded = [...ids, ...new Array<number>(TOKENS.length - ids.length).fill(0)];
        return { text, expected: padded.join(), got: encode(text).join() };
      })
      .filter(({ expected, got }) => expected !== got);
    expect(different).toEqual([]);
  });

  test('the goldens differ enough from each other for an error to show', () => {
    const [first, ...others] = TEXTS.map(({ vector }) => Float32Array.from(vector));
    expect(Math.max(...others.map((other) => cosine(first, other)))).toBeLessThan(0.99);
  });

  test('text tower: cosine at least 0.99999, in more than 50 languages', async () => {
    expect(TEXTS.length).toBeGreaterThan(50);
    const vectors = await embedder.embedTexts(TEXTS.map(({ text }) => text));
    expect(
      worst(
        vectors,
        TEXTS.map(({ vector }) => vector)
      )
    ).toBeGreaterThan(0.99999);
  });

  test('vision tower: cosine at least 0.99999 for equal pixels', async () => {
    const names = Object.keys(IMAGES.pixels);
    expect(names).toHaveLength(2);
    const pixels = await Promise.all(
      names.map(async (name) => new Uint8Array(await sharp(join(FIXTURES, name)).raw().toBuffer()))
    );
    const vectors = await embedder.embedImages(pixels);
    expect(worst(vectors, Object.values(IMAGES.pixels))).toBeGreaterThan(0.99999);
  });

  test.each(Object.entries(IMAGES.files))(
    'file to vector: %s at least 0.9998',
    async (name, vector) => {
      const image = sharp(join(FIXTURES, 'images', name), MODEL_INPUT_OPTIONS);
      const pixels = await toModelPixels(image, embedder.model.imageSize);
      const [got] = await embedder.embedImages([pixels]);
      expect(worst([got], [vector])).toBeGreaterThan(0.9998);
    }
  );
});
