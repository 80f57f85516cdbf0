import { distanceM } from '../../../common/geo/geodesy';
import { searchRequestSchema } from '../../../common/search_api';
import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import type { PhotoDocument } from '../../photos/photo_document';
import { areaOf, placeById } from '../../places/place_finder';
import { search } from '../search';
import { understandSentence } from '../terms/understand_sentence';
import { fillPhotos, syntheticPhotos, testLibrary, testSettings } from '../testing/synthetic';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('conditions'));
const library = testLibrary(client, settings);
const photos = syntheticPhotos(400).map((photo, i) => ({
  ...photo,
  document: {
    ...photo.document,
    ...(i % 3 === 0 && { altitude_m: 2000 + 10 * i }),
    ...(i % 4 === 0 && { focal_length_35mm: 20 + i, camera_words: 'apple iphone 15 pro' }),
    ...(i === 7 && { written: 'pemba at the stove' }),
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

const ask = (sentence: string, more: object = {}) =>
  search(
    library,
    searchRequestSchema.parse({ sentence, today: '2026-11-30', size: 400, k: 400, ...more })
  );

type Test = (document: PhotoDocument) => boolean;
const clock = ({ shot_time: time }: PhotoDocument) => (time ? Number(time.slice(11, 13)) : -1);
const insideNamche: Test = ({ gps }) => {
  const area = areaOf(placeById('namche-bazaar')!);
  return gps !== undefined && area.type === 'circle' && distanceM(gps, area.center) <= area.radiusM;
};
const nearNamche: Test = ({ gps }) =>
  gps !== undefined && distanceM(gps, placeById('namche-bazaar')!) <= 20_000;

it.each<[string, Test]>([
  [
    '1 to 5 November 2023',
    ({ shot_day: d }) => d !== undefined && d >= '2023-11-01' && d <= '2023-11-05',
  ],
  ['25 October', ({ shot_day: d }) => d?.slice(5) === '10-25'],
  ['in October', ({ shot_day: d }) => d?.slice(5, 7) === '10'],
  ['in spring and in October', ({ shot_day: d }) => d?.slice(5, 7) === '10'],
  ['not in October', ({ shot_day: d }) => d?.slice(5, 7) !== '10'],
  ['in the afternoon', (d) => clock(d) >= 12 && clock(d) < 18],
  ['at midnight', (d) => clock(d) >= 23 || clock(d) === 0],
  ['at night', ({ light }) => light?.includes('night') ?? false],
  [
    'at sunrise or sunset',
    ({ light = [] }) => light.includes('sunrise') || light.includes('sunset'),
  ],
  ['above 5000 m', ({ altitude_m: m }) => m !== undefined && m >= 5000],
  ['above 3000 m, below 4000 m', ({ altitude_m: m }) => m !== undefined && m >= 3000 && m <= 4000],
  ['looking north', ({ looking_deg: b }) => b !== undefined && (b >= 315 || b <= 45)],
  ['telephoto', ({ focal_length_35mm: f }) => f !== undefined && f >= 70],
  ['iPhone', ({ camera_words: c }) => c !== undefined],
  ['within 20 km of Namche', nearNamche],
  ['in Namche', insideNamche],
  ['IMG_0012', ({ path }) => path.endsWith('IMG_0012.HEIC')],
  ['album alps', ({ album }) => album === 'alps'],
  ['panorama', () => false],
])('"%s" leaves what it says, and nothing else', async (sentence, admits) => {
  const answer = await ask(sentence);
  const wanted = photos.filter(({ document }) => admits(document)).map(({ id }) => id);
  expect(answer.hits.map(({ id }) => id).sort()).toEqual(wanted.sort());
  expect(answer.total).toBe(wanted.length);
  expect(answer.understood?.rest).toBe('');
});

it('filters inside the kNN search when words are left, and counts what each condition costs', async () => {
  const answer = await ask('cluster 3, in October at night');
  expect(answer.understood).toMatchObject({ rest: 'cluster 3' });
  const october = photos.filter(({ document }) => document.shot_month === 10);
  const night = photos.filter(({ document }) => document.light?.includes('night'));
  const both = october.filter((photo) => night.includes(photo));
  expect(answer.knn).toBeDefined();
  expect(answer.hits.map(({ id }) => id).sort()).toEqual(both.map(({ id }) => id).sort());
  expect(answer.conditions).toEqual([
    { condition: 'season:10-01..10-31', alone: october.length, without: night.length },
    { condition: 'light:night', alone: night.length, without: october.length },
  ]);
});

it('finds a word that stands in a caption only, and says so; other searches rank as before', async () => {
  const answer = await ask('Pemba at the stove');
  expect(answer.hits[0]).toMatchObject({ id: photos[7].id });
  expect(answer.hits[0].reasons).toContainEqual({
    source: 'written',
    term: 'Pemba at the stove',
    fields: ['caption'],
    rank: 1,
  });
  expect(answer.nothingLikeThat).toBe(false);
  const terms = [{ type: 'text', text: 'cluster 3' }];
  const plain = await search(library, searchRequestSchema.parse({ terms, size: 20 }));
  const cosines = plain.hits.map(({ match }) => match!);
  expect([...cosines].sort((a, b) => b - a)).toEqual(cosines);
});

it('tells heights only to those who may see exact places', async () => {
  const coarse = testLibrary(client, settings, { exactPlaces: false });
  const conditions = [{ kind: 'height', min: 5000 }];
  const request = searchRequestSchema.parse({ filters: { conditions }, size: 400 });
  await expect(search(coarse, request)).rejects.toMatchObject({ code: 'forbidden' });
});

it('leaves an elevation in a sentence as words for those who may not filter by it, and says so', async () => {
  const coarse = testLibrary(client, settings, { exactPlaces: false });
  const sentence = 'glaciers above 5000 m in October';
  const read = await understandSentence(coarse, { sentence });
  expect(read.heightsAsWords).toEqual(['above 5000 m']);
  expect(read.conditions.map(({ words }) => words)).toEqual(['in October']);
  expect(read.terms).toMatchObject([{ type: 'text', text: 'glaciers above 5000 m' }]);
  const found = await search(coarse, searchRequestSchema.parse({ sentence }));
  expect(found.warnings).toEqual([expect.stringContaining('"above 5000 m" is searched as words')]);
  const exact = await search(library, searchRequestSchema.parse({ sentence }));
  expect(exact.warnings).toEqual([]);
});

it('refuses a place that nobody knows', async () => {
  await expect(
    ask('yaks', { filters: { conditions: [{ kind: 'place', id: 'atlantis' }] } })
  ).rejects.toThrow('There is no place "atlantis"');
});
