import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import type { StatusResponse } from '../common/api';
import { API } from '../common/constants';
import type { SearchResponse } from '../common/search_api';
import { createServices } from '../server/create_services';
import { silent, testSettings } from '../server/search/testing/synthetic';
import { ingestAlbum } from '../scripts/ingest/ingest_album';
import { cuttableProxy, type CuttableProxy } from '../scripts/testing/cuttable_proxy';
import { faultyProxy, type Fault, type FaultyProxy } from '../scripts/testing/faulty_proxy';
import { morningWalk, writeSamples } from '../scripts/testing/sample_album';
import { testElasticsearch } from './elasticsearch/test_node';
import { REPOSITORY } from './standalone_host';
import { startPluginHost, type PluginHost } from './testing/plugin_host';

/**
 * Faults on a host that is running, injected for real between it and a real Elasticsearch or into its model: each is
 * told by the answer and by the status, and is gone when its cause is, without a restart.
 */

const TINY = join(REPOSITORY, 'server/embedding/fixtures/tiny-siglip2');
const { client, url, clientThrough, indexName } = testElasticsearch();
const settings = testSettings(indexName('faults'));
const { indices } = settings;
let folder: string;
let album: string;
let model: string;
let cuttable: CuttableProxy;
let faulty: FaultyProxy;
let through: Client;
let plugin: PluginHost;

/** Fills the index as the command line does. */
async function ingest(): Promise<void> {
  const services = createServices(
    { ...settings, model: { ...settings.model, dir: model, workers: 1 } },
    silent
  );
  const report = await ingestAlbum({
    services,
    client,
    album: { name: 'walk', root: album },
    options: { stateDir: join(folder, 'state') },
  });
  expect(report.pending + report.quarantined).toBe(0);
  await services.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-faults-'));
  album = join(folder, 'walk');
  model = join(folder, 'model');
  await cp(TINY, model, { recursive: true });
  await writeSamples(album, morningWalk(6));
  await ingest();
  cuttable = await cuttableProxy(url);
  faulty = await faultyProxy(cuttable.url);
  through = clientThrough(faulty.url, { maxRetries: 0, requestTimeout: 1500 });
  plugin = await startPluginHost({
    elasticsearch: through,
    config: { indices, model: { dir: model } },
  });
});
afterEach(() => faulty.end());
afterAll(async () => {
  await plugin.stop();
  await through.close();
  await faulty.close();
  await cuttable.cut();
  const names = Object.values(indices).map((name) => `${name}*`);
  for (const index of Object.keys(await client.indices.get({ index: names }))) {
    await client.indices.delete({ index });
  }
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer<T> {
  status: number;
  retryAfter: string | null;
  body: T & { message: string; attributes: { code: string } };
}

async function search(body: object = {}, on = plugin): Promise<Answer<SearchResponse>> {
  const response = await on.call(API.search, { method: 'POST', body: JSON.stringify(body) });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Answer<SearchResponse>['body'],
  };
}
const byWords = (on = plugin) => search({ terms: [{ type: 'text', text: 'snow' }] }, on);
const status = async (on = plugin) => (await (await on.call(API.status)).json()) as StatusResponse;

async function expectHealed(on = plugin): Promise<void> {
  expect(await byWords(on)).toMatchObject({ status: 200, body: { total: 6, warnings: [] } });
  expect(await status(on)).toMatchObject({
    elasticsearch: { state: 'ok' },
    model: { state: 'ok' },
    photosIndex: { state: 'ok', count: 6 },
  });
}

const busy = {
  error: { type: 'es_rejected_execution_exception', reason: 'queue capacity 1000 is full' },
  status: 429,
};
const noShards = {
  error: { type: 'search_phase_execution_exception', reason: 'all shards failed' },
  status: 503,
};
const FAULTS: Array<[string, Fault, number, string, RegExp]> = [
  ['slow', { kind: 'delay', ms: 4000 }, 504, 'timeout', /did not answer in time/],
  ['overloaded', { kind: 'answer', status: 429, body: busy }, 429, 'busy', /queue capacity/],
  [
    'without its shards',
    { kind: 'answer', status: 503, body: noShards },
    503,
    'elasticsearch_unreachable',
    /not available.*cluster's health/,
  ],
  [
    'hidden by a balancer',
    { kind: 'answer', status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
    503,
    'elasticsearch_unreachable',
    /^Elasticsearch cannot answer now/,
  ],
  ['cut off in its answer', { kind: 'torn' }, 503, 'elasticsearch_unreachable', /does not answer/],
  [
    'another server',
    { kind: 'answer', status: 200, body: '<html>Welcome to nginx!</html>' },
    503,
    'elasticsearch_unreachable',
    /is not Elasticsearch/,
  ],
];

describe('Elasticsearch', () => {
  it.each(FAULTS)('%s', async (_, fault, httpStatus, code, sentence) => {
    await expectHealed();
    faulty.begin(fault);
    const answer = await search();
    expect(answer).toMatchObject({
      status: httpStatus,
      body: { message: expect.stringMatching(sentence) as string, attributes: { code } },
    });
    expect(answer.retryAfter).toBe('5');
    expect(await status()).toMatchObject({
      elasticsearch: { state: 'failed', message: expect.stringMatching(sentence) as string },
      photosIndex: { state: 'failed' },
    });
    faulty.end();
    await expectHealed();
  });

  it('stopped, and started again', async () => {
    await expectHealed();
    await cuttable.cut();
    expect(await search()).toMatchObject({ status: 503, retryAfter: '5' });
    expect((await status()).elasticsearch).toMatchObject({ state: 'failed' });
    await cuttable.mend();
    await expectHealed();
  });

  it('answers in part: what there is, with a warning that says what is missing', async () => {
    const failure = { reason: { type: 'x', reason: 'disk of node 2' } };
    const change = (answer: Record<string, unknown>) => ({
      ...answer,
      responses: (answer.responses as object[]).map((response) => ({
        ...response,
        _shards: { total: 2, successful: 1, skipped: 0, failed: 1, failures: [failure] },
      })),
    });
    faulty.begin({ kind: 'changed', change }, /_msearch/);
    const { body } = await byWords();
    expect(body.hits.length).toBeGreaterThan(0);
    expect(body.warnings.join()).toMatch(/1 of 2 parts of .* \(disk of node 2\).*incomplete/);
    faulty.end();
    await expectHealed();
  });
});

describe('the index', () => {
  it('deleted under searches: each is answered in words, and ingest brings it back', async () => {
    await expectHealed();
    const codes = new Map<string, number>();
    let deleted = false;
    const searches = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let i = 0, after = 0; i < 200 && after < 3; i++) {
          const { status: httpStatus, body } = await byWords();
          const what = httpStatus === 200 ? '200' : `${httpStatus} ${body.attributes.code}`;
          codes.set(what, (codes.get(what) ?? 0) + 1);
          if (deleted) after++;
        }
      })
    );
    const [concrete] = Object.keys(await client.indices.getAlias({ name: indices.photos }));
    await client.indices.delete({ index: concrete! });
    deleted = true;
    await searches;
    // A search that is under way while the shards close finds none that answers, and is told to try again.
    codes.delete('503 elasticsearch_unreachable');
    codes.delete('200');
    expect([...codes.keys()]).toEqual(['503 index_missing']);
    expect((await status()).photosIndex).toMatchObject({
      state: 'missing',
      message: expect.stringContaining('Run "peak-search ingest"') as string,
    });
    await ingest();
    await expectHealed();
  });

  it.each([
    [0, /ingest again/],
    [99, /Update Peak Search on this host/],
  ])('with a mapping of version %i', async (version, sentence) => {
    const [entry] = Object.entries(await client.indices.getMapping({ index: indices.photos }));
    const [concrete, { mappings }] = entry!;
    const put = (mapping_version: unknown) =>
      client.indices.putMapping({
        index: concrete,
        _meta: { ...mappings._meta, mapping_version },
      });
    await put(version);
    const told = { message: expect.stringMatching(sentence) as string };
    expect(await byWords()).toMatchObject({ status: 409, body: told });
    expect((await status()).photosIndex).toMatchObject({ state: 'failed', ...told });
    await put(mappings._meta!.mapping_version);
    await expectHealed();
  });
});

describe('the model', () => {
  type Node = Awaited<ReturnType<typeof startPluginHost>>;
  const nodes: Node[] = [];
  const start = async (dir: string): Promise<Node> => {
    const config = { indices, model: { dir } };
    const node = await startPluginHost({ elasticsearch: through, config });
    nodes.push(node);
    return node;
  };
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.stop();
  });

  it('missing, and copied into place', async () => {
    // Under its own name it is the model that filled the index.
    const dir = join(folder, 'late', 'model');
    const node = await start(dir);
    expect(await byWords(node)).toMatchObject({
      status: 503,
      body: { attributes: { code: 'model_missing' } },
    });
    expect((await status(node)).model).toMatchObject({ state: 'missing' });
    // What needs no model works.
    expect(await search({}, node)).toMatchObject({ status: 200 });
    await cp(model, dir, { recursive: true });
    await expectHealed(node);
  });

  it('truncated, and made whole', async () => {
    const dir = join(folder, 'broken', 'model');
    await cp(model, dir, { recursive: true });
    await truncate(join(dir, 'onnx/text_model.onnx'), 300_000);
    const node = await start(dir);
    const answer = await byWords(node);
    expect(answer).toMatchObject({ status: 503, body: { attributes: { code: 'model_missing' } } });
    expect(answer.body.message).toContain('text_model.onnx');
    const { model: told } = await status(node);
    expect(told.state).toMatch(/missing|failed/);
    expect(told.message).toContain('text_model.onnx');
    await cp(TINY, dir, { recursive: true, force: true });
    await expectHealed(node);
  });

  it('another one on another node: that node says so, and the first goes on', async () => {
    const dir = join(folder, 'another-model');
    await cp(model, dir, { recursive: true });
    const node = await start(dir);
    const both = await Promise.all([byWords(), byWords(node), search({}, node)]);
    expect(both).toMatchObject([
      { status: 200 },
      { status: 409, body: { attributes: { code: 'model_mismatch' } } },
      { status: 200 },
    ]);
    expect((await status(node)).photosIndex).toMatchObject({
      state: 'degraded',
      message: expect.stringMatching(/another-model/) as string,
    });
    await nodes.pop()!.stop();
    await expectHealed();
  });
});
