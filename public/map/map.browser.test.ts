import type { Page } from 'playwright-core';
import {
  type TestApp,
  axeViolations,
  byTestId,
  openInPage,
  photosShown,
  settle,
  shownPhotos,
  withTestApp,
} from '../testing/app_page';

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

const map = () => page.locator('.peakSearchMap');
const query = () => new URL(page.url()).search;

beforeEach(async () => {
  await openInPage(page, `${app.url}/app/peakSearch`);
  await photosShown(page);
  await page.locator('.peakSearchMap__photo, .peakSearchMap__cluster').first().waitFor();
});

/** A point of the map's element, from its top left corner, as shares of its size. */
async function clickMap(x: number, y: number): Promise<void> {
  const box = (await map().boundingBox())!;
  await page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 3 });
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
}

describe('the small map', () => {
  it('shows photos and peaks without a tile server, and nothing is wrong for axe', async () => {
    await page.locator('.peakSearchMap__peak').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });

  it('zooms into a cluster, down to photos that open or to the photos of one spot', async () => {
    const photo = page.locator('.peakSearchMap__photo');
    const onOneSpot = () => /area=circle:/.test(page.url());
    while ((await photo.count()) === 0 && !onOneSpot()) {
      await page.locator('.peakSearchMap__cluster').first().press('Enter');
      await settle(page);
    }
    if (onOneSpot()) {
      await photosShown(page);
      expect((await shownPhotos(page)).length).toBeGreaterThan(0);
    } else {
      await photo.first().press('Enter');
      await byTestId(page, 'peakSearchPhotoView').waitFor();
    }
  });

  it.each([
    ['box', /area=box:/],
    ['circle', /area=circle:/],
  ])('draws a %s to search in, and takes it back', async (shape, address) => {
    await byTestId(page, `peakSearchDraw-${shape}`).click();
    await clickMap(0.3, 0.3);
    await clickMap(0.7, 0.7);
    await page.waitForURL(address);
    await page.locator('.peakSearchMap__area').waitFor();
    await byTestId(page, 'peakSearchRemoveArea').click();
    await page.locator('.peakSearchMap__area').waitFor({ state: 'detached' });
    expect(query()).toBe('');
  });

  it('draws a shape, corner by corner', async () => {
    await byTestId(page, 'peakSearchDraw-polygon').click();
    await clickMap(0.2, 0.2);
    await clickMap(0.8, 0.2);
    await clickMap(0.5, 0.8);
    // The first corner closes it, too.
    await clickMap(0.2, 0.2);
    await page.waitForURL(/area=polygon:/);
  });

  it('takes a place in numbers, for those who do not draw', async () => {
    await byTestId(page, 'peakSearchAreaByNumbers').click();
    const form = byTestId(page, 'peakSearchAreaForm');
    await form.getByLabel('Latitude').fill('27.9');
    await form.getByLabel('Longitude').fill('86.8');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/area=circle:27\.9,86\.8,5000/);
  });
});
