import fc from 'fast-check';
import type { IRouter } from '@kbn/core/server';
import { API } from '../common/constants';
import type { Area } from '../common/search_api';
import { catalogPredictor } from '../scripts/ingest/prepare/predictor';
import { trailDocuments } from '../scripts/ingest/finish/trails';
import type { CatalogEntry } from '../server/catalog/peak_repository';
import { loadCatalog } from '../server/catalog/load_catalog';
import { Elasticsearch } from '../server/elasticsearch/elasticsearch';
import { photoDocument } from '../server/photos/make_photo_document';
import { TrailRepository } from '../server/photos/trail_repository';
import { registerRoutes } from '../server/routes';
import {
  CLUSTERS,
  fillPhotos,
  silent,
  syntheticEmbedder,
  syntheticPhotos,
  testServices,
  testSettings,
} from '../server/search/testing/synthetic';
import { seededRandom } from '../common/seeded_random';
import { testElasticsearch } from './elasticsearch/test_node';
import { startPluginHost, type PluginHost } from './testing/plugin_host';

/**
 * The attacker: whoever may use everything but see exact places. Two libraries differ in nothing but where inside their
 * cells (and how high) the photos were taken. Whatever is asked of both, the answers must be the same to the last digit:
 * then no number of answers, of whatever routes, tells more of a place than its cell.
 *
 * A route that this test does not know fails it: write down what an attacker can vary about it.
 */

/** A run of all tests compares a few hundred answers; PEAK_SEARCH_ATTACKS=10000 is the long form. */
const ATTACKS = Number(process.env.PEAK_SEARCH_ATTACKS ?? 150);
const ATTACKER = 'all but exact places';

const { client, indexName } = testElasticsearch();
const PEAKS = [
  { id: 'ama-dablam', lat: 27.8613, lon: 86.8614, elevationM: 6812 },
  { id: 'thamserku', lat: 27.7903, lon: 86.7861, elevationM: 6608 },
  { id: 'khumbila', lat: 27.8456, lon: 86.6908, elevationM: 5761 },
];
const catalog: CatalogEntry[] = PEAKS.map(({ id, lat, lon, elevationM }, i) => ({
  id,
  names: [id],
  latlon: { lat, lon },
  elevationM,
  prototype: CLUSTERS[i],
}));
const looks = {
  auc: 0.9,
  both: { offset: -12, looks: 20, place: 0.4 },
  alone: { offset: -12, looks: 20 },
  likely: 100,
  open: 500,
  ruledOut: 2000,
};
const predict = catalogPredictor(catalog, { calibration: { id: 'test', looks } });

const peaksIndex = indexName('attacked-peaks');
const libraries = ['one', 'two'].map((name) => {
  const settings = testSettings(indexName(`attacked-${name}`));
  return { ...settings, indices: { ...settings.indices, peaks: peaksIndex } };
});
const photos = syntheticPhotos(60).filter(({ document }) => document.album === 'khumbu');
const ids = photos.map(({ id }) => id);
let hosts: PluginHost[];

/** Each photo somewhere else in the same cell, at another altitude; everything that follows is made by the product. */
async function fill(settings: (typeof libraries)[number], seed: number): Promise<void> {
  const random = seededRandom(seed);
  const inside = (degrees: number) => Math.round(degrees * 100) / 100 + (random() - 0.5) * 0.0098;
  const points: Array<{ lat: number; lon: number; altitudeM: number; timeMs: number }> = [];
  const moved = await Promise.all(
    photos.map(async ({ id, vector, document }, i) => {
      const cell = { lat: 27.8 + 0.01 * (i % 7), lon: 86.72 + 0.01 * (i % 5) };
      const gps = i % 9 === 0 ? undefined : { lat: inside(cell.lat), lon: inside(cell.lon) };
      const altitudeM = gps && 3500 + 1500 * random();
      const shotTime = `2023-10-25T06:${String(i).padStart(2, '0')}:00+05:45`;
      if (gps) points.push({ ...gps, altitudeM: altitudeM!, timeMs: Date.parse(shotTime) });
      const bearingDeg = i % 3 === 0 ? undefined : (i * 37) % 360;
      const metadata = { gps, altitudeM, bearingDeg, horizontalFovDeg: 67, shotTime };
      const size = { width: 4032, height: 3024 };
      return {
        id,
        vector,
        document: photoDocument({
          album: document.album,
          path: document.path,
          contentHash: document.content_hash,
          bytes: document.bytes,
          vector,
          ingestedAt: new Date(0),
          // What a skyline tells follows from the exact place.
          pose: gps && {
            version: '1',
            source: 'skyline',
            bearing_deg: 360 * random(),
            pitch_deg: 10 * random(),
            roll_deg: random(),
            sigma_deg: random(),
          },
          predictions: await predict({ id: document.path, ...size, imageVector: vector, metadata }),
          decoded: {
            ...size,
            format: 'heic',
            thumbnail: Buffer.from('thumbnail'),
            thumbnailWidth: 512,
            thumbnailHeight: 384,
            dominantColour: '#8090a0',
            perceptualHash: '0'.repeat(16),
            decodedFrom: 'full',
            metadata,
          },
        }),
      };
    })
  );
  await fillPhotos(client, settings, moved);
  const trails = new TrailRepository(new Elasticsearch(client), settings.indices.trails);
  await trails.ensure();
  const lines = trailDocuments('khumbu', '2023-10-25', 'photos', points);
  await trails.change(
    lines.map((line, i) => [`${line.coarse_line ? 'coarse' : 'exact'}-${i}`, line] as const),
    []
  );
}

beforeAll(async () => {
  await loadCatalog({
    client,
    settings: libraries[0]!,
    embedder: syntheticEmbedder(),
    decoder: undefined as never,
    peaks: PEAKS.map((peak) => ({ ...peak, names: [peak.id], prompts: [], referencePhotos: [] })),
    logger: silent,
  });
  await Promise.all(libraries.map((settings, i) => fill(settings, 100 + i)));
  hosts = await Promise.all(
    libraries.map(({ indices }) => startPluginHost({ elasticsearch: client, config: { indices } }))
  );
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  await client.indices.delete({
    index: Object.keys(await client.indices.get({ index: `${indexName('attacked')}*` })),
  });
  await client.close();
});

/** Near the photos, so that questions meet something; with all digits, so that they can cut a cell anywhere. */
const lat = fc.double({ min: 27.79, max: 27.87, noNaN: true });
const lon = fc.double({ min: 86.71, max: 86.77, noNaN: true });
const point = fc.record({ lat, lon });
const area: fc.Arbitrary<Area> = fc.oneof(
  fc.tuple(lat, lat, lon, lon).map(([a, b, c, d]) => ({
    type: 'box' as const,
    top: Math.max(a, b),
    bottom: Math.min(a, b),
    left: Math.min(c, d),
    right: Math.max(c, d),
  })),
  fc.record({
    type: fc.constant('circle' as const),
    center: point,
    radiusM: fc.double({ min: 1, max: 5000, noNaN: true }),
  }),
  fc.record({
    type: fc.constant('polygon' as const),
    points: fc.array(point, { minLength: 3, maxLength: 6 }),
  })
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const peakId = fc.constantFrom(...PEAKS.map(({ id }) => id));
const photoId = fc.constantFrom(...ids);
const condition = fc.oneof(
  fc.integer({ min: 2000, max: 6000 }).map((min) => ({ kind: 'height', min })),
  fc.integer({ min: 2000, max: 6000 }).map((max) => ({ kind: 'height', max })),
  fc.constantFrom('night', 'day', 'sunrise').map((light) => ({ kind: 'light', any: [light] })),
  fc.constantFrom('namche-bazaar', 'lukla').map((id) => ({ kind: 'place', id })),
  fc
    .tuple(fc.constantFrom('namche-bazaar', 'thame'), fc.integer({ min: 50, max: 9000 }))
    .map(([id, radiusM]) => ({ kind: 'near', id, radiusM })),
  fc.constant({ kind: 'between', ids: ['lukla', 'namche-bazaar'] }),
  fc.constantFrom('Namche Bazaar', 'Khumjung').map((name) => ({ kind: 'locality', name })),
  peakId.map((id) => ({ kind: 'peak', ids: [id] }))
);
const filters = fc.record({
  area: optional(area),
  peaks: optional(fc.array(peakId, { maxLength: 2 })),
  ids: optional(fc.subarray(ids)),
  hasPlace: optional(fc.boolean()),
  hasBearing: optional(fc.boolean()),
  conditions: optional(fc.array(condition, { maxLength: 2 })),
});
const term = fc.oneof(
  peakId.map((id) => ({ type: 'peak', id })),
  photoId.map((id) => ({ type: 'photo', id })),
  peakId.map((text) => ({ type: 'text', text }))
);

interface Question {
  path: string;
  method?: string;
  body?: string;
  type?: string;
}
const get = (path: string): Question => ({ path });
const post = (path: string, body: object): Question => ({
  path,
  method: 'POST',
  body: JSON.stringify(body),
});
const of = (path: string, id: string) => path.replace('{id}', encodeURIComponent(id));

/** What can be asked of each route, by "METHOD path". */
const QUESTIONS: Record<string, fc.Arbitrary<Question>> = {
  [`GET ${API.status}`]: fc.constant(get(API.status)),
  [`GET ${API.peaks}`]: fc.constant(get(API.peaks)),
  [`POST ${API.search}`]: fc
    .record({
      terms: fc.array(term, { maxLength: 2 }),
      filters,
      sort: fc.constantFrom('match', 'newest', 'oldest', 'nearest'),
      nearTo: point,
      collapseBursts: fc.boolean(),
      size: fc.integer({ min: 0, max: 30 }),
    })
    .map((body) => post(API.search, body)),
  [`POST ${API.understand}`]: fc
    .constantFrom('in Namche', 'above 5000 m at night', ...PEAKS.map(({ id }) => id))
    .map((sentence) => post(API.understand, { sentence })),
  [`POST ${API.map}`]: fc
    .record({
      filters,
      zoom: fc.integer({ min: 0, max: 24 }),
      bounds: fc.tuple(lat, lat, lon, lon).map(([a, b, c, d]) => ({
        top: Math.max(a, b),
        bottom: Math.min(a, b),
        left: Math.min(c, d),
        right: Math.max(c, d),
      })),
    })
    .map((body) => post(API.map, body)),
  [`GET ${API.view}`]: point.map(({ lat: north, lon: east }) =>
    get(`${API.view}?lat=${north}&lon=${east}`)
  ),
  [`GET ${API.photo}`]: photoId.map((id) => get(of(API.photo, id))),
  [`GET ${API.thumbnail}`]: photoId.map((id) => get(of(API.thumbnail, id))),
  [`GET ${API.rendition}`]: photoId.map((id) => get(of(API.rendition, id))),
  [`GET ${API.original}`]: photoId.map((id) => get(of(API.original, id))),
  [`POST ${API.originals}`]: fc
    .array(photoId, { minLength: 1, maxLength: 3 })
    .map((chosen) => post(API.originals, { ids: chosen })),
  [`POST ${API.identify}`]: fc.constant({
    path: API.identify,
    method: 'POST',
    body: 'no photo',
    type: 'image/jpeg',
  }),
  [`POST ${API.compass}`]: fc
    .tuple(photoId, fc.integer({ min: -9, max: 9 }), fc.constantFrom('photo', 'day'))
    .map(([id, correctionDeg, scope]) => post(of(API.compass, id), { correctionDeg, scope })),
  [`GET ${API.references}`]: peakId.map((id) => get(of(API.references, id))),
  [`POST ${API.references}`]: fc
    .tuple(peakId, photoId)
    .map(([id, photo]) => post(of(API.references, id), { photoId: photo, preview: true })),
  [`DELETE ${API.references}`]: fc.tuple(peakId, photoId).map(([id, photo]) => ({
    path: `${of(API.references, id)}?photoId=${photo}`,
    method: 'DELETE',
  })),
  [`GET ${API.quality}`]: fc.constant(get(API.quality)),
  [`POST ${API.qualityKnn}`]: fc
    .tuple(fc.constantFrom('none', 'album', 'peak'), peakId, fc.integer({ min: 0, max: 9 }))
    .map(([kind, value, from]) =>
      post(API.qualityKnn, {
        filter: kind === 'none' ? { kind } : { kind, value: kind === 'peak' ? value : 'khumbu' },
        from,
        count: 1,
      })
    ),
};

/** The answer without what differs between any two: times, and the names of the two libraries' indices. */
async function answer(library: number, { path, ...request }: Question, user = ATTACKER) {
  const response = await hosts[library]!.call(path, { user, ...request });
  const text = await response.text();
  const { photos: index } = libraries[library]!.indices;
  return `${response.status} ${text}`
    .replaceAll(index.replace(/-photos$/, ''), 'LIBRARY')
    .replace(/"(tookMs|approximateMs|exactMs)":[\d.]+/g, '"$1":0')
    .replace(/"\w+Ms":\{[^}]*\}/g, '');
}

/** Every route that the plugin registers. */
function registeredRoutes(): string[] {
  const routes: string[] = [];
  const method = (name: string) => (config: { path: string }) => {
    routes.push(`${name} ${config.path}`);
    return { addVersion: () => undefined };
  };
  const versioned = {
    get: method('GET'),
    post: method('POST'),
    put: method('PUT'),
    patch: method('PATCH'),
    delete: method('DELETE'),
  };
  registerRoutes({
    router: { versioned } as unknown as IRouter,
    services: testServices(libraries[0]!),
    version: '1',
  });
  return routes;
}

it('knows every route that there is', () => {
  expect(Object.keys(QUESTIONS).sort()).toEqual(registeredRoutes().sort());
});

const routes = Object.keys(QUESTIONS);
/** Most answers come from where most can be varied. */
const question = fc.oneof(
  { weight: 8, arbitrary: QUESTIONS[`POST ${API.search}`]! },
  { weight: 5, arbitrary: QUESTIONS[`POST ${API.map}`]! },
  { weight: 3, arbitrary: QUESTIONS[`GET ${API.photo}`]! },
  ...routes.map((route) => ({ weight: 1, arbitrary: QUESTIONS[route]! }))
);

it(
  'learns nothing from any answer of any route but in which cell a photo lies',
  async () => {
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        const [one, two] = await Promise.all([answer(0, asked), answer(1, asked)]);
        expect(one).toBe(two);
      }),
      { numRuns: ATTACKS }
    );
    // An attack takes 60 ms alone and, beside other work, several times as long.
  },
  60_000 + 1000 * ATTACKS
);

it('would notice: whoever may see exact places is told different ones', async () => {
  const exact = await Promise.all(
    ids.map(async (id) => {
      const asked = get(of(API.photo, id));
      return (await answer(0, asked, 'all')) === (await answer(1, asked, 'all'));
    })
  );
  // Only those without a place are the same.
  expect(exact.filter((same) => same)).toHaveLength(ids.filter((_, i) => i % 9 === 0).length);
});
