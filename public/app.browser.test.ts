import type { Page } from 'playwright-core';
import {
  type TestApp,
  axeViolations,
  byTestId,
  fitsWidth,
  photosShown,
  settle,
  shownPhotos,
  withTestApp,
} from './testing/app_page';

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

/** A fresh start of the app in the same window. */
const open = (query: string) => app.open(query);
const input = () => byTestId(page, 'peakSearchInput');
const query = () => new URL(page.url()).search;
const chips = () => page.locator('[role="search"] .euiBadge').allInnerTexts();
/** How many photos pass the filters: "343 photos", or "300 of 343 photos, one of each burst". */
const count = async () => {
  const words = await byTestId(page, 'peakSearchCount').innerText();
  return Number(/([\d,]+) photos/.exec(words)![1].replace(',', ''));
};

describe('the app', () => {
  it('opens on all photos, newest first, without a complaint', async () => {
    await open('');
    expect(await byTestId(page, 'peakSearchCount').innerText()).toMatch(
      /^[\d,]+ of [\d,]+ photos, one of each burst$/
    );
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('[data-test-subj="peakSearchPhoto"] img')]
        .slice(0, 5)
        .every((image) => image.complete && image.naturalWidth > 0)
    );
    expect(app.complaints).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('has no wider page than the window, and photos in full rows', async () => {
    expect(await fitsWidth(page)).toBe(true);
    const boxes = await byTestId(page, 'peakSearchPhoto').evaluateAll((buttons) =>
      buttons.map((button) => {
        const { top, height } = button.getBoundingClientRect();
        return `${Math.round(top)}:${Math.round(height)}`;
      })
    );
    // Photos of a row are equally high.
    expect(new Set(boxes.map((box) => box.split(':')[0])).size).toBe(new Set(boxes).size);
  });
});

describe('the search bar', () => {
  beforeEach(() => open(''));

  it('finds by words, and carries them in the address', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('prayer flags');
    await page.keyboard.press('Enter');
    await byTestId(page, 'peakSearchSection').first().waitFor();
    expect(query()).toBe('?q=prayer+flags');
    expect(await chips()).toEqual(['prayer flags']);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('completes peaks in any script and makes chips of them', async () => {
    await input().fill('सगर');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/*q=peak:mount-everest');
    expect(await chips()).toEqual(['Mount Everest']);
    await input().fill('ama dabl');
    await page
      .getByRole('option', { name: /Ama Dablam/ })
      .first()
      .click();
    await page.waitForURL('**/*q=peak:ama-dablam');
    expect(await chips()).toEqual(['Ama Dablam']);
    await input().fill('+ everest');
    await page
      .getByRole('option', { name: /Everest/ })
      .first()
      .click();
    await page.waitForURL('**/*q=peak:ama-dablam&q=peak:mount-everest');
  });

  it('says with what is typed what it offers', async () => {
    await input().fill('ama');
    await page.keyboard.press('ArrowDown');
    const active = await input().getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).getAttribute('aria-selected')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
  });

  it('offers examples first, then what was searched for', async () => {
    await page.evaluate(() => localStorage.clear());
    await open('');
    await input().click();
    const example = page.getByRole('option', { name: 'yaks on a trail' });
    await example.click();
    await page.waitForURL('**/*q=yaks+on+a+trail');
    await input().click();
    await page.getByRole('group', { name: 'Recent searches' }).waitFor();
    expect(await page.getByRole('option').first().innerText()).toContain('yaks on a trail');
  });

  it('replaces the search before by what is typed next, and changes a pill’s words in place', async () => {
    await input().click();
    await page.keyboard.type('snow');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.search === '?q=snow');
    await settle(page);
    // The words stay, selected: typing goes over them.
    await page.keyboard.type('yaks');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.search === '?q=yaks');
    await settle(page);
    await page.keyboard.type('+ tents');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.search === '?q=yaks&q=tents');
    await page.getByRole('button', { name: 'Change “tents”' }).click();
    await byTestId(page, 'peakSearchTermWords').fill('a bridge');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.search === '?q=yaks&q=a+bridge');
  });

  it('shows all that is active in one row, to be removed there, one by one or all at once', async () => {
    await open('?q=snow&peak=ama-dablam&from=2024-05-01&direction=1&bursts=all');
    expect(await chips()).toEqual([
      'Ama Dablam',
      'from May 1, 2024',
      'with a direction of view',
      'all frames of bursts',
      'snow',
    ]);
    expect(await byTestId(page, 'peakSearchPills').innerText()).toMatch(
      /^Filtered by[^]*Ranked by\s*snow/
    );
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove the filter “Ama Dablam”' }).click();
    await page.waitForURL((url) => !url.search.includes('peak='));
    await page.getByRole('button', { name: 'Remove the filter “all frames of bursts”' }).click();
    await page.waitForURL((url) => !url.search.includes('bursts='));
    await byTestId(page, 'peakSearchClear').click();
    await page.waitForURL((url) => url.search === '');
    await byTestId(page, 'peakSearchPills').waitFor({ state: 'detached' });
  });

  it('turns words round with "without", changes weights, and takes things back', async () => {
    await input().fill('snow');
    await page.keyboard.press('Enter');
    await input().fill('without clouds');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/*q=snow&q=-1*clouds');
    expect(await chips()).toEqual(['snow', 'without clouds']);

    await page.getByRole('button', { name: 'Change “snow”' }).click();
    await page.getByRole('button', { name: 'Without', exact: true }).click();
    await page.waitForURL('**/*q=-1*snow&q=-1*clouds');
    // What was found before is dimmed until the answer is there.
    await page.locator('section[aria-busy="false"]').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await byTestId(page, 'peakSearchUndo').click();
    await page.waitForURL('**/*q=snow&q=-1*clouds');
    await input().focus();
    await page.keyboard.press('Backspace');
    await page.waitForURL((url) => url.search === '?q=snow');
    await page.getByRole('button', { name: 'Remove “snow” from the search' }).click();
    await page.waitForURL((url) => url.search === '');
  });
});

describe('a search', () => {
  it('survives reload, back and forward, and a link opened elsewhere', async () => {
    await open('?q=snow');
    const found = (await shownPhotos(page)).slice(0, 5);
    await page.reload();
    await photosShown(page);
    expect((await shownPhotos(page)).slice(0, 5)).toEqual(found);

    await byTestId(page, 'peakSearchSort').selectOption('oldest');
    await page.waitForURL('**/*sort=oldest');
    await page.goBack();
    await page.waitForURL((url) => url.search === '?q=snow');
    expect(await byTestId(page, 'peakSearchSort').inputValue()).toBe('match');
    await page.goForward();
    await page.waitForURL('**/*sort=oldest');
    expect(await byTestId(page, 'peakSearchSort').inputValue()).toBe('oldest');
  });

  it('shows the number behind a match, and why, on demand; never a percentage', async () => {
    await open('?q=snow');
    await byTestId(page, 'peakSearchPhoto').first().hover();
    const tip = page.getByRole('tooltip');
    await tip.waitFor();
    expect(await tip.innerText()).toMatch(/Match [01]\.\d\d on a scale from 0 to 1/);
    expect(await page.locator('main').innerText()).not.toContain('%');
  });
});

describe('the filters', () => {
  beforeEach(() => open(''));

  it('narrow to peaks by honest counts', async () => {
    const option = page.locator('aside [role="option"]').first();
    const name = (await option.innerText()).split('\n');
    const promised = Number(name.at(-1)!.replace(/\D/g, ''));
    await page.getByRole('switch', { name: 'best of each burst' }).click();
    await option.click();
    await page.waitForURL('**/*peak=*');
    await page.locator('section[aria-busy="false"]').waitFor();
    expect(promised).toBeGreaterThan(0);
    expect(await count()).toBe(promised);
  });

  it('narrow by time with the brush, and widen again', async () => {
    const all = await count();
    await byTestId(page, 'peakSearchTimeline').scrollIntoViewIfNeeded();
    const plot = (await byTestId(page, 'peakSearchTimeline').boundingBox())!;
    const y = plot.y + plot.height / 2;
    await page.mouse.move(plot.x + 2, y);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width / 2, y, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL('**/*from=*');
    await page.locator('section[aria-busy="false"]').waitFor();
    expect(await count()).toBeLessThan(all);
    await page.getByRole('button', { name: 'Reset Time' }).click();
    await page.waitForURL((url) => url.search === '');
    await page.locator('section[aria-busy="false"]').waitFor();
    expect(await count()).toBe(all);
  });

  it('find a peak in the list by any of its names', async () => {
    await byTestId(page, 'peakSearchPeaksSearch').fill('Cervin');
    await page
      .locator('aside')
      .getByRole('option', { name: /Matterhorn/ })
      .waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('the grid', () => {
  beforeEach(() => open('?sort=oldest'));

  it('goes by arrows and opens by Enter', async () => {
    const photos = byTestId(page, 'peakSearchPhoto');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-index'));
    await photos.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '1');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      () => Number(document.activeElement?.getAttribute('data-index')) > 1
    );
    const index = Number(await focused());
    const ids = await shownPhotos(page);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/*photo=${ids[index]}`);
  });

  it('reaches the last photo and keeps few in the page', async () => {
    // With all frames of the bursts: the count is of photos.
    await open('?sort=oldest&bursts=all');
    const total = await count();
    await byTestId(page, 'peakSearchPhoto').first().focus();
    const last = () =>
      page.evaluate(() => Number(document.activeElement?.getAttribute('data-index')));
    // Pages follow as the end comes near.
    while ((await last()) < total - 1) {
      await page.keyboard.press('End');
      await settle(page);
    }
    expect(await last()).toBe(total - 1);
    expect(await byTestId(page, 'peakSearchPhoto').count()).toBeLessThan(200);
  });

  it('groups by day on the photographers’ clock', async () => {
    await page.getByRole('switch', { name: 'By day' }).click();
    await page.waitForURL('**/*days=1');
    const heading = page.locator('section[aria-busy] h2').first();
    await heading.waitFor();
    expect(await heading.innerText()).toMatch(/^\w+day, \w+ \d+, \d{4}$/);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('makes thumbnails larger and keeps that for the next time', async () => {
    const height = async () =>
      (await byTestId(page, 'peakSearchPhoto').first().boundingBox())!.height;
    const before = await height();
    await page.getByRole('slider', { name: 'Size of the thumbnails' }).fill('340');
    await page.waitForFunction(
      (than) =>
        document.querySelector('[data-test-subj="peakSearchPhoto"]')!.clientHeight > than + 40,
      before
    );
    await open('?sort=oldest');
    expect(await height()).toBeGreaterThan(before + 40);
    await page.evaluate(() => localStorage.clear());
  });
});

describe('on a phone', () => {
  it('keeps everything within 390 pixels, with the filters in a flyout', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open('?q=snow');
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('dialog', { name: 'Filters' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});

describe('in French and in the dark', () => {
  it('speaks French', async () => {
    await open('?locale=fr');
    expect(await page.getByRole('button', { name: 'Identifier une photo' }).count()).toBe(1);
    expect(await page.locator('html').getAttribute('lang')).toBe('fr-FR');
    await open('?locale=en');
  });

  it('has enough contrast in the dark', async () => {
    await open('?theme=dark&q=snow');
    expect(await axeViolations(page)).toEqual([]);
    await open('?theme=light');
  });
});
