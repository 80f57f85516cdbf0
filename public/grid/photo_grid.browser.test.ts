import type { Page } from 'playwright-core';
import { fillPhotos, syntheticPhotos, testSettings } from '../../server/search/testing/synthetic';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { byTestId, photosShown, settle } from '../testing/app_page';
import { type OwnApp, startOwnApp } from '../testing/own_app';

/** As many as a search can list at all. */
const PHOTOS = 10_000;
/** Bytes of one bulk request stay far below Elasticsearch's 100 MB. */
const BATCH = 2_500;

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('grid'));
let app: OwnApp | undefined;
let page: Page;

beforeAll(async () => {
  const photos = syntheticPhotos(PHOTOS);
  for (let at = 0; at < PHOTOS; at += BATCH) {
    await fillPhotos(client, settings, photos.slice(at, at + BATCH));
  }
  const config = { indices: settings.indices };
  app = await startOwnApp({ elasticsearch: client, config }, '?sort=oldest&bursts=all');
  page = app.page;
  await photosShown(page);
});

afterAll(() => app?.close());

const lastFocused = () =>
  page.evaluate(() => Number(document.activeElement?.getAttribute('data-index') ?? -1));

/** Places in the list of the photos that can be seen. */
const inView = () =>
  byTestId(page, 'peakSearchPhoto').evaluateAll((tiles) =>
    tiles
      .filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      })
      .map((tile) => tile.closest('[data-index]')!.getAttribute('data-index'))
  );

describe('10,000 photos', () => {
  it('are counted, but only those in view are in the page', async () => {
    expect(await byTestId(page, 'peakSearchCount').innerText()).toBe('10,000 photos');
    expect(await byTestId(page, 'peakSearchPhoto').count()).toBeLessThan(150);
  });

  it('scroll by the wheel, which shows other photos and keeps few in the page', async () => {
    const before = await inView();
    await byTestId(page, 'peakSearchGrid').hover();
    for (let i = 0; i < 40; i++) {
      await page.mouse.wheel(0, 600);
      await settle(page);
      expect(await byTestId(page, 'peakSearchPhoto').count()).toBeLessThan(150);
    }
    expect((await inView()).filter((index) => before.includes(index))).toEqual([]);
  });

  it('are all reached, to the last one', async () => {
    await byTestId(page, 'peakSearchPhoto').first().focus();
    while ((await lastFocused()) < PHOTOS - 1) {
      await page.keyboard.press('End');
      await settle(page);
    }
    expect(await lastFocused()).toBe(PHOTOS - 1);
    expect(await byTestId(page, 'peakSearchPhoto').count()).toBeLessThan(150);
  });
});
