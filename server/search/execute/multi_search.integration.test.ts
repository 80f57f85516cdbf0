import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import { multiSearch } from './multi_search';

const { client, indexName } = testElasticsearch();
const placed = indexName('placed');
const bare = indexName('bare');
const unborn = indexName('unborn');

beforeAll(async () => {
  await client.indices.create({
    index: placed,
    mappings: { properties: { gps: { type: 'geo_point' } } },
  });
  await client.index({ index: placed, document: { gps: [86.7, 27.8] }, refresh: true });
  await client.indices.create({ index: bare });
  // Every index is like this for some milliseconds when it is made: it is there, and none of its shards is.
  await client.indices.create({
    index: unborn,
    settings: { 'index.routing.allocation.require._name': 'nobody' },
    wait_for_active_shards: 0,
  });
});
afterAll(async () => {
  await client.indices.delete({ index: [placed, bare, unborn] });
  await client.close();
});

/** Fails in an index that does not know the field, which is one way for some shards to fail and others not. */
const inside = {
  query: {
    geo_shape: {
      gps: {
        shape: {
          type: 'envelope',
          coordinates: [
            [86, 28],
            [87, 27],
          ],
        },
        relation: 'intersects' as const,
      },
    },
  },
};

test('what some shards could not answer comes with the rest and a warning', async () => {
  const { answers, warnings } = await multiSearch(
    client,
    [
      { index: `${placed},${bare}`, body: inside },
      { index: placed, body: inside },
    ],
    { doing: 'search' }
  );
  expect(answers.map((answer) => answer.hits.hits.length)).toEqual([1, 1]);
  expect(warnings).toEqual([expect.stringMatching(/^1 of 2 parts of .* incomplete\.$/)]);
});

test('what no shard could answer is an error, with the reason in it', async () => {
  const parts = [{ index: bare, body: inside }];
  await expect(multiSearch(client, parts, { doing: 'search the photos' })).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringMatching(/search the photos: .*gps/),
  });
});

test('a missing index is an error, unless it may be missing', async () => {
  const index = indexName('missing');
  const body = { query: { match_all: {} } };
  await expect(multiSearch(client, [{ index, body }], { doing: 'x' })).rejects.toMatchObject({
    code: 'index_missing',
    message: expect.stringContaining(index),
  });
  const { answers } = await multiSearch(client, [{ index, body, optional: true }], { doing: 'x' });
  expect(answers[0].hits.hits).toEqual([]);
});

test('an index whose shards are not there yet is an error, or a warning where the rest can do without it', async () => {
  const body = { query: { match_all: {} } };
  await expect(
    multiSearch(client, [{ index: unborn, body }], { doing: 'x' })
  ).rejects.toMatchObject({ code: 'elasticsearch_unreachable' });
  const { answers, warnings } = await multiSearch(
    client,
    [
      { index: placed, body },
      { index: unborn, body, optional: true },
    ],
    { doing: 'x' }
  );
  expect(answers.map((answer) => answer.hits.hits.length)).toEqual([1, 0]);
  expect(warnings).toEqual([expect.stringContaining(unborn)]);
});
