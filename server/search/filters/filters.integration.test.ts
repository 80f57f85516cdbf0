import fc from 'fast-check';
import { searchRequestSchema } from '../../../common/search_api';
import type { SearchFilters } from '../../../common/search_api';
import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import { search } from '../search';
import {
  ALBUMS,
  CLUSTERS,
  PEAK_IDS,
  admits,
  cosine,
  fillPhotos,
  syntheticPhotos,
  testLibrary,
  testSettings,
} from '../testing/synthetic';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('filters'));
const library = testLibrary(client, settings);
const photos = syntheticPhotos(400);
const byId = new Map(photos.map((photo) => [photo.id, photo]));

let index: string;
beforeAll(async () => {
  index = await fillPhotos(client, settings, photos);
});
afterAll(async () => {
  await client.indices.delete({ index });
  await client.close();
});

/** Cosines of what the filters admit, best first, by comparing with every photo. */
function exactCosines(filters: SearchFilters, query: Float32Array): number[] {
  return photos
    .filter((photo) => admits(photo, filters))
    .map(({ vector }) => cosine(vector, query))
    .sort((a, b) => b - a);
}

/**
 * The list holds what passes the filters only, nothing twice, and is the best there is: place by place the cosine of
 * the exact list (two photos whose cosines differ in the seventh digit may change places).
 */
function expectExact(
  hits: ReadonlyArray<{ id: string }>,
  filters: SearchFilters,
  query: Float32Array,
  size: number
): void {
  expect(hits.filter(({ id }) => !admits(byId.get(id)!, filters))).toEqual([]);
  expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
  const exact = exactCosines(filters, query).slice(0, size);
  const found = hits.map(({ id }) => cosine(byId.get(id)!.vector, query));
  expect(found.length).toBe(exact.length);
  found.forEach((value, i) => expect(Math.abs(value - exact[i])).toBeLessThan(1e-5));
}

function request(filters: SearchFilters, more: object = {}) {
  return searchRequestSchema.parse({ filters, ...more });
}

const CASES: Record<string, SearchFilters> = {
  'one peak': { peaks: ['ama-dablam'] },
  'any of two peaks': { peaks: ['ama-dablam', 'matterhorn'] },
  'a peak that no photo shows': { peaks: ['k2'] },
  'a time range': { time: { from: '2023-10-25T00:00:00+05:45', to: '2023-11-02T12:00:00Z' } },
  'from a time on': { time: { from: '2023-11-10T00:00:00Z' } },
  'up to a time': { time: { to: '2023-10-23T00:00:00-03:00' } },
  'days, both included': { time: { from: '2023-10-25', to: '2023-10-27' } },
  'from a day on': { time: { from: '2023-11-10' } },
  'up to a day': { time: { to: '2023-10-23' } },
  'from an instant up to a day': { time: { from: '2023-10-25T12:00:00Z', to: '2023-10-27' } },
  'a box': { area: { type: 'box', top: 28.3, left: 86.4, bottom: 27.4, right: 87.2 } },
  'a box across the antimeridian': {
    area: { type: 'box', top: -16.3, left: 179.5, bottom: -17.5, right: -179.6 },
  },
  'a circle': { area: { type: 'circle', center: { lat: 46.02, lon: 7.75 }, radiusM: 50_000 } },
  'a circle over the antimeridian': {
    area: { type: 'circle', center: { lat: -16.85, lon: 179.95 }, radiusM: 60_000 },
  },
  'a polygon': {
    area: {
      type: 'polygon',
      points: [
        { lat: 27.2, lon: 86.1 },
        { lat: 28.4, lon: 86.5 },
        { lat: 27.9, lon: 87.4 },
        { lat: 27.8, lon: 86.7 },
      ],
    },
  },
  'a polygon across the antimeridian, clockwise': {
    area: {
      type: 'polygon',
      points: [
        { lat: -17.6, lon: 179.4 },
        { lat: -16.2, lon: 179.6 },
        { lat: -16.4, lon: -179.5 },
        { lat: -17.4, lon: -179.3 },
      ],
    },
  },
  'a polygon across the antimeridian, counter-clockwise': {
    area: {
      type: 'polygon',
      points: [
        { lat: -17.4, lon: -179.3 },
        { lat: -16.4, lon: -179.5 },
        { lat: -16.2, lon: 179.6 },
        { lat: -17.6, lon: 179.4 },
      ],
    },
  },
  'with a place': { hasPlace: true },
  'without a place': { hasPlace: false },
  'with a direction': { hasBearing: true },
  'without a direction': { hasBearing: false },
  'two albums': { albums: ['alps', 'fiji'] },
  'chosen photos': { ids: photos.slice(10, 40).map(({ id }) => id) },
  'an empty choice': { ids: [] },
  'peak, time, circle and direction': {
    peaks: ['nuptse', 'thamserku'],
    time: { from: '2023-10-22T00:00:00Z' },
    area: { type: 'circle', center: { lat: 27.8, lon: 86.71 }, radiusM: 90_000 },
    hasBearing: true,
  },
  'nothing at all': {},
};

describe.each(Object.entries(CASES))('filtered by %s', (_name, filters) => {
  test('the ranked list equals the exact one over the same filter', async () => {
    for (const cluster of [0, 5]) {
      const answer = await search(
        library,
        request(filters, {
          terms: [{ type: 'text', text: `cluster ${cluster}` }],
          size: 400,
          k: 400,
        })
      );
      expectExact(answer.hits, filters, CLUSTERS[cluster], 400);
      expect(answer.total).toBe(photos.filter((photo) => admits(photo, filters)).length);
    }
  });

  test('a small k gives the first of them, and browsing gives all', async () => {
    const terms = [{ type: 'text', text: 'cluster 2' }];
    const few = await search(library, request(filters, { terms, size: 10, k: 10 }));
    expectExact(few.hits, filters, CLUSTERS[2], 10);
    const all = await search(library, request(filters, { size: 400 }));
    const admitted = photos.filter((photo) => admits(photo, filters)).map(({ id }) => id);
    expect(all.hits.map(({ id }) => id).sort()).toEqual(admitted.sort());
  });

  test('facets are counted over all that the filters admit', async () => {
    const admitted = photos.filter((photo) => admits(photo, filters));
    const terms = [{ type: 'text', text: 'cluster 1' }];
    const { facets, total } = await search(library, request(filters, { terms, k: 5, size: 5 }));
    expect(total).toBe(admitted.length);
    const count = (list: typeof photos, test: (photo: (typeof photos)[number]) => boolean) =>
      list.filter(test).length;
    expect(facets?.hasPlace).toBe(count(admitted, ({ document }) => document.gps !== undefined));
    expect(facets?.hasBearing).toBe(
      count(admitted, ({ document }) => document.bearing_deg !== undefined)
    );
    const withoutPeaks = photos.filter((photo) => admits(photo, { ...filters, peaks: undefined }));
    for (const peak of PEAK_IDS) {
      expect(facets?.peaks.find(({ id }) => id === peak)?.count ?? 0).toBe(
        count(withoutPeaks, ({ document }) => document.predicted_peaks.includes(peak))
      );
    }
    const anyAlbum = photos.filter((photo) => admits(photo, { ...filters, albums: undefined }));
    for (const album of ALBUMS) {
      expect(facets?.albums.find(({ name }) => name === album)?.count ?? 0).toBe(
        count(anyAlbum, ({ document }) => document.album === album)
      );
    }
    const bars = facets?.timeline.buckets ?? [];
    expect(bars.length).toBeLessThanOrEqual(60);
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(
      count(admitted, ({ document }) => document.shot_time !== undefined)
    );
  });
});

test('no mix of filters lets a photo through that it should not', async () => {
  const instant = fc
    .integer({ min: Date.UTC(2023, 9, 19), max: Date.UTC(2023, 10, 20) })
    .map((ms) => new Date(ms).toISOString());
  const area = fc.oneof(
    fc.record({
      type: fc.constant('circle' as const),
      center: fc.constantFrom(
        { lat: 27.8, lon: 86.71 },
        { lat: 46, lon: 7.7 },
        { lat: -16.9, lon: -179.9 }
      ),
      radiusM: fc.integer({ min: 5_000, max: 150_000 }),
    }),
    fc
      .record({
        lat: fc.constantFrom(27.8, 46, -16.85),
        lon: fc.constantFrom(86.7, 7.75, 179.9, -179.8),
        height: fc.double({ min: 0.1, max: 2, noNaN: true }),
        width: fc.double({ min: 0.1, max: 3, noNaN: true }),
      })
      .map(({ lat, lon, height, width }) => ({
        type: 'box' as const,
        top: lat + height / 2,
        bottom: lat - height / 2,
        left: wrap(lon - width / 2),
        right: wrap(lon + width / 2),
      }))
  );
  const filters = fc.record(
    {
      peaks: fc.subarray([...PEAK_IDS]),
      albums: fc.subarray([...ALBUMS]),
      hasPlace: fc.boolean(),
      hasBearing: fc.boolean(),
      area,
      time: fc
        .tuple(instant, instant)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
    },
    { requiredKeys: [] }
  );
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 0, max: 7 }), async (mix, cluster) => {
      const answer = await search(
        library,
        request(mix, {
          terms: [{ type: 'text', text: `cluster ${cluster}` }],
          size: 20,
          k: 20,
          facets: false,
        })
      );
      expectExact(answer.hits, mix, CLUSTERS[cluster], 20);
    }),
    { numRuns: 60, seed: 4 }
  );
});

function wrap(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}
