import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { Elasticsearch } from '../elasticsearch/elasticsearch';
import { readIndexIdentity } from '../elasticsearch/indices';
import { PeakSearchError } from '../errors';
import { search } from '../search/search';
import { searchRequestSchema } from '../../common/search_api';
import {
  CLUSTERS,
  IDENTITY,
  cosine,
  fillPhotos,
  silent,
  syntheticPhotos,
  testLibrary,
  testSettings,
} from '../search/testing/synthetic';
import { CELL_ERROR_M, coarsePoint } from './exact_places/coarse_places';
import { correctCompass, photoDetail } from './photo_service';
import {
  concreteIndexName,
  createPhotosIndex,
  ensurePhotosIndex,
  switchPhotosAlias,
  requirePhotosIndex,
} from './index/photos_index';
import type { PeakSearchSettings } from '../settings';
import { tuneQuantization } from './index/quantization';
import { shardsOf, splitPhotos } from './index/split_photos';

const { client, indexName } = testElasticsearch();
const elasticsearch = new Elasticsearch(client);
const prefixes: string[] = [];
const freshSettings = (name: string) => {
  const prefix = indexName(name);
  prefixes.push(prefix);
  return testSettings(prefix);
};
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof PeakSearchError ? error.code : String(error))
  );

afterAll(async () => {
  const all = Object.keys(await client.indices.get({ index: prefixes.map((p) => `${p}-*`) }));
  await client.indices.delete({ index: all });
  await client.close();
});

describe('the index', () => {
  test('is an alias of one that names its embedding, and is made once', async () => {
    const settings = freshSettings('made');
    expect(await readIndexIdentity(elasticsearch, settings.indices.photos)).toBeUndefined();
    const index = concreteIndexName(settings.indices.photos, IDENTITY);
    const made = [
      await ensurePhotosIndex(elasticsearch, settings, IDENTITY),
      await ensurePhotosIndex(elasticsearch, settings, IDENTITY),
    ];
    expect(made).toEqual([
      { index, created: true },
      { index, created: false },
    ]);
    expect(await readIndexIdentity(elasticsearch, settings.indices.photos)).toEqual(IDENTITY);
  });

  test('may be made by several at the same moment', async () => {
    const settings = freshSettings('raced');
    const made = await Promise.all(
      [1, 2, 3].map(() => ensurePhotosIndex(elasticsearch, settings, IDENTITY))
    );
    expect(new Set(made.map(({ index }) => index)).size).toBe(1);
    expect(await readIndexIdentity(elasticsearch, settings.indices.photos)).toEqual(IDENTITY);
  });

  test('is one, too, when hosts with different models begin at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const settings = freshSettings(`models-${round}`);
      const identities = ['d', 'e', 'f'].map((c) => ({ ...IDENTITY, modelHash: c.repeat(64) }));
      const outcomes = await Promise.allSettled(
        identities.map((identity) => ensurePhotosIndex(elasticsearch, settings, identity))
      );
      const behind = Object.keys(await client.indices.getAlias({ name: settings.indices.photos }));
      expect(behind).toHaveLength(1);
      const winner = await readIndexIdentity(elasticsearch, settings.indices.photos);
      const told = outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? 'mine' : (outcome.reason as PeakSearchError).code
      );
      // Exactly the hosts of the other models hear that theirs is another one.
      expect(told).toEqual(
        identities.map(({ modelHash }) =>
          modelHash === winner!.modelHash ? 'mine' : 'model_mismatch'
        )
      );
    }
  });

  test('refuses another embedding, another version and a stranger', async () => {
    const settings = freshSettings('refused');
    await ensurePhotosIndex(elasticsearch, settings, IDENTITY);
    const other = { ...IDENTITY, dtype: 'uint8' };
    expect(await codeOf(ensurePhotosIndex(elasticsearch, settings, other))).toBe('model_mismatch');

    const strange = freshSettings('strange');
    await client.indices.create({ index: strange.indices.photos });
    expect(await codeOf(ensurePhotosIndex(elasticsearch, strange, IDENTITY))).toBe(
      'model_mismatch'
    );

    const future = freshSettings('future');
    await client.indices.create({
      index: future.indices.photos,
      mappings: { _meta: { mapping_version: 99, embedding: IDENTITY } },
    });
    await expect(ensurePhotosIndex(elasticsearch, future, IDENTITY)).rejects.toThrow(
      /Update Peak Search/
    );
  });

  test('of a new model is filled beside the old one and takes its place in one step', async () => {
    const settings = freshSettings('switched');
    const old = await fillPhotos(client, settings, syntheticPhotos(5));
    const other = { ...IDENTITY, modelHash: 'c'.repeat(64) };
    const index = await createPhotosIndex(elasticsearch, settings, other);
    expect(await readIndexIdentity(elasticsearch, settings.indices.photos)).toEqual(IDENTITY);
    expect(await switchPhotosAlias(elasticsearch, settings, index)).toEqual([old]);
    expect(await readIndexIdentity(elasticsearch, settings.indices.photos)).toEqual(other);
    expect(await switchPhotosAlias(elasticsearch, settings, index)).toEqual([]);
  });

  test('says at once when a document has a field that it does not know', async () => {
    const settings = freshSettings('strict');
    const { index } = await ensurePhotosIndex(elasticsearch, settings, IDENTITY);
    await expect(client.index({ index, document: { albun: 'x' } })).rejects.toThrow(/strict/);
  });
});

describe('a photo', () => {
  const settings = freshSettings('photo');
  const photos = syntheticPhotos(60, 5);
  const library = testLibrary(client, settings);
  const coarsely = testLibrary(client, settings, { exactPlaces: false });
  beforeAll(() => fillPhotos(client, settings, photos));

  test('comes back without vector and thumbnail, and these by themselves', async () => {
    const [{ id, document, vector }] = photos;
    // toEqual takes undefined for absent.
    const rest = { ...document, clip_image: undefined, thumbnail: undefined, coarse: undefined };
    const read = await library.photos.get(id);
    expect(read).toEqual(rest);
    expect(Object.keys(read)).not.toContain('clip_image');
    expect(await library.photos.thumbnail(id)).toEqual({
      bytes: Buffer.from('thumbnail 0'),
      contentHash: document.content_hash,
    });
    const vectors = await library.photos.vectors([id, 'missing']);
    expect([...vectors.keys()]).toEqual([id]);
    expect(cosine(vectors.get(id)!, vector)).toBeCloseTo(1, 6);
  });

  test('that is not there is not found; without an index, that is said instead', async () => {
    expect(await codeOf(library.photos.get('missing'))).toBe('not_found');
    expect(await library.photos.thumbnail('missing')).toBeUndefined();
    const none = testLibrary(client, testSettings(indexName('none')));
    expect(await codeOf(none.photos.get('x'))).toBe('index_missing');
    expect(await codeOf(none.photos.thumbnail('x'))).toBe('index_missing');
  });

  test('shows the camera and the exact place only to those who may see them', async () => {
    const { id, document } = photos.find((photo) => photo.document.gps)!;
    await client.update({
      index: settings.indices.photos,
      id,
      doc: { altitude_m: 5000, gps_error_m: 4, camera: { model: 'iPhone', iso: 50 } },
    });
    const exact = await photoDetail(library, id, { camera: true });
    expect(exact).toMatchObject({ altitudeM: 5000, gpsErrorM: 4, camera: { model: 'iPhone' } });
    const coarse = await photoDetail(coarsely, id, { camera: false });
    expect(coarse).not.toHaveProperty('altitudeM');
    expect(coarse).not.toHaveProperty('camera');
    expect(coarse).toMatchObject({ gps: coarsePoint(document.gps!), gpsErrorM: CELL_ERROR_M });
    expect(coarse.originalReachable).toBe(false);
  });

  test('keeps its vector through an update', async () => {
    const { id, vector } = photos[1];
    await client.update({
      index: settings.indices.photos,
      id,
      doc: { zone: 'UTC' },
      refresh: true,
    });
    const { hits } = await search(
      library,
      searchRequestSchema.parse({ terms: [{ type: 'photo', id }], size: 1 })
    );
    expect(hits[0].id).toBe(id);
    const stored = (await library.photos.vectors([id])).get(id)!;
    expect(cosine(stored, vector)).toBeCloseTo(1, 6);
  });

  test('has its compass corrected, alone or with its day, and back again', async () => {
    const withBearing = photos.filter(({ document }) => document.bearing_deg !== undefined);
    const day = ({ document }: (typeof photos)[number]): string =>
      `${document.album} ${document.shot_day}`;
    const chosen = withBearing.find(
      (photo) =>
        photo.document.shot_day &&
        withBearing.filter((other) => day(other) === day(photo)).length > 1
    )!;
    const mates = withBearing.filter((other) => day(other) === day(chosen));
    const named = (id: string, model: string | null) =>
      client.update({
        index: settings.indices.photos,
        id,
        doc: { camera: { make: 'Maker', model } },
        refresh: true,
      });
    await Promise.all(mates.map(({ id }) => named(id, null)));
    const bearing = async (id: string) =>
      (await photoDetail(coarsely, id, { camera: false })).bearingDeg!;

    expect(await correctCompass(library, chosen.id, { correctionDeg: 10, scope: 'photo' })).toEqual(
      { updated: 1 }
    );
    expect(await bearing(chosen.id)).toBeCloseTo((chosen.document.bearing_deg! + 10) % 360, 3);
    expect(await correctCompass(library, chosen.id, { correctionDeg: -4, scope: 'day' })).toEqual({
      updated: mates.length,
    });
    // F29: what another camera took on that day has a compass of its own.
    const [stranger] = mates.filter(({ id }) => id !== chosen.id);
    await named(stranger.id, 'Two');
    await correctCompass(library, chosen.id, { correctionDeg: 9, scope: 'day' });
    expect(await bearing(stranger.id)).toBeCloseTo((stranger.document.bearing_deg! + 356) % 360, 3);
    await named(stranger.id, null);
    await correctCompass(library, chosen.id, { correctionDeg: -4, scope: 'day' });
    for (const mate of mates) {
      expect(await bearing(mate.id)).toBeCloseTo((mate.document.bearing_deg! + 356) % 360, 3);
    }
    // The tilt is the one photo's own.
    const pitch = async (id: string) =>
      (await photoDetail(library, id, { camera: false })).pitchDeg;
    const mate = mates.find(({ id }) => id !== chosen.id)!;
    const whole = { correctionDeg: 0, scope: 'day' } as const;
    await correctCompass(library, chosen.id, { ...whole, pitchDeg: 12.5 });
    expect(await bearing(chosen.id)).toBeCloseTo(chosen.document.bearing_deg!, 3);
    expect([await pitch(chosen.id), await pitch(mate.id)]).toEqual([12.5, undefined]);
    await correctCompass(library, chosen.id, whole);
    expect(await pitch(chosen.id)).toBe(12.5);
    await correctCompass(library, chosen.id, { ...whole, pitchDeg: null });
    expect(await pitch(chosen.id)).toBeUndefined();

    const blind = photos.find(({ document }) => document.bearing_deg === undefined)!;
    const request = { correctionDeg: 1, scope: 'photo' } as const;
    expect(await codeOf(correctCompass(library, blind.id, request))).toBe('bad_request');
    expect(await codeOf(correctCompass(library, 'missing', request))).toBe('not_found');
  });
});

test('vectors are quantized in place; searches stay right, and there is no way back', async () => {
  const base = freshSettings('quantized');
  const photos = syntheticPhotos(200, 8);
  const index = await fillPhotos(client, base, photos);
  const tune = async ({ knn }: PeakSearchSettings, expected: number) =>
    tuneQuantization(
      elasticsearch,
      await requirePhotosIndex(elasticsearch, base.indices.photos),
      knn,
      expected,
      silent
    );
  expect(await tune(base, 200)).toEqual({ kind: 'flat', changed: false });
  expect(await tune(base, 20_000)).toEqual({ kind: 'hnsw', changed: true });
  // Never back, though there are fewer.
  expect(await tune(base, 200)).toEqual({ kind: 'hnsw', changed: false });
  const settings = { ...base, knn: { ...base.knn, quantization: 'int8_hnsw' as const } };
  expect(await tune(settings, 200)).toEqual({
    kind: 'int8_hnsw',
    changed: true,
  });
  expect(await tune(settings, 200)).toEqual({
    kind: 'int8_hnsw',
    changed: false,
  });
  await client.indices.forcemerge({ index, max_num_segments: 1 });
  const { hits } = await search(
    testLibrary(client, settings),
    searchRequestSchema.parse({ terms: [{ type: 'text', text: 'cluster 3' }], size: 20, k: 20 })
  );
  const best = photos.map(({ vector }) => cosine(vector, CLUSTERS[3])).sort((a, b) => b - a);
  const byId = new Map(photos.map((photo) => [photo.id, photo.vector]));
  // Rescored with the full vectors: the very order of the exact list.
  hits.forEach(({ id }, i) =>
    expect(Math.abs(cosine(byId.get(id)!, CLUSTERS[3]) - best[i])).toBeLessThan(1e-5)
  );
  const back = { ...base, knn: { ...base.knn, quantization: 'hnsw' as const } };
  expect(await tune(back, 200)).toEqual({
    kind: 'int8_hnsw',
    changed: false,
  });
});

describe('more shards', () => {
  const split = freshSettings('split');
  const { photos: alias } = split.indices;
  const everything = searchRequestSchema.parse({ size: 100, sort: 'newest' });

  test('take all photos along, while the alias is searched', async () => {
    await fillPhotos(client, split, syntheticPhotos(20));
    const before = await search(testLibrary(client, split), everything);
    const { index: old } = await requirePhotosIndex(elasticsearch, alias);

    const done = await splitPhotos(elasticsearch, split, 4);
    expect(done).toEqual({ index: `${old}-4`, shards: 4, photos: 20, before: [old] });
    expect(await shardsOf(elasticsearch, `${old}-4`)).toBe(4);
    const { hits, total } = await search(testLibrary(client, split), everything);
    expect({ total, ids: hits.map(({ id }) => id) }).toEqual({
      total: before.total,
      ids: before.hits.map(({ id }) => id),
    });
    // It is the library from now on, and takes photos.
    expect(await ensurePhotosIndex(elasticsearch, split, IDENTITY)).toEqual({
      index: `${old}-4`,
      created: false,
    });
    await fillPhotos(client, split, syntheticPhotos(21));
    expect((await search(testLibrary(client, split), everything)).total).toBe(21);
  });

  test('are refused where Elasticsearch cannot make them, and the library takes writes as before', async () => {
    expect(await codeOf(splitPhotos(elasticsearch, split, 12))).toBe('bad_request');
    const { index } = await requirePhotosIndex(elasticsearch, alias);
    const strangers = `${index}-8`;
    await client.indices.create({ index: strangers });
    expect(await codeOf(splitPhotos(elasticsearch, split, 8))).toBe('bad_request');
    expect(await client.indices.exists({ index: strangers })).toBe(true);
    // The caller goes away in the middle: writes have been stopped by then.
    const abort = new AbortController();
    const leaving = new Elasticsearch(client, { signal: abort.signal });
    const call = leaving.call.bind(leaving);
    leaving.call = (context, send) =>
      call(context, (...given) => {
        if (context.doing.startsWith('split')) abort.abort();
        return send(...given);
      });
    await expect(splitPhotos(leaving, split, 16)).rejects.toThrow(/abort/i);
    await fillPhotos(client, split, syntheticPhotos(22));
    expect((await search(testLibrary(client, split), everything)).total).toBe(22);
  });
});
