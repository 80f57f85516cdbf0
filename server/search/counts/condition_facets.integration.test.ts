import { searchRequestSchema } from '../../../common/search_api';
import type { SearchFacets, SearchFilters } from '../../../common/search_api';
import { formatCondition, parseCondition } from '../../../common/sentence/conditions';
import type { Condition } from '../../../common/sentence/conditions';
import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import type { PhotoDocument } from '../../photos/photo_document';
import { heightBands } from './condition_facets';
import { search } from '../search';
import { recordListBodies } from '../testing/list_bodies';
import { fillPhotos, syntheticPhotos, testLibrary, testSettings } from '../testing/synthetic';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('facets'));
const library = testLibrary(client, settings);
const MODELS = ['iPhone 15', 'iPhone 15 Pro', 'X-T5'];
const SHAPES = ['portrait', 'landscape', 'panorama'] as const;
const photos = syntheticPhotos(400).map((photo, i) => ({
  ...photo,
  document: {
    ...photo.document,
    shape: SHAPES[i % 3],
    // Every tenth stands on the edge of a band.
    ...(i % 5 !== 0 && { altitude_m: i % 10 === 1 ? 3000 : 1200 + 13.7 * i }),
    ...(i % 4 !== 0 && { focal_length_35mm: 13 + i, camera: { model: MODELS[i % 3] } }),
    ...(i % 7 === 0 && { rating: (i / 7) % 6 }),
  } satisfies PhotoDocument,
}));

let index: string;
beforeAll(async () => {
  index = await fillPhotos(client, settings, photos);
});
afterAll(async () => {
  await client.indices.delete({ index });
  await client.close();
});

const ask = (filters: SearchFilters, by = library, more: object = {}) =>
  search(by, searchRequestSchema.parse({ filters, size: 0, ...more }));
const facetsOf = async (filters: SearchFilters, by = library) =>
  (await ask(filters, by)).facets!.conditions;
const bodiesOf = async (run: () => Promise<unknown>) => {
  const { bodies, stop } = recordListBodies(client);
  await run();
  stop();
  return bodies;
};
const kinds = (facets: SearchFacets['conditions']) => facets.map(({ kind }) => kind);
const conditions = (...texts: string[]): Condition[] => texts.map((text) => parseCondition(text)!);

const ALL = [
  'locality',
  'region',
  'country',
  'season',
  'hours',
  'light',
  'focal',
  'model',
  'shape',
  'rating',
  'height',
];

it.each<[string, SearchFilters]>([
  ['no filter', {}],
  ['an album', { albums: ['khumbu'] }],
  ['a sentence’s conditions', { conditions: conditions('season:10-01..10-31', '!light:night') }],
  ['values chosen already', { conditions: conditions('height:3000..4000', 'model:X-T5') }],
])('a value’s count is what a click on it gives, under %s', async (_what, filters) => {
  const facets = await facetsOf(filters);
  expect(kinds(facets)).toEqual(expect.arrayContaining(['season', 'light', 'height', 'model']));
  for (const { kind, values } of facets) {
    expect(values.length).toBeGreaterThan(0);
    const others = (filters.conditions ?? []).filter((one) => one.kind !== kind || one.not);
    for (const { condition: text, count } of values) {
      const condition = parseCondition(text)!;
      expect(formatCondition(condition)).toBe(text);
      const clicked = { ...filters, conditions: [...others, condition] };
      const { total } = await ask(clicked, library, { facets: false });
      expect({ text, total }).toEqual({ text, total: count });
    }
  }
});

it('counts every kind, the months and stars in their order', async () => {
  const facets = await facetsOf({});
  expect(kinds(facets).sort()).toEqual([...ALL].sort());
  const texts = (kind: string) =>
    facets.find((one) => one.kind === kind)!.values.map(({ condition }) => condition);
  expect(texts('season')).toEqual(['season:10-01..10-31', 'season:11-01..11-30']);
  expect(texts('rating')).toEqual([5, 4, 3, 2, 1, 0].map((n) => `rating:${n}..${n}`));
  const models = facets.find(({ kind }) => kind === 'model')!.values;
  expect(models.find(({ condition }) => condition === 'model:iPhone 15')!.count).toBe(
    photos.filter(({ document }) => document.camera?.model === 'iPhone 15').length
  );
});

it('makes bands of round heights', () => {
  const bands = (low: number | null, high: number | null) =>
    heightBands(low, high).map(formatCondition);
  expect(bands(2846.5, 5612.2)).toEqual([
    'height:2500..3000',
    'height:3000..3500',
    'height:3500..4000',
    'height:4000..4500',
    'height:4500..5000',
    'height:5000..5500',
    'height:5500..6000',
  ]);
  expect(bands(-430, 8849)).toEqual([
    'height:-500..0',
    ...[0, 2000, 4000, 6000].map((from) => `height:${from}..${from + 2000}`),
    'height:8000..9000',
  ]);
  expect(bands(3, 8)).toEqual([]);
  expect(bands(null, null)).toEqual([]);
});

it('tells heights only where exact places may be seen, and cameras only where originals may', async () => {
  const coarse = testLibrary(client, settings, { exactPlaces: false });
  expect(kinds(await facetsOf({}, coarse)).sort()).toEqual(
    ALL.filter((kind) => kind !== 'height').sort()
  );
  const bodies = await bodiesOf(() => ask({}, coarse));
  expect(JSON.stringify(bodies)).not.toContain('altitude_m');
  const noCamera = testLibrary(client, settings, { camera: false });
  expect(kinds(await facetsOf({}, noCamera))).not.toContain('model');
  const said = await search(noCamera, searchRequestSchema.parse({ sentence: 'yaks, iPhone' }));
  expect(said.warnings).toEqual([expect.stringContaining('"iPhone" is searched as words')]);
  for (const text of ['model:X-T5', 'camera:iPhone']) {
    await expect(ask({ conditions: conditions(text) }, noCamera)).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
});

it('asks for all facets in the requests that count anyway, and in one more where values are chosen', async () => {
  const sent = async (filters: SearchFilters, facets = true) =>
    (await bodiesOf(() => ask(filters, library, { facets }))).length;
  // A page and a count; with facets, the bars and bands, whose widths follow from the count.
  expect(await sent({}, false)).toBe(2);
  expect(await sent({})).toBe(3);
  // What each condition costs, and the facets of the chosen kinds.
  const chosen = { conditions: conditions('model:X-T5', 'season:10-01..10-31', 'light:day') };
  expect(await sent(chosen, false)).toBe(3);
  expect(await sent(chosen)).toBe(5);
});
