import type { Client } from '@elastic/elasticsearch';
import type { Logger } from '@kbn/core/server';
import { HttpHost, type HttpHostOptions } from '../host/http_host';
import type { HostUser } from '../host/security';
import { startServerPlugin } from '../host/server_plugin';
import { REPOSITORY } from '../standalone_host';

/** Who may ask, by what an administrator can grant; a request says which with the header `x-test-user`. */
export const USERS: Record<string, HostUser> = {
  nobody: { name: 'nobody', privilege: 'none' },
  reader: { name: 'reader', privilege: 'read' },
  'reader with exact places': {
    name: 'exact reader',
    privilege: 'read',
    subFeatures: ['exact_places'],
  },
  'reader with originals': { name: 'reader', privilege: 'read', subFeatures: ['originals'] },
  'all but exact places': { name: 'all but places', privilege: 'minimal_all' },
  all: { name: 'all', privilege: 'all' },
};

export const USER_HEADER = 'x-test-user';

export interface PluginHost {
  host: HttpHost;
  url: string;
  /** What the plugin logged as an error. */
  errors: string[];
  /** What the host and the plugin warned of. */
  warnings: string[];
  /** A request as the app makes it. */
  call(
    path: string,
    request?: {
      user?: string;
      method?: string;
      body?: RequestInit['body'];
      type?: string;
      /** Besides those that Kibana wants. */
      headers?: Record<string, string>;
    }
  ): Promise<Response>;
  stop(): Promise<void>;
}

/** The plugin's server half alone, behind Kibana's contract, with several users: no pages, no ingest. */
export async function startPluginHost(options: {
  elasticsearch: Client;
  clientsOf?: HttpHostOptions['clientsOf'];
  /** As in kibana.yml below `peakSearch`. */
  config?: object;
}): Promise<PluginHost> {
  const errors: string[] = [];
  const warnings: string[] = [];
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    warn: (line) => void warnings.push(line),
    error: (line) => void errors.push(line),
  };
  const { elasticsearch, clientsOf, config = {} } = options;
  const host = new HttpHost({
    port: 0,
    version: '1',
    elasticsearch,
    clientsOf,
    logger,
    userOf: (headers) => USERS[String(headers[USER_HEADER] ?? 'all')]!,
  });
  const stopPlugin = await startServerPlugin({
    root: REPOSITORY,
    version: '1',
    config,
    dataDir: '/nowhere',
    elasticsearch,
    host,
    logger,
  });
  const { url } = await host.start();
  return {
    host,
    url,
    errors,
    warnings,
    call: (path, { user = 'all', method = 'GET', body, type = 'application/json', headers } = {}) =>
      fetch(`${url}${path}`, {
        method,
        body,
        duplex: 'half',
        headers: {
          'elastic-api-version': '1',
          'x-elastic-internal-origin': 'Kibana',
          'kbn-xsrf': 'true',
          'content-type': type,
          [USER_HEADER]: user,
          ...headers,
        },
      } as RequestInit),
    stop: async () => {
      await host.stop();
      await stopPlugin();
    },
  };
}
