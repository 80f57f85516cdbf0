import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelFetchError } from '../scripts/model/errors';
import { modelFor } from './photos_model';
import type { Asking } from './photos_model';
import { DEMO_MODEL } from './start_options';

let folder: string;
let data: string;
let said: string[];
let asked: number;
let fetched: Array<string | undefined>;

beforeEach(async () => {
  [folder, data] = await Promise.all(
    ['model', 'data'].map((name) => mkdtemp(join(tmpdir(), `peak-${name}-`)))
  );
  [said, asked, fetched] = [[], 0, []];
});
afterEach(() => Promise.all([folder, data].map((path) => rm(path, { recursive: true }))));

/** A terminal at which somebody types; undefined: nobody sits there. */
const typing = (typed: string | undefined, more: Partial<Asking> = {}): Asking => ({
  folder,
  log: (line) => void said.push(line),
  ask: async () => {
    asked++;
    return typed;
  },
  fetch: async (weights) => void fetched.push(weights),
  ...more,
});
const own = () => ({ ownPhotos: true, noModel: false, yes: false, data });

test('a model that is named is taken, and the demo has its own; nobody is asked', async () => {
  expect(await modelFor({ ...own(), model: '/some/model' }, typing('f'))).toBe('/some/model');
  expect(await modelFor({ ...own(), ownPhotos: false }, typing('f'))).toBe(DEMO_MODEL);
  expect([asked, fetched, said]).toEqual([0, [], []]);
});

test.each([
  ['u', 'uint8'],
  ['F', 'fp32'],
])('photos of one’s own: "%s" fetches %s', async (typed, weights) => {
  expect(await modelFor(own(), typing(typed))).toBe(folder);
  expect(fetched).toEqual([weights]);
});

test('a model that was fetched before is taken without a question', async () => {
  await writeFile(join(folder, 'model.lock.json'), '{}');
  expect(await modelFor(own(), typing('n'))).toBe(folder);
  expect(asked).toBe(0);
});

test('no is asked for once, and what works without a model is said each time', async () => {
  expect(await modelFor(own(), typing(''))).toBe(DEMO_MODEL);
  expect(await modelFor(own(), typing('f'))).toBe(DEMO_MODEL);
  expect(asked).toBe(1);
  expect(said).toEqual([1, 2].map(() => expect.stringContaining('without a model')));
});

test('--yes takes the best that fits, --no-model none; without a terminal none, and the question stays', async () => {
  expect(await modelFor({ ...own(), yes: true }, typing(undefined))).toBe(folder);
  expect(fetched).toEqual([undefined]);
  expect(await modelFor({ ...own(), noModel: true }, typing('f'))).toBe(DEMO_MODEL);
  expect(asked).toBe(0);
  expect(await modelFor(own(), typing(undefined))).toBe(DEMO_MODEL);
  expect(await modelFor(own(), typing('u'))).toBe(folder);
});

test('a fetch that fails is said, and the start goes on', async () => {
  const fetch = async () => {
    throw new ModelFetchError('The hub cannot be reached.');
  };
  expect(await modelFor(own(), typing('u', { fetch }))).toBe(DEMO_MODEL);
  expect(said).toEqual([expect.stringContaining('The hub cannot be reached.')]);
});
