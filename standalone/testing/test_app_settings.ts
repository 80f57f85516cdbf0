import { join } from 'node:path';
import type { EuiVersion } from '../bundles';

const REPOSITORY = join(__dirname, '../..');

/** What all tests of a run share on its Elasticsearch. */
export const TEST_APP_INDICES = {
  photos: 'test-app-photos',
  peaks: 'test-app-peaks',
  trails: 'test-app-trails',
};
export const TEST_APP_ALBUM = join(REPOSITORY, 'demo/album');
export const TEST_APP_MODEL = join(REPOSITORY, 'demo/model/siglip2-demo');

/** Holds the address where shared_app.ts says the URL of the run's app. */
export const TEST_APP_VARIABLE = 'PEAK_SEARCH_TEST_APP';

/** PEAK_SEARCH_TEST_EUI=highest walks all browser tests on the newest EUI that we support. */
export const testedEui = (): EuiVersion =>
  process.env.PEAK_SEARCH_TEST_EUI === 'highest' ? 'highest' : 'lowest';

export const quietLogger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: console.error,
};
