import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addVariant, copyOfTinyModel } from '../../server/embedding/testing/tiny_model';
import { checkModel } from './check';
import { sha256 } from './testing/hub';

let dir: string;
let remove: () => void;
beforeEach(() => ({ dir, remove } = copyOfTinyModel()));
afterEach(() => remove());

const VISION = 'onnx/vision_model.onnx';

/** The lock that a fetch of the vision tower would have written. */
function lock(): void {
  const content = readFileSync(join(dir, VISION));
  const { size, mtimeMs } = statSync(join(dir, VISION));
  const files = { [VISION]: { size, mtimeMs, sha256: sha256(content) } };
  const origin = {
    name: 'siglip2-tiny',
    repository: 'someone/siglip2-tiny-ONNX',
    revision: 'a'.repeat(40),
  };
  writeFileSync(join(dir, 'model.lock.json'), JSON.stringify({ ...origin, files }));
}

test('says what a usable folder is, and tries it', async () => {
  lock();
  const report = await checkModel(dir);
  expect(report).toMatchObject({
    usable: true,
    problems: [],
    // Its weights are random.
    warnings: [expect.stringContaining('knows its own world only')],
    variants: [{ variant: 'fp32' }],
    model: { dims: 48, imageSize: 224, textLength: 64 },
    identity: { model: 'siglip2-tiny', dtype: 'fp32', dims: 48 },
    origin: { repository: 'someone/siglip2-tiny-ONNX' },
    selfTest: { provider: 'cpu' },
  });
  expect(report.selfTest!.textMs).toBeGreaterThan(0);
  expect(report.selfTest!.imageMs).toBeGreaterThan(0);
});

test('finds bytes that changed since the fetch', async () => {
  lock();
  const content = readFileSync(join(dir, VISION));
  // Within the weights: the file still loads, and its vectors are wrong.
  content[Math.floor(content.length / 2)] ^= 0x40;
  writeFileSync(join(dir, VISION), content);
  const report = await checkModel(dir);
  expect(report.usable).toBe(false);
  expect(report.problems[0]).toBe(`${VISION} has other bytes than when it was fetched (SHA-256).`);
});

test('weights that give no finite vectors are found by trying', async () => {
  const path = join(dir, VISION);
  const content = readFileSync(path);
  // All bits set is NaN as float32. A tensor's bytes follow its name.
  const weights = content.lastIndexOf('patch_embedding.weight') + 200;
  content.fill(0xff, weights, weights + 4000);
  writeFileSync(path, content);
  const report = await checkModel(dir);
  expect(report.usable).toBe(false);
  expect(report.problems.join()).toMatch(/vector that is not finite/);
});

test('a folder that lacks something: what, in sentences, and no exception', async () => {
  rmSync(join(dir, 'tokenizer.json'));
  rmSync(join(dir, 'logits.json'));
  expect(await checkModel(dir)).toMatchObject({
    usable: false,
    problems: ['tokenizer.json is missing.'],
  });
  expect(await checkModel('/nowhere/at/all')).toMatchObject({
    usable: false,
    variants: [],
    problems: [expect.stringContaining('There is no such folder')],
  });
});

test('signed 8-bit weights are tried on this very CPU, and need no warning where they come out right', async () => {
  addVariant(dir, 'int8', true);
  for (const tower of ['text', 'vision']) rmSync(join(dir, `onnx/${tower}_model.onnx`));
  const report = await checkModel(dir);
  expect(report.problems).toEqual([]);
  expect(report.warnings).toEqual([expect.stringContaining('its own world only')]);
  expect(report.variants).toEqual([{ variant: 'int8', bytes: expect.any(Number) }]);
  expect(report.identity).toMatchObject({ dtype: 'int8' });
});

test('warns where no probabilities can be had', async () => {
  rmSync(join(dir, 'logits.json'));
  const report = await checkModel(dir, { providers: ['no-such-provider'] });
  expect(report.usable).toBe(true);
  expect(report.warnings).toEqual([
    expect.stringContaining('no logits.json'),
    expect.stringContaining('its own world only'),
    expect.stringMatching(/^Fell back to cpu: no-such-provider/),
  ]);
});

const tokenizer = (
  edit: (json: { normalizer: unknown; post_processor: unknown }) => void
): void => {
  const path = join(dir, 'tokenizer.json');
  const json = JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof edit>[0];
  edit(json);
  writeFileSync(path, JSON.stringify(json));
};

test('a tokenizer that does not close texts is found', async () => {
  tokenizer((json) => (json.post_processor = null));
  const report = await checkModel(dir);
  expect(report.usable).toBe(false);
  expect(report.problems).toEqual([expect.stringContaining('end token')]);
});
