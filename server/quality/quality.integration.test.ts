import { seededRandom } from '../../common/seeded_random';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { addReference } from '../catalog/references';
import { cosine } from '../embedding/vectors';
import { predictPeaks } from '../identify/predict_peaks';
import { knnBody } from '../search/plan';
import {
  CLUSTERS,
  fillPhotos,
  near,
  silent,
  syntheticPhotos,
  testLibrary,
  testSettings,
} from '../search/testing/synthetic';
import { fillCatalog } from '../search/testing/synthetic_catalog';
import type { PeakSearchServices } from '../services';
import { compareKnn, knnPlan } from './knn_recall';
import { measureKnnBatch, measureQuality } from './quality_service';

const { client, indexName } = testElasticsearch();
const base = testSettings(indexName('quality'));
/** A graph, and so few candidates that it misses neighbors, or there would be nothing to measure. */
const knn = { ...base.knn, quantization: 'hnsw' as const, k: 10, numCandidates: 10 };
const settings = { ...base, knn };
const photos = syntheticPhotos(3000);
/** No model: stored vectors need none. */
const services = {
  settings,
  logger: silent,
  embedder: async () => Promise.reject(new Error('none')),
} as unknown as PeakSearchServices;
const library = testLibrary(client, services);

beforeAll(async () => {
  await fillPhotos(client, settings, photos);
  await fillCatalog(client, settings);
});
afterAll(() => client.close());

it('plans what narrows most searches', async () => {
  const plan = await knnPlan(library);
  expect(plan).toMatchObject({ photos: 3000, k: 10, numCandidates: 10, vectorKind: 'hnsw' });
  expect(plan.filters.map(({ kind, admitted }) => [kind, admitted])).toEqual([
    ['none', 3000],
    ['album', 1000],
    ['peak', expect.any(Number)],
  ]);
});

it('finds the recall that comparing every vector by hand finds, filtered and not', async () => {
  const plan = await knnPlan(library);
  for (const filter of plan.filters) {
    const { kind, value } = filter;
    const admitted = photos.filter(
      ({ document }) =>
        kind === 'none' ||
        (kind === 'album' ? document.album === value : document.predicted_peaks.includes(value!))
    );
    expect(admitted).toHaveLength(filter.admitted);
    const outcomes = await compareKnn(library, plan, filter, { from: 0, count: 20 });
    expect(outcomes).toHaveLength(20);
    const recalls = outcomes.map(({ recall }) => recall);
    expect(recalls.every((recall) => recall > 0 && recall <= 1)).toBe(true);
    if (kind !== 'none') continue;
    // Of a query of our own, the approximate search against all vectors one by one.
    const query = near(CLUSTERS[0], 0.6, seededRandom(99));
    const nearest = [...admitted]
      .sort((a, b) => cosine(query, b.vector) - cosine(query, a.vector))
      .slice(0, 10)
      .map(({ id }) => id);
    const exactly = await client.search({
      index: settings.indices.photos,
      ...knnBody(query, [{ exists: { field: 'clip_image' } }], { k: 10, numCandidates: 10_000 }),
    });
    expect(exactly.hits.hits.map(({ _id }) => _id).sort()).toEqual(nearest.sort());
  }
});

it('gives the same queries in parts as in one piece', async () => {
  const plan = await knnPlan(library);
  const whole = await compareKnn(library, plan, plan.filters[0], { from: 0, count: 10 });
  const parts = [];
  for (const from of [0, 5]) {
    const filter = { kind: 'none' } as const;
    parts.push(...(await measureKnnBatch(library, { filter, from, count: 5 })).outcomes);
  }
  expect(parts.map(({ recall }) => recall)).toEqual(whole.map(({ recall }) => recall));
  await expect(
    measureKnnBatch(library, { filter: { kind: 'peak', value: 'x' }, from: 0, count: 1 })
  ).rejects.toThrow(/has changed/);
});

it('asks of a confirmed photo as if it had not been confirmed', async () => {
  expect((await measureQuality(library)).confirmed).toBeUndefined();
  const first = async ({ vector }: (typeof photos)[number]) => {
    const catalog = await library.peaks.catalog();
    const photo = { imageVector: vector, metadata: {}, width: 4, height: 3 };
    return predictPeaks({ ...photo, catalog }).candidates[0].id;
  };
  const stranger = photos[3];
  expect(await first(stranger)).not.toBe('nuptse');
  await addReference(library, 'nuptse', stranger.id, { preview: false });
  // It now recognizes itself; that is what must not be measured.
  expect(await first(stranger)).toBe('nuptse');
  const { confirmed } = await measureQuality(library);
  expect(confirmed).toMatchObject({ photos: 1, peaks: 1, top1: { value: 0 } });
});
