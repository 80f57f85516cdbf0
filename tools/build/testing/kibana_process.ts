import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { HttpHost } from '../../../standalone/host/http_host';
import { startServerPlugin } from '../../../standalone/host/server_plugin';

/** What the process is started with: JSON in the environment, since arguments can be read by everybody on the machine. */
export interface KibanaProcessOptions {
  pluginRoot: string;
  /** Kibana's `path.data`. */
  dataDir: string;
  elasticsearch: { url: string; apiKey?: string };
  kibanaVersion: string;
  /** Below `peakSearch` of kibana.yml. */
  config: object;
}

/** What it tells the test. */
export type KibanaProcessMessage =
  | { type: 'problem'; text: string }
  | {
      type: 'ready';
      url: string;
      /** Processor time of loading, setup and start of the plugin. */
      startCpuMs: number;
      /** Processor time of the same process before: Node, Elasticsearch's client and the host, to compare with. */
      hostCpuMs: number;
      /** Native libraries that are loaded by then. */
      nativeLibraries: string[];
    };

const tell = (message: KibanaProcessMessage) => process.send!(message);
const problem = (level: string) => (text: string) =>
  tell({ type: 'problem', text: `${level}: ${text}` });

/** Native libraries of ours that are mapped into this process. */
function nativeLibraries(): string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((path) => /onnxruntime|vips|sharp/.test(path));
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

async function main(): Promise<void> {
  const options = JSON.parse(process.env.KIBANA_PROCESS!) as KibanaProcessOptions;
  // The client that Kibana brings along, found from the plugin's place.
  const fromPlugin = createRequire(join(options.pluginRoot, 'package.json'));
  const { Client: KibanaClient } = fromPlugin('@elastic/elasticsearch') as {
    Client: typeof Client;
  };
  const elasticsearch = new KibanaClient({
    node: options.elasticsearch.url,
    auth: options.elasticsearch.apiKey ? { apiKey: options.elasticsearch.apiKey } : undefined,
  });
  const logger = {
    debug: () => {},
    info: () => {},
    warn: problem('logged warning'),
    error: problem('logged error'),
  };
  const host = new HttpHost({ port: 0, version: options.kibanaVersion, elasticsearch, logger });
  const before = process.cpuUsage();
  const stopPlugin = await startServerPlugin({
    root: options.pluginRoot,
    version: options.kibanaVersion,
    config: options.config,
    dataDir: options.dataDir,
    elasticsearch,
    host,
    logger,
  });
  const startCpuMs = milliseconds(process.cpuUsage(before));
  const hostCpuMs = milliseconds(before);
  const { url } = await host.start();
  tell({ type: 'ready', url, startCpuMs, hostCpuMs, nativeLibraries: nativeLibraries() });

  process.once('message', () => {
    // All that needs native code has been done, in other processes.
    for (const library of nativeLibraries()) problem('loaded')(library);
    void host
      .stop()
      .then(stopPlugin)
      .then(() => elasticsearch.close())
      // From here on nothing of the plugin may keep the process alive.
      .then(() => process.disconnect());
  });
}

void main();
