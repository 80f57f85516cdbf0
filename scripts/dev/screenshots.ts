import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { startBrowser } from '../../standalone/testing/browser';

/**
 * Pictures of the app's main states for the README: `npx tsx scripts/dev/screenshots.ts [URL] [FOLDER]`, against an
 * app that is running on the demo album (`npm start`). Only ever with pictures that may be published.
 */
const URL_DEFAULT = 'http://127.0.0.1:5601';
const FOLDER = join(__dirname, '../../docs/screenshots');

const WIDE = { width: 1440, height: 900 };
/** The narrowest phone that is still common. */
const PHONE = { width: 390, height: 844 };

interface Shot {
  name: string;
  query: string;
  size: { width: number; height: number };
  theme?: 'light' | 'dark';
  /** What is done before the picture is taken. */
  steps?(page: Page): Promise<void>;
}

const byTestId = (page: Page, name: string) => page.locator(`[data-test-subj="${name}"]`);
const openFirst = async (page: Page) => {
  await byTestId(page, 'peakSearchPhoto').first().click();
  await page.getByRole('dialog').waitFor();
};

const SHOTS: readonly Shot[] = [
  { name: 'browse', query: '?sort=newest', size: WIDE },
  { name: 'search', query: '?q=prayer+flags+above+a+glacier', size: WIDE },
  { name: 'search-dark', query: '?q=peak:ama-dablam&q=-1*clouds', size: WIDE, theme: 'dark' },
  {
    name: 'completion',
    query: '?q=snow',
    size: WIDE,
    steps: (page) => byTestId(page, 'peakSearchInput').pressSequentially('सगर'),
  },
  { name: 'days', query: '?sort=oldest&days=1', size: WIDE },
  { name: 'photo', query: '?q=peak:ama-dablam', size: WIDE, steps: openFirst },
  { name: 'photo-dark', query: '?q=peak:ama-dablam', size: WIDE, theme: 'dark', steps: openFirst },
  { name: 'identify', query: '?identify=1', size: WIDE },
  {
    name: 'nothing-found',
    query: '?from=1990-01-01T00:00:00Z&to=1990-01-02T00:00:00Z',
    size: WIDE,
  },
  { name: 'phone', query: '?q=peak:ama-dablam', size: PHONE },
  { name: 'phone-dark', query: '?sort=newest', size: PHONE, theme: 'dark' },
  {
    name: 'phone-filters',
    query: '?q=snow',
    size: PHONE,
    steps: async (page) => {
      await page.getByRole('button', { name: 'Filters' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'phone-photo', query: '?q=peak:ama-dablam', size: PHONE, steps: openFirst },
];

/** Until all pictures in view are there and nothing moves any more. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const inView = [...document.images].filter((image) => {
      const { top, bottom } = image.getBoundingClientRect();
      return bottom > 0 && top < window.innerHeight;
    });
    return inView.every((image) => image.complete);
  });
  await page.waitForTimeout(1_000);
}

async function take(page: Page, url: string, shot: Shot, folder: string): Promise<void> {
  await page.setViewportSize(shot.size);
  const { search } = new URL(shot.query, url);
  await page.goto(`${url}/app/peakSearch${search}&theme=${shot.theme ?? 'light'}`);
  await page.locator('section[aria-busy="false"]').waitFor({ timeout: 120_000 });
  await shot.steps?.(page);
  await settle(page);
  // A palette of 128 colours is a third of the size, and hardly to be told from the original.
  await sharp(await page.screenshot())
    .png({ palette: true, colours: 128, effort: 8 })
    .toFile(join(folder, `${shot.name}.png`));
  console.log(`${shot.name}.png`);
}

async function main(): Promise<void> {
  const [url = URL_DEFAULT, folder = FOLDER] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const { context, close } = await startBrowser();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    for (const shot of SHOTS) await take(page, url, shot, folder);
  } finally {
    await close();
  }
}

void main();
