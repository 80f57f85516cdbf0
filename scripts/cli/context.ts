import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import type { ClientOptions } from '@elastic/elasticsearch';
import { createServices } from '../../server/create_services';
import type { OwnedServices } from '../../server/create_services';
import { PeakSearchError, reasonOf } from '../../server/errors';
import { openLibrary } from '../../server/library';
import type { Library } from '../../server/library';
import type { Logger } from '../../server/logger';
import { DEFAULT_SETTINGS } from '../../server/settings';
import type { PeakSearchSettings } from '../../server/settings';
import type { GlobalOptions, KnnOptions } from './options';

/** What a verb works with. */
export interface CliContext {
  settings: PeakSearchSettings;
  client: Client;
  services: OwnedServices;
  /** All that the cluster's user may see, exact places included: who may read the index may read them there. */
  library: Library;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  json: boolean;
  close(): Promise<void>;
}

/** This product's version, of the package.json that lies above the sources (or the packed plugin's). */
export function productVersion(): string {
  const manifest = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * Settings for a process of our own, such as the command line or `npm start`: it may use all cores, where inside
 * Kibana one stays free.
 */
export function ownProcessSettings(
  options: Partial<GlobalOptions> & KnnOptions
): PeakSearchSettings {
  const { indices, model, knn, photos, upload } = DEFAULT_SETTINGS;
  const cores = availableParallelism();
  return {
    ...DEFAULT_SETTINGS,
    indices: {
      ...indices,
      photos: options.photosIndex ?? indices.photos,
      peaks: options.peaksIndex ?? indices.peaks,
      // Beside the photos that they belong to, so that two libraries on one cluster keep apart.
      trails: options.photosIndex ? `${options.photosIndex}_trails` : indices.trails,
    },
    model: {
      ...model,
      dir: options.model,
      variant: options.variant ?? model.variant,
      providers: options.providers?.split(',').map((name) => name.trim()) ?? model.providers,
      workers: cores,
      // An ingest is its only client and limits itself (ingest_run.ts).
      maxQueue: 1024,
    },
    knn: {
      ...knn,
      m: options.m ?? knn.m,
      efConstruction: options.efConstruction ?? knn.efConstruction,
      quantization: options.quantization ?? knn.quantization,
      k: options.k ?? knn.k,
      numCandidates: options.numCandidates ?? knn.numCandidates,
      oversample: options.oversample ?? knn.oversample,
    },
    photos: { ...photos, shards: options.shards ?? photos.shards },
    terrain: { dir: options.terrain && resolve(options.terrain) },
    upload: {
      ...upload,
      // An uncompressed 16-bit TIFF of 40 MP: what a photo desk has lying about, and nobody uploads.
      maxBytes: 256 * 1024 * 1024,
      timeoutMs: 60_000,
      concurrency: cores,
      maxQueue: 1024,
    },
  };
}

/** Warnings and errors go to stderr; what is merely informative only with PEAK_SEARCH_VERBOSE. */
export const stderrLogger: Logger = {
  debug: (message) => verbose(message),
  info: (message) => verbose(message),
  warn: (message) => console.error(`warning: ${message}`),
  error: (message) => console.error(`error: ${message}`),
};

function verbose(message: string): void {
  if (process.env.PEAK_SEARCH_VERBOSE) console.error(message);
}

/** Services of a process of our own, for the model and the indices that the options name. Close them. */
export function ownServices(options: Partial<GlobalOptions> & KnnOptions): OwnedServices {
  return createServices(ownProcessSettings(options), stderrLogger);
}

/** Opens what a verb needs. Nothing is connected or loaded before it is used. */
export function openContext(options: GlobalOptions, signal: AbortSignal): CliContext {
  const settings = ownProcessSettings(options);
  const client = elasticsearchClient(options);
  const services = createServices(settings, stderrLogger);
  return {
    settings,
    client,
    services,
    library: openLibrary(services, client, { signal, exactPlaces: true }),
    signal,
    json: options.json === true,
    close: async () => {
      await Promise.all([services.close(), client.close()]);
    },
  };
}

/**
 * A client for the cluster that options and environment name.
 *
 * @throws PeakSearchError `bad_request` when a file named there cannot be read
 */
export function elasticsearchClient(
  options: Pick<GlobalOptions, 'esUrl' | 'esCa'>,
  more: ClientOptions = {}
): Client {
  return new Client({
    node: options.esUrl,
    auth: elasticsearchLogin(),
    tls: options.esCa ? { ca: fileText(options.esCa, '--es-ca') } : undefined,
    ...more,
  });
}

/**
 * Who to log in as, by the environment; Kibana knows the same users.
 *
 * @throws PeakSearchError `bad_request` when it is said by halves
 */
export function elasticsearchLogin():
  { apiKey: string } | { username: string; password: string } | undefined {
  const apiKey = secret('PEAK_SEARCH_ES_API_KEY');
  if (apiKey) return { apiKey };
  const username = process.env.PEAK_SEARCH_ES_USER;
  const password = secret('PEAK_SEARCH_ES_PASSWORD');
  if (!username && !password) return undefined;
  if (!username || !password) {
    throw new PeakSearchError(
      'bad_request',
      'Set both PEAK_SEARCH_ES_USER and PEAK_SEARCH_ES_PASSWORD, or neither.'
    );
  }
  return { username, password };
}

/** The variable, or the content of the file that `<variable>_FILE` names. */
function secret(variable: string): string | undefined {
  const file = process.env[`${variable}_FILE`];
  return process.env[variable] ?? (file ? fileText(file, `${variable}_FILE`).trim() : undefined);
}

function fileText(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError('bad_request', `${where}: the file cannot be read (${reason}).`, {
      cause,
    });
  }
}
