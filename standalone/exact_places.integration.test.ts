import { API } from '../common/constants';
import type { PhotoResponse } from '../common/api';
import type { Area, MapResponse, Point, SearchResponse } from '../common/search_api';
import { coarsePoint } from '../server/photos/exact_places/coarse_places';
import { fillPhotos, syntheticPhotos, testSettings } from '../server/search/testing/synthetic';
import { testElasticsearch } from './elasticsearch/test_node';
import { startPluginHost, type PluginHost } from './testing/plugin_host';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('places'));
const photos = syntheticPhotos(60);
const [target] = photos.filter(({ document }) => document.gps && document.album === 'khumbu');
const exactPlace = target!.document.gps as Point;
const ROUNDED = ['reader'];
const EXACT = ['reader with exact places', 'reader with originals', 'all'];

let plugin: PluginHost;
beforeAll(async () => {
  await fillPhotos(client, settings, photos);
  await client.update({
    index: settings.indices.photos,
    id: target!.id,
    doc: { altitude_m: 5123, gps_error_m: 4, camera: { model: 'One' } },
    refresh: true,
  });
  plugin = await startPluginHost({
    elasticsearch: client,
    config: { indices: settings.indices },
  });
});
afterAll(async () => {
  await plugin.stop();
  const indices = Object.keys(await client.indices.get({ index: settings.indices.photos }));
  await client.indices.delete({ index: indices });
  await client.close();
});

async function post<T>(path: string, user: string, body: object): Promise<T> {
  const response = await plugin.call(path, { user, method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
const search = (user: string, body: object) => post<SearchResponse>(API.search, user, body);
const detail = async (user: string) =>
  (await (
    await plugin.call(API.photo.replace('{id}', target!.id), { user })
  ).json()) as PhotoResponse;

/** Whether a text holds a number with more decimals than a place of a cell has. */
const tellsExactly = (body: unknown, { lat, lon }: Point) => {
  const text = JSON.stringify(body);
  return [lat, lon].some((degrees) => text.includes(degrees.toFixed(4).slice(0, -1)));
};

it.each(ROUNDED)('%s sees places to about a kilometer, in every answer', async (user) => {
  const found = await search(user, { size: 60, terms: [{ type: 'photo', id: target!.id }] });
  const hit = found.hits.find(({ id }) => id === target!.id)!;
  expect(hit.gps).toEqual(coarsePoint(exactPlace));
  const near = await search(user, { size: 60, sort: 'nearest', nearTo: exactPlace });
  for (const answer of [found, near, await detail(user)]) {
    expect(tellsExactly(answer, exactPlace)).toBe(false);
  }
  for (const { gps, distanceM } of near.hits) {
    expect(gps === undefined || coarsePoint(gps).lat === gps.lat).toBe(true);
    if (gps) expect(Number.isInteger(distanceM)).toBe(true);
  }
  expect(await detail(user)).toMatchObject({ gps: coarsePoint(exactPlace), gpsErrorM: 800 });
  expect(await detail(user)).not.toHaveProperty('altitudeM');
  expect(await detail(user)).not.toHaveProperty('camera');

  const { lat, lon } = exactPlace;
  const bounds = { top: lat + 1e-4, bottom: lat - 1e-4, left: lon - 1e-4, right: lon + 1e-4 };
  const map = await post<MapResponse>(API.map, user, { bounds, zoom: 22 });
  expect(map.cells).toEqual([{ center: coarsePoint(exactPlace), count: 1, photoId: target!.id }]);
  expect(tellsExactly(map, exactPlace)).toBe(false);
});

it.each(EXACT)('%s sees exact ones', async (user) => {
  const { hits } = await search(user, { size: 60, filters: { ids: [target!.id] } });
  expect(hits[0]!.gps!.lat).toBeCloseTo(exactPlace.lat, 6);
  expect(await detail(user)).toMatchObject({ altitudeM: 5123, gpsErrorM: 4 });
  expect('camera' in (await detail(user))).toBe(user !== 'reader with exact places');
});

it('does not let a reader find a place by halving areas', async () => {
  const asBox = (south: number, north: number): Area => ({
    type: 'box',
    bottom: south,
    top: north,
    left: exactPlace.lon - 0.001,
    right: exactPlace.lon + 0.001,
  });
  const asTriangle = (south: number, north: number): Area => ({
    type: 'polygon',
    points: [
      { lat: south, lon: exactPlace.lon - 5 },
      { lat: south, lon: exactPlace.lon + 5 },
      { lat: north, lon: exactPlace.lon + 5 },
      { lat: north, lon: exactPlace.lon - 5 },
    ],
  });
  const narrowed = async (user: string, areaOf: typeof asBox) => {
    let [south, north] = [exactPlace.lat - 0.3, exactPlace.lat + 0.2];
    for (let step = 0; step < 16; step++) {
      const middle = (south + north) / 2;
      const filters = { ids: [target!.id], area: areaOf(south, middle) };
      const { total } = await search(user, { size: 0, facets: false, filters });
      if (total === 1) north = middle;
      else south = middle;
    }
    return [south, north] as const;
  };
  for (const areaOf of [asBox, asTriangle]) {
    const [, exactNorth] = await narrowed('all', areaOf);
    expect(Math.abs(exactNorth - exactPlace.lat)).toBeLessThan(1e-4);
    // The reader ends at the edge of the cell: the same for every photo in it.
    const [, north] = await narrowed('reader', areaOf);
    const edge = (Math.round(exactPlace.lat / 0.01) - 0.5) * 0.01;
    expect(Math.abs(north - edge)).toBeLessThan(1e-4);
  }
});
