import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { fromBuffer } from 'yauzl';
import {
  ALBUMS,
  fillPhotos,
  syntheticPhotos,
  testSettings,
} from '../../server/search/testing/synthetic';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import {
  axeViolations,
  byTestId,
  openInPage,
  photosShown,
  settle,
  shownPhotos,
} from '../testing/app_page';
import { type OwnApp, startOwnApp } from '../testing/own_app';

/** Selecting many photos and doing something with all of them; and a list that is paged to its end. */

const PHOTOS = 400;
const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('selection'));
const files = mkdtempSync(join(tmpdir(), 'peak-selection-'));
const photos = syntheticPhotos(PHOTOS);
let app: OwnApp;
let page: Page;

beforeAll(async () => {
  await fillPhotos(client, settings, photos);
  // Files of their own, for downloads.
  const operations = photos.flatMap(({ id, document: { album, path } }) => {
    const file = join(files, album, path);
    const bytes = Buffer.from(`the file of ${path}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    const doc = {
      bytes: bytes.length,
      content_hash: createHash('sha256').update(bytes).digest('hex'),
    };
    return [{ update: { _id: id } }, { doc }];
  });
  await client.bulk({ index: settings.indices.photos, operations, refresh: true });
  const roots = Object.fromEntries(ALBUMS.map((album) => [album, join(files, album)]));
  const config = { indices: settings.indices, photos: { roots } };
  app = await startOwnApp({ elasticsearch: client, config }, '?sort=newest&bursts=all&days=on');
  page = app.page;
  await photosShown(page);
});

afterAll(async () => {
  await app?.close();
  rmSync(files, { recursive: true, force: true });
});

const tile = (index: number) => page.locator(`[data-index="${index}"]`);
const mark = (index: number) => byTestId(page, 'peakSearchSelect').nth(index);
const selected = async () =>
  Number(/\d+/.exec(await byTestId(page, 'peakSearchSelectionCount').innerText())![0]);
const goTo = async (query: string) => {
  await openInPage(page, `${app.host.url}/app/peakSearch${query}`);
  await photosShown(page);
};

async function namesIn(zip: Buffer): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const names: string[] = [];
    fromBuffer(zip, (error, file) => {
      if (error) return reject(error);
      file.on('entry', ({ fileName }: { fileName: string }) => names.push(fileName));
      file.on('end', () => resolve(names.sort()));
      file.on('error', reject);
    });
  });
}

describe('photos are selected', () => {
  beforeEach(() => goTo('?sort=newest&bursts=all'));

  it('by their mark, by Shift and a click, and by a click while others are', async () => {
    expect(await byTestId(page, 'peakSearchSelection').count()).toBe(0);
    await tile(1).hover();
    await mark(1).click();
    expect(await selected()).toBe(1);
    await tile(6).click({ modifiers: ['Shift'] });
    expect(await selected()).toBe(6);
    await tile(3).click();
    expect(await selected()).toBe(5);
    expect(await mark(3).getAttribute('aria-checked')).toBe('false');
    expect(new URL(page.url()).search).not.toContain('photo=');
    expect(await axeViolations(page)).toEqual([]);
    await byTestId(page, 'peakSearchClearSelection').click();
    expect(await byTestId(page, 'peakSearchSelection').count()).toBe(0);
    // Without a selection a click opens the photo again.
    await tile(2).click();
    await page.waitForURL(/photo=/);
  });

  it('by keys', async () => {
    await tile(0).focus();
    await page.keyboard.press('x');
    expect(await selected()).toBe(1);
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    expect(await selected()).toBe(4);
    await page.keyboard.press('Control+a');
    expect(await selected()).toBeGreaterThanOrEqual(60);
    await page.keyboard.press('Escape');
    expect(await byTestId(page, 'peakSearchSelection').count()).toBe(0);
  });

  it('by the day, and no more when another search begins', async () => {
    await page.getByRole('switch', { name: 'By day' }).click();
    await byTestId(page, 'peakSearchSelectDay').first().click();
    const ofDay = await selected();
    const [first] = await shownPhotos(page);
    const day = photos.find(({ id }) => id === first)!.document.shot_day;
    expect(ofDay).toBe(photos.filter(({ document }) => document.shot_day === day).length);
    await byTestId(page, 'peakSearchSelectDay').first().click();
    expect(await byTestId(page, 'peakSearchSelection').count()).toBe(0);
    await byTestId(page, 'peakSearchSelectDay').first().click();
    await byTestId(page, 'peakSearchSort').selectOption('oldest');
    await byTestId(page, 'peakSearchSelection').waitFor({ state: 'detached' });
  });
});

describe('selected photos', () => {
  beforeEach(async () => {
    await goTo('?sort=newest&bursts=all');
    await tile(0).focus();
    await page.keyboard.press('x');
    await tile(2).click({ modifiers: ['Shift'] });
    expect(await selected()).toBe(3);
  });

  it('are downloaded as one ZIP', async () => {
    const ids = (await shownPhotos(page)).slice(0, 3);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      byTestId(page, 'peakSearchDownloadSelected').click(),
    ]);
    expect(download.suggestedFilename()).toBe('photos.zip');
    const names = await namesIn(readFileSync(await download.path()));
    const chosen = ids.map((id) => photos.find((photo) => photo.id === id)!.document);
    const several = new Set(chosen.map(({ album }) => album)).size > 1;
    const paths = chosen.map(({ album, path }) => (several ? `${album}/${path}` : path));
    expect(names).toEqual(paths.sort());
  });

  it('give their links', async () => {
    await app.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await byTestId(page, 'peakSearchCopyLinks').click();
    const links = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    const ids = (await shownPhotos(page)).slice(0, 3);
    expect(links).toEqual(ids.map((id) => `${app.host.url}/app/peakSearch?photo=${id}`));
  });

  it('have their compass corrected, and it is said of which it could not be', async () => {
    const ids = (await shownPhotos(page)).slice(0, 3);
    await byTestId(page, 'peakSearchSelectionCompass').click();
    await byTestId(page, 'peakSearchSelectionDegrees').fill('12');
    await byTestId(page, 'peakSearchSelectionCompassStart').click();
    const withDirection = ids.filter(
      (id) => photos.find((photo) => photo.id === id)!.document.bearing_deg !== undefined
    );
    await page.getByText(`${withDirection.length} of 3 photos`).first().waitFor();
    const { docs } = await client.mget<{ bearing_correction_deg?: number }>({
      index: settings.indices.photos,
      ids: withDirection,
      _source_includes: ['bearing_correction_deg'],
    });
    for (const doc of docs) {
      expect('_source' in doc && doc._source?.bearing_correction_deg).toBe(12);
    }
  });
});

it('F1: a sorted list shows each photo once, in its order, and has an end', async () => {
  let requests = 0;
  page.on('request', (request) => {
    if (request.url().includes('/internal/peak_search/search')) requests++;
  });
  await goTo('?sort=newest&bursts=all');
  const seen = new Map<number, string>();
  const note = async () => {
    // In one look: rows come and go between two.
    const tiles = await byTestId(page, 'peakSearchPhoto').evaluateAll((buttons) =>
      buttons.map((button): [number, string] => [
        Number(button.getAttribute('data-index')),
        new URL(button.querySelector('img')!.src).pathname.split('/').at(-2)!,
      ])
    );
    tiles.forEach(([index, id]) => seen.set(index, id));
  };
  const focused = () =>
    page.evaluate(() => Number(document.activeElement?.getAttribute('data-index') ?? -1));
  await tile(0).focus();
  await note();
  while ((await focused()) < PHOTOS - 1) {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await settle(page);
    await note();
  }
  const ids = [...seen].sort(([a], [b]) => a - b).map(([, id]) => id);
  expect(new Set(ids).size).toBe(PHOTOS);
  const times = ids.map((id) => {
    const time = photos.find((photo) => photo.id === id)!.document.shot_time;
    return time === undefined ? -Infinity : Date.parse(time);
  });
  expect(times).toEqual([...times].sort((a, b) => b - a));
  const before = requests;
  expect(before).toBe(3);
  for (const key of ['Home', 'End', 'Home', 'End']) {
    await page.keyboard.press(key);
    await settle(page);
  }
  expect(requests).toBe(before);
});

it('F27: the Enter that ends a composition is no search', async () => {
  await goTo('?bursts=all');
  const input = byTestId(page, 'peakSearchInput');
  await input.click();
  await page.keyboard.type('xue');
  // As Safari sends it after `compositionend`: no composition is under way, and the key code is 229.
  await input.evaluate((element) => {
    const init = { key: 'Enter', bubbles: true, cancelable: true, keyCode: 229, which: 229 };
    element.dispatchEvent(new KeyboardEvent('keydown', init as KeyboardEventInit));
  });
  await settle(page);
  expect(new URL(page.url()).search).not.toContain('xue');
  await page.keyboard.press('Enter');
  await page.waitForURL(/xue/);
});
