import type { CDPSession, Page } from 'playwright-core';
import {
  fillPhotos,
  type SyntheticPhoto,
  syntheticPhotos,
  testSettings,
} from '../../server/search/testing/synthetic';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { axeViolations, byTestId, photosShown } from '../testing/app_page';
import { type OwnApp, startOwnApp } from '../testing/own_app';

/** Days are the photos' own, whatever zone the reader is in. */

/**
 * Three days of two cameras: one on Nepal's time, one left on Japan's. Around midnight their instants take turns.
 */
const DAYS = ['2024-05-14', '2024-05-15', '2024-05-16'];
const CLOCKS = ['00:10', '05:00', '12:00', '19:30', '23:50'];
const OFFSETS = ['+05:45', '+09:00'];
const TIMES = DAYS.flatMap((day) =>
  CLOCKS.flatMap((clock) => OFFSETS.map((offset) => `${day}T${clock}:00${offset}`))
);

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('days'));
const photos: SyntheticPhoto[] = syntheticPhotos(TIMES.length).map(({ document, ...photo }, i) => {
  const { burst: _burst, ...alone } = document;
  const [shot_time, shot_day] = [TIMES[i], TIMES[i].slice(0, 10)];
  return { ...photo, document: { ...alone, burst_key: photo.id, shot_time, shot_day } };
});

let app: OwnApp;
let page: Page;

beforeAll(async () => {
  await fillPhotos(client, settings, photos);
  app = await startOwnApp({ config: { indices: settings.indices, model: {} } });
  ({ page } = app);
  // All rows of the grid are there at once.
  await page.setViewportSize({ width: 1440, height: 2400 });
});
afterAll(async () => {
  await app?.close();
  await client.close();
});

const PER_DAY = CLOCKS.length * OFFSETS.length;
const count = async () =>
  Number((await byTestId(page, 'peakSearchCount').innerText()).replace(/\D/g, ''));
const settled = () => page.locator('section[aria-busy="false"]').waitFor();

describe.each([
  ['America/Los_Angeles', 420],
  ['Asia/Kathmandu', -345],
])('a reader in %s', (zone, minutesWest) => {
  let session: CDPSession;
  beforeAll(async () => {
    session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTimezoneOverride', { timezoneId: zone });
  });
  afterAll(() => session.detach());
  const open = async (query: string) => {
    await page.goto(`${app.host.url}/app/peakSearch${query}`);
    await photosShown(page);
    const west = await page.evaluate(() => new Date('2024-05-15T00:00Z').getTimezoneOffset());
    expect(west).toBe(minutesWest);
  };
  const fields = async () => [
    await page.getByLabel('From day').inputValue(),
    await page.getByLabel('To day').inputValue(),
  ];

  it('gets one heading a day, with all of its photos', async () => {
    await open('?sort=oldest&days=1&bursts=all');
    const headings = byTestId(page, 'peakSearchGrid').locator('h2');
    expect(await headings.allInnerTexts()).toEqual([
      'Tuesday, May 14, 2024',
      'Wednesday, May 15, 2024',
      'Thursday, May 16, 2024',
    ]);
    await byTestId(page, 'peakSearchSelectDay').nth(1).click();
    const selected = page.getByRole('checkbox', { name: /^Select photo/, checked: true });
    expect(await selected.count()).toBe(PER_DAY);
  });

  it('filters by the days that the captions show', async () => {
    await open('?from=2024-05-15&to=2024-05-15&bursts=all');
    expect(await count()).toBe(PER_DAY);
    expect(await fields()).toEqual(['2024-05-15', '2024-05-15']);
    await page.getByLabel('To day').fill('2024-05-16');
    await page.waitForURL(/from=2024-05-15&to=2024-05-16/);
    await settled();
    expect(await count()).toBe(2 * PER_DAY);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('keeps a year that is typed digit by digit, and searches once it is whole', async () => {
    await open('?bursts=all');
    await page.getByLabel('From day').focus();
    await page.keyboard.type('05152024', { delay: 5 });
    await page.waitForURL(/from=2024-05-15&/);
    await settled();
    expect(await fields()).toEqual(['2024-05-15', '']);
    expect(await count()).toBe(2 * PER_DAY);
    await page.getByRole('button', { name: 'Reset Time' }).click();
    await page.waitForURL((url) => !url.search.includes('from'));
  });

  it('takes a bar of the timeline for what it shows', async () => {
    await open('?bursts=all');
    const bars = byTestId(page, 'peakSearchTimeline').locator('[title]');
    const titles = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('title')));
    expect(titles).toEqual([14, 15, 16].map((day) => `May ${day}, 2024: ${PER_DAY}`));
    await bars.nth(1).click();
    await page.waitForURL(/from=2024-05-15&to=2024-05-15/);
    await settled();
    expect(await count()).toBe(PER_DAY);
    expect(await fields()).toEqual(['2024-05-15', '2024-05-15']);
  });
});
