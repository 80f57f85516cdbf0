import type { Page } from 'playwright-core';
import {
  type TestApp,
  axeViolations,
  byTestId,
  fitsWidth,
  LAPTOP,
  PHONE,
  photosShown,
  settle,
  shownPhotos,
  withTestApp,
} from './testing/app_page';

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

const SEARCH = '**/internal/peak_search/search';
const chips = () => page.locator('[role="search"] .euiBadge');

describe('an answer', () => {
  it('that is like nothing asked for says so, above what comes nearest', async () => {
    await app.open('?q=a+spreadsheet+on+a+computer+screen');
    await byTestId(page, 'peakSearchNothingLikeThat').waitFor();
    expect((await shownPhotos(page)).length).toBeGreaterThan(0);
    // None is called a good match.
    expect(await byTestId(page, 'peakSearchSection').count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('says one number everywhere, lists the best first, and goes on when asked', async () => {
    await app.open('?q=prayer+flags');
    const count = byTestId(page, 'peakSearchCount');
    const [, listed, total] = /^Best (\d+) of (\d+)$/.exec(await count.innerText())!;
    expect(await byTestId(page, 'peakSearchWhatIsCounted').innerText()).toContain(
      `all ${total} photos`
    );
    const labels = new Map<number, string>();
    const focused = () =>
      page.evaluate(() => Number(document.activeElement?.getAttribute('data-index') ?? -1));
    const note = async () => {
      const tiles = await byTestId(page, 'peakSearchPhoto').evaluateAll((buttons) =>
        buttons.map((button): [number, string] => [
          Number(button.getAttribute('data-index')),
          button.getAttribute('aria-label')!,
        ])
      );
      tiles.forEach(([index, label]) => labels.set(index, label));
    };
    await byTestId(page, 'peakSearchPhoto').first().focus();
    await note();
    while ((await focused()) < Number(listed) - 1) {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await settle(page);
      await note();
    }
    expect(await count.innerText()).toBe(`Best ${listed} of ${total}`);
    const inOrder = [...labels].sort(([a], [b]) => a - b).map(([, label]) => label);
    expect(inOrder).toHaveLength(Number(listed));
    expect(inOrder.every((label, i) => label.startsWith(`Photo ${i + 1} of ${listed}:`))).toBe(
      true
    );
    const best = inOrder.map((label) => label.endsWith('Best matches'));
    expect(best).toEqual([...best].sort((a, b) => Number(b) - Number(a)));
    expect(new Set(best)).toEqual(new Set([true, false]));
    expect(await axeViolations(page)).toEqual([]);

    await page.keyboard.press('Enter');
    await page.getByText(`${listed} of ${listed}`, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await byTestId(page, 'peakSearchLonger').click();
    await page
      .getByText(new RegExp(`^Best (?!${listed} )\\d+ of ${total}$`))
      .first()
      .waitFor();
  });

  it('that lacks a part says which, and shows the rest', async () => {
    await app.open('?q=snow&q=peak:no-such-peak');
    const callout = byTestId(page, 'peakSearchPartlyFailed');
    await callout.waitFor();
    expect(await callout.innerText()).toContain('no-such-peak');
    expect((await shownPhotos(page)).length).toBeGreaterThan(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('of no photo at all offers ways on', async () => {
    await page.goto(`${app.url}/app/peakSearch?q=snow&to=1990-01-01T00:00:00Z`);
    await byTestId(page, 'peakSearchNothingFound').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await page.waitForURL((url) => url.search === '?q=snow');
    await photosShown(page);
  });

  it('that takes long says so, can be cancelled, and asked for again', async () => {
    await app.open('');
    const before = await shownPhotos(page);
    let asked = 0;
    await page.route(SEARCH, () => {
      // Held back for ever: only the cancelling ends it.
      asked++;
    });
    await byTestId(page, 'peakSearchInput').fill('glacier');
    await page.keyboard.press('Enter');
    const slow = byTestId(page, 'peakSearchSlow');
    await slow.waitFor();
    expect(asked).toBe(1);
    // No number of the search before stands beside the new words.
    expect(await byTestId(page, 'peakSearchCount').innerText()).toBe('Searching …');
    expect(await axeViolations(page)).toEqual([]);
    await slow.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('section[aria-busy="false"]').waitFor();
    // What was there before stays (the row of pills leaves room for fewer), and so do the words.
    const stayed = await shownPhotos(page);
    expect(stayed.length).toBeGreaterThan(10);
    expect(stayed).toEqual(before.slice(0, stayed.length));
    expect(await chips().allInnerTexts()).toEqual(['glacier']);
    await page.unroute(SEARCH);
    await page.reload();
    await byTestId(page, 'peakSearchSection').first().waitFor();
  });

  it('that comes too late is not shown in the place of a later one', async () => {
    await app.open('');
    let first = true;
    let letGo = () => {};
    const laterIsShown = new Promise<void>((resolve) => (letGo = resolve));
    let arrive = () => {};
    const lateOneCame = new Promise<void>((resolve) => (arrive = resolve));
    await page.route(SEARCH, async (route) => {
      const late = first;
      first = false;
      const answer = await route.fetch().catch(() => undefined);
      if (late) await laterIsShown;
      // Aborted by then.
      if (answer) await route.fulfill({ response: answer }).catch(() => undefined);
      if (late) arrive();
    });
    const input = byTestId(page, 'peakSearchInput');
    await input.fill('tent');
    await page.keyboard.press('Enter');
    // A sentence is read by the server: two at once may become chips in either order.
    await page.waitForURL(/q=tent/);
    await input.fill('without snow');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=tent&q=-1\*snow/);
    await photosShown(page);
    const settled = await shownPhotos(page);
    letGo();
    await lateOneCame;
    // Its photos would be there with the next frames.
    await settle(page);
    expect(await shownPhotos(page)).toEqual(settled);
    await page.unroute(SEARCH);
  });
});

describe('arithmetic on meaning', () => {
  it('goes by words from right to left as well, each chip in its own direction', async () => {
    await app.open(`?q=${encodeURIComponent('דגלי תפילה')}&q=snow`);
    const words = chips().first().locator('[dir="auto"]');
    expect(await words.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await fitsWidth(page)).toBe(true);
    await page.setViewportSize(LAPTOP);
  });

  it('weighs a word by its chip, and a photo that is to be like', async () => {
    await app.open('');
    const [id] = await shownPhotos(page);
    await app.open(`?q=photo:${id}&q=snow`);
    expect((await shownPhotos(page)).length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Change “snow”' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('slider', { name: 'Weight' }).press('ArrowRight');
    await page.waitForURL(/q=1\.\d+\*snow/);
    await page.keyboard.press('Escape');
    await byTestId(page, 'peakSearchUndo').click();
    await page.waitForURL((url) => url.search === `?q=photo:${id}&q=snow`);
  });
});

describe('what lies over the grid', () => {
  const axeInBothThemes = async (query: string, ready: () => Promise<unknown>) => {
    for (const theme of ['dark', 'light']) {
      await page.goto(`${app.url}/app/peakSearch${query}&theme=${theme}`);
      await ready();
      expect({ theme, found: await axeViolations(page) }).toEqual({ theme, found: [] });
    }
  };

  it.each([
    ['a laptop', LAPTOP],
    ['a phone', PHONE],
  ])('has contrast in both themes, and room, on %s', async (_, size) => {
    await app.open('?direction=1');
    const [id] = await shownPhotos(page);
    await page.setViewportSize(size);
    await axeInBothThemes(`?photo=${id}`, async () => {
      await byTestId(page, 'peakSearchFacts').waitFor();
      expect(await fitsWidth(page)).toBe(true);
    });
    await axeInBothThemes('?identify=1', async () => {
      await byTestId(page, 'peakSearchIdentifyFlyout').waitFor();
      expect(await fitsWidth(page)).toBe(true);
    });
    await page.setViewportSize(LAPTOP);
  });
});
