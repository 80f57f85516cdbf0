import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import type { Logger } from '@kbn/core/server';
import { readCatalogFile } from '../server/catalog/catalog_file';
import { loadCatalog } from '../server/catalog/load_catalog';
import { configSchema, settingsFromConfig } from '../server/config';
import { createServices, type OwnedServices } from '../server/create_services';
import { Elasticsearch } from '../server/elasticsearch/elasticsearch';
import { readIndexIdentity } from '../server/elasticsearch/indices';
import { identityHash } from '../server/embedding/model/identity';
import { concreteIndexName, ensurePhotosIndex } from '../server/photos/index/photos_index';
import type { EuiVersion } from './bundles';
import { startEmbeddedElasticsearch } from './elasticsearch/embedded_node';
import { connectTo } from './elasticsearch/node_access';
import { openClosedIndices } from './elasticsearch/closed_indices';
import { elasticsearchClient } from '../server/own_process/cluster';
import type { PeakSearchSettings } from '../server/settings';
import type { AlbumEvent, AlbumReport, CommandLine } from './command_line';
import { privateFolder } from './private_folder';
import { installIntoFreshFolder } from './install/kibana_folder';
import { checkPort, REPOSITORY, type StandaloneHost, startStandaloneHost } from './standalone_host';

export interface SystemOptions {
  commandLine: CommandLine;
  photos: readonly string[];
  model: string;
  /** Folder of elevation tiles. */
  terrain?: string;
  port: number;
  data: string;
  esUrl?: string;
  esCa?: string;
  /** The key of `esUrl`; absent: who the environment names (server/own_process/cluster.ts). */
  esApiKey?: string;
  /** A packed plugin to install into `<data>/kibana` and to host, instead of the checkout. */
  fromZip?: string;
  /** Overrides below `peakSearch` of kibana.yml. */
  config?: { indices?: Record<string, string>; upload?: Record<string, number> };
  eui?: EuiVersion;
  logger: Logger;
  /** Progress in sentences. */
  log(line: string): void;
  onIngestEvent?(event: AlbumEvent): void;
  /** Called when the app can be opened: before the ingest, which fills it. */
  onServing?(host: StandaloneHost): void;
  signal?: AbortSignal;
}

export interface RunningSystem {
  host: StandaloneHost;
  client: Client;
  reports: AlbumReport[];
  /** Ends what was started, in the opposite order; may be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts everything there is: Elasticsearch (or a client of an existing one), the indices, the catalog, the host,
 * and then brings in the albums. Anything that was started is stopped again when a later step fails.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const cleanups: Array<() => Promise<unknown>> = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopAll(cleanups));
  try {
    await checkPort(options.port);
    await privateFolder(options.data);
    const config = pluginConfig(options);
    const settings = settingsFromConfig(configSchema.validate(config, {}, 'peakSearch'));
    const client = await connect(options, settings.indices, cleanups);
    const services = createServices(settings, options.logger);
    cleanups.push(() => services.close());
    const newModel = await isToBeTakenInAnew(services, client, options);
    await fillCatalog(services, client, options, newModel);
    const host = await startStandaloneHost({
      ...options,
      elasticsearch: client,
      config,
      dataDir: join(options.data, 'plugin'),
      pluginRoot: await unpackedPlugin(options),
    });
    cleanups.push(() => host.stop());
    options.onServing?.(host);
    const reports = await takeIn(services, client, options, newModel);
    if (newModel && !options.signal?.aborted) {
      await options.commandLine.switchToModel(
        client,
        services.settings,
        (await services.embedder()).identity
      );
    }
    // The host has an embedder of its own; this one's towers would only hold memory.
    await services.close();
    return { host, client, reports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopAll(cleanups: Array<() => Promise<unknown>>): Promise<void> {
  for (const cleanup of cleanups.reverse()) {
    await cleanup().catch((error: Error) => console.error(`While stopping: ${error.message}`));
  }
}

async function unpackedPlugin({ fromZip, data, log }: SystemOptions): Promise<string | undefined> {
  if (fromZip === undefined) return undefined;
  log(`Installing ${basename(fromZip)} …`);
  return installIntoFreshFolder(fromZip, join(data, 'kibana'));
}

async function connect(
  { data, esUrl, esCa, esApiKey, log, signal }: SystemOptions,
  indices: PeakSearchSettings['indices'],
  cleanups: Array<() => Promise<unknown>>
): Promise<Client> {
  if (esUrl !== undefined) {
    const auth = esApiKey === undefined ? {} : { auth: { apiKey: esApiKey } };
    const client = elasticsearchClient({ esUrl, esCa }, auth);
    cleanups.push(() => client.close());
    return client;
  }
  const dataDir = join(data, 'elasticsearch');
  const node = await startEmbeddedElasticsearch({ dataDir, log, signal });
  cleanups.push(() => node.stop());
  // So that its owner can use the command line on it while it runs; the folder lets nobody else in.
  const keyFile = join(dataDir, 'api_key');
  await rm(keyFile, { force: true });
  await writeFile(keyFile, node.apiKey, { mode: 0o600 });
  cleanups.push(() => rm(keyFile, { force: true }));
  log(
    `To use peak-search with it: export ELASTICSEARCH_URL=${node.url} PEAK_SEARCH_ES_API_KEY_FILE=${keyFile}`
  );
  const client = connectTo(node);
  cleanups.push(() => client.close());
  // Nobody else may write to this node, so a closed index is a leftover and never somebody's wish.
  await openClosedIndices(client, Object.values(indices), log);
  return client;
}

/** What stands below `peakSearch` in a kibana.yml for the same. */
function pluginConfig({ photos, model, terrain, config }: SystemOptions): object {
  return {
    ...config,
    ...(terrain !== undefined && { terrain: { dir: terrain } }),
    model: { dir: model },
    photos: { roots: photos.map((dir) => ({ album: basename(dir), path: dir })) },
  };
}

/**
 * Whether another model or another version of Peak Search filled the library, which is then taken in anew beside the
 * old one. In a cluster that is not ours nobody may decide that but its owner: there such an index is refused.
 */
async function isToBeTakenInAnew(
  services: OwnedServices,
  client: Client,
  { model, esUrl, log }: SystemOptions
): Promise<boolean> {
  if (!existsSync(model)) {
    throw new Error(
      `There is no model at ${model}. Give one with --model DIR; "npm run --silent peak-search -- model fetch" gets one.`
    );
  }
  if (esUrl !== undefined) return false;
  const { photos } = services.settings.indices;
  const before = await readIndexIdentity(new Elasticsearch(client), photos);
  if (before === undefined) return false;
  const { identity } = await services.embedder();
  const index = concreteIndexName(photos, identity);
  // A library that was split lies in an index of the same name, with the shards behind it.
  if (await client.indices.existsAlias({ index: [index, `${index}-*`], name: photos }))
    return false;
  const sameModel = identityHash(before) === identityHash(identity);
  const other = sameModel
    ? 'by another version of Peak Search'
    : `with another model (${before.model})`;
  log(`The library was made ${other}: its photos are taken in anew.`);
  return true;
}

async function fillCatalog(
  services: OwnedServices,
  client: Client,
  { log, logger, signal }: SystemOptions,
  newModel: boolean
): Promise<void> {
  const { settings, decoder } = services;
  const embedder = await services.embedder();
  log(
    `Model: ${embedder.identity.model} (${embedder.identity.dtype}, ${embedder.identity.dims} numbers a photo).`
  );
  if (!newModel) {
    await ensurePhotosIndex(new Elasticsearch(client), settings, embedder.identity);
  }
  const peaks = await readCatalogFile(join(REPOSITORY, 'peaks.yaml'));
  let shown = 0;
  const report = await loadCatalog({
    client,
    settings,
    embedder,
    decoder,
    peaks,
    logger,
    signal,
    onProgress: (done, total) => {
      // Every tenth: enough to see that it goes on.
      if (done - shown < total / 10 && done < total) return;
      shown = done;
      log(`Peaks: ${done} of ${total} embedded.`);
    },
  });
  log(
    `Catalog: ${report.indexed} peaks indexed, ${report.unchanged} unchanged, ${report.deleted} removed.`
  );
}

async function takeIn(
  services: OwnedServices,
  client: Client,
  { data, commandLine, photos, onIngestEvent, signal }: SystemOptions,
  newModel: boolean
): Promise<AlbumReport[]> {
  const reports: AlbumReport[] = [];
  for (const root of photos) {
    if (signal?.aborted) break;
    reports.push(
      await commandLine.ingestAlbum({
        services,
        client,
        album: { name: basename(root), root },
        options: { stateDir: join(data, 'ingest'), rootMoved: true, newModel },
        onEvent: onIngestEvent,
        signal,
      })
    );
  }
  return reports;
}
