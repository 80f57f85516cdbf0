import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser, type TestBrowser } from './testing/browser';
import { startTestApp } from './testing/running_app';
import { TEST_APP_INDICES } from './testing/test_app_settings';
import { REPOSITORY } from './standalone_host';

/** Everything comes on two busy cores, but not at once. */
const PATIENCE_MS = 60_000;

describe('the map', () => {
  let app: Awaited<ReturnType<typeof startTestApp>>;
  let browser: TestBrowser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    browser = await startBrowser();
    page = await browser.context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });
  beforeEach(() => complaints.splice(0));

  const byTestId = (name: string) => page.locator(`[data-test-subj="${name}"]`);
  const features = (layer: string) => page.locator(`.mapFeature-peak-search-${layer}`);
  /** How many features a layer has, from the legend: it stands there when all are drawn. */
  const countOf = async (layer: string): Promise<number> => {
    const label = byTestId(`legend-peak-search-${layer}`).filter({ hasText: /\(\d/ });
    return Number(/\(([\d,]+)\)/.exec(await label.innerText())![1].replace(',', ''));
  };

  it('shows photos as green dots, peaks as red triangles with their names, and trails', async () => {
    await page.goto(`${app.url}/app/maps/map#/peak-search-map`);
    const withPlace = await app.client.count({
      index: TEST_APP_INDICES.photos,
      query: { exists: { field: 'gps' } },
    });
    expect(await countOf('photos')).toBe(withPlace.count);
    expect(await countOf('peaks')).toBeGreaterThan(100);
    const lines = await app.client.count({
      index: TEST_APP_INDICES.trails,
      // Lines from cell to cell are for those who may not see exact places.
      query: { bool: { must_not: { exists: { field: 'coarse_points' } } } },
    });
    expect(await countOf('trails')).toBe(lines.count);
    expect(lines.count).toBeGreaterThan(0);

    expect(await features('photos').first().getAttribute('fill')).toBe('#209280');
    expect(await features('peaks').first().locator('path').getAttribute('fill')).toBe('#bd271e');
    expect(await features('trails').first().getAttribute('stroke')).toBe('#6092c0');
    const labels = await page.locator('.mapLabel').allInnerTexts();
    expect(labels).toContain('Ama Dablam · 6,812 m');
    expect(complaints).toEqual([]);
    await screenshot('map');
  });

  it('hides a layer where its box is taken off', async () => {
    const box = page.getByRole('checkbox', { name: /Peaks \(/ });
    await box.uncheck();
    expect(await features('peaks').count()).toBe(0);
    await box.check();
    expect(await features('peaks').count()).toBeGreaterThan(0);
    // Below, dots are to be clicked, not what lies over them.
    await box.uncheck();
  });

  it('leads from a dot back to its photo in the app', async () => {
    // A dot that no other lies on.
    const at = await features('photos').evaluateAll((dots) => {
      for (const dot of dots) {
        const { left, top, width, height } = dot.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        if (document.elementFromPoint(x, y) === dot) return { x, y };
      }
      throw new Error('Every dot lies under something.');
    });
    await page.mouse.click(at.x, at.y);
    const tooltip = page.locator('.mapTooltip');
    await tooltip.waitFor();
    expect(await tooltip.locator('dt').allInnerTexts()).toEqual(
      expect.arrayContaining(['Time', 'Album', 'File', 'Photo'])
    );
    const href = await page.getByRole('link', { name: 'Open in Peak Search' }).getAttribute('href');
    await page.getByRole('link', { name: 'Open in Peak Search' }).click();
    await page.waitForURL('**/app/peakSearch?photo=*');
    const id = new URL(page.url()).searchParams.get('photo')!;
    expect(href).toContain(`photo=${id}`);
    expect(await app.client.exists({ index: TEST_APP_INDICES.photos, id })).toBe(true);
  });

  it('shows the present search, from the app and back', async () => {
    await page.goto(`${app.url}/app/peakSearch?q=snow&to=2024-01-01T00:00:00Z`);
    await byTestId('peakSearchPhoto').first().waitFor();
    await byTestId('peakSearchOpenInMaps').first().click();
    await page.waitForURL('**/app/maps/map#/peak-search-map?*');
    await page.getByText('Photos of the search').waitFor();
    const shown = await countOf('photos');
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThanOrEqual(200);
    // Trails of the other year lie outside of the time that was asked for.
    const trails = await countOf('trails');
    expect(trails).toBeLessThan((await app.client.count({ index: TEST_APP_INDICES.trails })).count);
    await page.goBack();
    await page.waitForURL('**/app/peakSearch?q=snow*');
    await byTestId('peakSearchPhoto').first().waitFor();
  });

  async function screenshot(name: string): Promise<void> {
    const folder = process.env.PEAK_SEARCH_SCREENSHOTS;
    if (!folder) return;
    mkdirSync(join(REPOSITORY, folder), { recursive: true });
    await page.screenshot({ path: join(REPOSITORY, folder, `${name}.png`) });
  }
});
