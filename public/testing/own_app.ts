import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import {
  REPOSITORY,
  type StandaloneHost,
  type StandaloneHostOptions,
  startStandaloneHost,
} from '../../standalone/standalone_host';
import { testedEui } from '../../standalone/testing/test_app_settings';
import { type AppPageUnderTest, openApp } from './app_page';

/** Knows nothing of pictures, and is loaded in no time. */
const TINY_MODEL = join(REPOSITORY, 'server/embedding/fixtures/tiny-siglip2');
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface OwnApp extends AppPageUnderTest {
  host: StandaloneHost;
  /** Stops browser and host, and removes what they wrote. */
  close(): Promise<void>;
}

/**
 * A host in a state of its own, on indices that are not there yet unless `config` names others, and the app on it.
 *
 * @param query what the app is opened with
 */
export async function startOwnApp(
  options: Partial<Omit<StandaloneHostOptions, 'config'>> & { config?: object },
  query = ''
): Promise<OwnApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'peak-search-states-'));
  const client = options.elasticsearch ?? testElasticsearch().client;
  const prefix = `test-${randomBytes(4).toString('hex')}`;
  const host = await startStandaloneHost({
    port: 0,
    elasticsearch: client,
    dataDir,
    logger: quiet,
    log: () => {},
    eui: testedEui(),
    ...options,
    config: {
      model: { dir: TINY_MODEL },
      // A HEIC takes 2 s on an idle machine; tests run on busy ones.
      upload: { timeoutMs: 120_000 },
      indices: { photos: `${prefix}-photos`, peaks: `${prefix}-peaks`, trails: `${prefix}-trails` },
      ...options.config,
    },
  });
  const opened = await openApp(host.url, query);
  const close = async () => {
    await opened.browser.close();
    await host.stop();
    await client.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...opened, host, close };
}
