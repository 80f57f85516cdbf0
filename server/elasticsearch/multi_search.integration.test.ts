import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { Elasticsearch } from './elasticsearch';
import { multiSearch } from './multi_search';

const { client, indexName } = testElasticsearch();
const elasticsearch = new Elasticsearch(client);
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
  const warnings = new Set<string>();
  const answers = await multiSearch(
    elasticsearch,
    {
      both: { index: `${placed},${bare}`, body: inside },
      one: { index: placed, body: inside },
    },
    { doing: 'search', warnings }
  );
  expect([answers.both, answers.one].map((answer) => answer.hits.hits.length)).toEqual([1, 1]);
  expect([...warnings]).toEqual([expect.stringMatching(/^1 of 2 parts of .* incomplete\.$/)]);
});

const refusal = { doing: 'search the photos', warnings: new Set<string>() };

test('each answer has the name of its question, in whatever order they were asked', async () => {
  const all = { index: placed, body: {} };
  const none = { index: placed, body: { query: { match_none: {} } } };
  for (const parts of [
    { all, none },
    { none, all },
  ]) {
    const answers = await multiSearch(elasticsearch, parts, refusal);
    expect(answers.all.hits.hits).toHaveLength(1);
    expect(answers.none.hits.hits).toHaveLength(0);
  }
});

test('what no shard could answer is an error, with the reason in it', async () => {
  const parts = { one: { index: bare, body: inside } };
  await expect(multiSearch(elasticsearch, parts, refusal)).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringMatching(/search the photos: .*gps/),
  });
});

test('a missing index is an error, unless it may be missing', async () => {
  const index = indexName('missing');
  const body = { query: { match_all: {} } };
  await expect(multiSearch(elasticsearch, { one: { index, body } }, refusal)).rejects.toMatchObject(
    { code: 'index_missing', message: expect.stringContaining(index) }
  );
  const { one } = await multiSearch(
    elasticsearch,
    { one: { index, body, optional: true } },
    refusal
  );
  expect(one.hits.hits).toEqual([]);
});

test('an index whose shards are not there yet is an error, or a warning where the rest can do without it', async () => {
  const body = { query: { match_all: {} } };
  await expect(
    multiSearch(elasticsearch, { one: { index: unborn, body } }, refusal)
  ).rejects.toMatchObject({ code: 'elasticsearch_unreachable' });
  const warnings = new Set<string>();
  const answers = await multiSearch(
    elasticsearch,
    { there: { index: placed, body }, not: { index: unborn, body, optional: true } },
    { doing: 'x', warnings }
  );
  expect([answers.there, answers.not].map((answer) => answer.hits.hits.length)).toEqual([1, 0]);
  expect([...warnings]).toEqual([expect.stringContaining(unborn)]);
});
