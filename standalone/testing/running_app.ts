import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as commandLine from '../../scripts/for_hosts';
import { testElasticsearch } from '../elasticsearch/test_node';
import type { EuiVersion } from '../bundles';
import type { UserOf } from '../host/security';
import { type RunningSystem, startSystem } from '../running_system';
import { REPOSITORY } from '../standalone_host';

/** What all tests of a run share on its Elasticsearch; whoever comes first fills it. */
export const TEST_APP_INDICES = {
  photos: 'test-app-photos',
  peaks: 'test-app-peaks',
  trails: 'test-app-trails',
};
const LOCK = { index: 'test-app-lock', id: 'filling' };
/** Filling takes about a minute; a holder that needs longer than this has died. */
const LOCK_MS = 5 * 60_000;

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error };

/** PEAK_SEARCH_TEST_EUI=highest walks all browser tests on the newest EUI that we support. */
export const testedEui = (): EuiVersion =>
  process.env.PEAK_SEARCH_TEST_EUI === 'highest' ? 'highest' : 'lowest';

/**
 * The whole app for a test file: a host of its own on a free port, on the demo album, which is ingested once a
 * run. Stop it in `afterAll`.
 */
export async function startTestApp(
  options: {
    userOf?: UserOf;
    basePath?: string;
    photos?: string;
    eui?: EuiVersion;
    upload?: Record<string, number>;
  } = {}
): Promise<RunningSystem & { url: string }> {
  const { url, apiKey, client } = testElasticsearch();
  const release = await lock(client);
  try {
    const system = await startSystem({
      commandLine,
      photos: [options.photos ?? join(REPOSITORY, 'demo/album')],
      model: join(REPOSITORY, 'demo/model/siglip2-demo'),
      port: 0,
      // Beside the node, not beside the test: a node that starts afresh must not meet an old journal.
      data: join(tmpdir(), `peak-search-app-${new URL(url).port}`),
      esUrl: url,
      esApiKey: apiKey,
      config: { indices: TEST_APP_INDICES, upload: options.upload },
      userOf: options.userOf,
      basePath: options.basePath,
      eui: options.eui ?? testedEui(),
      logger: quiet,
      log: () => {},
    });
    return { ...system, url: system.host.url };
  } finally {
    await release();
    await client.close();
  }
}

type TestClient = ReturnType<typeof testElasticsearch>['client'];

async function lock(client: TestClient): Promise<() => Promise<unknown>> {
  for (;;) {
    try {
      await client.create({ ...LOCK, document: { since: Date.now() }, refresh: true });
      return () => client.delete({ ...LOCK, refresh: true });
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 409) throw error;
      const held = await client.get<{ since: number }>(LOCK, { ignore: [404] });
      if (held.found && Date.now() - held._source!.since > LOCK_MS) {
        await client.delete({ ...LOCK, refresh: true }, { ignore: [404] });
      }
      await sleep(500);
    }
  }
}
