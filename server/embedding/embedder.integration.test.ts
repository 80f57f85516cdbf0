import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEmbedder,
  EmbedderBusyError,
  EmbedderClosedError,
  EmbedderDeadlineError,
  type Embedder,
  type EmbedderConfig,
} from './embedder';
import { ModelFolderError } from './errors';
import { identityMismatch } from './model/identity';
import { addVariant, TINY_MODEL, copyOfTinyModel, memoryLogger, until } from './testing/tiny_model';
import { cosine } from './vectors';

let embedder: Embedder | undefined;
afterEach(() => embedder?.close());

async function start(options: Partial<EmbedderConfig> = {}): Promise<Embedder> {
  embedder = await createEmbedder({
    modelDir: TINY_MODEL,
    workers: 1,
    logger: memoryLogger(),
    ...options,
  });
  return embedder;
}

const image = (value: number) =>
  Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => (i * value) % 251);

function length(vector: Float32Array): number {
  return Math.hypot(...vector);
}

test('loads nothing before it is asked, then gives unit vectors of the model’s length', async () => {
  const embedder = await start();
  expect(embedder.status()).toMatchObject({
    state: 'unloaded',
    workers: 0,
    requestedProviders: ['cpu'],
  });
  const texts = await embedder.embedTexts(['snow', 'a hut', 'снег']);
  const images = await embedder.embedImages([image(3), image(7)]);
  for (const vector of [...texts, ...images]) {
    expect(vector).toBeInstanceOf(Float32Array);
    expect(vector).toHaveLength(embedder.identity.dims);
    expect(length(vector)).toBeCloseTo(1, 5);
  }
  expect(embedder.status()).toMatchObject({
    state: 'ready',
    provider: 'cpu',
    workers: 2,
    restarts: 0,
  });
  expect(embedder.status().loadMs).toBeGreaterThan(0);
});

test('loads the text tower ahead of the first question, once', async () => {
  const embedder = await start();
  embedder.warm();
  embedder.warm();
  await until(() => embedder.status().towers.text.state === 'ready');
  embedder.warm();
  const { text, vision } = embedder.status().towers;
  expect(text).toMatchObject({ inferences: 1, workers: 1, queued: 0, running: 0 });
  expect(vision).toMatchObject({ state: 'unloaded', workers: 0 });
});

test('answers in the order asked, whatever the batches, repeats and the cache did', async () => {
  const embedder = await start();
  const [snow, hut] = await embedder.embedTexts(['snow', 'hut']);
  const again = await embedder.embedTexts(['hut', 'river', 'SNOW', 'hut']);
  expect([again[0], again[2], again[3]]).toEqual([hut, snow, hut]);
  expect(cosine(again[1], snow)).toBeLessThan(0.9999);
  expect(await embedder.embedTexts([])).toEqual([]);
  expect(await embedder.embedImages([])).toEqual([]);
});

test('a text asked for before needs no inference, and its vector cannot be spoilt', async () => {
  const embedder = await start({ idleUnloadMs: 100 });
  const [first] = await embedder.embedTexts(['Prayer flags']);
  const copy = first.slice();
  first.fill(0);
  await until(() => embedder.status().state === 'unloaded');
  expect(embedder.status().towers.text.inferences).toBe(1);
  await expect(embedder.embedTexts(['prayer flags', 'PRAYER FLAGS'])).resolves.toEqual([
    copy,
    copy,
  ]);
  expect(embedder.status()).toMatchObject({ state: 'unloaded', workers: 0 });
  expect(embedder.status().towers.text.inferences).toBe(1);
});

test('batches for a GPU give each input its own vector, in order', async () => {
  // A provider that is not the CPU is given batches of 16, here by way of its fall-back.
  const batched = await start({ providers: ['no-such-provider'] });
  const images = Array.from({ length: 20 }, (_, i) => image(i + 2));
  const texts = images.map((_, i) => `ridge ${i}`);
  const got = [await batched.embedImages(images), await batched.embedTexts(texts)];
  expect(batched.status().fallbackReason).toContain('no-such-provider');
  await batched.close();
  const single = await start();
  const wanted = [await single.embedImages(images), await single.embedTexts(texts)];
  got
    .flat()
    .forEach((vector, i) => expect(cosine(vector, wanted.flat()[i])).toBeGreaterThan(0.99999));
});

test('a full queue refuses with the seconds to wait', async () => {
  const embedder = await start({ maxQueue: 2 });
  const bulk = embedder.embedImages(Array.from({ length: 4 }, (_, i) => image(i + 1)));
  const refused = await embedder.embedImages([image(9)]).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(EmbedderBusyError);
  expect((refused as EmbedderBusyError).retryAfterS).toBeGreaterThanOrEqual(1);
  await expect(embedder.embedImages([image(9)], { priority: 'upload' })).resolves.toHaveLength(1);
  await expect(bulk).resolves.toHaveLength(4);
});

test('a deadline and an abort are told apart', async () => {
  const embedder = await start();
  // The first request has to start a thread and load: that takes far longer than a millisecond.
  await expect(embedder.embedTexts(['late'], { deadlineMs: 1 })).rejects.toBeInstanceOf(
    EmbedderDeadlineError
  );
  const caller = new AbortController();
  const request = embedder.embedTexts(['gone'], { signal: caller.signal, deadlineMs: 60_000 });
  caller.abort();
  await expect(request).rejects.toMatchObject({ name: 'AbortError' });
  await expect(embedder.embedTexts(['here'])).resolves.toHaveLength(1);
});

test('pixels of another size are refused before they reach a thread', async () => {
  const embedder = await start();
  await expect(embedder.embedImages([new Uint8Array(100)])).rejects.toThrow(
    'An image of 100 bytes was given where 224×224 RGB pixels (150528 bytes) are wanted.'
  );
  expect(embedder.status().workers).toBe(0);
});

test('a closed embedder says so', async () => {
  const embedder = await start();
  const waiting = embedder.embedImages([image(1), image(2), image(3)]);
  const outcome = waiting.catch((error: unknown) => error);
  await embedder.close();
  expect(await outcome).toBeInstanceOf(EmbedderClosedError);
  await expect(embedder.embedTexts(['x'])).rejects.toBeInstanceOf(EmbedderClosedError);
});

test('the identity is the same for the same files, and differs for another model', async () => {
  const same = copyOfTinyModel();
  const other = copyOfTinyModel();
  // One byte behind the model: an unknown field that protobuf readers skip (tag 0x78 = field 15, value 1).
  appendFileSync(join(other.dir, 'onnx/vision_model.onnx'), Buffer.from([0x78, 1]));
  try {
    const identity = (await start()).identity;
    expect((await start({ modelDir: same.dir })).identity).toEqual(identity);
    const different = (await start({ modelDir: other.dir })).identity;
    expect(identityMismatch(identity, different)).toContain('model files');
  } finally {
    same.remove();
    other.remove();
  }
});

describe('signed 8-bit weights', () => {
  const { dir, remove } = copyOfTinyModel();
  addVariant(dir, 'int8', true);
  afterAll(remove);
  const on = (verdict: 'exact' | 'exact as unsigned' | 'saturating', variant: 'int8' | 'fp32') => {
    const logger = memoryLogger();
    const testKernels = jest.fn(async () => ({ verdict, signedError: 0.49, providers: ['cpu'] }));
    return { logger, testKernels, modelDir: dir, variant };
  };

  test('where they saturate: a warning, a degraded status, and an identity of their own', async () => {
    const options = on('saturating', 'int8');
    const { identity, status } = await start(options).then((e) => ({ ...e, status: e.status() }));
    expect(options.logger.lines).toEqual([expect.stringMatching(/^warn: The int8 files.*49 %/)]);
    expect(status.kernelProblem).toContain('signed 8-bit weights');
    const exact = await start(on('exact', 'int8'));
    expect(exact.status().kernelProblem).toBeUndefined();
    expect(identityMismatch(exact.identity, identity)).toContain(
      'weights int8 there, int8 saturating here'
    );
  });

  test('where they are right once rewritten: so they are opened, under the same identity', async () => {
    const options = on('exact as unsigned', 'int8');
    const rewritten = await start(options);
    expect(options.logger.lines).toEqual([expect.stringMatching(/^info: .*rewrites the weights/)]);
    const [vector] = await rewritten.embedTexts(['snow']);
    const exact = await start(on('exact', 'int8'));
    expect(rewritten.identity).toEqual(exact.identity);
    expect(cosine(vector, (await exact.embedTexts(['snow']))[0])).toBeCloseTo(1, 6);
  });

  test('other weights ask for no test of the CPU', async () => {
    const options = on('saturating', 'fp32');
    expect((await start(options)).identity.dtype).toBe('fp32');
    expect(options.testKernels).not.toHaveBeenCalled();
  });
});

test('a folder that cannot be used is refused at once', async () => {
  const { dir, remove } = copyOfTinyModel();
  rmSync(join(dir, 'tokenizer.json'));
  try {
    await expect(start({ modelDir: dir })).rejects.toBeInstanceOf(ModelFolderError);
  } finally {
    remove();
  }
});
