import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API } from '../../common/constants';
import { createServices, type OwnedServices } from '../../server/create_services';
import { loadCatalog } from '../../server/catalog/load_catalog';
import { SYNTHETIC_PEAKS } from '../../server/search/testing/synthetic_catalog';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { startPluginHost, type PluginHost } from '../../standalone/testing/plugin_host';
import { ownProcessSettings } from '../../scripts/cli/context';
import { hostileCorpus, shortForm, writeCorpus } from './corpus';
import { ingestCorpus } from './ingest_corpus';
import { hostileRequests, shortRequests } from './requests';
import { sendRequests } from './send_requests';

/** The short form of `npm run test:hostile`: some files and requests of each kind. */

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const SEED = 1;

const { client, indexName } = testElasticsearch();
const settings = ownProcessSettings({
  model: MODEL,
  photosIndex: indexName('hostile'),
  peaksIndex: indexName('hostile-peaks'),
});
let folder: string;
let services: OwnedServices;
let plugin: PluginHost | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-hostile-'));
  services = createServices(settings, SILENT);
});
afterAll(async () => {
  await plugin?.stop();
  await services.close();
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

it('takes in the sound photos of a hostile album, and quarantines each of the others with a sentence', async () => {
  const corpus = shortForm(await hostileCorpus(SEED), 6);
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  const root = join(folder, 'album');
  const end = await writeCorpus(root, corpus);
  const parts = { services, client, stateDir: join(folder, 'state') };
  const outcome = await ingestCorpus(root, corpus, parts).finally(end);
  expect(outcome.failures).toEqual([]);
  expect(outcome.report.indexed).toBeGreaterThan(20);
  expect(outcome.report.quarantined).toBeGreaterThan(20);
});

it('answers hostile requests in words, in time and never with a failure of its own', async () => {
  await loadCatalog({
    client,
    settings,
    embedder: await services.embedder(),
    decoder: services.decoder,
    peaks: SYNTHETIC_PEAKS,
    logger: SILENT,
  });
  const files = shortForm(await hostileCorpus(SEED), 2);
  const requests = shortRequests(await hostileRequests(SEED, files), 25);
  expect(requests.length).toBeGreaterThanOrEqual(100);
  plugin = await startPluginHost({
    elasticsearch: client,
    config: { indices: settings.indices, model: { dir: MODEL } },
  });
  const outcome = await sendRequests(plugin.url, requests);
  expect(outcome.failures).toEqual([]);
  expect(plugin.errors).toEqual([]);
  const after = await plugin.call(API.search, { method: 'POST', body: '{}' });
  expect(after.status).toBe(200);
});
