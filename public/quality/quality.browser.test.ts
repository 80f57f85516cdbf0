import { readFile } from 'node:fs/promises';
import { API } from '../../common/constants';
import { startTestApp } from '../../standalone/testing/running_app';
import { type AppPageUnderTest, axeViolations, byTestId, openApp } from '../testing/app_page';
import type { QualityReport } from './use_quality_run';

let app: Awaited<ReturnType<typeof startTestApp>>;
let opened: AppPageUnderTest;

beforeAll(async () => {
  app = await startTestApp();
  opened = await openApp(app.url, '?q=snow');
});

afterAll(async () => {
  await opened?.browser.close();
  await app?.stop();
});

/** What a person confirms in the photo view: some photo of the album as a reference of the peak it is said to show. */
async function confirmOnePhoto(): Promise<() => Promise<unknown>> {
  const call = (path: string, method: string, body?: object) =>
    fetch(`${app.url}${path}`, {
      method,
      headers: {
        'kbn-xsrf': 'true',
        'content-type': 'application/json',
        'elastic-api-version': '1',
        'x-elastic-internal-origin': 'kibana',
      },
      body: body && JSON.stringify(body),
    });
  const found = await call(API.search, 'POST', { filters: { peaks: ['ama-dablam'] }, size: 1 });
  const [{ id }] = ((await found.json()) as { hits: Array<{ id: string }> }).hits;
  const references = API.references.replace('{id}', 'ama-dablam');
  const confirmed = await call(references, 'POST', { photoId: id });
  expect(confirmed.status).toBe(200);
  return () => call(`${references}?photoId=${id}`, 'DELETE');
}

it('measures the library, shows and exports the figures, and leads back to the search', async () => {
  const { page } = opened;
  const takeBack = await confirmOnePhoto();
  try {
    await byTestId(page, 'peakSearchOpenQuality').click();
    await byTestId(page, 'peakSearchQualityStart').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await byTestId(page, 'peakSearchQualityStart').click();
    await byTestId(page, 'peakSearchQualityStop').waitFor();
    await page.locator('[data-test-subj="peakSearchQualityExport"]:enabled').waitFor();
    const rows = byTestId(page, 'peakSearchQualityKnn').locator('tbody tr');
    expect(await rows.count()).toBe(3);
    expect(await rows.first().innerText()).toMatch(/All photos[\s\S]*(1\.000|0\.9\d\d)/);
    expect(await byTestId(page, 'peakSearchQualityConfirmed').innerText()).toContain(
      '1 photo of 1 peak'
    );
    expect(await axeViolations(page)).toEqual([]);

    const download = page.waitForEvent('download');
    await byTestId(page, 'peakSearchQualityExport').click();
    const report = JSON.parse(
      await readFile((await (await download).path())!, 'utf8')
    ) as QualityReport;
    expect(report.knn.map(({ filter }) => filter.kind)).toEqual(['none', 'album', 'peak']);
    expect(report.knn.every(({ queries, recall }) => queries > 0 && recall.value > 0.9)).toBe(true);
    expect(report.confirmed).toMatchObject({ photos: 1 });

    await page.getByRole('button', { name: 'Back to the photos' }).click();
    await page.waitForURL('**?q=snow');
    expect(opened.complaints).toEqual([]);
  } finally {
    await takeBack();
  }
});

it('can be stopped, and keeps what it has', async () => {
  const { page } = opened;
  await page.goto(`${app.url}/app/peakSearch/quality`);
  await page.route(`**${API.qualityKnn}*`, () => {
    // Never answered: what the page shows then is what is looked at here.
  });
  await byTestId(page, 'peakSearchQualityStart').click();
  await byTestId(page, 'peakSearchQualityStop').click();
  await page.getByText('Stopped. What was measured until then stands below.').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.unroute(`**${API.qualityKnn}*`);
});
