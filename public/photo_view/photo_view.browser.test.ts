import type { Page } from 'playwright-core';
import {
  type TestApp,
  axeViolations,
  byTestId,
  openInPage,
  photosShown,
  shownPhotos,
  withTestApp,
} from '../testing/app_page';

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

const stage = () => byTestId(page, 'peakSearchStage');
const zoom = async () => Number(await stage().getAttribute('data-zoom'));
const openId = () => new URL(page.url()).searchParams.get('photo');

/** Opens the first photo that knows its direction, from the grid. */
async function openPhoto(): Promise<string[]> {
  await openInPage(page, `${app.url}/app/peakSearch?direction=1`);
  await photosShown(page);
  const ids = await shownPhotos(page);
  await byTestId(page, 'peakSearchPhoto').first().click();
  await byTestId(page, 'peakSearchFacts').waitFor();
  return ids;
}

/** Leafs until a photo has names drawn on it. */
async function openPhotoWithNames(): Promise<void> {
  await openPhoto();
  for (let i = 0; i < 15; i++) {
    if ((await byTestId(page, 'peakSearchSummit').count()) > 0) return;
    const before = openId();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((id) => !window.location.search.includes(id), before!);
    await byTestId(page, 'peakSearchFacts').waitFor();
  }
  throw new Error('None of the first photos has a summit in its frame.');
}

/** Where the first named summit is pointed at, now and later; a label may change sides meanwhile. */
async function firstSummit(): Promise<() => Promise<{ x: number; y: number }>> {
  const points = byTestId(page, 'peakSearchSummitPoint');
  const peak = await points.first().getAttribute('data-peak');
  return async () => {
    const { x, y } = (await points.and(page.locator(`[data-peak="${peak}"]`)).boundingBox())!;
    return { x, y };
  };
}

/** Opens the correction, and waits until it can be made. */
async function correct(): Promise<void> {
  await byTestId(page, 'peakSearchCorrectCompass').click();
  await byTestId(page, 'peakSearchCompassSlider').waitFor();
}
const degrees = async (which: 'Compass' | 'Tilt') =>
  Number(await byTestId(page, `peakSearch${which}Slider`).inputValue());

async function save(): Promise<void> {
  await byTestId(page, 'peakSearchCompassSave').click();
  await byTestId(page, 'peakSearchCompass').waitFor({ state: 'detached' });
}

/** What the library keeps of how a photo's camera was held. */
const stored = (id: string) =>
  page.evaluate(async (photo) => {
    const answer = await fetch(`/internal/peak_search/photos/${photo}`, {
      headers: { 'elastic-api-version': '1', 'x-elastic-internal-origin': 'Kibana' },
    });
    const { bearingCorrectionDeg, pitchDeg } = (await answer.json()) as Record<string, number>;
    return { correction: bearingCorrectionDeg, ...(pitchDeg !== undefined && { pitch: pitchDeg }) };
  }, id);

describe('the photo view', () => {
  it('shows the large picture, its facts and its place, and nothing is wrong for axe', async () => {
    await openPhoto();
    await page.locator('[data-test-subj="peakSearchRendition"][data-loaded="true"]').waitFor();
    expect(await byTestId(page, 'peakSearchFacts').innerText()).toMatch(/Taken[^]*Direction/);
    expect(await byTestId(page, 'peakSearchWedge').count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });

  it('goes on and back by arrow keys, closes by Esc, and is in the address', async () => {
    const ids = await openPhoto();
    expect(openId()).toBe(ids[0]);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(`**photo=${ids[1]}*`);
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(`**photo=${ids[0]}*`);
    await page.reload();
    await byTestId(page, 'peakSearchFacts').waitFor();
    await page.keyboard.press('Escape');
    await byTestId(page, 'peakSearchPhotoView').waitFor({ state: 'detached' });
    expect(openId()).toBeNull();
  });

  it('zooms by keys, by the wheel and by a double click, and moves by dragging', async () => {
    await openPhoto();
    await page.keyboard.press('+');
    expect(await zoom()).toBeGreaterThan(1.3);
    await page.keyboard.press('0');
    expect(await zoom()).toBe(1);
    await stage().hover();
    await page.mouse.wheel(0, -300);
    await page.waitForFunction(
      () => Number(document.querySelector<HTMLElement>('[data-zoom]')?.dataset.zoom) > 1.5
    );
    const picture = byTestId(page, 'peakSearchRendition').first();
    const before = await picture.boundingBox();
    await page.mouse.down();
    await page.mouse.move(500, 400, { steps: 4 });
    await page.mouse.up();
    expect(await picture.boundingBox()).not.toEqual(before);
    await stage().dblclick();
    expect(await zoom()).toBe(1);
  });

  it('draws names at summits, which go with a corrected compass; the correction is kept', async () => {
    await openPhotoWithNames();
    const summit = await firstSummit();
    const { x: left, y: top } = await summit();
    await correct();
    const [turn, tilt] = [await degrees('Compass'), await degrees('Tilt')];
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowUp');
    expect((await summit()).x).toBeLessThan(left);
    expect((await summit()).y).toBeGreaterThan(top);
    expect([await degrees('Compass'), await degrees('Tilt')]).toEqual([turn + 2, tilt + 2]);
    expect(await axeViolations(page)).toEqual([]);

    await save();
    const id = openId()!;
    expect(await stored(id)).toEqual({ correction: turn + 2, pitch: tilt + 2 });
    await page.reload();
    await byTestId(page, 'peakSearchSummit').first().waitFor();
    await correct();
    await page.getByText('As the camera says').click();
    await save();
    expect(await stored(id)).toEqual({ correction: 0 });
  });

  it('takes a drag for turning and tilting, with the names under the finger', async () => {
    await openPhotoWithNames();
    const summit = await firstSummit();
    await correct();
    const before = await summit();
    const box = (await stage().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.7);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height * 0.7 + 30, { steps: 5 });
    await page.mouse.up();
    const after = await summit();
    // Away from the middle a degree takes more pixels, or fewer.
    expect(Math.abs(after.x - before.x - 40)).toBeLessThan(20);
    expect(Math.abs(after.y - before.y - 30)).toBeLessThan(15);
    await page.keyboard.press('Escape');
    await byTestId(page, 'peakSearchCompass').waitFor({ state: 'detached' });
    expect(await summit()).toEqual(before);
  });

  it('corrects the compass of a whole day at once, and the tilt of one photo', async () => {
    await openPhotoWithNames();
    const id = openId()!;
    await correct();
    const turn = await degrees('Compass');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.getByLabel('Compass: for all photos of this camera on this day').check();
    await byTestId(page, 'peakSearchCompassSave').click();
    const toast = page.getByText(/Direction corrected for \d+ photos\./);
    await toast.waitFor();
    expect(Number(/\d+/.exec(await toast.innerText())![0])).toBeGreaterThan(1);
    expect(await stored(id)).toEqual({ correction: turn - 5 });
    await correct();
    await page.getByText('As the camera says').click();
    await page.getByLabel('Compass: for all photos of this camera on this day').check();
    await save();
    expect(await stored(id)).toEqual({ correction: 0 });
  });

  it('leads on: more like this, less like this, photos of a peak, from here', async () => {
    const [id] = await openPhoto();
    await byTestId(page, 'peakSearchMoreLike').click();
    await page.waitForURL(`**q=photo:${id}*`);
    await byTestId(page, 'peakSearchPhotoView').waitFor({ state: 'detached' });

    await openPhoto();
    await byTestId(page, 'peakSearchLessLike').click();
    await page.waitForURL(`**q=-1*photo:${id}*`);

    await openPhoto();
    await byTestId(page, 'peakSearchPhotosOfPeak').first().click();
    await page.waitForURL('**q=peak:*');

    await openPhoto();
    await byTestId(page, 'peakSearchFromHere').click();
    await page.waitForURL('**area=circle:*');
    await photosShown(page);
    expect(await shownPhotos(page)).toContain(id);
  });

  it('says so when there is no such photo', async () => {
    await page.goto(`${app.url}/app/peakSearch?photo=nothing-like-this`);
    await page.getByText('The photo could not be opened').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
