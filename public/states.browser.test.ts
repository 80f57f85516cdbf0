import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { testElasticsearch } from '../standalone/elasticsearch/test_node';
import {
  REPOSITORY,
  type StandaloneHost,
  type StandaloneHostOptions,
  startStandaloneHost,
} from '../standalone/standalone_host';
import { type AppPageUnderTest, axeViolations, byTestId, openApp } from './testing/app_page';

const TINY_MODEL = join(REPOSITORY, 'server/embedding/fixtures/tiny-siglip2');
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const cleanups: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A host in a state of its own, and the app on it. */
async function appOn(
  options: Partial<Omit<StandaloneHostOptions, 'config'>> & { config?: object },
  query = ''
): Promise<AppPageUnderTest & { host: StandaloneHost }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'peak-search-states-'));
  const client = options.elasticsearch ?? testElasticsearch().client;
  const prefix = `test-${randomBytes(4).toString('hex')}`;
  const host = await startStandaloneHost({
    port: 0,
    elasticsearch: client,
    dataDir,
    logger: quiet,
    log: () => {},
    ...options,
    config: {
      model: { dir: TINY_MODEL },
      indices: { photos: `${prefix}-photos`, peaks: `${prefix}-peaks`, trails: `${prefix}-trails` },
      ...options.config,
    },
  });
  cleanups.push(async () => {
    await host.stop();
    await client.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const opened = await openApp(host.url, query);
  cleanups.push(() => opened.browser.close());
  return { ...opened, host };
}

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe('the app says what is so and what to do next', () => {
  it('when nobody has brought photos in', async () => {
    const { page } = await appOn({});
    const empty = byTestId(page, 'peakSearchEmptyLibrary').or(byTestId(page, 'peakSearchFailure'));
    await empty.waitFor();
    expect(await empty.innerText()).toMatch(/peak-search (ingest|setup)/);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('when Elasticsearch cannot be reached, with a way to try again', async () => {
    const elasticsearch = new Client({
      node: `http://127.0.0.1:${await closedPort()}`,
      maxRetries: 0,
    });
    const { page } = await appOn({ elasticsearch });
    await byTestId(page, 'peakSearchElasticsearchDown').waitFor();
    await byTestId(page, 'peakSearchFailure').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('when there is no model', async () => {
    const { page } = await appOn({ config: { model: {} } }, '?q=snow');
    await byTestId(page, 'peakSearchModelMissing').waitFor();
    expect(await byTestId(page, 'peakSearchModelMissing').innerText()).toMatch(
      /peak-search model fetch/
    );
    expect(await axeViolations(page)).toEqual([]);
  });

  it('when the user has no privilege', async () => {
    const { page } = await appOn({ userOf: () => ({ name: 'guest', privilege: 'none' }) });
    const failure = byTestId(page, 'peakSearchFailure');
    await failure.waitFor();
    expect(await failure.innerText()).toMatch(/privilege “Peak Search”/);
    expect(await byTestId(page, 'peakSearchIdentify').count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('when the server is gone', async () => {
    const { page, host } = await appOn({});
    await byTestId(page, 'peakSearchInput').waitFor();
    await host.stop();
    await byTestId(page, 'peakSearchInput').fill('snow');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not answer').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
