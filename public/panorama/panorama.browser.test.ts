import type { Page } from 'playwright-core';
import {
  axeViolations,
  byTestId,
  fitsWidth,
  LAPTOP,
  PHONE,
  photosShown,
  settle,
  type TestApp,
  withTestApp,
} from '../testing/app_page';
import { DEMO_TERRAIN } from '../../standalone/start_options';
import { parseView } from './view_address';

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started), { terrain: DEMO_TERRAIN });

/** Above Gorak Shep, in the demo world: Pumori to the north, Nuptse to the east, Everest behind it. */
const KALA_PATTHAR = '?at=27.9958,86.8285&alt=5600';

const view = () => parseView(new URL(page.url()).search)!;
const stage = () => byTestId(page, 'peakSearchViewStage');
const names = () => byTestId(page, 'peakSearchSummit').allTextContents();
/** Waits until the address tells of a look that satisfies. */
const lookIs = (test: (look: { bearingDeg: number; fovDeg: number; tiltDeg: number }) => boolean) =>
  page.waitForURL((url) => {
    const parsed = parseView(url.search);
    return parsed !== undefined && test(parsed.look);
  });

async function open(query: string): Promise<void> {
  await page.goto(`${app.url}/app/peakSearch/view${query}`);
  await stage().waitFor();
  await settle(page);
}

/** Whether the canvas shows ground and sky: more than one color in its middle column. */
const colors = () =>
  page.locator('[data-test-subj="peakSearchViewPicture"]').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement)
      .getContext('2d')!
      .getImageData(Math.floor(width / 2), 0, 1, height);
    const seen = new Set<string>();
    for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
    return seen.size;
  });

describe('view from here', () => {
  beforeEach(() => page.setViewportSize(LAPTOP));

  it('draws ridges and sky, names what is in sight, and axe finds nothing wrong', async () => {
    await open(`${KALA_PATTHAR}&look=90`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^View from .* m$/);
    expect(await colors()).toBeGreaterThan(5);
    expect(await names()).toContain('Nuptse');
    expect(await axeViolations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });

  it('says of each peak where it stands, and what hides those that are hidden', async () => {
    await open(`${KALA_PATTHAR}&look=90`);
    const peaks = byTestId(page, 'peakSearchViewPeaks');
    expect(await peaks.locator('[data-peak="pumori"][data-sight="free"]').textContent()).toMatch(
      /Pumori.*km north.*m.*In sight/
    );
    const hidden = await peaks.locator('[data-sight="hidden"]').allTextContents();
    expect(hidden.length).toBeGreaterThan(3);
    for (const words of hidden) expect(words).toMatch(/Hidden by (a ridge|[^,]+,) [\d.,]+ km away/);
  });

  it('turns and zooms by keys, and the link keeps it', async () => {
    await open(`${KALA_PATTHAR}&look=90&fov=90`);
    await stage().focus();
    await page.keyboard.press('ArrowRight');
    await lookIs(({ bearingDeg }) => bearingDeg === 99);
    await page.keyboard.press('+');
    await lookIs(({ fovDeg }) => fovDeg < 70);
    await page.keyboard.press('ArrowUp');
    await lookIs(({ tiltDeg }) => tiltDeg > 6);
    const before = view();
    await page.reload();
    await stage().waitFor();
    expect(view()).toEqual(before);
  });

  it('turns by dragging and by a peak in the list, and zooms by wheel and buttons', async () => {
    await open(`${KALA_PATTHAR}&look=90&fov=90`);
    const box = (await stage().boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 3];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - box.width / 3, y, { steps: 4 });
    await page.mouse.up();
    await lookIs(({ bearingDeg }) => Math.abs(bearingDeg - 120) < 1);
    await page.mouse.wheel(0, -300);
    await lookIs(({ fovDeg }) => fovDeg < 60);
    await byTestId(page, 'peakSearchViewWider').click();
    await lookIs(({ fovDeg }) => fovDeg > 60);
    await byTestId(page, 'peakSearchViewPeaks')
      .getByRole('button', { name: 'Pumori', exact: true })
      .click();
    await lookIs(({ bearingDeg }) => bearingDeg > 300 || bearingDeg < 30);
    await settle(page);
    expect(await names()).toContain('Pumori');
  });

  it('draws the way of the sun, and says when it comes over the ridges', async () => {
    await open(`${KALA_PATTHAR}&look=180&day=2023-12-12`);
    const sunshine = await byTestId(page, 'peakSearchViewSunshine').textContent();
    expect(sunshine).toMatch(/Sun from \d+:\d\d.* to \d+:\d\d/);
    expect(await byTestId(page, 'peakSearchViewSun').locator('circle').count()).toBeGreaterThan(2);
    await byTestId(page, 'peakSearchViewDay').fill('');
    await page.waitForURL((url) => !url.search.includes('day='));
    expect(await byTestId(page, 'peakSearchViewSun').locator('circle').count()).toBe(0);
  });

  it('opens from a photo, which is set into the view, and leads back to it', async () => {
    await app.open('?q=peak:ama-dablam&direction=1');
    await byTestId(page, 'peakSearchPhoto').first().click();
    await byTestId(page, 'peakSearchViewFromHere').click();
    await page.waitForURL(/\/view\?.*photo=/);
    const { photo } = view();
    await page.locator('[data-test-subj="peakSearchViewPicture"][data-photo]').waitFor();
    const chosen = page.locator('[data-test-subj="peakSearchViewPhoto"][aria-pressed="true"]');
    expect(await chosen.count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await byTestId(page, 'peakSearchViewOpenPhoto').click();
    await page.waitForURL(
      (url) => url.searchParams.get('photo') === photo && !/view/.test(url.pathname)
    );
    await byTestId(page, 'peakSearchPhotoView').waitFor();
    await page.goBack();
    await chosen.click();
    await page.waitForURL((url) => !url.search.includes('photo='));
    await byTestId(page, 'peakSearchViewBack').click();
    await photosShown(page);
    expect(new URL(page.url()).search).toContain('q=peak:ama-dablam');
  });

  it('opens from a peak in a view, and from a point by numbers', async () => {
    await open(`${KALA_PATTHAR}&look=90`);
    await page.getByRole('button', { name: 'View from Pumori', exact: true }).click();
    await page.getByRole('heading', { name: /^View from Pumori, 7,?\d+ m$/ }).waitFor();
    await app.open('');
    await byTestId(page, 'peakSearchAreaByNumbers').click();
    const form = byTestId(page, 'peakSearchAreaForm');
    await form.getByLabel('Latitude').fill('27.9');
    await form.getByLabel('Longitude').fill('86.8');
    await byTestId(page, 'peakSearchViewFromNumbers').click();
    await page.waitForURL(/\/view\?at=27\.9,86\.8/);
    await stage().waitFor();
  });

  it('opens from a point on the map', async () => {
    await app.open('');
    await page.locator('.peakSearchMap__photo, .peakSearchMap__cluster').first().waitFor();
    await byTestId(page, 'peakSearchMapView').click();
    const box = (await page.locator('.peakSearchMap').boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.2, box.y + box.height * 0.8);
    await page.waitForURL(/\/view\?at=/);
  });

  it('says what to do where no tile lies, and where a link names no place', async () => {
    await page.goto(`${app.url}/app/peakSearch/view?at=46.5,8`);
    await page.getByText('No elevation tile covers 46.5000, 8.0000.').waitFor();
    await page.goto(`${app.url}/app/peakSearch/view?at=here`);
    await page.getByText('This link names no place').waitFor();
    await byTestId(page, 'peakSearchViewBack').click();
    await photosShown(page);
  });

  it('fits a phone, where two fingers zoom', async () => {
    await page.setViewportSize(PHONE);
    await open(`${KALA_PATTHAR}&look=90&fov=45`);
    expect(await fitsWidth(page)).toBe(true);
    expect((await names()).length).toBeGreaterThan(0);
    expect(await axeViolations(page)).toEqual([]);
    const box = (await stage().boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd'
            ? []
            : [-1, 1].map((side, id) => ({
                id,
                x: box.x + box.width / 2 + (side * apart) / 2,
                y: box.y + 120,
              })),
      });
    await touch('touchStart', 80);
    await touch('touchMove', 160);
    await touch('touchEnd', 160);
    await lookIs(({ fovDeg }) => fovDeg < 30);
  });
});

describe('ridges over a photo', () => {
  it('are drawn on demand, and follow while the direction is corrected', async () => {
    await page.setViewportSize(LAPTOP);
    await app.open('?q=peak:ama-dablam&direction=1');
    await byTestId(page, 'peakSearchPhoto').first().click();
    await byTestId(page, 'peakSearchRidgesSwitch').click();
    const lines = byTestId(page, 'peakSearchRidges').locator('path');
    await lines.first().waitFor();
    const first = () => lines.first().getAttribute('d');
    const before = await first();
    expect(await axeViolations(page)).toEqual([]);
    await byTestId(page, 'peakSearchCorrectCompass').click();
    await byTestId(page, 'peakSearchCompass').focus();
    await page.keyboard.press('ArrowRight');
    await settle(page);
    expect(await first()).not.toBe(before);
    await page.keyboard.press('Escape');
    await settle(page);
    expect(await first()).toBe(before);
    await byTestId(page, 'peakSearchRidgesSwitch').click();
    expect(await byTestId(page, 'peakSearchRidges').count()).toBe(0);
  });
});
