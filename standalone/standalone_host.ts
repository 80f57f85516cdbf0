import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import type { Logger } from '@kbn/core/server';
import { configSchema, settingsFromConfig } from '../server/config';
import { ensureBrowserFiles, type EuiVersion } from './bundles';
import { HttpHost } from './host/http_host';
import type { UserOf } from './host/security';
import { expandDots, startServerPlugin } from './host/server_plugin';
import { registerMapRoutes } from './maps/map_routes';
import { servePages } from './pages';

export const REPOSITORY = join(__dirname, '..');

export interface StandaloneHostOptions {
  port: number;
  elasticsearch: Client;
  /** As in kibana.yml below `peakSearch`. */
  config: unknown;
  dataDir: string;
  logger: Logger;
  /** Progress for people (what is being built). */
  log: (line: string) => void;
  basePath?: string;
  restrictInternalApis?: boolean;
  userOf?: UserOf;
  /** An unpacked plugin to host instead of the checkout. */
  pluginRoot?: string;
  /** Which EUI the page brings; default: the lowest that we support. */
  eui?: EuiVersion;
}

export interface StandaloneHost {
  /** Address with base path, without a slash at its end. */
  url: string;
  port: number;
  version: string;
  stop(): Promise<void>;
}

/** Hosts the plugin's two halves without Kibana, on 127.0.0.1. */
export async function startStandaloneHost(options: StandaloneHostOptions): Promise<StandaloneHost> {
  const root = options.pluginRoot ?? REPOSITORY;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const basePath = options.basePath ?? '';
  const { indices, map } = settingsFromConfig(
    configSchema.validate(expandDots(options.config), {}, 'peakSearch')
  );
  const tiles = /^https?:\/\/[^/]+/.exec(map.tileUrl ?? '')?.[0];
  const imageHosts = tiles === undefined ? [] : [tiles];
  const host = new HttpHost({ ...options, version, basePath, imageHosts });
  const browserFiles = () =>
    ensureBrowserFiles(REPOSITORY, options.log, {
      pluginDir: options.pluginRoot === undefined ? undefined : join(root, 'target/public'),
      eui: options.eui,
    });
  await browserFiles();
  const stopPlugin = await startServerPlugin({ ...options, root, version, host });
  registerMapRoutes(host.createRouter(), indices);
  servePages(host, {
    version,
    basePath,
    browserFiles,
    translationsDir: join(root, 'translations'),
    userOf: options.userOf,
  });
  try {
    const { url, port } = await host.start();
    return {
      url,
      port,
      version,
      stop: async () => {
        await host.stop();
        await stopPlugin();
      },
    };
  } catch (error) {
    await stopPlugin();
    throw error;
  }
}

/**
 * Says at once, and not after a minute of preparations, that a port cannot be had.
 *
 * @throws Error with a sentence
 */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE'
        ? 'is taken: stop the other program'
        : `cannot be used (${message}): free it`;
    throw new Error(
      `Port ${port} on 127.0.0.1 ${why}, or start with --port N (0: any free port).`,
      {
        cause: error,
      }
    );
  } finally {
    probe.close();
  }
}
