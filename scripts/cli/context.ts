import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { createServices } from '../../server/create_services';
import type { OwnedServices } from '../../server/create_services';
import { openLibrary } from '../../server/library';
import type { Library } from '../../server/library';
import { elasticsearchClient } from '../../server/own_process/cluster';
import { stderrLogger } from '../../server/own_process/stderr_logger';
import { settingsBy } from '../../server/settings';
import type { PeakSearchSettings } from '../../server/settings';
import type { GlobalOptions, SettingFlags } from './options';

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

/** By path, where a process of our own differs from Kibana: it may use all cores. */
const ownDefaults = (): Record<string, unknown> => ({
  'model.workers': availableParallelism(),
  // An ingest is its only client and limits itself (ingest_run.ts).
  'model.maxQueue': 1024,
  // An uncompressed 16-bit TIFF of 40 MP: what a photo desk has lying about, and nobody uploads.
  'upload.maxBytes': 256 * 1024 * 1024,
  'upload.timeoutMs': 60_000,
  'upload.concurrency': availableParallelism(),
  'upload.maxQueue': 1024,
});

const camelCase = (flag: string): string =>
  flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Settings for a process of our own, such as the command line or `npm start`. */
export function ownProcessSettings(options: SettingFlags): PeakSearchSettings {
  const given = options as Record<string, unknown>;
  const own = {
    ...ownDefaults(),
    // Beside the photos that they belong to, so that two libraries on one cluster keep apart.
    ...(options.photosIndex && { 'indices.trails': `${options.photosIndex}_trails` }),
  };
  return settingsBy(
    ({ flag, default: usual }, path) =>
      (flag === undefined ? undefined : given[camelCase(flag)]) ??
      own[path as keyof typeof own] ??
      usual
  );
}

/** Services of a process of our own, for the model and the indices that the options name. Close them. */
export function ownServices(options: SettingFlags): OwnedServices {
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
