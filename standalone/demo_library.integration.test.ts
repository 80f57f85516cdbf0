import { join } from 'node:path';
import { API } from '../common/constants';
import { distanceM } from '../common/geo/geodesy';
import type { SearchRequestInput, SearchResponse } from '../common/search_api';
import { readCatalogFile } from '../server/catalog/catalog_file';
import type { CatalogPeak } from '../server/catalog/catalog_file';
import { REPOSITORY } from './standalone_host';
import { startTestApp, type RunningTestApp } from './testing/running_app';

/** The demo library, asked over HTTP with the whole catalog. */

let system: RunningTestApp;
let catalog: CatalogPeak[];
let places: Array<{ lat: number; lon: number }>;

beforeAll(async () => {
  system = await startTestApp();
  catalog = await readCatalogFile(join(REPOSITORY, 'peaks.yaml'));
  const { hits } = await ask({ filters: { hasPlace: true }, size: 500 });
  places = hits.flatMap(({ gps }) => gps ?? []);
});
afterAll(() => system.stop());

async function ask(request: SearchRequestInput): Promise<SearchResponse> {
  const response = await fetch(`${system.url}${API.search}`, {
    method: 'POST',
    headers: {
      'elastic-api-version': '1',
      'x-elastic-internal-origin': 'Kibana',
      'kbn-xsrf': 'true',
      'content-type': 'application/json',
    },
    body: JSON.stringify(request),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as SearchResponse;
}

const FAR_M = 500_000;

it('answers "none of yours" for every peak that is farther than 500 km from all photos', async () => {
  expect(places.length).toBeGreaterThan(200);
  const far = catalog.flatMap(({ id, lat, lon }) => {
    if (lat === undefined || lon === undefined) return [];
    const nearestM = Math.min(...places.map((place) => distanceM(place, { lat, lon })));
    return nearestM > FAR_M ? [{ id, nearestM }] : [];
  });
  expect(far.length).toBeGreaterThan(50);
  for (const { id, nearestM } of far) {
    const { absentPeak, nothingLikeThat } = await ask({ terms: [{ type: 'peak', id }], size: 5 });
    expect({ id, told: absentPeak?.id, nothingLikeThat }).toEqual({
      id,
      told: id,
      nothingLikeThat: true,
    });
    // Two digits are told.
    expect(Math.abs(absentPeak!.nearestKm! - nearestM / 1000)).toBeLessThan(
      0.06 * (nearestM / 1000)
    );
  }
});

it('answers so by the name as well', async () => {
  const { absentPeak, nothingLikeThat } = await ask({
    terms: [{ type: 'text', text: 'Matterhorn' }],
  });
  expect({ id: absentPeak?.id, nothingLikeThat }).toEqual({
    id: 'matterhorn',
    nothingLikeThat: true,
  });
});

it.each([
  ['a peak', { terms: [{ type: 'peak', id: 'ama-dablam' }] }],
  ['a peak by name', { terms: [{ type: 'text', text: 'Everest' }] }],
  ['a peak within a text', { terms: [{ type: 'text', text: 'yaks below Ama Dablam' }] }],
  [
    'two peaks',
    {
      terms: [
        { type: 'peak', id: 'thamserku' },
        { type: 'peak', id: 'taboche' },
      ],
    },
  ],
  ['bursts once', { terms: [{ type: 'peak', id: 'lhotse' }], collapseBursts: true }],
] satisfies Array<[string, SearchRequestInput]>)(
  'lists each photo once over all pages: %s',
  async (_, request) => {
    const paged: string[] = [];
    let listed = Infinity;
    // As the app pages: without a k of its own, so that the lists grow on the way.
    while (paged.length < listed) {
      const page = await ask({ ...request, from: paged.length, size: 60, facets: false });
      expect(page.hits.length).toBeGreaterThan(0);
      paged.push(...page.hits.map(({ id }) => id));
      listed = page.listed;
    }
    expect(new Set(paged).size).toBe(paged.length);
    expect(paged).toHaveLength(listed);
    const { total } = await ask({ ...request, size: 0 });
    const whole = await ask({ ...request, size: 500, facets: false });
    expect(paged).toHaveLength(whole.listed);
    if (!('collapseBursts' in request)) expect(paged).toHaveLength(total);
  }
);
