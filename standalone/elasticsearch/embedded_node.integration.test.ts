import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openClosedIndices } from './closed_indices';
import { ELASTICSEARCH_VERSION } from './distribution';
import { startEmbeddedElasticsearch } from './embedded_node';
import { testElasticsearch } from './test_node';

const quiet = () => undefined;

/** Resolves once a file that is being written holds something. */
async function firstLineOf(file: string): Promise<void> {
  while (!(existsSync(file) && statSync(file).size > 0)) await sleep(50);
}

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

  it('finds nearest neighbors among those that a filter lets through', async () => {
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

describe('whoever is not us', () => {
  const { client, url, apiKey, indexName } = testElasticsearch();
  const index = indexName('attacked');
  beforeAll(() => client.index({ index, document: { secret: 'place' }, refresh: true }));
  afterAll(async () => {
    await client.indices.delete({ index, ignore_unavailable: true });
    await client.close();
  });

  const key = `ApiKey ${apiKey}`;
  const { port } = new URL(url);
  /** A request as a browser or a program would send it; undici's fetch doesn't let a page choose its Host, http does. */
  const send = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      request(`${url}${path}`, { method, headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      })
        .on('error', reject)
        .end();
    });

  it.each<[string, Record<string, string>, number]>([
    [
      'a page that sends without asking (no-cors)',
      { origin: 'https://evil.example', 'content-type': 'text/plain' },
      403,
    ],
    ['a sandboxed page or a file', { origin: 'null' }, 403],
    ['a page of this machine', { origin: 'http://localhost:3000' }, 403],
    ['a page that knows the key', { origin: 'https://evil.example', authorization: key }, 403],
    ['a rebound name', { host: 'evil.example' }, 403],
    ['a rebound name with our port', { host: `evil.example:${port}` }, 403],
    ['a rebound name that begins as ours', { host: `localhost.evil.example:${port}` }, 403],
    ['a rebound name and the key', { host: 'evil.example', authorization: key }, 403],
    ['another program without a key', {}, 401],
    ['another program with a guessed key', { authorization: 'ApiKey AAAA' }, 401],
    [
      'another program with a name and a password',
      { authorization: 'Basic ZWxhc3RpYzplbGFzdGlj' },
      401,
    ],
    ['the key in another scheme', { authorization: `Bearer ${apiKey}` }, 401],
  ])('%s neither closes nor reads an index', async (_, headers, status) => {
    const attempts = [
      ['POST', `/${index}/_close`],
      ['DELETE', `/${index}`],
      ['GET', `/${index}/_search`],
      ['POST', '/_bulk'],
      ['GET', '/'],
      ['OPTIONS', `/${index}`],
      ['GET', '/no/such/route'],
    ] as const;
    for (const [method, path] of attempts) {
      const answer = await send(method, path, headers);
      expect([method, path, answer.status]).toEqual([method, path, status]);
      expect(answer.body).not.toContain('place');
    }
    const { hits } = await client.search({ index });
    expect(hits.hits[0]._source).toEqual({ secret: 'place' });
  });

  it('with the key, under its own names, it answers', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'localhost']) {
      expect((await send('GET', `/${index}/_count`, { host, authorization: key })).status).toBe(
        200
      );
    }
  });

  it('the key stands in no argument of the process', async () => {
    const list = await promisify(execFile)('ps', ['-A', '-o', 'args']).catch(() => undefined);
    const { nodes } = await client.nodes.info({ metric: 'jvm' });
    expect(JSON.stringify(nodes)).not.toContain(apiKey);
    if (list) expect(list.stdout).not.toContain(apiKey);
  });
});

describe('an index of ours that is closed', () => {
  const { client, indexName } = testElasticsearch();
  const alias = indexName('photos');
  const closed = `${alias}-1f2e-v2`;
  const other = `${alias}_of_others`;
  afterAll(async () => {
    await client.indices.delete({ index: [closed, other] });
    await client.close();
  });

  it('is opened at the start, with a sentence; what is not ours stays as it is', async () => {
    await client.indices.create({ index: closed, aliases: { [alias]: {} } });
    await client.indices.create({ index: other });
    await client.indices.close({ index: [closed, other] });
    const said: string[] = [];
    await openClosedIndices(client, [alias, 'no-such-index'], (line) => said.push(line));
    expect(said).toEqual([`Opened ${closed} again: it was closed.`]);
    expect((await client.count({ index: alias })).count).toBe(0);
    await openClosedIndices(client, [alias], (line) => said.push(line));
    expect(said).toHaveLength(1);
    const rows = await client.cat.indices({ index: other, h: ['status'], format: 'json' });
    expect(rows[0].status).toBe('close');
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
      headers: { 'content-type': 'application/json', authorization: `ApiKey ${first.apiKey}` },
      body: '{"name":"Ama Dablam"}',
    });
    expect(put.status).toBe(201);
    await Promise.all([first.stop(), first.stop()]);
    expect(isAlive(first.pid)).toBe(false);
    expect(await readFile(path.join(dataDir, 'elasticsearch.log'), 'utf8')).toMatch(/closed\s*$/);

    const second = await start();
    try {
      const got = (await (
        await fetch(`${second.url}/kept/_search`, {
          headers: { authorization: `ApiKey ${second.apiKey}` },
        })
      ).json()) as {
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
    const stop = new AbortController();
    const starting = start({ signal: stop.signal });
    const ended = expect(starting).rejects.toThrow('no longer wanted');
    // Its process runs once it has written the first line of its log.
    await Promise.race([ended, firstLineOf(path.join(dataDir, 'elasticsearch.log'))]);
    stop.abort(new Error('no longer wanted'));
    await ended;
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
    // Jest's own limit ends it.
    while (isAlive(pid)) await sleep(50);
  });
});
