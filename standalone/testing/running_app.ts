import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Client } from '@elastic/elasticsearch';
import type { EuiVersion } from '../bundles';
import { testElasticsearch } from '../elasticsearch/test_node';
import {
  quietLogger,
  TEST_APP_ALBUM,
  TEST_APP_INDICES,
  TEST_APP_MODEL,
  TEST_APP_VARIABLE,
  testedEui,
} from './test_app_settings';

export interface RunningTestApp {
  url: string;
  /** Of the run's Elasticsearch. */
  client: Client;
  stop(): Promise<void>;
}

/**
 * The whole app on the demo album: the one that all test files of a run share, or with options a host of its own on the same
 * library. Stop it in `afterAll`.
 */
export async function startTestApp(
  options: {
    basePath?: string;
    /** Folder of elevation tiles. */
    terrain?: string;
    eui?: EuiVersion;
    upload?: Record<string, number>;
  } = {}
): Promise<RunningTestApp> {
  const shared = await sharedUrl();
  const { client } = testElasticsearch();
  if (Object.keys(options).length === 0) {
    return { url: shared, client, stop: () => client.close() };
  }
  const { startStandaloneHost } = await import('../standalone_host');
  const dataDir = mkdtempSync(join(tmpdir(), 'peak-search-app-'));
  const host = await startStandaloneHost({
    port: 0,
    elasticsearch: client,
    config: {
      indices: TEST_APP_INDICES,
      upload: { timeoutMs: 120_000, ...options.upload },
      model: { dir: TEST_APP_MODEL },
      terrain: { dir: options.terrain },
      photos: { roots: [{ album: basename(TEST_APP_ALBUM), path: TEST_APP_ALBUM }] },
    },
    dataDir,
    basePath: options.basePath,
    eui: options.eui ?? testedEui(),
    logger: quietLogger,
    log: () => {},
  });
  return {
    url: host.url,
    client,
    stop: async () => {
      await host.stop();
      await client.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits for the app of the run (shared_app.ts), however long the album takes. */
async function sharedUrl(): Promise<string> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(process.env[TEST_APP_VARIABLE]!, resolve).once('error', reject);
  });
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`The app of the tests did not start: ${said}`);
  return said;
}
