import type { Page } from 'playwright-core';
import sharp from 'sharp';
import {
  type TestApp,
  axeViolations,
  byTestId,
  PHONE,
  photosShown,
  shownPhotos,
  withTestApp,
} from './testing/app_page';

/**
 * The main ways through the app on the newest EUI that we support, where all other browser tests use the oldest. All of
 * them run on the newest with PEAK_SEARCH_TEST_EUI=highest.
 */
let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started), { eui: 'highest' });

const PAGES: Array<[name: string, query: () => string, ready: string]> = [
  ['a search by words', () => '?q=prayer+flags', 'peakSearchSection'],
  ['the photo view', () => `?photo=${id}`, 'peakSearchFacts'],
  ['the flyout for a photo from outside', () => '?identify=1', 'peakSearchIdentifyFlyout'],
];
let id: string;

it('opens on the photos, without a complaint', async () => {
  await photosShown(page);
  [id = ''] = await shownPhotos(page);
  expect(id).not.toBe('');
  expect(app.complaints).toEqual([]);
});

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  it.each(PAGES)('shows %s as axe wants it', async (_, query, ready) => {
    await page.goto(`${app.url}/app/peakSearch${query()}&theme=${theme}`);
    await byTestId(page, ready).first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });

  it('shows the quality page as axe wants it', async () => {
    await app.open(`?theme=${theme}`);
    await byTestId(page, 'peakSearchOpenQuality').click();
    await byTestId(page, 'peakSearchQualityStart').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});

it('searches, filters, steps through photos and comes back, with every icon drawn', async () => {
  await app.open('?theme=light');
  await byTestId(page, 'peakSearchInput').fill('snow');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/*q=snow');
  await photosShown(page);
  await byTestId(page, 'peakSearchPhoto').first().click();
  await byTestId(page, 'peakSearchNext').click();
  await byTestId(page, 'peakSearchPrevious').waitFor();
  // An icon that EUI does not know stays an <svg> without a shape, or becomes a picture that is not there.
  const empty = await page
    // EUI draws the tick of a box that isn't ticked as the icon "empty".
    .locator('svg.euiIcon:not([class*="euiCheckbox"]), img.euiIcon')
    .evaluateAll((icons) =>
      icons.filter((icon) => icon.childElementCount === 0).map((icon) => icon.outerHTML)
    );
  expect(empty).toEqual([]);
  await page.keyboard.press('Escape');
  await byTestId(page, 'peakSearchNext').waitFor({ state: 'detached' });
  expect(app.complaints).toEqual([]);
});

describe('captions', () => {
  it.each([
    ['light', undefined],
    ['dark', PHONE],
  ])('can be read on snow: %s', async (theme, size) => {
    if (size) await page.setViewportSize(size);
    await app.open(`?theme=${theme}`);
    expect(await worstCaptionContrast(page)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Contrast (WCAG 2.2) of the caption's letters where its ground is brightest, were the photo all white. */
async function worstCaptionContrast(on: Page): Promise<number> {
  const caption = on.locator('[data-test-subj="peakSearchCaption"]').first();
  await caption.waitFor();
  const color = await caption.evaluate((element) => {
    const tile = element.parentElement!;
    tile.style.background = '#fff';
    tile.querySelectorAll('img').forEach((image) => (image.style.visibility = 'hidden'));
    const { color: text } = getComputedStyle(element);
    element.querySelectorAll('div').forEach((line) => (line.style.color = 'transparent'));
    return text.match(/\d+/g)!.slice(0, 3).map(Number);
  });
  let brightest = 0;
  for (const line of await caption.locator('div').all()) {
    const { data, info } = await sharp(await line.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let at = 0; at < data.length; at += info.channels) {
      brightest = Math.max(brightest, luminance([...data.subarray(at, at + 3)]));
    }
  }
  return (luminance(color) + 0.05) / (brightest + 0.05);
}

/** Relative luminance of an sRGB color, 0 to 1 (WCAG 2.2). */
function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
