import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createEmbedder } from '../../server/embedding/embedder';
import type { Embedder } from '../../server/embedding/embedder';
import { MODEL_INPUT_OPTIONS, toModelPixels } from '../../server/embedding/image/preprocess';
import { cosine } from '../../server/embedding/vectors';
import { extended, TWIN_LOGITS, twinMap } from './twin_map';
import { writeTwinFolder } from './twin_folder';

const DEMO = join(__dirname, '../../demo');
const MODEL = join(DEMO, 'model/siglip2-demo');
const TEXTS = ['prayer flags', 'a photo of Ama Dablam', 'झोलुङ्गे पुल', 'an espresso machine'];
const FILES = ['2023-10-26/IMG_1000.JPG', '2023-10-28/IMG_1065.JPG'];

const logger = { debug() {}, info() {}, warn() {}, error() {} };
let folder: string;
let demo: Embedder;
const open: Embedder[] = [];

async function embedderOf(modelDir: string): Promise<Embedder> {
  const embedder = await createEmbedder({ modelDir, workers: 1, logger });
  open.push(embedder);
  return embedder;
}

async function vectorsOf(embedder: Embedder) {
  const pixels = await Promise.all(
    FILES.map(async (file) =>
      toModelPixels(
        sharp(await readFile(join(DEMO, 'album', file)), MODEL_INPUT_OPTIONS),
        embedder.model.imageSize
      )
    )
  );
  return {
    texts: await embedder.embedTexts(TEXTS),
    photos: await embedder.embedImages(pixels),
  };
}

const logitsOf = (
  { texts, photos }: Awaited<ReturnType<typeof vectorsOf>>,
  { scale, bias }: { scale: number; bias: number }
) => texts.flatMap((text) => photos.map((photo) => scale * cosine(text, photo) + bias));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-twins-'));
  demo = await embedderOf(MODEL);
});
afterAll(async () => {
  await Promise.all(open.map((embedder) => embedder.close()));
  await rm(folder, { recursive: true });
});

it.each([
  ['m = .45', { photoCosine: 0.45 }],
  ['m = .60', { photoCosine: 0.6 }],
  ['m = .72', { photoCosine: 0.72 }],
  ['logits + 4', { photoCosine: 0.6, shift: 4 }],
  ['half the slope', { photoCosine: 0.6, slope: 0.5 }],
  ['twice the slope', { photoCosine: 0.45, slope: 2 }],
])(
  'the folder of %s gives through ONNX what the map makes of the demo model’s vectors',
  async (name, shape) => {
    const { dims, logits } = demo.model;
    const map = twinMap(shape, logits!);
    const dir = join(folder, name);
    await writeTwinFolder(MODEL, dir, { map, dims });
    const twin = await embedderOf(dir);
    expect(twin.model).toMatchObject({ dims: dims + 2, logits: { bias: TWIN_LOGITS.bias } });
    const [before, after] = [await vectorsOf(demo), await vectorsOf(twin)];
    const mapped = {
      texts: before.texts.map((vector) => extended(vector, map.text)),
      photos: before.photos.map((vector) => extended(vector, map.photo)),
    };
    for (const kind of ['texts', 'photos'] as const) {
      const errors = after[kind].flatMap((vector, i) =>
        Array.from(vector, (value, k) => Math.abs(value - mapped[kind][i][k]))
      );
      expect(Math.max(...errors)).toBeLessThan(1e-6);
    }
    const { slope = 1, shift = 0 } = shape as { slope?: number; shift?: number };
    const wanted = logitsOf(before, logits!).map((logit) => slope * logit + shift);
    logitsOf(after, TWIN_LOGITS).forEach((logit, i) => expect(logit).toBeCloseTo(wanted[i], 3));
  }
);

it('refuses a twin that no unit vectors can have', () => {
  expect(() => twinMap({ photoCosine: 0.72, slope: 3 }, demo.model.logits!)).toThrow('slope 3');
});
