import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { bulk, bulkAll } from './bulk';
import type { BulkAction, BulkOutcome } from './bulk';
import { Elasticsearch } from './elasticsearch';

const { client, indexName } = testElasticsearch();
const elasticsearch = new Elasticsearch(client);
const index = indexName('bulk');
const context = { index, doing: 'write the notes' };
const document = (n: unknown) => ({ n });

beforeEach(async () => {
  await client.indices.create({
    index,
    mappings: { dynamic: 'strict', properties: { n: { type: 'integer' } } },
  });
});
afterEach(() => client.indices.delete({ index }));
afterAll(() => client.close());

const ids = ({ written, conflicts, refused }: BulkOutcome<BulkAction>) => ({
  written: written.map(({ id }) => id),
  conflicts: conflicts.map(({ id }) => id),
  refused: refused.map(({ action: { id } }) => id),
});

it('says of every change how it ended', async () => {
  const { _seq_no: seqNo, _primary_term: primaryTerm } = await client.index({
    index,
    id: 'old',
    document: document(1),
  });
  await client.index({ index, id: 'old', document: document(2) });
  const ifVersion = { seqNo: seqNo!, primaryTerm: primaryTerm! };
  const actions: BulkAction[] = [
    { kind: 'index', id: 'new', document: document(3) },
    { kind: 'index', id: 'wrong', document: document('three') },
    { kind: 'update', id: 'old', fields: { n: 4 }, ifVersion },
    { kind: 'update', id: 'gone', fields: { n: 5 } },
    { kind: 'delete', id: 'never there' },
  ];
  const outcome = await bulk(elasticsearch, context, { actions, refresh: true });
  expect(ids(outcome)).toEqual({
    written: ['new', 'never there'],
    conflicts: ['old', 'gone'],
    refused: ['wrong'],
  });
  expect(outcome.refused[0].reason).toMatch(/failed to parse/);
  expect((await client.get({ index, id: 'old' }))._source).toEqual({ n: 2 });
});

it('takes a field away with undefined', async () => {
  await client.index({ index, id: 'a', document: document(1) });
  const actions = [{ kind: 'update' as const, id: 'a', fields: { n: undefined } }];
  await bulkAll(elasticsearch, context, { actions });
  expect((await client.get({ index, id: 'a' }))._source).toEqual({ n: null });
});

it('fails, where every change matters, when one is refused', async () => {
  const actions = ['1', 'two'].map((n) => ({ kind: 'index' as const, id: n, document: { n } }));
  await expect(bulkAll(elasticsearch, context, { actions })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/write the notes: it refused 1 of 2 changes \(.*parse/),
  });
});

it.each(['index', 'delete'] as const)('creates no index by a %s through an alias', async (kind) => {
  const missing = indexName('missing');
  const action = kind === 'index' ? { kind, id: 'a', document: document(1) } : { kind, id: 'a' };
  await expect(
    bulk(elasticsearch, { index: missing, doing: 'x' }, { actions: [action], isAlias: true })
  ).rejects.toMatchObject({ code: 'index_missing' });
  expect(await client.indices.exists({ index: missing })).toBe(false);
});

describe('while an index does not take changes', () => {
  const block = (on: boolean) =>
    client.indices.putSettings({ index, settings: { 'index.blocks.write': on } });
  const actions = [{ kind: 'index' as const, id: 'a', document: document(1) }];

  it('waits until it does, telling what it waits for', async () => {
    await block(true);
    const said: string[] = [];
    const patient = new Elasticsearch(client, {
      retry: {
        maxWaitMs: 60_000,
        onEvent: (event) => {
          said.push(event.type === 'waiting' ? event.reason : 'resumed');
          void block(false);
        },
      },
    });
    const { written } = await bulk(patient, context, { actions });
    expect(written).toHaveLength(1);
    expect(said[0]).toMatch(/blocked writing/);
  });

  it('gives up at once where nobody can wait', async () => {
    await block(true);
    await expect(bulk(elasticsearch, context, { actions })).rejects.toMatchObject({ code: 'busy' });
    await block(false);
  });
});

it('carries the signal: nothing is sent for a caller that has gone', async () => {
  const controller = new AbortController();
  controller.abort();
  const gone = new Elasticsearch(client, { signal: controller.signal });
  const actions = [{ kind: 'index' as const, id: 'a', document: document(1) }];
  await expect(bulk(gone, context, { actions })).rejects.toThrow(/abort/i);
  expect(await client.exists({ index, id: 'a' })).toBe(false);
});
