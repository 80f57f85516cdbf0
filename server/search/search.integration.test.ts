import { seededRandom } from '../../common/seeded_random';
import { searchRequestSchema } from '../../common/search_api';
import type { PhotoHit, SearchRequestInput, SearchResponse } from '../../common/search_api';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { vectorNumbers } from '../photos/photo_document';
import { PeakSearchError } from '../errors';
import { search } from './search';
import {
  CLUSTERS,
  IDENTITY,
  cosine,
  fillPhotos,
  haversineM,
  near,
  syntheticEmbedder,
  syntheticPhotos,
  testLibrary,
  testServices,
  testSettings,
} from './testing/synthetic';
import { fillCatalog } from './testing/synthetic_catalog';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('search'));
const services = testServices(settings);
const photos = syntheticPhotos(300, 2);
const byId = new Map(photos.map((photo) => [photo.id, photo]));
const indices: string[] = [];

beforeAll(async () => {
  indices.push(await fillPhotos(client, settings, photos), await fillCatalog(client, settings));
});
afterAll(async () => {
  await client.indices.delete({ index: indices });
  await client.close();
});

function ask(input: SearchRequestInput, by = services): Promise<SearchResponse> {
  return search(testLibrary(client, by), searchRequestSchema.parse({ facets: false, ...input }));
}

const ids = (hits: readonly PhotoHit[]): string[] => hits.map(({ id }) => id);
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof PeakSearchError ? error.code : String(error))
  );

describe('terms', () => {
  test('a photo finds itself first, then its neighbors', async () => {
    for (const { id, vector } of photos.slice(0, 10)) {
      const { hits } = await ask({ terms: [{ type: 'photo', id }], size: 5 });
      expect(hits[0].id).toBe(id);
      expect(hits[0].reasons).toEqual([{ source: 'photo', term: id, rank: 1 }]);
      const best = photos.map((photo) => cosine(photo.vector, vector)).sort((a, b) => b - a)[1];
      expect(cosine(byId.get(hits[1].id)!.vector, vector)).toBeCloseTo(best, 5);
    }
  });

  const spread = (vector: Float32Array): { center: number; deviation: number } => {
    const cosines = photos.map((photo) => cosine(photo.vector, vector));
    const center = cosines.reduce((a, b) => a + b, 0) / cosines.length;
    const square = cosines.reduce((sum, value) => sum + (value - center) ** 2, 0);
    return { center, deviation: Math.sqrt(square / cosines.length) };
  };

  test('terms are summed by weight, each in units of its own spread', async () => {
    const { id, vector } = photos[0];
    const { hits } = await ask({
      terms: [
        { type: 'text', text: 'cluster 0' },
        { type: 'photo', id, weight: 2 },
      ],
      size: 50,
    });
    const [text, photo] = [CLUSTERS[0], vector].map((term) => spread(term).deviation);
    const score = (other: Float32Array) =>
      cosine(other, CLUSTERS[0]) / text + (2 * cosine(other, vector)) / photo;
    const best = photos.map((each) => score(each.vector)).sort((a, b) => b - a);
    // The library's sample is not all of it, so that neighbors may change places.
    hits.forEach((hit, i) =>
      expect(Math.abs(score(byId.get(hit.id)!.vector) - best[i])).toBeLessThan(0.4)
    );
  });

  test('"without" lowers what shows it, and leaves the order of everything else', async () => {
    const wanted = { type: 'text', text: 'cluster 0' } as const;
    const { hits: alone } = await ask({ terms: [wanted], k: 300, size: 300 });
    const { hits } = await ask({
      terms: [wanted, { type: 'text', text: 'cluster 1', weight: -1 }],
      k: 300,
      size: 300,
    });
    const { center, deviation } = spread(CLUSTERS[1]);
    const shows = (hit: PhotoHit) =>
      (cosine(byId.get(hit.id)!.vector, CLUSTERS[1]) - center) / deviation;
    const others = (list: readonly PhotoHit[]) => ids(list.filter((hit) => shows(hit) < 1.5));
    expect(others(hits)).toEqual(others(alone));
    const showing = alone.filter((hit) => shows(hit) > 2.2);
    expect(showing.length).toBeGreaterThan(5);
    for (const { id } of showing.filter((_, i) => i < showing.length / 2)) {
      expect(ids(hits).indexOf(id)).toBeGreaterThanOrEqual(ids(alone).indexOf(id));
    }
    const places = (list: readonly PhotoHit[]) =>
      showing.reduce((sum, { id }) => sum + ids(list).indexOf(id), 0);
    expect(places(hits)).toBeGreaterThan(places(alone));
    // What is turned away is no reason to be found.
    expect(hits[0].reasons).toEqual([{ source: 'meaning', term: 'cluster 0', rank: 1 }]);
  });

  test('terms that cancel each other out are refused', async () => {
    const terms = [
      { type: 'text', text: 'cluster 0' },
      { type: 'text', text: 'cluster 0', weight: -1 },
    ] as const;
    expect(await codeOf(ask({ terms: [...terms] }))).toBe('bad_request');
  });

  test('a peak finds what looks like it and what was predicted to show it', async () => {
    const { hits, knn } = await ask({ terms: [{ type: 'peak', id: 'nuptse' }], size: 60 });
    expect(knn).toEqual({ k: 100, numCandidates: 800 });
    const sources = hits.map(({ reasons }) => reasons.map(({ source }) => source));
    expect(sources[0]).toEqual(['meaning', 'peak']);
    // Photos predicted to show it come before those that only look like it.
    const first = hits.slice(0, 40);
    expect(first.every(({ peaks }) => peaks.some(({ id }) => id === 'nuptse'))).toBe(true);
    // The prediction's own probability says how well such a photo fits.
    expect(first.every(({ match }) => match !== undefined && match >= 0.8)).toBe(true);
  });

  test.each([
    ['Ama Dablam', 'another spelling of case', 'ama dablam'],
    ['आमा दब्लम', 'Devanagari', 'आमा दब्लम'],
    ['Amadablam', 'run together', 'AMADABLAM'],
    ['Ámá Dablàm', 'accents', 'Ámá Dablàm'],
  ])('%s is found by name (%s)', async (_title, _how, text) => {
    const byName = await ask({ terms: [{ type: 'text', text }], size: 40 });
    const byPeak = await ask({ terms: [{ type: 'peak', id: 'ama-dablam' }], size: 40 });
    expect(ids(byName.hits)).toEqual(ids(byPeak.hits));
    expect(byName.hits[0].reasons).toContainEqual({ source: 'name', term: 'ama-dablam', rank: 1 });
  });

  test.each([
    'prayer flags below the Matterhorn at sunset',
    'prayer flags below the Materhorn',
    'Mattehorn',
  ])('a name in "%s" lifts the photos that show the peak', async (text) => {
    const { hits } = await ask({ terms: [{ type: 'text', text }], size: 20 });
    expect(hits.every(({ peaks }) => peaks.some(({ id }) => id === 'matterhorn'))).toBe(true);
    expect(hits[0].reasons.map(({ source }) => source)).toContain('name');
  });

  test('what is gone is said, and nothing left to search for is an error', async () => {
    const answer = await ask({
      terms: [
        { type: 'photo', id: 'gone' },
        { type: 'text', text: 'cluster 4' },
      ],
      size: 3,
    });
    expect(answer.hits).toHaveLength(3);
    expect(answer.warnings.join()).toContain('gone');
    expect(await codeOf(ask({ terms: [{ type: 'photo', id: 'gone' }] }))).toBe('not_found');
    expect(await codeOf(ask({ terms: [{ type: 'peak', id: 'no-such-peak' }] }))).toBe('not_found');
  });
});

describe('pages', () => {
  test.each<[string, SearchRequestInput]>([
    ['ranked', { terms: [{ type: 'text', text: 'cluster 3' }] }],
    [
      'ranked and collapsed',
      { terms: [{ type: 'text', text: 'cluster 3' }], collapseBursts: true },
    ],
    ['fused', { terms: [{ type: 'peak', id: 'thamserku' }] }],
    ['ranked by time', { terms: [{ type: 'text', text: 'cluster 3' }], sort: 'oldest' }],
    ['browsed', {}],
    ['browsed and collapsed', { collapseBursts: true }],
    ['browsed by distance', { sort: 'nearest', nearTo: { lat: 27.8, lon: 86.71 } }],
  ])('%s: no photo twice, none left out', async (_name, input) => {
    const whole = await ask({ ...input, k: 300, size: 300 });
    const paged: string[] = [];
    for (let from = 0; from < 300; from += 70) {
      const page = await ask({ ...input, k: 300, from, size: Math.min(70, 300 - from) });
      paged.push(...ids(page.hits));
      expect(page.listed).toBe(whole.listed);
      expect(page.total).toBe(300);
    }
    expect(paged).toEqual(ids(whole.hits));
    expect(new Set(paged).size).toBe(whole.listed);
  });

  test('a deeper page raises k in steps', async () => {
    const terms: SearchRequestInput['terms'] = [{ type: 'text', text: 'cluster 3' }];
    expect((await ask({ terms, from: 60, size: 60 })).knn).toEqual({ k: 400, numCandidates: 3200 });
    const all = await ask({ terms, k: 300, size: 300 });
    const pages = [
      await ask({ terms, from: 0, size: 60 }),
      await ask({ terms, from: 60, size: 60 }),
    ];
    expect(pages.flatMap(({ hits }) => ids(hits))).toEqual(ids(all.hits).slice(0, 120));
  });
});

describe('order', () => {
  const shotMs = ({ shotTime }: PhotoHit): number =>
    shotTime === undefined ? Infinity : Date.parse(shotTime);

  test('by time: those without one come last', async () => {
    const oldest = (await ask({ sort: 'oldest', size: 300 })).hits.map(shotMs);
    expect(oldest).toEqual([...oldest].sort((a, b) => a - b));
    const newest = (await ask({ sort: 'newest', size: 300 })).hits.map(shotMs);
    const dated = newest.filter(Number.isFinite);
    expect(dated).toEqual([...dated].sort((a, b) => b - a));
    expect(newest.slice(dated.length).every((ms) => ms === Infinity)).toBe(true);
  });

  test('by distance, with meters', async () => {
    const nearTo = { lat: -16.85, lon: -179.9 };
    const { hits } = await ask({ sort: 'nearest', nearTo, size: 300 });
    const placed = hits.filter(({ gps }) => gps);
    placed.forEach(({ gps, distanceM }) =>
      expect(Math.abs(distanceM! - haversineM(gps!, nearTo))).toBeLessThan(1)
    );
    expect(placed.map(({ distanceM }) => distanceM)).toEqual(
      placed.map(({ distanceM }) => distanceM!).sort((a, b) => a - b)
    );
    expect(hits.slice(placed.length).every(({ distanceM }) => distanceM === undefined)).toBe(true);
  });

  test('by time among what fits the words: nothing unlike them only because it is new', async () => {
    const terms: SearchRequestInput['terms'] = [{ type: 'text', text: 'cluster 6' }];
    const logits = { scale: 20, bias: -14 };
    const sure = testServices(settings, syntheticEmbedder({ logits }));
    const { hits, listed } = await ask({ terms, sort: 'newest', k: 300, size: 300 }, sure);
    expect(hits.length).toBe(listed);
    expect(listed).toBeLessThan(300);
    hits.forEach(({ id, match }) => {
      const expected = 1 / (1 + Math.exp(-(20 * cosine(byId.get(id)!.vector, CLUSTERS[6]) - 14)));
      expect(match).toBeCloseTo(expected, 4);
      expect(match).toBeGreaterThanOrEqual(0.001);
    });
    expect(hits.map(shotMs).filter(Number.isFinite)).toEqual(
      hits
        .map(shotMs)
        .filter(Number.isFinite)
        .sort((a, b) => b - a)
    );
  });
});

describe('how well it fits', () => {
  test('a direction that photos lie in is a match, a random one is nothing', async () => {
    const clear = await ask({ terms: [{ type: 'text', text: 'cluster 5' }] });
    expect(clear.nothingLikeThat).toBe(false);
    expect(clear.hits[0].band).toBe('strong');
    const matches = clear.hits.map(({ match }) => match!);
    expect(matches).toEqual([...matches].sort((a, b) => b - a));
    expect(matches.every((match) => match >= 0 && match <= 1)).toBe(true);

    const logits = { scale: 20, bias: -14 };
    const sure = testServices(settings, syntheticEmbedder({ logits }));
    const away = CLUSTERS[0].map((_, i) => -CLUSTERS.reduce((sum, c) => sum + c[i], 0));
    const embedder = { ...syntheticEmbedder({ logits }), embedTexts: async () => [away] };
    const opposite = testServices(settings, embedder);
    expect(
      (await ask({ terms: [{ type: 'text', text: 'cluster 5' }] }, sure)).nothingLikeThat
    ).toBe(false);
    const nothing = await ask({ terms: [{ type: 'text', text: 'kitchen sink' }] }, opposite);
    expect(nothing.nothingLikeThat).toBe(true);
    expect(nothing.hits.length).toBeGreaterThan(0);
  });

  test('what fits comes first, in lists that are fused as well, and stays there on later pages', async () => {
    const terms: SearchRequestInput['terms'] = [
      { type: 'text', text: 'cluster 3' },
      { type: 'peak', id: 'thamserku' },
    ];
    for (const collapseBursts of [false, true]) {
      const { hits } = await ask({ terms, size: 400, collapseBursts });
      const fits = hits.map((hit) => hit.fits);
      expect(fits).toEqual([...fits].sort((a, b) => Number(b) - Number(a)));
      expect(new Set(fits)).toEqual(new Set([true, false]));
      const first = await ask({ terms, size: 100, collapseBursts });
      // A longer list may find a better frame of a burst, at the same place.
      const places = ({ id, burst, fits: fit }: PhotoHit) => [
        collapseBursts && burst ? burst.id : id,
        fit,
      ];
      expect(first.hits.map(places)).toEqual(hits.slice(0, first.hits.length).map(places));
    }
  });

  test('of a burst the best frame found is listed, and no burst is lost', async () => {
    const terms: SearchRequestInput['terms'] = [{ type: 'text', text: 'cluster 2' }];
    const filters = { peaks: ['nuptse'] };
    const all = await ask({ terms, filters, k: 300, size: 300 });
    const collapsed = await ask({ terms, filters, k: 300, size: 300, collapseBursts: true });
    const group = ({ burst, id }: PhotoHit): string => burst?.id ?? id;
    expect(collapsed.hits.map(group)).toEqual([...new Set(all.hits.map(group))]);
    for (const hit of collapsed.hits) {
      const rank = byId.get(hit.id)!.document.burst?.rank ?? 1;
      const others = all.hits.filter((other) => group(other) === group(hit));
      const ranks = others.map(({ id }) => byId.get(id)!.document.burst?.rank ?? 1);
      expect(rank).toBe(Math.min(...ranks));
    }
    const browsed = await ask({ filters, size: 300, collapseBursts: true });
    expect(new Set(browsed.hits.map(group))).toEqual(new Set(collapsed.hits.map(group)));
    expect(ids(browsed.hits).sort()).toEqual(ids(collapsed.hits).sort());
    expect(browsed.listed).toBe(collapsed.listed);
  });
});

test('no answer carries vectors or thumbnails', async () => {
  for (const input of [{}, { terms: [{ type: 'text' as const, text: 'cluster 1' }] }]) {
    const text = JSON.stringify(await ask({ ...input, facets: true, size: 100 }));
    expect(text).not.toMatch(/clip_image|thumbnail/);
    expect(text).not.toContain(String(vectorNumbers(photos[0].vector)[0]));
  }
});

describe('what goes wrong is said', () => {
  const terms: SearchRequestInput['terms'] = [{ type: 'text', text: 'cluster 1' }];

  test('another model than the one that filled the index', async () => {
    const other = { ...IDENTITY, modelHash: 'b'.repeat(64) };
    const by = testServices(settings, syntheticEmbedder({ identity: other }));
    expect(await codeOf(ask({ terms }, by))).toBe('model_mismatch');
    // What needs no model still works.
    expect((await ask({ terms: [{ type: 'photo', id: photos[0].id }] }, by)).hits[0].id).toBe(
      photos[0].id
    );
  });

  test('no model', async () => {
    const none = {
      ...services,
      embedder: () => Promise.reject(new PeakSearchError('model_missing', 'There is no model.')),
    };
    expect(await codeOf(ask({ terms }, none))).toBe('model_missing');
    const named = await ask({ terms: [{ type: 'text', text: 'Thamserku' }] }, none);
    expect(named.hits.length).toBeGreaterThan(0);
  });

  test('no index, no catalog', async () => {
    const nowhere = testServices(testSettings(indexName('nowhere')));
    expect(await codeOf(ask({ terms }, nowhere))).toBe('index_missing');
    expect(await codeOf(ask({}, nowhere))).toBe('index_missing');
    const noPeaks = testServices({
      ...settings,
      indices: { ...settings.indices, peaks: indexName('no-peaks') },
    });
    expect(await codeOf(ask({ terms: [{ type: 'peak', id: 'nuptse' }] }, noPeaks))).toBe(
      'index_missing'
    );
    expect((await ask({ terms }, noPeaks)).hits.length).toBeGreaterThan(0);
  });

  test('areas and times that hold nothing', async () => {
    const upsideDown = { type: 'box', top: 1, bottom: 2, left: 0, right: 1 } as const;
    expect(await codeOf(ask({ filters: { area: upsideDown } }))).toBe('bad_request');
    const line = [1, 2, 3].map((n) => ({ lat: n, lon: n }));
    expect(await codeOf(ask({ filters: { area: { type: 'polygon', points: line } } }))).toBe(
      'bad_request'
    );
    const time = { from: '2023-10-02T00:00:00Z', to: '2023-10-01T00:00:00Z' };
    expect(await codeOf(ask({ filters: { time } }))).toBe('bad_request');
  });

  test('a search whose caller has gone is given up', async () => {
    const gone = AbortSignal.abort();
    const request = searchRequestSchema.parse({});
    await expect(search(testLibrary(client, services, { signal: gone }), request)).rejects.toThrow(
      /abort/i
    );
  });
});

test('over several shards the answers are the same', async () => {
  const parted = testSettings(indexName('shards'));
  parted.photos = { ...parted.photos, shards: 3 };
  const index = await fillPhotos(client, parted, photos);
  indices.push(index, await fillCatalog(client, parted));
  const { [index]: made } = await client.indices.getSettings({ index });
  expect(made.settings?.index?.number_of_shards).toBe('3');
  const requests: SearchRequestInput[] = [
    { terms: [{ type: 'text', text: 'cluster 0' }], size: 100, collapseBursts: true },
    { terms: [{ type: 'photo', id: photos[7].id }], size: 60, facets: true },
    { facets: true, size: 60, from: 60, collapseBursts: true },
  ];
  for (const request of requests) {
    const [one, three] = [await ask(request), await ask(request, testServices(parted))];
    expect({ ...three, hits: ids(three.hits) }).toEqual({
      ...one,
      tookMs: three.tookMs,
      hits: ids(one.hits),
    });
    expect(three.hits.length).toBeGreaterThan(50);
  }
});

test('equal vectors are listed in one order', async () => {
  const twins = testSettings(indexName('twins'));
  const random = seededRandom(3);
  const vector = near(CLUSTERS[0], 0.1, random);
  const same = syntheticPhotos(20, 9).map((photo) => ({
    ...photo,
    vector,
    document: { ...photo.document, clip_image: vectorNumbers(vector) },
  }));
  indices.push(await fillPhotos(client, twins, same));
  const { hits } = await ask({ terms: [{ type: 'text', text: 'cluster 0' }] }, testServices(twins));
  expect(ids(hits)).toEqual(same.map(({ id }) => id).sort());
});
