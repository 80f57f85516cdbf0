import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { API } from '../../common/constants';
import { loadCatalog } from '../../server/catalog/load_catalog';
import { createServices } from '../../server/create_services';
import { SYNTHETIC_PEAKS } from '../../server/search/testing/synthetic_catalog';
import { startPluginHost } from '../../standalone/testing/plugin_host';
import { ownProcessSettings } from '../../scripts/cli/context';
import {
  ownElasticsearch,
  type OwnElasticsearch,
} from '../../standalone/elasticsearch/own_elasticsearch';
import { hostileCorpus, writeCorpus } from './corpus';
import { countCorpus, countLines } from './count_corpus';
import { ingestCorpus } from './ingest_corpus';
import { hostileRequests } from './requests';
import { sendRequests } from './send_requests';

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const LOGGER = { debug() {}, info() {}, warn() {}, error: console.error };

/**
 * Of the whole process, models and test included. A progressive JPEG of 100 megapixels cannot be decoded in parts: its
 * coefficients alone are 600 MB.
 */
const MAX_RSS_MB = 2_500;
/** Uploads that are files of the corpus; more of them only repeat what the ingest has shown. */
const UPLOADS = 150;

/** Reads the command line. @throws TypeError that names an unknown option */
export function parseHostileFlags(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '1' },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  }).values;
}

/**
 * `npm run test:hostile -- --folder DIR [--json]`: decodes every photo of a folder and counts what came of it.
 *
 * `npm run test:hostile [-- --seed N]`: the whole corpus of files through a real ingest, and all requests to the real
 * server, on an Elasticsearch of its own. Exit code 1 when anything was not as promised.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const { folder, json, ...flags } = parseHostileFlags(argv);
  if (folder !== undefined) return countFolder(folder, json);
  const seed = Number(flags.seed);
  const elasticsearch = await ownElasticsearch('hostile', console.log);
  try {
    const failures = [
      ...(await filesPart(seed, elasticsearch)),
      ...(await requestsPart(seed, elasticsearch)),
    ];
    failures.forEach((failure) => console.log(`  FAILED ${failure}`));
    console.log(failures.length === 0 ? '\nAll as promised.' : `\n${failures.length} failures.`);
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    await elasticsearch.stop();
  }
}

async function countFolder(folder: string, json: boolean): Promise<void> {
  const { decoder, close } = createServices(settings(), LOGGER);
  try {
    const counts = await countCorpus(folder, {
      decode: (bytes, more) =>
        decoder.decode({ bytes, imageSize: 224, defaultZone: 'UTC', ...more }),
    });
    console.log(json ? JSON.stringify(counts, null, 2) : countLines(counts).join('\n'));
  } finally {
    await close();
  }
}

const settings = () =>
  ownProcessSettings({ model: MODEL, photosIndex: 'photos', peaksIndex: 'peaks_catalog' });

async function filesPart(seed: number, { client, folder }: OwnElasticsearch): Promise<string[]> {
  const services = createServices(settings(), LOGGER);
  try {
    await loadCatalog({
      client,
      settings: services.settings,
      embedder: await services.embedder(),
      decoder: services.decoder,
      peaks: SYNTHETIC_PEAKS,
      logger: LOGGER,
    });
    const corpus = await hostileCorpus(seed);
    const root = join(folder, 'album');
    const end = await writeCorpus(root, corpus);
    console.log(`Files: ${corpus.length}, seed ${seed}.`);
    const parts = { services, client, stateDir: join(folder, 'state') };
    const outcome = await ingestCorpus(root, corpus, parts).finally(end);
    const { report, slowest, peakRssMb, byCode } = outcome;
    const codes = [...byCode].map(([code, count]) => `${code} ${count}`).join(', ');
    console.log(
      `  ${report.indexed} indexed, ${report.quarantined} quarantined (${codes}), ${report.seconds} s;\n` +
        `  the longest decode was ${Math.round(slowest.cpuMs)} ms of processor time (${slowest.yardsticks.toFixed(1)} yardsticks), ${Math.round(slowest.ms)} ms on the clock (${slowest.path}); the process held at most ${peakRssMb} MB.`
    );
    return [
      ...outcome.failures,
      ...(peakRssMb > MAX_RSS_MB ? [`The process held ${peakRssMb} MB.`] : []),
    ];
  } finally {
    await services.close();
  }
}

async function requestsPart(seed: number, { client }: OwnElasticsearch): Promise<string[]> {
  const plugin = await startPluginHost({
    elasticsearch: client,
    config: { model: { dir: MODEL } },
  });
  try {
    const corpus = (await hostileCorpus(seed)).filter(({ heavy }) => !heavy);
    const step = Math.ceil(corpus.length / UPLOADS);
    const files = corpus.filter((_, i) => i % step === 0);
    const requests = await hostileRequests(seed, files);
    const { sent, slowest, byStatus, failures } = await sendRequests(plugin.url, requests);
    const statuses = [...byStatus].sort().map(([status, count]) => `${status}: ${count}`);
    console.log(`Requests: ${sent}.\n  By status (0: broken off by us): ${statuses.join(', ')};`);
    console.log(
      `  the longest was ${Math.round(slowest.cpuMs)} ms of processor time, ${Math.round(slowest.ms)} ms on the clock (${slowest.name}).`
    );
    const after = await plugin.call(API.search, { method: 'POST', body: '{}' });
    return [
      ...failures,
      ...plugin.errors.map((error) => `The server logged: ${error.slice(0, 500)}`),
      ...(after.status === 200 ? [] : [`A sound request was then answered ${after.status}.`]),
    ];
  } finally {
    await plugin.stop();
  }
}
