import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ELASTICSEARCH_VERSION } from './distribution';
import { startEmbeddedElasticsearch } from './embedded_node';
import { testElasticsearch } from './test_node';

const quiet = () => undefined;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the node that tests share', () => {
  const { client, indexName } = testElasticsearch();
  const index = indexName('vectors');
  afterAll(async () => {
    await client.indices.delete({ index, ignore_unavailable: true });
    await client.close();
  });

  it('is the real thing, of the version we name, on the loopback only', async () => {
    const { nodes } = await client.nodes.info();
    const [node] = Object.values(nodes);
    expect(node.version).toBe(ELASTICSEARCH_VERSION);
    expect(node.http?.publish_address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('finds nearest neighbours among those that a filter lets through', async () => {
    await client.indices.create({
      index,
      mappings: {
        properties: {
          peak: { type: 'keyword' },
          vector: { type: 'dense_vector', dims: 3, index: true, similarity: 'cosine' },
        },
      },
    });
    const vectors: Array<[string, string, number[]]> = [
      ['a', 'everest', [1, 0, 0]],
      ['b', 'lhotse', [0.9, 0.1, 0]],
      ['c', 'everest', [0, 1, 0]],
      ['d', 'lhotse', [0, 0, 1]],
    ];
    const operations = vectors.flatMap(([id, peak, vector]) => [
      { index: { _id: id } },
      { peak, vector },
    ]);
    const written = await client.bulk({ index, operations, refresh: true });
    expect(written.errors).toBe(false);

    const search = async (filter?: object) => {
      const knn = { field: 'vector', query_vector: [1, 0, 0], k: 2, num_candidates: 10, filter };
      const { hits } = await client.search({ index, knn, _source: false });
      return hits.hits.map((hit) => hit._id);
    };
    expect(await search()).toEqual(['a', 'b']);
    expect(await search({ term: { peak: 'lhotse' } })).toEqual(['b', 'd']);
  });
});

describe('a node of our own', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'peak-search-node-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));
  const start = (more: { port?: number; signal?: AbortSignal } = {}) =>
    startEmbeddedElasticsearch({ dataDir, heapMb: 256, log: quiet, ...more });

  it('keeps its data between starts, and leaves no process when stopped', async () => {
    const first = await start();
    const put = await fetch(`${first.url}/kept/_doc/1?refresh=true`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Ama Dablam"}',
    });
    expect(put.status).toBe(201);
    await Promise.all([first.stop(), first.stop()]);
    expect(isAlive(first.pid)).toBe(false);
    expect(await readFile(path.join(dataDir, 'elasticsearch.log'), 'utf8')).toMatch(/closed\s*$/);

    const second = await start();
    try {
      const got = (await (await fetch(`${second.url}/kept/_search`)).json()) as {
        hits: { total: { value: number } };
      };
      expect(got.hits.total.value).toBe(1);
      await expect(start()).rejects.toThrow(/Another Elasticsearch uses this data folder already/);
    } finally {
      await second.stop();
    }
  });

  it('says in a sentence that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      await expect(start({ port })).rejects.toThrow(/Its port is taken by another program/);
    } finally {
      server.close();
    }
  });

  it('ends a start that is aborted', async () => {
    await expect(start({ signal: AbortSignal.timeout(1500) })).rejects.toThrow(/timeout/i);
    // Were it still alive, the folder would be locked.
    await (await start()).stop();
  });

  it('ends when the process that started it is killed', async () => {
    const script = `
      const { startEmbeddedElasticsearch } = require(${JSON.stringify(path.join(__dirname, 'embedded_node.ts'))});
      startEmbeddedElasticsearch({ dataDir: ${JSON.stringify(dataDir)}, heapMb: 256, log: () => {} })
        .then((node) => console.log('pid ' + node.pid));`;
    const args = ['--require', require.resolve('tsx/cjs'), '--eval', script];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let pid = 0;
    for await (const line of createInterface({ input: parent.stdout })) {
      pid = Number(/^pid (\d+)$/.exec(line)?.[1] ?? 0);
      if (pid) break;
    }
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    for (let i = 0; i < 200 && isAlive(pid); i++) await sleep(100);
    expect(isAlive(pid)).toBe(false);
  });
});
