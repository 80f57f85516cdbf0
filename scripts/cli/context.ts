import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { createServices } from '../../server/create_services';
import type { OwnedServices } from '../../server/create_services';
import { openLibrary } from '../../server/library';
import type { Library } from '../../server/library';
import { elasticsearchClient } from '../../server/own_process/cluster';
import { stderrLogger } from '../../server/own_process/stderr_logger';
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
    library: openLibrary(services, client, { signal, exactPlaces: true, camera: true }),
    signal,
    json: options.json === true,
    close: async () => {
      await Promise.all([services.close(), client.close()]);
    },
  };
}
