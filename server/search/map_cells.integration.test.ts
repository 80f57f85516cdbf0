import { mapRequestSchema } from '../../common/search_api';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { readStatus } from '../status';
import { PeakSearchError } from '../errors';
import { mapCells } from './map_cells';
import {
  admits,
  fillPhotos,
  syntheticEmbedder,
  syntheticPhotos,
  testLibrary,
  testServices,
  testSettings,
} from './testing/synthetic';
import { fillCatalog } from './testing/synthetic_catalog';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('map'));
const library = testLibrary(client, settings);
const photos = syntheticPhotos(300, 6);
const { trails } = settings.indices;
const indices: string[] = [trails];

beforeAll(async () => {
  indices.push(await fillPhotos(client, settings, photos), await fillCatalog(client, settings));
  await client.indices.create({
    index: trails,
    mappings: {
      properties: {
        album: { type: 'keyword' },
        day: { type: 'keyword' },
        line: { type: 'object', enabled: false },
        start: { type: 'date' },
        end: { type: 'date' },
      },
    },
  });
  await client.bulk({
    index: trails,
    refresh: true,
    operations: [25, 26].flatMap((day) => [
      { index: { _id: `trail-${day}` } },
      {
        album: 'khumbu',
        day: `2023-10-${day}`,
        start: `2023-10-${day}T01:00:00Z`,
        end: `2023-10-${day}T09:00:00Z`,
        line: {
          type: 'LineString',
          coordinates: [
            [86.7, 27.8],
            [86.71, day],
          ],
        },
      },
    ]),
  });
});
afterAll(async () => {
  await client.indices.delete({ index: indices });
  await client.close();
});

const WORLD = { top: 85, left: -180, bottom: -85, right: 180 };
const ask = (input: object) =>
  mapCells(library, mapRequestSchema.parse({ bounds: WORLD, zoom: 3, ...input }));

test.each([
  ['the whole world', {}],
  ['one album', { filters: { albums: ['alps'] } }],
  ['one peak, in Fiji', { filters: { peaks: ['nuptse'], albums: ['fiji'] } }],
])('every photo of %s is in one cell', async (_name, input) => {
  for (const zoom of [0, 3, 9, 24]) {
    const { cells } = await ask({ ...input, zoom });
    const filters = (input as { filters?: object }).filters ?? {};
    const placed = photos.filter((photo) => photo.document.gps && admits(photo, filters));
    expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(placed.length);
    const single = cells.filter(({ count }) => count === 1);
    for (const { photoId, center } of single) {
      const { gps } = placed.find(({ id }) => id === photoId)!.document;
      expect(center.lat).toBeCloseTo(gps!.lat, 4);
      expect(center.lon).toBeCloseTo(gps!.lon, 4);
    }
    expect(cells.filter(({ count, photoId }) => count > 1 && photoId)).toEqual([]);
    if (zoom === 24) {
      expect(single.length).toBe(placed.length);
    }
  }
});

test('bounds may cross the antimeridian, and hold what lies in them only', async () => {
  const bounds = { top: -16, left: 179.5, bottom: -18, right: -179.5 };
  const { cells, extent } = await ask({ bounds, zoom: 8 });
  const inside = photos.filter((photo) => admits(photo, { area: { type: 'box', ...bounds } }));
  expect(inside.length).toBeGreaterThan(10);
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(inside.length);
  // The extent is that of all that the filters admit, not of what is in view.
  expect(extent!.top).toBeGreaterThan(45);
});

test('the extent of photos on both sides of the antimeridian is the narrow box', async () => {
  const { extent } = await ask({ filters: { albums: ['fiji'] } });
  expect(extent!.left).toBeGreaterThan(178);
  expect(extent!.right).toBeLessThan(-178);
  expect((await ask({ filters: { hasPlace: false } })).extent).toBeUndefined();
});

test('trails come along, by album and time; without an index there are none', async () => {
  expect((await ask({})).trails.map(({ id }) => id)).toEqual(['trail-25', 'trail-26']);
  expect((await ask({ filters: { albums: ['alps'] } })).trails).toEqual([]);
  const time = { from: '2023-10-25T12:00:00Z' };
  expect((await ask({ filters: { time } })).trails).toEqual([
    {
      id: 'trail-26',
      album: 'khumbu',
      day: '2023-10-26',
      line: [
        [86.7, 27.8],
        [86.71, 26],
      ],
    },
  ]);
  const none = testServices({
    ...settings,
    indices: { ...settings.indices, trails: indexName('x') },
  });
  const request = mapRequestSchema.parse({ bounds: WORLD, zoom: 1 });
  expect((await mapCells(testLibrary(client, none), request)).trails).toEqual([]);
});

describe('the status', () => {
  const ready = { ...settings, model: { ...settings.model, dir: '/models/demo' } };
  const embedder = {
    ...syntheticEmbedder(),
    status: () => ({ state: 'ready', provider: 'cpu', queued: 0 }) as never,
  };

  test('of all that is well', async () => {
    expect(
      await readStatus(testLibrary(client, testServices(ready, embedder)), '1.2.3')
    ).toMatchObject({
      version: '1.2.3',
      elasticsearch: { state: 'ok', version: expect.stringMatching(/^9\./) },
      model: { state: 'ok', name: 'synthetic', dims: 32, provider: 'cpu', demo: false },
      photosIndex: { state: 'ok', name: settings.indices.photos, count: 300 },
      peaksIndex: { state: 'ok', count: 4 },
    });
  });

  test('of what is missing or does not fit', async () => {
    const nowhere = testSettings(indexName('nowhere'));
    expect(await readStatus(testLibrary(client, testServices(nowhere)), '1')).toMatchObject({
      model: { state: 'missing', message: expect.stringContaining('No model') },
      photosIndex: { state: 'missing', message: expect.stringContaining('peak-search ingest') },
      peaksIndex: { state: 'missing', message: expect.stringContaining('peak-search catalog') },
    });
    const other = { ...embedder, identity: { ...embedder.identity, dtype: 'fp16' } };
    expect(await readStatus(testLibrary(client, testServices(ready, other)), '1')).toMatchObject({
      photosIndex: { state: 'degraded', count: 300 },
    });
    const failing = {
      ...testServices(ready),
      embedder: () => Promise.reject(new PeakSearchError('model_missing', 'The folder is empty.')),
    };
    expect((await readStatus(testLibrary(client, failing), '1')).model).toEqual({
      state: 'missing',
      message: 'The folder is empty.',
    });
  });

  test('of a cluster that does not answer', async () => {
    const away = new (client.constructor as new (options: object) => typeof client)({
      node: 'http://127.0.0.1:9',
      maxRetries: 0,
    });
    const status = await readStatus(testLibrary(away, testServices(settings)), '1');
    expect(status.elasticsearch).toMatchObject({ state: 'failed' });
    expect(status.photosIndex).toMatchObject({ state: 'failed' });
    await away.close();
  });
});
