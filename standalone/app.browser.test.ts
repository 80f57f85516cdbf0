import type { Page } from 'playwright-core';
import { startTestApp } from './testing/running_app';
import { startBrowser, type TestBrowser } from './testing/browser';

describe('the app in a real browser, through the same doors as in Kibana', () => {
  let app: Awaited<ReturnType<typeof startTestApp>>;
  let browser: TestBrowser;
  const problems: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });
  beforeEach(() => problems.splice(0));

  /** Opens a page and keeps whatever it complains about. */
  async function open(path: string): Promise<Page> {
    const page = await browser.context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${app.url}${path}`);
    await page.waitForSelector('.kbnAppWrapper > *');
    await page.waitForLoadState('networkidle');
    return page;
  }

  it('mounts without a complaint in the console', async () => {
    const page = await open('/app/peakSearch');
    expect(await page.title()).toMatch(/^Peak Search/);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('mounts in the dark, and remembers it', async () => {
    const page = await open('/app/peakSearch?theme=dark');
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await background();
    await page.goto(`${app.url}/app/peakSearch`);
    await page.waitForSelector('.kbnAppWrapper > *');
    expect(await background()).toBe(dark);
    await page.getByRole('button', { name: 'Switch to the light theme' }).click();
    await page.waitForFunction(
      (before) => getComputedStyle(document.documentElement).backgroundColor !== before,
      dark
    );
    expect(problems).toEqual([]);
    await page.close();
  });

  it('has the globals of Kibana’s page, and only its own bundle in them', async () => {
    const page = await open('/app/peakSearch');
    const globals = await page.evaluate(() => {
      const scope = window as unknown as {
        __kbnBundles__: { has(key: string): boolean };
        __kbnPublicPath__: Record<string, string>;
        __kbnThemeTag__: string;
      };
      return {
        plugin: scope.__kbnBundles__.has('plugin/peakSearch/public'),
        path: scope.__kbnPublicPath__.peakSearch,
        theme: scope.__kbnThemeTag__,
      };
    });
    expect(globals).toEqual({
      plugin: true,
      path: expect.stringMatching(/^\/[0-9a-f]+\/bundles\/plugin\/peakSearch\/[^/]+\/$/) as string,
      theme: 'borealislight',
    });
    await page.close();
  });

  it('blocks what Kibana’s content security policy blocks', async () => {
    const page = await open('/app/peakSearch');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.appendChild(script);
      return (window as unknown as { inlineRan?: boolean }).inlineRan === true;
    });
    expect(ran).toBe(false);
    await page.close();
  });

  it('works below a base path and in a space', async () => {
    const below = await startTestApp({ basePath: '/kibana' });
    const page = await browser.context.newPage();
    const failed: string[] = [];
    const asked: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
      asked.push(new URL(response.url()).pathname);
    });
    await page.goto(`${below.url}/s/trek/app/peakSearch`);
    await page.waitForSelector('.kbnAppWrapper > *');
    await page.waitForLoadState('networkidle');
    expect(new URL(page.url()).pathname).toBe('/kibana/s/trek/app/peakSearch');
    expect(failed).toEqual([]);
    const calls = asked.filter((path) => path.includes('/internal/'));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((path) => !path.startsWith('/kibana/s/trek/internal/'))).toEqual([]);
    await page.close();
    await below.stop();
  });
});
