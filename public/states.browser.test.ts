import { createServer, type AddressInfo } from 'node:net';
import { Client } from '@elastic/elasticsearch';
import { API } from '../common/constants';
import { axeViolations, byTestId } from './testing/app_page';
import { type OwnApp, startOwnApp } from './testing/own_app';

const cleanups: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const appOn = async (...options: Parameters<typeof startOwnApp>): Promise<OwnApp> => {
  const app = await startOwnApp(...options);
  cleanups.push(app.close);
  return app;
};

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

  it('while the model is being loaded, and no longer than that', async () => {
    const { page } = await appOn({});
    // The tests' model is loaded within a few ms, before anybody could look: only the state is put into the answer.
    let loading = true;
    await page.route(`**${API.status}`, async (route) => {
      const response = await route.fetch();
      const status = await response.json();
      if (loading) status.model.state = 'loading';
      await route.fulfill({ response, json: status });
    });
    await page.reload();
    const notice = byTestId(page, 'peakSearchModelLoading');
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/Browsing works already/);
    expect(await axeViolations(page)).toEqual([]);
    loading = false;
    await notice.waitFor({ state: 'detached' });
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
