import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelFolder } from '../../server/embedding/model/model_folder';
import { addVariant, copyOfTinyModel, TINY_MODEL } from '../../server/embedding/testing/tiny_model';
import {
  fetchModel,
  KNOWN_MODELS,
  ModelFetchError,
  type FetchOptions,
  type FetchProgress,
} from './fetch';
import { REVISION, sha256, TestHub } from './testing/hub';
import { startProxy } from './testing/proxy';
import { safetensorsFile } from './testing/safetensors_file';

const NAME = 'onnx-community/siglip2-tiny-ONNX';
const CHECKPOINT = 'google/siglip2-tiny';
const PROXY_VARIABLES = [
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
];
const VISION = 'onnx/vision_model.onnx';
const TEXT = 'onnx/text_model.onnx';

let hub: TestHub;
let dir: string;
const environment = { ...process.env };

beforeEach(async () => {
  for (const name of [...PROXY_VARIABLES, 'HF_ENDPOINT', 'HF_TOKEN']) delete process.env[name];
  hub = new TestHub();
  hub.addFolder(NAME, TINY_MODEL);
  hub.addFile(NAME, 'README.md', Buffer.from('not wanted'));
  hub.addFile(
    CHECKPOINT,
    'model.safetensors',
    safetensorsFile({ logit_bias: -16.5, logit_scale: 4.75 }, 'F32')
  );
  await hub.start();
  dir = join(mkdtempSync(join(tmpdir(), 'peak-search-fetch-')), 'model');
});
afterEach(async () => {
  Object.assign(process.env, environment);
  await hub.stop();
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

const fetchTiny = (options: Partial<FetchOptions> = {}) =>
  fetchModel(NAME, { into: dir, baseUrl: hub.url, pauseMs: 10, ...options });

async function failure(promise: Promise<unknown>): Promise<ModelFetchError> {
  const error: unknown = await promise.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ModelFetchError);
  return error as ModelFetchError;
}

const bytesIn = (path: string) => original(path).length;
const bytesOf = (path: string) => readFileSync(join(dir, path));
const original = (path: string) => readFileSync(join(TINY_MODEL, path));
const parts = () => readdirSync(join(dir, 'onnx')).filter((name) => name.endsWith('.part'));

test('fetches a usable folder, with lock file, logits and progress', async () => {
  const progress: FetchProgress[] = [];
  const result = await fetchTiny({ onProgress: (step) => progress.push(step) });
  expect(result).toMatchObject({
    name: 'siglip2-tiny',
    repository: NAME,
    revision: REVISION,
    warnings: [],
  });
  expect(result.files.map(({ path }) => path).sort()).toEqual([
    'config.json',
    'onnx/text_model.onnx',
    VISION,
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  expect(bytesOf(VISION).equals(original(VISION))).toBe(true);
  const lock = JSON.parse(bytesOf('model.lock.json').toString());
  expect(lock).toMatchObject({ name: 'siglip2-tiny', repository: NAME, revision: REVISION });
  expect(lock.files[VISION]).toMatchObject({
    sha256: sha256(original(VISION)),
    size: original(VISION).length,
  });
  const last = progress.at(-1)!;
  expect(last.bytes).toBe(last.totalBytes);
  expect(progress.map(({ bytes }) => bytes)).toEqual(
    progress.map(({ bytes }) => bytes).sort((a, b) => a - b)
  );
  const folder = await readModelFolder(dir);
  expect(folder).toMatchObject({ name: 'siglip2-tiny', dims: 48 });
  expect(folder.logits).toEqual({ scale: Math.exp(4.75), bias: -16.5 });
});

test('reads the logits by ranges: a few hundred bytes of the checkpoint', async () => {
  const { logits } = await fetchTiny();
  expect(logits).toEqual({
    logit_scale: 4.75,
    logit_bias: -16.5,
    source: `${CHECKPOINT}@${REVISION}`,
  });
  const ranges = hub.requests.filter((line) =>
    line.startsWith(`GET /store/${CHECKPOINT}/model.safetensors`)
  );
  expect(ranges.length).toBeGreaterThanOrEqual(3);
  expect(ranges.every((line) => line.includes(' bytes='))).toBe(true);
});

test.each(['BF16', 'F16'] as const)('reads logits in %s', async (dtype) => {
  hub.addFile(
    CHECKPOINT,
    'model.safetensors',
    safetensorsFile({ logit_scale: 4.75, logit_bias: -16.5 }, dtype)
  );
  expect((await fetchTiny()).logits).toMatchObject({ logit_scale: 4.75, logit_bias: -16.5 });
});

test('finds the logits of a split checkpoint through its index', async () => {
  const split = 'google/siglip2-split';
  hub.addFolder('onnx-community/siglip2-split-ONNX', TINY_MODEL);
  hub.addFile(split, 'model-00001-of-00002.safetensors', safetensorsFile({}, 'F32'));
  hub.addFile(
    split,
    'model-00002-of-00002.safetensors',
    safetensorsFile({ logit_scale: 2.5, logit_bias: -8 }, 'F32')
  );
  const map = {
    logit_scale: 'model-00002-of-00002.safetensors',
    logit_bias: 'model-00002-of-00002.safetensors',
  };
  hub.addFile(
    split,
    'model.safetensors.index.json',
    Buffer.from(JSON.stringify({ weight_map: map }))
  );
  const { logits } = await fetchModel('onnx-community/siglip2-split-ONNX', {
    into: dir,
    baseUrl: hub.url,
  });
  expect(logits).toMatchObject({ logit_scale: 2.5, logit_bias: -8 });
});

test('a checkpoint without logits is a warning, for search works without', async () => {
  hub.addFile(CHECKPOINT, 'model.safetensors', safetensorsFile({ logit_scale: 1 }, 'F32'));
  const result = await fetchTiny();
  expect(result.logits).toBeUndefined();
  expect(result.warnings).toEqual([expect.stringContaining('has no logit_bias')]);
  expect((await readModelFolder(dir)).logits).toBeUndefined();
});

test('a connection that breaks off is continued by a range, not begun anew', async () => {
  hub.misbehave.dropAfter = { bytes: 150_000, times: 2 };
  await fetchTiny();
  expect(bytesOf(VISION).equals(original(VISION))).toBe(true);
  expect(bytesOf('onnx/text_model.onnx').equals(original('onnx/text_model.onnx'))).toBe(true);
  expect(
    hub.requests.filter((line) => /\.(onnx|json) bytes=[1-9]\d*-$/.test(line)).length
  ).toBeGreaterThan(0);
  expect(parts()).toEqual([]);
});

test('what an aborted run has got is kept, and the next run continues there', async () => {
  hub.misbehave.stallAfter = bytesIn(TEXT) - 1;
  const stop = new AbortController();
  let before: number | undefined;
  const run = fetchTiny({
    signal: stop.signal,
    onProgress: ({ file, bytes }) => {
      // The first word about a file says what was there before it; the second comes when bytes of it are written.
      before ??= file === TEXT ? bytes : undefined;
      if (file === TEXT && bytes > before!) stop.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  expect(parts()).toHaveLength(1);
  expect(existsSync(join(dir, 'model.lock.json'))).toBe(false);
  delete hub.misbehave.stallAfter;
  hub.requests.length = 0;
  const result = await fetchTiny();
  expect(result.files.some(({ how }) => how === 'resumed')).toBe(true);
  expect(
    hub.requests.some((line) => / bytes=[1-9]\d*-$/.test(line) && line.includes('.onnx'))
  ).toBe(true);
  await readModelFolder(dir);
});

test('a server without ranges: the file is fetched from its start, and is right', async () => {
  hub.misbehave.dropAfter = { bytes: 150_000, times: 1 };
  hub.misbehave.ignoreRanges = true;
  const result = await fetchTiny();
  expect(bytesOf(VISION).equals(original(VISION))).toBe(true);
  expect(result.warnings).toEqual([expect.stringContaining('does not send parts')]);
});

test('a second run downloads nothing', async () => {
  await fetchTiny();
  hub.requests.length = 0;
  const result = await fetchTiny();
  expect(result.files.every(({ how }) => how === 'present')).toBe(true);
  expect(
    hub.requests.filter((line) => line.includes(`${NAME}/`) && !line.includes('/api/'))
  ).toEqual([]);
});

test('a damaged file of the right size is found and fetched again', async () => {
  await fetchTiny();
  const spoilt = bytesOf(VISION);
  spoilt[1000] ^= 255;
  writeFileSync(join(dir, VISION), spoilt);
  const result = await fetchTiny();
  expect(result.files.find(({ path }) => path === VISION)?.how).toBe('downloaded');
  expect(bytesOf(VISION).equals(original(VISION))).toBe(true);
});

test('a wrong hash once: fetched again', async () => {
  hub.misbehave.corrupt = { path: VISION, times: 1 };
  await fetchTiny();
  expect(bytesOf(VISION).equals(original(VISION))).toBe(true);
});

test.each([VISION, 'config.json'])(
  'a wrong hash twice (%s): refused, nothing kept',
  async (path) => {
    hub.misbehave.corrupt = { path, times: 2 };
    expect((await failure(fetchTiny())).message).toContain(
      `${path} arrived twice with other bytes`
    );
    expect(existsSync(join(dir, path))).toBe(false);
    expect(existsSync(join(dir, 'model.lock.json'))).toBe(false);
  }
);

test('a busy hub is asked again after the pause it wants', async () => {
  hub.misbehave.fail = { status: 503, times: 2, retryAfter: '0.05' };
  // With its own pauses it would take hours.
  await fetchTiny({ pauseMs: 10_000_000 });
});

test('a hub that stays down: a sentence after some attempts', async () => {
  hub.misbehave.fail = { status: 502, times: 1000 };
  const { message } = await failure(fetchTiny());
  expect(message).toMatch(
    /^127\.0\.0\.1:\d+ answers 502\. It was tried 6 times\..*continues where it stopped/
  );
});

test('nobody there', async () => {
  const { message } = await failure(fetchTiny({ baseUrl: 'http://127.0.0.1:9' }));
  expect(message).toContain('127.0.0.1:9 cannot be reached');
});

test.each([
  ['an unknown repository', 'onnx-community/none', {}, "doesn't exist or is private (401)"],
  ['an unknown revision', NAME, { revision: 'v9' }, "doesn't exist (404). Check --revision"],
  ['an unknown name', 'siglip9', {}, 'Known are: siglip2-base-patch16-224'],
  ['weights that are not there', NAME, { variant: 'uint8' as const }, 'has no uint8 weights'],
])('%s is refused with a sentence', async (_, name, options, sentence) => {
  const { message } = await failure(fetchModel(name, { into: dir, baseUrl: hub.url, ...options }));
  expect(message).toContain(sentence);
});

test('something that is no hub', async () => {
  const { message } = await failure(
    fetchTiny({ fetch: async () => new (await import('undici')).Response('{"hello":1}') })
  );
  expect(message).toContain('does not answer like a model hub');
});

test('HF_ENDPOINT and an address both say where; a tree in the address says which revision', async () => {
  process.env.HF_ENDPOINT = `${hub.url}/`;
  await expect(fetchModel(NAME, { into: dir })).resolves.toMatchObject({ revision: REVISION });
  delete process.env.HF_ENDPOINT;
  const address = `${hub.url}/${NAME}/tree/${REVISION}`;
  await expect(fetchModel(address, { into: dir })).resolves.toMatchObject({ repository: NAME });
});

test('goes through the proxy of HTTP_PROXY, and past it for NO_PROXY', async () => {
  const proxy = await startProxy();
  try {
    process.env.HTTP_PROXY = proxy.url;
    await fetchTiny();
    expect(proxy.used()).toBeGreaterThan(0);
    const before = proxy.used();
    process.env.NO_PROXY = '127.0.0.1';
    await fetchTiny();
    expect(proxy.used()).toBe(before);
  } finally {
    await proxy.stop();
  }
});

test('a gated repository: what to do, and the token that opens it', async () => {
  hub.gated.set(NAME, 'hf_test');
  expect((await failure(fetchTiny())).message).toMatch(/gated \(401\).*set HF_TOKEN/);
  process.env.HF_TOKEN = 'hf_wrong';
  expect((await failure(fetchTiny())).message).toMatch(/gated \(403\)/);
  process.env.HF_TOKEN = 'hf_test';
  await expect(fetchTiny()).resolves.toMatchObject({ name: 'siglip2-tiny' });
});

test('the token goes to the hub alone, never to the store that it redirects to', async () => {
  process.env.HF_TOKEN = 'hf_test';
  await fetchTiny();
  const sent = hub.requests.map((line, i) => ({ line, token: hub.tokens[i] }));
  const toStore = sent.filter(({ line }) => line.startsWith('GET /store/'));
  expect(toStore.length).toBeGreaterThan(2);
  expect(toStore.filter(({ token }) => token !== undefined)).toEqual([]);
  expect(sent.filter(({ token }) => token === 'Bearer hf_test').length).toBeGreaterThan(5);
});

test('a mirror that answers with another commit than the pinned one is refused', async () => {
  hub.misbehave.otherCommit = 'f'.repeat(40);
  const { message } = await failure(fetchTiny({ revision: REVISION }));
  expect(message).toContain(`instead of ${REVISION}`);
});

test('auto takes the most exact weights that the repository lists and the machine has room for', async () => {
  expect((await fetchTiny({ variant: 'auto' })).variant).toBe('fp32');
  const { dir: variants, remove } = copyOfTinyModel();
  addVariant(variants, 'uint8', false);
  hub.addFolder(NAME, variants);
  remove();
  const small = { memoryBytes: 1.5e9 + 1.5e6 };
  await expect(fetchTiny({ machine: small })).rejects.toThrow('None of the weights');
  const enough = { diskBytes: async (variant: string) => (variant === 'fp32' ? 1000 : 1e9) };
  const fetched = await fetchTiny({ machine: enough });
  expect(fetched).toMatchObject({
    variant: 'uint8',
    variantReason: expect.stringMatching(/^Took uint8: fp32 needs 0\.0 GB of disk space/),
  });
});

test('a pinned hash holds even where the hub reports another', async () => {
  const name = 'siglip2-base-patch16-224';
  const { repository, revision } = KNOWN_MODELS.get(name)!;
  hub.addFolder(repository, TINY_MODEL);
  hub.revision = revision!;
  const { message } = await failure(fetchModel(name, { into: dir, baseUrl: hub.url, pauseMs: 10 }));
  expect(message).toContain('arrived twice with other bytes');
});

test('known models: pinned commits and hashes have their form', () => {
  expect(KNOWN_MODELS.has('siglip2-base-patch16-224')).toBe(true);
  for (const { revision, checkpoint, sha256: hashes } of KNOWN_MODELS.values()) {
    for (const commit of [revision, checkpoint.revision])
      if (commit) expect(commit).toMatch(/^[0-9a-f]{40}$/);
    for (const hash of Object.values(hashes ?? {})) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    if (hashes) expect(revision).toBeDefined();
  }
});
