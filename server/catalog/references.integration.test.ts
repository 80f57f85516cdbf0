import { libraryPredictor } from '../../scripts/ingest/prepare/predictor';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import {
  fillPhotos,
  silent,
  syntheticEmbedder,
  syntheticPhotos,
  testLibrary,
  testSettings,
} from '../search/testing/synthetic';
import { cosine } from '../embedding/vectors';
import { SYNTHETIC_PEAKS } from '../search/testing/synthetic_catalog';
import { readStatus } from '../status';
import { loadCatalog } from './load_catalog';
import { addReference, listReferences, removeReference } from './references';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('references'));
const library = testLibrary(client, settings);
const photos = syntheticPhotos(40);
const PEAK = 'ama-dablam';
/** Far enough from each other to be different views. */
const [one, two, three, four] = photos.filter(
  (photo, i) => !photos.slice(0, i).some(({ vector }) => cosine(vector, photo.vector) >= 0.95)
);

const load = (peaks = SYNTHETIC_PEAKS) =>
  loadCatalog({
    client,
    settings,
    embedder: syntheticEmbedder(),
    decoder: undefined as never,
    peaks,
    logger: silent,
  });
const prototype = async (id = PEAK) =>
  (await library.peaks.catalog()).find((entry) => entry.id === id)!.prototype;

beforeAll(async () => {
  await fillPhotos(client, settings, photos);
});
beforeEach(async () => {
  await load();
  for (const id of (await listReferences(library, PEAK)).photoIds) {
    await removeReference(library, PEAK, id);
  }
});
afterAll(async () => {
  const indices = Object.values(settings.indices).map((name) => `${name}*`);
  for (const index of Object.keys(await client.indices.get({ index: indices }))) {
    await client.indices.delete({ index });
  }
  await client.close();
});

/** Puts the catalog back to what version 1 was: without the fields that came with 2. */
async function asVersion1(): Promise<void> {
  const [index] = Object.keys(await client.indices.getAlias({ name: settings.indices.peaks }));
  const [mapping] = Object.values(await client.indices.getMapping({ index: index! }));
  const {
    base_embed: _b,
    reference_embed: _r,
    looks_gain: _g,
    looks_offset: _o,
    confirmed_references: _c,
    denied_references: _d,
    ...properties
  } = mapping!.mappings.properties!;
  const old = `${index}-v1`;
  await client.indices.create({
    index: old,
    mappings: {
      ...mapping!.mappings,
      properties,
      _meta: { ...mapping!.mappings._meta, mapping_version: 1 },
    },
  });
  const { hits } = await client.search({ index: index!, size: 1000 });
  await client.bulk({
    index: old,
    refresh: true,
    operations: hits.hits.flatMap(({ _id, _source }) => [{ index: { _id } }, _source as object]),
  });
  await client.indices.delete({ index: index! });
  await client.indices.putAlias({ index: old, name: settings.indices.peaks });
}

const keep = { preview: false };

test('a confirmed photo draws the prototype towards itself, and taken back leaves no trace', async () => {
  const before = await prototype();
  const answer = await addReference(library, PEAK, one.id, keep);
  expect(answer.photoIds).toEqual([one.id]);
  const after = await prototype();
  expect(cosine(after, one.vector)).toBeGreaterThan(cosine(before, one.vector) + 0.02);
  expect(Math.hypot(...after)).toBeCloseTo(1, 5);

  expect(await removeReference(library, PEAK, one.id)).toEqual({
    peakId: PEAK,
    photoIds: [],
    deniedIds: [],
  });
  const undone = await prototype();
  expect(cosine(undone, before)).toBeCloseTo(1, 5);
});

test('nothing is kept by a preview', async () => {
  const before = await prototype();
  const { effect, photoIds } = await addReference(library, PEAK, one.id, { preview: true });
  expect(photoIds).toEqual([]);
  expect(await prototype()).toEqual(before);
  // This library is not calibrated: nothing is said by looks, so nothing changes.
  expect(effect).toEqual({
    seen: 0,
    gained: { count: 0, photoIds: [] },
    lost: { count: 0, photoIds: [] },
  });
});

test('"this is not that peak" teaches, takes the place of a reference, and is taken back', async () => {
  const before = await prototype();
  await addReference(library, PEAK, one.id, keep);
  const denied = await addReference(library, PEAK, one.id, { preview: false, shows: false });
  expect(denied).toMatchObject({ photoIds: [], deniedIds: [one.id] });
  expect(cosine(await prototype(), one.vector)).toBeLessThan(cosine(before, one.vector));
  const photo = { imageVector: one.vector, metadata: {}, width: 4, height: 3 };
  const predict = await libraryPredictor(
    library.services,
    library.elasticsearch,
    settings.indices.photos
  );
  const { exact } = await predict({ id: one.id, ...photo });
  expect(exact.candidates.find(({ id }) => id === PEAK)?.visible).toBe(0);

  expect(await removeReference(library, PEAK, one.id)).toMatchObject({ deniedIds: [] });
  expect(cosine(await prototype(), before)).toBeCloseTo(1, 5);
});

test('references are few and differ from each other', async () => {
  await addReference(library, PEAK, one.id, keep);
  const twin = photos.find(
    ({ id, vector }) => id !== one.id && cosine(vector, one.vector) >= 0.9999
  );
  if (twin) {
    await expect(addReference(library, PEAK, twin.id, keep)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/nearly the same picture/) as string,
    });
  }
  await addReference(library, PEAK, two.id, keep);
  await addReference(library, PEAK, three.id, keep);
  await expect(addReference(library, PEAK, four.id, keep)).rejects.toThrow(
    /has 3 references already/
  );
  // One that is there already is no fault.
  expect((await addReference(library, PEAK, one.id, keep)).photoIds).toHaveLength(3);
});

test('loading the catalog again keeps what people confirmed, for changed peaks, too', async () => {
  await addReference(library, PEAK, one.id, keep);
  const changed = SYNTHETIC_PEAKS.map((peak) =>
    peak.id === PEAK ? { ...peak, names: [...peak.names, 'Amai Dablang'] } : peak
  );
  expect(await load(changed)).toMatchObject({ indexed: 1 });
  expect((await listReferences(library, PEAK)).photoIds).toEqual([one.id]);
  const taught = await prototype();
  await removeReference(library, PEAK, one.id);
  expect(cosine(taught, one.vector)).toBeGreaterThan(cosine(await prototype(), one.vector) + 0.02);
});

test('what is not there is said', async () => {
  await expect(addReference(library, 'no-such-peak', one.id, keep)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(addReference(library, PEAK, 'no-such-photo', keep)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a catalog of an older version is read, says what it lacks, and is written anew by a load', async () => {
  await asVersion1();
  const before = await prototype();
  expect(await listReferences(library, PEAK)).toEqual({
    peakId: PEAK,
    photoIds: [],
    deniedIds: [],
  });
  // What a reference would change can be told; to keep it there is no room.
  expect((await addReference(library, PEAK, one.id, { preview: true })).effect).toBeDefined();
  await expect(addReference(library, PEAK, one.id, keep)).rejects.toMatchObject({
    code: 'model_mismatch',
    message: expect.stringContaining('Run "peak-search catalog" once') as string,
  });
  const status = () => readStatus(library, '1').then((s) => s.peaksIndex);
  expect(await status()).toMatchObject({
    state: 'degraded',
    message: expect.stringMatching(/older Peak Search.*peak-search catalog/) as string,
  });

  // Nothing changed in the file, and it is written all the same; the prototypes are kept.
  expect(await load()).toMatchObject({ indexed: 0, unchanged: 4, deleted: 0 });
  expect(await status()).toMatchObject({ state: 'ok' });
  expect(cosine(await prototype(), before)).toBeCloseTo(1, 6);
  expect((await addReference(library, PEAK, one.id, keep)).photoIds).toEqual([one.id]);
});
