import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@elastic/elasticsearch';
import { searchRequestSchema } from '../../common/search_api';
import type { PhotoHit, SearchRequestInput, SearchResponse } from '../../common/search_api';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { Elasticsearch } from '../elasticsearch/elasticsearch';
import { burstFields, predictionFields } from '../photos/make_photo_document';
import { toPhotoSummary } from '../photos/photo_summary';
import { correctCompass } from '../photos/photo_service';
import { createPhotosIndex, switchPhotosAlias } from '../photos/index/photos_index';
import { search } from './search';
import { similarPhotos } from './similar_photos';
import { opensDocuments, recordListBodies } from './testing/list_bodies';
import {
  CLUSTERS,
  IDENTITY,
  fillPhotos,
  syntheticEmbedder,
  syntheticPhotos,
  testLibrary,
  testServices,
  testSettings,
} from './testing/synthetic';
import { fillCatalog } from './testing/synthetic_catalog';

/** How lists are read (columns only), and on what (the basis, as the user who asks may see it). */

const { client, indexName } = testElasticsearch();
const elasticsearch = new Elasticsearch(client);
const settings = testSettings(indexName('lists'));
const photos = syntheticPhotos(120, 4);
/** SigLIP's own scale, so that no sample of the index is read for the calibration. */
const sure = () => syntheticEmbedder({ logits: { scale: 20, bias: -14 } });
const services = testServices(settings, sure());
const indices: string[] = [];
let catalog: string;

beforeAll(async () => {
  catalog = await fillCatalog(client, settings);
  indices.push(await fillPhotos(client, settings, photos), catalog);
});
afterAll(async () => {
  await client.indices.delete({ index: indices });
  await client.close();
});

const TERMS: SearchRequestInput['terms'] = [{ type: 'text', text: 'cluster 3' }];
const ask = (input: SearchRequestInput, by = services, as = client): Promise<SearchResponse> =>
  search(testLibrary(as, by), searchRequestSchema.parse({ facets: false, ...input }));
const nearTo = { lat: 27.8, lon: 86.7 };

test.each<[string, () => Promise<unknown>]>([
  ['browsing', () => ask({ facets: true })],
  ['browsing bursts', () => ask({ collapseBursts: true })],
  ['browsing by distance', () => ask({ sort: 'nearest', nearTo, filters: { peaks: ['nuptse'] } })],
  ['words', () => ask({ terms: TERMS, facets: true, size: 100 })],
  ['words, deep in the list', () => ask({ terms: TERMS, from: 60, size: 60 })],
  ['words and bursts', () => ask({ terms: TERMS, collapseBursts: true })],
  ['words by time', () => ask({ terms: TERMS, sort: 'newest', collapseBursts: true })],
  ['a peak', () => ask({ terms: [{ type: 'peak', id: 'nuptse' }] })],
  ['a photo', () => ask({ terms: [{ type: 'photo', id: photos[0].id }] })],
  [
    'photos like an upload',
    () =>
      similarPhotos(testLibrary(client, services), {
        terms: [{ vector: CLUSTERS[2], weight: 1 }],
        identity: IDENTITY,
        peakIds: ['nuptse'],
        size: 20,
      }),
  ],
])('no list opens a document: %s', async (_what, run) => {
  const { bodies, stop } = recordListBodies(client);
  await run();
  stop();
  expect(bodies.filter(({ size }) => size !== 0).length).toBeGreaterThan(0);
  expect(bodies.filter(opensDocuments)).toEqual([]);
});

test('a list says of every photo what its document says', async () => {
  const { hits } = await ask({ size: 120 });
  expect(hits).toHaveLength(120);
  const listed = new Map(hits.map(({ reasons: _none, ...hit }) => [hit.id, hit]));
  for (const { id, document } of photos) {
    const { gps, bearingDeg, ...exact } = toPhotoSummary(id, document);
    const { gps: seen, bearingDeg: turned, ...hit } = listed.get(id)!;
    expect(hit).toEqual(exact);
    expect(Object.keys(listed.get(id)!).sort()).toEqual(
      Object.keys(toPhotoSummary(id, document)).sort()
    );
    if (gps) {
      expect(Math.abs(seen!.lat - gps.lat)).toBeLessThan(1e-6);
      expect(Math.abs(seen!.lon - gps.lon)).toBeLessThan(1e-6);
    }
    if (bearingDeg !== undefined) expect(turned).toBeCloseTo(bearingDeg, 3);
    // No digits that only say how a number is held.
    expect(JSON.stringify([seen, turned]).match(/\d+\.\d{7,}/)).toBeNull();
  }
});

test('what is written later is listed: a corrected compass, other peaks, a burst left', async () => {
  const { id, document } = photos.find(
    (photo) => photo.document.bearing_deg !== undefined && photo.document.burst
  )!;
  const listed = async (): Promise<PhotoHit> =>
    (await ask({ filters: { ids: [id] }, size: 1 })).hits[0];
  await correctCompass(testLibrary(client, settings), id, { correctionDeg: 12.5, scope: 'photo' });
  const candidate = { names: ['x'], probability: 0.5, evidence: [] };
  const prediction = {
    predictedPeaks: ['zinalrothorn', 'ama-dablam'],
    none: 0.1,
    candidates: [
      { id: 'ama-dablam', visible: 0.51, ...candidate },
      { id: 'zinalrothorn', visible: 0.021, ...candidate },
    ],
  };
  const { burst: _none, ...single } = burstFields(id, undefined);
  await client.update({
    index: settings.indices.photos,
    id,
    doc: {
      ...predictionFields({ exact: prediction, coarse: prediction }),
      ...single,
      burst: null,
    },
    refresh: true,
  });
  const after = await listed();
  expect(after.bearingDeg).toBeCloseTo((document.bearing_deg! + 12.5) % 360, 3);
  // Best first, though neither the alphabet nor the probability says so.
  expect(after.peaks).toEqual([
    { id: 'zinalrothorn', probability: 0.02 },
    { id: 'ama-dablam', probability: 0.51 },
  ]);
  expect(after).not.toHaveProperty('burst');
  expect(after.shotTime).toBe(document.shot_time);
  await client.index({ index: settings.indices.photos, id, document, refresh: true });
  expect((await listed()).burst).toEqual({ id: document.burst!.id, size: 3 });
});

/** What goes over the wire while something runs, in its order. */
async function traffic(run: () => Promise<unknown>): Promise<string[]> {
  const events: string[] = [];
  const path = (result: unknown) =>
    (result as { meta: { request: { params: { path: string } } } }).meta.request.params.path
      .split('/')
      .at(-1);
  const sent = (_e: unknown, result: unknown) => void events.push(`ask ${path(result)}`);
  const came = (_e: unknown, result: unknown) => void events.push(`answer ${path(result)}`);
  client.diagnostic.on('request', sent);
  client.diagnostic.on('response', came);
  await run();
  client.diagnostic.off('request', sent);
  client.diagnostic.off('response', came);
  return events;
}

describe('the basis of a search', () => {
  test('is read in one trip, before the one that searches', async () => {
    const events = await traffic(() => ask({ terms: TERMS, size: 100 }));
    expect(events.slice(0, 2).sort()).toEqual(['ask _mapping', 'ask _msearch']);
    expect(events.slice(2, 4).sort()).toEqual(['answer _mapping', 'answer _msearch']);
    expect(events.slice(4)).toEqual(['ask _msearch', 'answer _msearch']);
  });

  test('is no other user’s: who may not read finds nothing', async () => {
    await ask({ terms: TERMS });
    const error = { type: 'security_exception', reason: 'action is unauthorized for user [x]' };
    const refusing = createServer((request, response) => {
      request.resume();
      response.writeHead(403, {
        'content-type': 'application/json',
        'x-elastic-product': 'Elasticsearch',
      });
      response.end(JSON.stringify({ error, status: 403 }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => refusing.once('listening', resolve));
    const { port } = refusing.address() as AddressInfo;
    const other = new Client({ node: `http://127.0.0.1:${port}`, maxRetries: 0 });
    await expect(ask({ terms: TERMS }, services, other)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await other.close();
    await new Promise((resolve) => refusing.close(resolve));
  });

  test('gives nobody the names of peaks that he may not see, and nobody fewer than he may', async () => {
    const sources = async () => {
      const { hits, warnings } = await ask({ terms: [{ type: 'text', text: 'at the Mattehorn' }] });
      expect(warnings).toEqual([]);
      return new Set(hits.flatMap(({ reasons }) => reasons.map(({ source }) => source)));
    };
    expect(await sources()).toContain('name');
    // As document-level security would: the same index, without some of its documents.
    const alias = settings.indices.peaks;
    const without = { bool: { must_not: { term: { id: 'matterhorn' } } } };
    const show = (filter?: object) =>
      client.indices.updateAliases({ actions: [{ add: { index: catalog, alias, filter } }] });
    await show(without);
    expect(await sources()).toEqual(new Set(['meaning']));
    await show();
    expect(await sources()).toContain('name');
    await client.indices.updateAliases({ actions: [{ remove: { index: catalog, alias } }] });
    expect(await sources()).toEqual(new Set(['meaning']));
    await show();
    expect(await sources()).toContain('name');
  });

  test('holds how well photos match against those that the user may see, not against another user’s', async () => {
    const by = testServices(settings);
    const alias = settings.indices.photos;
    const terms: SearchRequestInput['terms'] = [{ type: 'peak', id: 'thamserku' }];
    const [index] = Object.keys(await client.indices.getAlias({ name: alias }));
    const show = (filter?: object) =>
      client.indices.updateAliases({ actions: [{ add: { index, alias, filter } }] });
    const matches = async () =>
      new Map((await ask({ terms, size: 100 }, by)).hits.map(({ id, match }) => [id, match]));
    const all = await matches();
    // As document-level security would: of the same index, the photos of one album.
    await show({ term: { album: 'alps' } });
    const few = await matches();
    await show();
    expect([...few].length).toBeGreaterThan(5);
    const changed = [...few].filter(([id, match]) => Math.abs(match! - all.get(id)!) > 1e-6);
    expect(changed.length).toBeGreaterThan(0);
    expect(await matches()).toEqual(all);
  });

  test('moves with the alias, under searches: each answer is of one index', async () => {
    const moving = testSettings(indexName('moving'));
    const by = testServices(moving, sure());
    const old = syntheticPhotos(40, 11);
    // Of other photos, so that answers are told apart.
    const fresh = syntheticPhotos(40, 12);
    const before = await fillPhotos(client, moving, old);
    await fillCatalog(client, moving).then((index) => indices.push(index));
    const identity = { ...IDENTITY, modelHash: 'b'.repeat(64) };
    const after = await createPhotosIndex(elasticsearch, moving, identity);
    indices.push(before, after);
    await client.bulk({
      index: after,
      refresh: true,
      operations: fresh.flatMap(({ id, document }) => [{ index: { _id: id } }, document]),
    });
    const terms: SearchRequestInput['terms'] = [{ type: 'peak', id: 'nuptse' }];
    const isOld = new Set(old.map(({ id }) => id));
    const outcomes: string[] = [];
    let stop = false;
    const searching = Promise.all(
      [1, 2].map(async () => {
        while (!stop) {
          outcomes.push(
            await ask({ terms }, by).then(
              ({ hits }) =>
                [...new Set(hits.map(({ id }) => (isOld.has(id) ? 'old' : 'new')))].join(),
              ({ code }: { code: string }) => code
            )
          );
        }
      })
    );
    for (let i = 0; i < 3; i++) {
      await switchPhotosAlias(elasticsearch, moving, after);
      await switchPhotosAlias(elasticsearch, moving, before);
    }
    await switchPhotosAlias(elasticsearch, moving, after);
    stop = true;
    await searching;
    // The peaks' prototypes are of the old model: they are never held against the new one's photos. Who meets the
    // alias moving thrice is asked to come again.
    const allowed = new Set(['old', 'model_mismatch', 'busy']);
    expect(outcomes.filter((outcome) => !allowed.has(outcome))).toEqual([]);
    expect(outcomes).toContain('old');
    expect(outcomes).toContain('model_mismatch');
    await expect(ask({ terms }, by)).rejects.toMatchObject({ code: 'model_mismatch' });
    const [{ id }] = fresh;
    expect((await ask({ terms: [{ type: 'photo', id }] }, by)).hits[0].id).toBe(id);
  });
});
