import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { startBrowser, type TestBrowser } from '../../standalone/testing/browser';
import { startTestApp } from '../../standalone/testing/running_app';

/** Chromium with one page on the app, and what it complained about. */
export interface AppPageUnderTest {
  page: Page;
  browser: TestBrowser;
  /** Errors of the page and of its console, for a test to look at. */
  complaints: string[];
}

/** Element by the name that the source gives it for tests. */
export const byTestId = (page: Page, name: string) => page.locator(`[data-test-subj="${name}"]`);

export async function openApp(
  url: string,
  query = '',
  options: Parameters<typeof startBrowser>[0] = {}
): Promise<AppPageUnderTest> {
  const browser = await startBrowser(options);
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${url}/app/peakSearch${query}`);
  return { page, browser, complaints };
}

/** The app on the test album, and a page on it, for all tests of a file. */
export interface TestApp extends AppPageUnderTest {
  url: string;
  /** Goes to a search and waits for its photos. */
  open(query: string): Promise<void>;
}

/**
 * Starts the app and a browser before the tests of a file, and stops both after them.
 *
 * @param onPage takes what was started, as soon as it is
 */
export function withTestApp(
  onPage: (app: TestApp) => void,
  options?: Parameters<typeof startTestApp>[0]
): void {
  let system: Awaited<ReturnType<typeof startTestApp>> | undefined;
  let opened: AppPageUnderTest | undefined;
  beforeAll(async () => {
    const { url } = (system = await startTestApp(options));
    const { page } = (opened = await openApp(url));
    const open = async (query: string) => {
      await openInPage(page, `${url}/app/peakSearch${query}`);
      await photosShown(page);
    };
    onPage({ ...opened, url, open });
  });
  afterAll(async () => {
    await opened?.browser.close();
    await system?.stop();
  });
}

/** What the page around the app is made with: a change of these takes a new page. */
const OF_THE_PAGE = /[?&](locale|theme)=/;

/**
 * Opens the app anew at an address, as Kibana does for somebody who comes back from another app: the page's scripts, whose start
 * takes most of the time of a new page, stay.
 */
export async function openInPage(page: Page, address: string): Promise<void> {
  const loaded = page.url().startsWith(`${new URL(address).origin}/`);
  if (!loaded || OF_THE_PAGE.test(address)) {
    await page.goto(address);
    return;
  }
  // What happens to come to lie below the mouse would show its tooltip.
  await page.mouse.move(0, 0);
  await page.evaluate(async (to) => {
    const moveTo = (path: string) => {
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate', { state: null }));
    };
    const place = document.querySelector('.kbnAppWrapper')!;
    moveTo('/app/elsewhere');
    while (place.childElementCount > 0) await new Promise(requestAnimationFrame);
    moveTo(to);
  }, address);
}

/** Drops files from the disk onto the middle of an element, as from a file manager. */
export async function dropFiles(page: Page, onto: Locator, files: string[]): Promise<void> {
  const box = (await onto.boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  // Scripts may not make a drop that carries files; the browser's own protocol may.
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
}

/** Waits until the page has taken up what just came: a few frames, and whatever moves has arrived. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
    await Promise.all(
      document
        .getAnimations()
        // Loading bars never end.
        .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
        .map(({ finished }) => finished.catch(() => undefined))
    );
  });
}

/** Whether the page keeps within the window's width. */
export const fitsWidth = (page: Page): Promise<boolean> =>
  page
    // A new size of the window is laid out anew first.
    .waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth)
    .then(
      () => true,
      () => false
    );

/** The narrowest phone that is still common, and a laptop. */
export const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1440, height: 900 };

/** Waits until the search is answered and its first photos are there. */
export async function photosShown(page: Page): Promise<void> {
  await byTestId(page, 'peakSearchPhoto').first().waitFor();
  await page.locator('section[aria-busy="false"]').waitFor();
}

/** Ids of the photos as they stand in the grid, from its beginning. */
export const shownPhotos = (page: Page): Promise<string[]> =>
  page
    .locator('[data-test-subj="peakSearchPhoto"] img')
    .evaluateAll((images) =>
      images.map((image) => new URL((image as HTMLImageElement).src).pathname.split('/').at(-2)!)
    );

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page as it stands: empty when nothing is. Each with where and why. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Colors on their way (a flyout fading in, a button changing) are nobody's contrast.
  await settle(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>(
    // All of axe's rules, best practices as well. The header is Kibana's, here its stand-in; EUI's breadcrumbs in it
    // lack contrast in the dark.
    `axe.run({ exclude: [['.euiHeader']] }, { resultTypes: ['violations'] })`
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id}: ${help}\n${html.slice(0, 300)}\n${failureSummary}`
    )
  );
}
