import type { Page } from 'playwright-core';
import sharp from 'sharp';
import {
  ALBUMS,
  fillPhotos,
  haversineM,
  type SyntheticPhoto,
  syntheticPhotos,
  testSettings,
} from '../../server/search/testing/synthetic';
import { photoId } from '../../server/photos/photo_document';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import {
  axeViolations,
  byTestId,
  fitsWidth,
  LAPTOP,
  openInPage,
  PHONE,
  photosShown,
  shownPhotos,
} from '../testing/app_page';
import { type OwnApp, startOwnApp } from '../testing/own_app';

/** A name from right to left, with numbers and a Latin word in it, as albums are called. */
const HEBREW = 'הטרק של 2023 ב-Khumbu';
const TILES = '/tiles/{z}/{x}/{y}.png';
/** Photos of the first album lie around it. */
const NAMCHE = { lat: 27.8, lon: 86.71 };

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('filters'));
const photos: SyntheticPhoto[] = syntheticPhotos(240).map(({ document, ...photo }) => {
  const album = document.album === ALBUMS[0] ? HEBREW : document.album!;
  return { ...photo, id: photoId(album, document.path!), document: { ...document, album } };
});
const byId = new Map(photos.map((photo) => [photo.id, photo.document]));

let app: OwnApp;
let page: Page;

beforeAll(async () => {
  await fillPhotos(client, settings, photos);
  app = await startOwnApp({
    config: {
      indices: settings.indices,
      model: {},
      map: { tileUrl: TILES, attribution: '© [Test tiles](https://tiles.example/about) <b>' },
    },
  });
  ({ page } = app);
  const tile = await sharp({
    create: { width: 256, height: 256, channels: 3, background: '#dfe8d8' },
  })
    .png()
    .toBuffer();
  await page.route('**/tiles/**', (route) =>
    route.fulfill({ contentType: 'image/png', body: tile })
  );
});

afterAll(async () => {
  await app?.close();
  await client.close();
});

const open = async (query: string) => {
  await openInPage(page, `${app.host.url}/app/peakSearch${query}`);
  await photosShown(page);
};
const settled = () => page.locator('section[aria-busy="false"]').waitFor();
const count = async () =>
  Number((await byTestId(page, 'peakSearchCount').innerText()).replace(/\D/g, ''));
const shown = async () => (await shownPhotos(page)).map((id) => byId.get(id)!);

describe('albums', () => {
  it('are ticked to see their photos only, one or several', async () => {
    await open('?bursts=all');
    const box = (name: string) => page.getByRole('checkbox', { name: new RegExp(name) });
    await box('alps').check();
    await page.waitForURL(/album=alps/);
    await settled();
    expect(await count()).toBe(80);
    expect(new Set((await shown()).map(({ album }) => album))).toEqual(new Set(['alps']));

    await box('fiji').check();
    await page.waitForURL(/album=alps&album=fiji/);
    await settled();
    expect(await count()).toBe(160);
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Reset Albums' }).click();
    await page.waitForURL((url) => !url.search.includes('album'));
    await settled();
    expect(await count()).toBe(240);
  });

  it('go by names from right to left, which turn nothing else round', async () => {
    await open('');
    const name = page.locator('label', { hasText: HEBREW }).locator('[dir="auto"]');
    expect(await name.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    await page.getByRole('checkbox', { name: new RegExp(HEBREW) }).check();
    await page.waitForURL(/album=/);
    await settled();
    expect(new Set((await shown()).map(({ album }) => album))).toEqual(new Set([HEBREW]));
    // The address carries it through a reload, as any other.
    await page.reload();
    await photosShown(page);
    expect(await page.getByRole('checkbox', { name: new RegExp(HEBREW) }).isChecked()).toBe(true);
    await byTestId(page, 'peakSearchPhoto').first().click();
    const path = byTestId(page, 'peakSearchFacts').getByText(HEBREW);
    await path.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await fitsWidth(page)).toBe(true);
    await page.setViewportSize(LAPTOP);
    await page.keyboard.press('Escape');
  });
});

describe('bursts', () => {
  it('show their best photo with their size, or all photos', async () => {
    await open('?sort=oldest');
    // Of all photos, also of those behind the best.
    const counted = await byTestId(page, 'peakSearchCount').innerText();
    expect(counted).toMatch(/^\d+ of 240 photos, one of each burst$/);
    expect(Number.parseInt(counted, 10)).toBeLessThan(240);
    const badge = byTestId(page, 'peakSearchGrid').getByText('3', { exact: true }).first();
    await badge.waitFor();
    expect((await shown()).every(({ burst }) => burst === undefined || burst.rank === 1)).toBe(
      true
    );
    await page.getByRole('switch', { name: 'best of each burst' }).click();
    await page.waitForURL(/bursts=all/);
    await settled();
    expect(await count()).toBe(240);
    expect((await shown()).some(({ burst }) => burst?.rank === 2)).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('sorting by nearest', () => {
  it('asks for a place first, then goes by the distance from its middle', async () => {
    await open('?bursts=all');
    const nearest = byTestId(page, 'peakSearchSort').locator('option[value="nearest"]');
    expect(await nearest.isDisabled()).toBe(true);
    await open(`?bursts=all&area=circle:${NAMCHE.lat},${NAMCHE.lon},60000`);
    await byTestId(page, 'peakSearchSort').selectOption('nearest');
    await page.waitForURL(/sort=nearest&near=27\.8,86\.71/);
    await settled();
    const distances = (await shown()).map(({ gps }) => haversineM(gps!, NAMCHE));
    expect(distances.length).toBeGreaterThan(5);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('the map’s ground', () => {
  it('is made of the tiles that are configured, and says whose they are', async () => {
    await open('');
    await page.locator('.peakSearchMap img.leaflet-tile-loaded').first().waitFor();
    const by = page.locator('.peakSearchMap .leaflet-control-attribution');
    expect(await by.innerText()).toBe('© Test tiles <b>');
    expect(await by.locator('a').getAttribute('href')).toBe('https://tiles.example/about');
    // The net of degrees stays over it.
    await page.locator('.peakSearchMap__net').first().waitFor({ state: 'attached' });
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${app.host.url}/app/peakSearch?theme=dark`);
    await page.locator('.peakSearchMap img.leaflet-tile-loaded').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${app.host.url}/app/peakSearch?theme=light`);
  });
});
