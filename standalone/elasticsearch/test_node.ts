import { randomBytes } from 'node:crypto';
import type { Client, ClientOptions } from '@elastic/elasticsearch';
import { connectTo, environmentFor, type NodeAccess } from './node_access';

/** Holds the URL of the node that jest_setup.ts started for this run. */
export const TEST_URL_VARIABLE = 'PEAK_SEARCH_TEST_ES_URL';
/** Holds its key; a node of a developer's own may need none. */
export const TEST_KEY_VARIABLE = 'PEAK_SEARCH_TEST_ES_API_KEY';

export interface TestElasticsearch extends NodeAccess {
  client: Client;
  /** A client that goes another way to the same node, through a proxy that a test spoils. */
  clientThrough(url: string, options?: ClientOptions): Client;
  /** For a command line that is started as a process. */
  env: Record<string, string>;
  /** A name that no other test uses, such as "test-1f3a9c2e-photos": all test files of a run share one node. */
  indexName(name: string): string;
}

/**
 * The real Elasticsearch of this jest run, for files named `*.integration.test.ts` and `*.browser.test.ts`. Close the client in
 * `afterAll`.
 * @throws Error when there is none, as in a unit test.
 */
export function testElasticsearch(): TestElasticsearch {
  const url = process.env[TEST_URL_VARIABLE];
  if (!url) {
    throw new Error(
      `No Elasticsearch for tests: name the file *.integration.test.ts or *.browser.test.ts (jest.config.js starts a node for ` +
        `these), or set ${TEST_URL_VARIABLE} to the URL of one.`
    );
  }
  const prefix = `test-${randomBytes(4).toString('hex')}`;
  const access = { url, apiKey: process.env[TEST_KEY_VARIABLE] };
  return {
    ...access,
    client: connectTo(access),
    clientThrough: (through, options) => connectTo({ ...access, url: through }, options),
    env: environmentFor(access),
    indexName: (name) => `${prefix}-${name}`,
  };
}
