import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompassResponse, PhotoResponse } from '../common/api';
import type { SearchResponse } from '../common/search_api';
import { phoneFilePath } from '../common/testing/phone_files';
import { ingestAlbum } from '../scripts/ingest/ingest_album';
import { configSchema, settingsFromConfig } from '../server/config';
import { createServices } from '../server/create_services';
import { memoryLogger, TINY_MODEL } from '../server/embedding/testing/tiny_model';
import { Probe } from './check/probe';
import { testElasticsearch } from './elasticsearch/test_node';
import { type StandaloneHost, startStandaloneHost } from './standalone_host';

/** Two Kibana nodes on one Elasticsearch, asked in turns as a balancer without sticky sessions asks them. */
const { client, indexName } = testElasticsearch();
const prefix = indexName('nodes');
const config = {
  indices: { photos: `${prefix}-photos`, peaks: `${prefix}-peaks`, trails: `${prefix}-trails` },
  model: { dir: TINY_MODEL },
  // A HEIC takes 2 s on an idle machine; tests run on busy ones.
  upload: { timeoutMs: 120_000 },
};
const NAMES = ['upright.heic', 'turned_180.heic', 'turned_90.jpg'];
const work = mkdtempSync(join(tmpdir(), 'peak-search-nodes-'));
const logger = memoryLogger();
const nodes: StandaloneHost[] = [];
let asked = 0;
/** The node whose turn it is, below base path and space. */
const next = () => new Probe(`${nodes[(asked += 1) % nodes.length]!.url}/s/trek`);

beforeAll(async () => {
  const album = join(work, 'album');
  mkdirSync(album);
  const services = createServices(settingsFromConfig(configSchema.validate(config)), logger);
  try {
    for (const name of NAMES) {
      copyFileSync(phoneFilePath(name), join(album, name));
    }
    await ingestAlbum({
      services,
      client,
      album: { name: 'album', root: album },
      options: { stateDir: join(work, 'state') },
    });
  } finally {
    await services.close();
  }
  for (const name of ['a', 'b']) {
    nodes.push(
      await startStandaloneHost({
        port: 0,
        elasticsearch: client,
        config,
        dataDir: join(work, name),
        logger,
        log: () => {},
        basePath: '/kibana',
      })
    );
  }
});

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await client.close();
  rmSync(work, { recursive: true, force: true, maxRetries: 3 });
});

describe('two nodes behind a balancer, below a base path and in a space', () => {
  it('answer pages of one search that join', async () => {
    const ids: string[] = [];
    for (let from = 0; from < NAMES.length; from += 1) {
      const { hits } = await next().ok<SearchResponse>('search', { body: { from, size: 1 } });
      ids.push(...hits.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(NAMES.length);
  });

  it('know of each other’s corrections at once', async () => {
    const { hits } = await next().ok<SearchResponse>('search', {
      body: { size: 1, filters: { hasBearing: true } },
    });
    const { id } = hits[0]!;
    for (const correctionDeg of [10, -5, 0]) {
      const body = { correctionDeg, scope: 'photo' };
      await next().ok<CompassResponse>('compass', { id, body });
      const { bearingCorrectionDeg = 0 } = await next().ok<PhotoResponse>('photo', { id });
      expect(bearingCorrectionDeg).toBe(correctionDeg);
    }
  });

  it('serve each other’s pages: the same scripts under the same addresses', async () => {
    const page = (await next().get('/app/peakSearch')).bytes
      .toString('utf8')
      .replace(/&quot;/g, '"');
    const injected = JSON.parse(/ data="(\{.*?\})"><\/kbn/.exec(page)![1]!) as Record<
      string,
      string
    >;
    expect(injected).toMatchObject({ basePath: '/kibana/s/trek', serverBasePath: '/kibana' });
    const script = `${injected.bundleBase}/plugin/peakSearch/${injected.pluginVersion}/peakSearch.plugin.js`;
    for (const node of nodes) {
      expect((await new Probe(node.url).get(script)).status).toBe(200);
    }
  });

  it('go on when one of them is gone', async () => {
    await nodes.shift()!.stop();
    const { hits } = await next().ok<SearchResponse>('search', { body: {} });
    expect(hits).toHaveLength(NAMES.length);
  });
});
