import type { Page } from 'playwright-core';
import type { PhotoResponse } from '../common/api';
import {
  type TestApp,
  axeViolations,
  byTestId,
  fitsWidth,
  LAPTOP,
  PHONE,
  settle,
  shownPhotos,
  withTestApp,
} from './testing/app_page';

/** Sentences typed into the demo album's search field: which chips they make, and which photos they leave. */

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

const input = () => byTestId(page, 'peakSearchInput');
const settled = () => page.locator('section[aria-busy="false"]').waitFor();
const chips = async () => {
  // The counts come with the answer.
  await settled();
  return (await page.locator('[role="search"] .euiBadge').allInnerTexts()).map((text) =>
    text.replace(/\s+/g, ' ')
  );
};

async function type(sentence: string, query = ''): Promise<void> {
  await app.open(query === '' ? '' : `?${query}`);
  await input().fill(sentence);
  await page.keyboard.press('Enter');
  await page.waitForURL(/[?&](?:q|if)=/);
  await settled();
}

/** Everything that is known of the photos in the grid. */
async function details(): Promise<PhotoResponse[]> {
  const ids = await shownPhotos(page);
  expect(ids.length).toBeGreaterThan(0);
  return page.evaluate(
    (all) =>
      Promise.all(
        all.map(async (id) => {
          const answer = await fetch(`/internal/peak_search/photos/${id}`, {
            headers: { 'elastic-api-version': '1', 'x-elastic-internal-origin': 'Kibana' },
          });
          return (await answer.json()) as PhotoResponse;
        })
      ),
    ids
  );
}

const inMay2024 = ({ shotTime }: PhotoResponse) => shotTime!.startsWith('2024-05');

describe('a sentence', () => {
  it('becomes chips that say what they do and how many photos they leave', async () => {
    await type('prayer flags under Ama Dablam, May 2024');
    expect(await chips()).toEqual([
      expect.stringMatching(/^shows Ama Dablam · \d+ photos$/),
      expect.stringMatching(/^May 1 – 31, 2024, in the photos’ own zone · \d+ photos$/),
      'prayer flags',
    ]);
    const photos = await details();
    expect(photos.every(inMay2024)).toBe(true);
    expect(photos.every(({ peaks }) => peaks.some(({ id }) => id === 'ama-dablam'))).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('is told below the bar while it is typed, to the eye and to a screen reader', async () => {
    await app.open('');
    await input().fill('tents above 5000 m');
    const line = byTestId(page, 'peakSearchUnderstood');
    await line.waitFor();
    const words = 'Enter searches for: at least 5,000 m · photos like “tents”';
    expect(await line.locator('span[aria-hidden]').innerText()).toBe(words);
    await line.locator('[aria-live]', { hasText: words }).first().waitFor({ state: 'attached' });
    expect(await axeViolations(page)).toEqual([]);
  });

  it.each<[string, RegExp, (photo: PhotoResponse) => boolean]>([
    ['May 2024', /^May 1 – 31, 2024/, inMay2024],
    ['Namche Bazaar', /^taken at Namche Bazaar/, ({ gps }) => near(gps, 27.8045, 86.7133, 2)],
    ['Gorak Shep', /^taken at Gorak Shep/, ({ gps }) => near(gps, 27.981, 86.829, 2)],
    ['above 5000 m', /^at least 5,000 m/, ({ altitudeM }) => altitudeM! >= 5000],
    ['helicopter near Lukla', /^within 5 km of Lukla/, ({ gps }) => near(gps, 27.687, 86.731, 6)],
    ['IMG_1002.JPG', /^file IMG_1002.JPG/, ({ path }) => path.endsWith('/IMG_1002.JPG')],
  ])('"%s" leaves the photos that it says', async (sentence, chip, holds) => {
    await type(sentence);
    expect((await chips())[0]).toMatch(chip);
    const photos = await details();
    expect(photos.filter((photo) => !holds(photo)).map(({ path }) => path)).toEqual([]);
  });

  it('"Ama Dablam without clouds" shows the peak and ranks clouds down', async () => {
    await type('Ama Dablam without clouds');
    expect(await chips()).toEqual([
      expect.stringMatching(/^shows Ama Dablam/),
      'Ama Dablam',
      'without clouds',
    ]);
  });
});

describe('a chip', () => {
  it('is changed in place, carried by the address, and turned back into words by one click', async () => {
    await type('tents above 5000 m');
    const photosOf = async () => Number(/· (\d+) photos/.exec((await chips())[0]!)![1]);
    const before = await photosOf();
    await page.getByRole('button', { name: /^Change the condition “at least 5,000 m”/ }).click();
    await page.getByLabel('At least (m)').fill('4000');
    await page.keyboard.press('Enter');
    await page.waitForURL(/if=height:4000\.\./);
    await settled();
    expect(await photosOf()).toBeGreaterThan(before);
    expect(await axeViolations(page)).toEqual([]);
    await page.reload();
    expect((await chips())[0]).toMatch(/^at least 4,000 m · \d+ photos$/);

    await type('yaks in May 2024');
    await page.getByRole('button', { name: /^Change the condition “May 1/ }).click();
    await byTestId(page, 'peakSearchAsWords').click();
    await page.waitForURL((url) => !url.search.includes('if='));
    expect(await chips()).toEqual(['yaks', 'in May 2024']);
  });

  it('that costs most is named where nothing is found, and dropped by one click', async () => {
    await app.open('');
    await input().fill('in Namche above 5000 m');
    await page.keyboard.press('Enter');
    await byTestId(page, 'peakSearchNothingFound').waitFor();
    expect(await byTestId(page, 'peakSearchNothingFound').innerText()).toMatch(
      /Without “[^”]+”, \d+ photos match\./
    );
    expect(await axeViolations(page)).toEqual([]);
    await byTestId(page, 'peakSearchDropCostliest').click();
    await byTestId(page, 'peakSearchPhoto').first().waitFor();
    expect(await chips()).toHaveLength(1);
  });
});

describe('elsewhere', () => {
  it('fits on a phone', async () => {
    await page.setViewportSize(PHONE);
    await type('prayer flags under Ama Dablam, between 1 and 31 May 2024');
    expect(await chips()).toHaveLength(3);
    expect(await fitsWidth(page)).toBe(true);
    await page.getByRole('button', { name: /^Change the condition “May 1/ }).click();
    await page.getByLabel('From', { exact: true }).waitFor();
    await settle(page);
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize(LAPTOP);
  });

  it('is read and told in French', async () => {
    await type('drapeaux de prière près de Lukla en mai 2024, sans personnes', 'locale=fr');
    expect(await chips()).toEqual([
      expect.stringMatching(/^à moins de 5 km de Lukla · \d+ photos?$/),
      expect.stringMatching(/^1–31 mai 2024, dans le fuseau des photos · \d+ photos$/),
      'drapeaux de prière',
      'sans personnes',
    ]);
    await app.open('?locale=en');
  });
});

/** Whether a place lies within so many kilometers, by a plane's geometry. */
function near(gps: PhotoResponse['gps'], lat: number, lon: number, km: number): boolean {
  const north = (gps!.lat - lat) * 111.2;
  const east = (gps!.lon - lon) * 111.2 * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(north, east) <= km;
}
