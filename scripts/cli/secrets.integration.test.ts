import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { buildBrowserBundle } from '../../standalone/bundle/browser_bundle';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { startPluginHost } from '../../standalone/testing/plugin_host';
import { API } from '../../common/constants';
import { runCli } from '../testing/run_cli';
import { morningWalk, writeSamples } from '../testing/sample_album';

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');

const { client, url, apiKey, env: login, indexName } = testElasticsearch();

/** What must be nowhere, in each of the forms in which it travels. */
const SECRET = `canary-${randomBytes(12).toString('hex')}`;
const USER = 'somebody';
const FORMS = [
  SECRET,
  Buffer.from(`${USER}:${SECRET}`).toString('base64').replace(/=+$/, ''),
  encodeURIComponent(SECRET),
  // The key of the node that the tests share: a real one, that lets in.
  ...(apiKey ? [apiKey] : []),
];
const mentions = (text: string) => FORMS.some((form) => text.includes(form));

const photos = indexName('secret-photos');
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-secrets-'));
  await writeSamples(join(folder, 'walk'), morningWalk(2));
  env = {
    ...login,
    PEAK_SEARCH_MODEL: MODEL,
    PEAK_SEARCH_DATA: join(folder, 'data'),
    PEAK_SEARCH_ES_USER: USER,
    PEAK_SEARCH_ES_PASSWORD: SECRET,
    PEAK_SEARCH_VERBOSE: '1',
  };
});
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** An Elasticsearch that fails in every way that carries words, and notes how one logged in. */
async function failingElasticsearch(status: number, seen: string[]) {
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? '');
    request.resume();
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
    });
    response.end(JSON.stringify({ error: { type: 'x', reason: 'it failed' }, status }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

it('logs in with key or password, and leaves neither anywhere', async () => {
  const args = ['ingest', join(folder, 'walk'), '--photos-index', photos, '--json'];
  const seen: string[] = [];
  const byPassword = { ...env, PEAK_SEARCH_ES_API_KEY: '' };
  const failing = await Promise.all([401, 500].map((status) => failingElasticsearch(status, seen)));
  const runs = [
    await runCli(args, env),
    ...(await Promise.all([
      ...failing.map(({ url: node }) => runCli(['search', 'snow', '--es-url', node], byPassword)),
      runCli(['status', '--es-url', 'http://127.0.0.1:9'], byPassword),
      runCli(['status', '--es-url', url.replace('//', `//${USER}:${SECRET}@`)], env),
    ])),
  ];
  failing.forEach(({ close }) => close());
  expect(runs[0]).toMatchObject({ code: 0 });
  expect(runs.slice(1).map(({ code }) => code)).not.toContain(0);
  // It was used, or its absence would say nothing.
  expect(seen.some(mentions)).toBe(true);
  for (const { stdout, stderr } of runs) {
    expect(stdout + stderr).not.toBe('');
    expect(mentions(stdout + stderr)).toBe(false);
  }
});

it('leaves it in no file of the state folder and in no document', async () => {
  const files = await filesBelow(join(folder, 'data'));
  expect(files.some((path) => path.endsWith('journal.ndjson'))).toBe(true);
  for (const path of files) expect(mentions(await readFile(path, 'latin1'))).toBe(false);
  await client.indices.refresh({ index: photos });
  const everything = await Promise.all([
    client.search({ index: `${photos}*`, size: 100 }),
    client.indices.get({ index: `${photos}*` }),
  ]);
  expect(everything[0].hits.hits.length).toBeGreaterThan(1);
  expect(mentions(JSON.stringify(everything))).toBe(false);
});

it('is in no answer and no log of the server, whatever fails', async () => {
  const seen: string[] = [];
  const failing = await failingElasticsearch(500, seen);
  const elasticsearch = new Client({
    node: failing.url,
    auth: { username: USER, password: SECRET },
    maxRetries: 0,
  });
  const plugin = await startPluginHost({ elasticsearch, config: {} });
  const paths = [API.status, API.peaks, API.photo.replace('{id}', 'a')];
  const answers = await Promise.all(paths.map(async (path) => (await plugin.call(path)).text()));
  await plugin.stop();
  await elasticsearch.close();
  failing.close();
  expect(seen.some(mentions)).toBe(true);
  expect(mentions(answers.join() + plugin.errors.join())).toBe(false);
});

it('is in no script for the browser, built where it is set', async () => {
  process.env.PEAK_SEARCH_ES_PASSWORD = SECRET;
  try {
    const out = join(folder, 'public');
    const { files } = await buildBrowserBundle(join(__dirname, '../..'), out);
    expect(files.length).toBeGreaterThan(0);
    for (const path of await filesBelow(out)) {
      if (!path.endsWith('.br')) expect(mentions(await readFile(path, 'latin1'))).toBe(false);
    }
  } finally {
    delete process.env.PEAK_SEARCH_ES_PASSWORD;
  }
});
