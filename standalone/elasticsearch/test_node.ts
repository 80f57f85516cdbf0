import { randomBytes } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';

/** Holds the URL of the node that jest_setup.ts started for this run. */
export const TEST_URL_VARIABLE = 'PEAK_SEARCH_TEST_ES_URL';

export interface TestElasticsearch {
  url: string;
  client: Client;
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
  return { url, client: new Client({ node: url }), indexName: (name) => `${prefix}-${name}` };
}
