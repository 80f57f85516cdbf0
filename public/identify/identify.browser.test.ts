import type { Page } from 'playwright-core';
import sharp from 'sharp';
import {
  type TestApp,
  axeViolations,
  byTestId,
  openInPage,
  fitsWidth,
  LAPTOP,
  PHONE,
  withTestApp,
} from '../testing/app_page';

let app: TestApp;
let page: Page;
withTestApp((started) => ({ page } = app = started));

beforeEach(async () => {
  await openInPage(page, `${app.url}/app/peakSearch?identify=1`);
  await byTestId(page, 'peakSearchIdentifyFlyout').waitFor();
});

/** A photo that says where it was taken: below Ama Dablam, looking north-east. */
const photo = () =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#6f8fb3' } })
    .jpeg()
    .withExif({
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '27/1 52/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '86/1 49/1 0/1',
        GPSAltitude: '4000/1',
      },
    })
    .toBuffer();

const pick = async (name: string, buffer: Buffer) =>
  page
    .locator('[data-test-subj="peakSearchIdentifyFlyout"] input[type="file"]')
    .first()
    .setInputFiles({ name, mimeType: 'image/jpeg', buffer });

/** Red of the pixel in the middle of a photo's preview; 0 on a canvas that nobody drew on. */
const previewRed = (name: string) =>
  page.getByRole('img', { name: `Your photo ${name}` }).evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    return canvas.getContext('2d')!.getImageData(width >> 1, height >> 1, 1, 1).data[0]!;
  });

describe('the identify flyout', () => {
  it('names candidates with reasons, and "none of these"', async () => {
    expect(await axeViolations(page)).toEqual([]);
    await pick('summit.jpg', await photo());
    await byTestId(page, 'peakSearchAnswer').waitFor();
    // #6f, give or take what JPEG makes of it.
    expect(Math.abs((await previewRed('summit.jpg')) - 0x6f)).toBeLessThan(4);
    expect(await byTestId(page, 'peakSearchCandidate').count()).toBeGreaterThan(0);
    expect(await byTestId(page, 'peakSearchNone').count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await byTestId(page, 'peakSearchUseAsSearch').first().click();
    await page.waitForURL('**q=peak:*');
    expect(app.complaints).toEqual([]);
  });

  it('says in words what is wrong with a file that is no photo, and takes another', async () => {
    await pick('notes.jpg', Buffer.from('These are no pixels.'));
    await byTestId(page, 'peakSearchIdentifyFailed').waitFor();
    expect(await byTestId(page, 'peakSearchIdentifyFailed').innerText()).toContain(
      'This file is no photo that can be read'
    );
    expect(await axeViolations(page)).toEqual([]);
    await byTestId(page, 'peakSearchAnotherPhoto').click();
    await page.getByText('Choose a photo, drop it here, or paste it').waitFor();
  });

  it('can be cancelled while it looks', async () => {
    await page.route('**/internal/peak_search/identify**', () => {
      // Never answered: what the user sees then is what is looked at here.
    });
    await pick('summit.jpg', await photo());
    await byTestId(page, 'peakSearchAsking').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Choose a photo, drop it here, or paste it').waitFor();
    await page.unroute('**/internal/peak_search/identify**');
  });

  it('says "none of these" first where no mountain is to be seen, on a phone and in the dark', async () => {
    await page.setViewportSize(PHONE);
    await page.goto(`${app.url}/app/peakSearch?identify=1&theme=dark`);
    // The same gray wall without a place: neither looks nor geometry speak for any peak.
    const wall = { create: { width: 640, height: 480, channels: 3 as const, background: '#777' } };
    await pick('wall.jpg', await sharp(wall).jpeg().toBuffer());
    await byTestId(page, 'peakSearchAnswer').waitFor();
    const probable = (name: string) =>
      byTestId(page, name)
        .getByRole('meter')
        .evaluateAll((meters) => meters.map((meter) => Number(meter.ariaValueNow)));
    const [none] = await probable('peakSearchNone');
    expect(none).toBeGreaterThan(Math.max(0, ...(await probable('peakSearchCandidate'))));
    expect(await fitsWidth(page)).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize(LAPTOP);
    await page.goto(`${app.url}/app/peakSearch?theme=light`);
  });

  it('takes a picture that is pasted', async () => {
    const bytes = (await photo()).toString('base64');
    await page.evaluate((base64) => {
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([data], 'pasted.jpg', { type: 'image/jpeg' }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer }));
    }, bytes);
    await byTestId(page, 'peakSearchAnswer').waitFor();
  });
});
