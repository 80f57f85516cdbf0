import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import * as commandLine from '../../scripts/for_hosts';
import { DEMO_TERRAIN } from '../../standalone/start_options';
import { startSystem } from '../../standalone/running_system';
import { startStandaloneHost } from '../../standalone/standalone_host';
import { startBrowser } from '../../standalone/testing/browser';

/**
 * Pictures of the app's main states on the demo album, which may be shown.
 *
 *   npx tsx tools/dev/screenshots.ts              those of README and docs, into docs/screenshots
 *   npx tsx tools/dev/screenshots.ts --all DIR    every state, in light and dark, wide and on a phone
 *
 * States named behind it (`photo correct`): only these. With `--es-url URL`: on an Elasticsearch that holds the album
 * already (npm start says where its own is).
 */
const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'docs/screenshots');
const ALBUM = join(ROOT, 'demo/album');

const SIZES = {
  wide: { width: 1440, height: 900 },
  /** The narrowest phone that is still common. */
  phone: { width: 390, height: 844 },
};
const THEMES = ['light', 'dark'] as const;
type Size = keyof typeof SIZES;
type Theme = (typeof THEMES)[number];

/** Photos and text stay clear, and a picture below 200 kB. */
const WEBP = { quality: 78, effort: 5, smartSubsample: true };

const byTestId = (page: Page, name: string) => page.locator(`[data-test-subj="${name}"]`);

interface State {
  query: string;
  /** Below the app; absent: the search. */
  path?: string;
  /** Which of the hosts; `full` has the album. */
  on?: 'empty' | 'without-model';
  /** What is done before the picture is taken. */
  steps?(page: Page): Promise<void>;
}

async function openFirst(page: Page): Promise<void> {
  await byTestId(page, 'peakSearchPhoto').first().click();
  await byTestId(page, 'peakSearchFacts').waitFor();
  await byTestId(page, 'peakSearchSummit').first().waitFor();
  await page.locator('[data-test-subj="peakSearchRendition"][data-loaded="true"]').waitFor();
}

async function identify(page: Page): Promise<void> {
  await page
    .locator('[data-test-subj="peakSearchIdentifyFlyout"] input[type="file"]')
    .first()
    .setInputFiles(join(ALBUM, '2023-10-30/IMG_1114.JPG'));
  await byTestId(page, 'peakSearchAnswer').waitFor();
}

const STATES: Record<string, State> = {
  start: { query: '?sort=newest' },
  search: { query: '?q=prayer+flags' },
  'right-to-left': { query: `?q=${encodeURIComponent('דגלי תפילה')}` },
  completion: {
    query: '?q=snow',
    steps: async (page) => {
      await byTestId(page, 'peakSearchInput').pressSequentially('सगर');
      await page.getByRole('option').first().waitFor();
    },
  },
  filters: {
    query:
      '?peak=ama-dablam&peak=thamserku&from=2023-10-26T00:00:00Z&to=2023-11-06T00:00:00Z&place=1&area=circle:27.85,86.76,12000',
    steps: async (page) => {
      const button = page.getByRole('button', { name: /^Filters/ });
      if (!(await button.isVisible())) return;
      await button.click();
      await page.getByRole('dialog').waitFor();
    },
  },
  days: { query: '?sort=oldest&days=1' },
  photo: { query: '?q=peak:ama-dablam&direction=1', steps: openFirst },
  ridges: {
    query: '?q=peak:ama-dablam&direction=1',
    steps: async (page) => {
      await openFirst(page);
      await byTestId(page, 'peakSearchRidgesSwitch').click();
      await byTestId(page, 'peakSearchRidges').waitFor();
    },
  },
  // From Kala Patthar toward Everest, on a winter day.
  view: { path: '/view', query: '?at=27.9958,86.8285&alt=5600&look=90&day=2023-12-12' },
  correct: {
    // Its first photo is one whose compass is off.
    query: '?peak=ama-dablam&direction=1&sort=newest',
    steps: async (page) => {
      await openFirst(page);
      await byTestId(page, 'peakSearchCorrectCompass').click();
      await byTestId(page, 'peakSearchCompass').scrollIntoViewIfNeeded();
    },
  },
  identify: { query: '?identify=1', steps: identify },
  'nothing-found': { query: '?q=snow&from=1990-01-01T00:00:00Z&to=1990-01-02T00:00:00Z' },
  'nothing-like-that': { query: '?q=a+spreadsheet+on+a+computer+screen' },
  empty: { query: '', on: 'empty' },
  'model-missing': { query: '?q=snow', on: 'without-model' },
};

/** What is kept in the repository: README's six first. */
const KEPT: ReadonlyArray<[state: string, theme: Theme, size: Size]> = [
  ['search', 'light', 'wide'],
  ['photo', 'dark', 'wide'],
  ['identify', 'light', 'wide'],
  ['photo', 'light', 'phone'],
  ['ridges', 'light', 'wide'],
  ['view', 'light', 'wide'],
  ['start', 'dark', 'wide'],
  ['filters', 'light', 'wide'],
  ['completion', 'light', 'wide'],
  ['correct', 'light', 'wide'],
  ['nothing-like-that', 'dark', 'phone'],
  ['search', 'dark', 'phone'],
  ['filters', 'light', 'phone'],
  ['identify', 'dark', 'phone'],
  ['empty', 'light', 'phone'],
  ['model-missing', 'dark', 'wide'],
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

async function take(
  page: Page,
  url: string,
  { state, theme, size }: { state: string; theme: Theme; size: Size },
  folder: string
): Promise<void> {
  const { query, path = '', steps } = STATES[state]!;
  await page.setViewportSize(SIZES[size]);
  await page.goto(`${url}/app/peakSearch${path}${query}${query === '' ? '?' : '&'}theme=${theme}`);
  const loaded =
    path === '' ? 'section[aria-busy="false"]' : '[data-test-subj="peakSearchViewStage"]';
  await page.locator(loaded).waitFor({ timeout: 120_000 });
  await steps?.(page);
  await settle(page);
  const file = `${state}-${theme}-${size}.webp`;
  const { size: bytes } = await sharp(await page.screenshot())
    .webp(WEBP)
    .toFile(join(folder, file));
  console.log(`${file}: ${Math.round(bytes / 1000)} kB`);
}

const quiet = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };

/** Hosts in the states that pictures are taken of: with the album, before any album, and without a model. */
async function startHosts(esUrl: string | undefined) {
  const log = (line: string) => console.error(line);
  // Afresh each time: the demo model may be another one than last time.
  const data = mkdtempSync(join(tmpdir(), 'peak-search-screenshots-'));
  const model = join(ROOT, 'demo/model/siglip2-demo');
  const system = await startSystem({
    commandLine,
    photos: [ALBUM],
    terrain: DEMO_TERRAIN,
    model,
    port: 0,
    data,
    esUrl,
    logger: quiet,
    log,
  });
  const common = { port: 0, elasticsearch: system.client, logger: quiet, log };
  const nothing = { photos: 'no-photos', peaks: 'no-peaks', trails: 'no-trails' };
  const empty = await startStandaloneHost({
    ...common,
    config: { model: { dir: model }, indices: nothing },
    dataDir: join(data, 'empty'),
  });
  const withoutModel = await startStandaloneHost({
    ...common,
    config: {},
    dataDir: join(data, 'without-model'),
  });
  return {
    urls: { full: system.host.url, empty: empty.url, 'without-model': withoutModel.url },
    stop: async () => {
      await withoutModel.stop();
      await empty.stop();
      await system.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'string' }, 'es-url': { type: 'string' } },
  });
  const { all } = values;
  const folder = all === undefined ? FOLDER : resolve(all);
  const wanted =
    all !== undefined
      ? Object.keys(STATES).flatMap((state) =>
          THEMES.flatMap((theme) =>
            (Object.keys(SIZES) as Size[]).map((size) => ({ state, theme, size }))
          )
        )
      : KEPT.map(([state, theme, size]) => ({ state, theme, size }));
  mkdirSync(folder, { recursive: true });
  const hosts = await startHosts(values['es-url']);
  const { context, close } = await startBrowser();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const chosen = wanted.filter(
      ({ state }) => positionals.length === 0 || positionals.includes(state)
    );
    for (const shot of chosen) {
      await take(page, hosts.urls[STATES[shot.state]!.on ?? 'full'], shot, folder);
    }
  } finally {
    await close();
    await hosts.stop();
  }
}

void main();
