import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { phoneFile, phoneFilePath } from '../../common/testing/phone_files';
import { ingestAlbum } from '../../scripts/ingest/ingest_album';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { readCatalogFile } from '../catalog/catalog_file';
import { loadCatalog } from '../catalog/load_catalog';
import { createServices } from '../create_services';
import { TINY_MODEL, memoryLogger } from '../embedding/testing/tiny_model';
import type { PhotoSource } from '../photos/photo_document';
import { openLibrary } from '../library';
import type { PeakSearchSettings } from '../settings';
import { DEFAULT_SETTINGS } from '../settings';
import { identify } from './identify_service';

/** One of them holds a JPEG whatever its name says. */
const NAMES = ['turned_90.heic', 'no_preview.heic', 'really_a_jpeg.heic'];
/** It looks at Ama Dablam. */
const AMA_DABLAM = 'no_preview.heic';

const { client, indexName } = testElasticsearch();
const prefix = indexName('identify');
const state = mkdtempSync(join(tmpdir(), 'peak-search-identify-'));
const album = mkdtempSync(join(tmpdir(), 'peak-search-album-'));
const logger = memoryLogger();

function settingsFor(name: string, modelDir?: string): PeakSearchSettings {
  return {
    ...DEFAULT_SETTINGS,
    indices: { photos: `${prefix}-${name}`, peaks: `${prefix}-peaks`, trails: `${prefix}-trails` },
    model: { ...DEFAULT_SETTINGS.model, dir: modelDir },
  };
}

const settings = settingsFor('photos', TINY_MODEL);
const services = createServices(settings, logger);
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? String(error)
  );

beforeAll(async () => {
  const embedder = await services.embedder();
  const peaks = (await readCatalogFile(join(__dirname, '../../peaks.yaml')))
    .filter(({ region }) => region === 'Khumbu')
    .map((peak) => ({ ...peak, prompts: [] }));
  await loadCatalog({ client, settings, embedder, decoder: services.decoder, peaks, logger });
  for (const name of NAMES) copyFileSync(phoneFilePath(name), join(album, name));
  const report = await ingestAlbum({
    services,
    client,
    album: { root: album },
    options: { stateDir: state },
  });
  expect(report.indexed).toBe(NAMES.length);
  await client.indices.refresh({ index: settings.indices.photos });
});

afterAll(async () => {
  await services.close();
  const made = await client.indices.get({ index: `${prefix}-*`, allow_no_indices: true });
  await client.indices.delete({ index: Object.keys(made) });
  await client.close();
  rmSync(state, { recursive: true });
  rmSync(album, { recursive: true });
});

test('ingest predicts peaks by the same code, from the same file', async () => {
  const { hits } = await client.search<PhotoSource>({ index: settings.indices.photos });
  expect(hits.hits).toHaveLength(NAMES.length);
  for (const { _source: stored } of hits.hits) {
    const bytes = phoneFile(stored!.path);
    const { candidates, none } = await identify(openLibrary(services, client), bytes, {
      similar: 0,
    });
    expect(stored!.peak_candidates).toEqual(JSON.parse(JSON.stringify(candidates)));
    expect(stored!.none_probability).toBe(none.probability);
  }
});

test('an upload gets peaks with their evidence, and the indexed photo like it first', async () => {
  const answer = await identify(openLibrary(services, client), phoneFile(AMA_DABLAM), {
    similar: 3,
  });
  // Three photos are too few to calibrate a library on.
  expect(answer.warnings).toEqual([expect.stringMatching(/isn't calibrated yet.*place alone/)]);
  expect(answer.basis).toBe('place');
  expect(answer.gps?.lat).toBeCloseTo(27.9, 1);
  expect(answer.similar[0].path).toBe(AMA_DABLAM);
  expect(answer.similar[0].reasons[0]).toEqual({ source: 'photo', term: 'upload', rank: 1 });
  const sum = answer.candidates.reduce((total, { probability }) => total + probability, 0);
  expect(sum + answer.none.probability).toBeLessThanOrEqual(1 + 1e-9);
  expect(answer.candidates[0].evidence.length).toBeGreaterThan(0);
});

test('what is left out does not count', async () => {
  const bytes = phoneFile(AMA_DABLAM);
  const byPlace = await identify(openLibrary(services, client), bytes, {
    without: 'vision',
    similar: 0,
  });
  expect(byPlace.candidates[0]).toMatchObject({ id: 'ama-dablam' });
  expect(byPlace.candidates[0].vision).toBeUndefined();
  expect(byPlace.similar).toEqual([]);
  const byLooks = await identify(openLibrary(services, client), bytes, {
    without: 'geometry',
    similar: 0,
  });
  expect(byLooks.candidates.every(({ geometry }) => geometry === undefined)).toBe(true);
});

test('without photos in the index the peaks are named all the same, and it is said', async () => {
  const empty = { ...services, settings: settingsFor('none', TINY_MODEL) };
  const answer = await identify(openLibrary(empty, client), phoneFile(AMA_DABLAM), { similar: 5 });
  expect(answer.similar).toEqual([]);
  expect(answer.warnings.join(' ')).toMatch(/No similar photos: There is no index/);
  expect(answer.candidates.length).toBeGreaterThan(0);
});

test('without a model the place answers alone; with the place left out nothing can', async () => {
  const modelless = createServices(settingsFor('photos'), logger);
  try {
    const bytes = phoneFile(AMA_DABLAM);
    const answer = await identify(openLibrary(modelless, client), bytes, { similar: 5 });
    expect(answer.candidates[0].id).toBe('ama-dablam');
    expect(answer.warnings[0]).toMatch(/rests on the place alone/);
    expect(
      await codeOf(
        identify(openLibrary(modelless, client), bytes, { without: 'geometry', similar: 0 })
      )
    ).toBe('model_missing');
  } finally {
    await modelless.close();
  }
});

test('a photo without EXIF says what is missing', async () => {
  const bare = await sharp({
    create: { width: 64, height: 48, channels: 3, background: '#8090a0' },
  })
    .jpeg()
    .toBuffer();
  const answer = await identify(openLibrary(services, client), bare, { similar: 0 });
  expect(answer.warnings.join(' ')).toMatch(/does not say where it was taken/);
});

test('bytes that are no photo are refused with a sentence', async () => {
  expect(
    await codeOf(identify(openLibrary(services, client), Buffer.from('hello'), { similar: 0 }))
  ).toBe('not_an_image');
});
