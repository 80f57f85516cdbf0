import { appendFile, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Calibration } from '../../server/calibration/calibration';
import { readCalibration, storeCalibration } from '../../server/calibration/stored_calibration';
import { catalogMapping } from '../../server/catalog/catalog_mapping';
import { Elasticsearch } from '../../server/elasticsearch/elasticsearch';
import { createIndex } from '../../server/elasticsearch/indices';
import { openLibrary } from '../../server/library';
import { ensurePhotosIndex } from '../../server/photos/index/photos_index';
import {
  CLUSTERS,
  IDENTITY,
  fillPhotos,
  syntheticPhotos,
  testLibrary,
  testServices,
  testSettings,
} from '../../server/search/testing/synthetic';
import type { PeakSearchSettings } from '../../server/settings';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { exportLibrary } from './export_library';
import { importLibrary } from './import_library';

const { client, indexName } = testElasticsearch();
const elasticsearch = new Elasticsearch(client);
const prefixes: string[] = [];
let folder: string;
let source: PeakSearchSettings;

const fresh = (name: string) => {
  prefixes.push(indexName(name));
  return testSettings(indexName(name));
};
const exported = (name: string) => join(folder, name);
const toFolder = (settings: PeakSearchSettings, name: string) =>
  exportLibrary(testLibrary(client, settings), { folder: exported(name), photosAPart: 7 });
const intoCluster = (settings: PeakSearchSettings, name: string) =>
  importLibrary(testLibrary(client, settings), { folder: exported(name) });

/** Every document with its vectors, by id. */
async function content(index: string): Promise<Record<string, unknown>> {
  await client.indices.refresh({ index });
  const { hits } = await client.search<object>({
    index,
    size: 1000,
    fields: ['*_embed', 'clip_image'],
  });
  return Object.fromEntries(
    hits.hits.map(({ _id, _source, fields }) => [_id, { _source, fields }])
  );
}
const indicesOf = ({ indices }: PeakSearchSettings) => [
  indices.photos,
  indices.peaks,
  indices.trails,
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-move-'));
  source = fresh('from');
  const photos = syntheticPhotos(30);
  // What people did: a corrected compass, a rating.
  Object.assign(photos[3].document, { bearing_correction_deg: -12.5, rating: 5 });
  await fillPhotos(client, source, photos);
  const { photos: index, peaks } = source.indices;
  await storeCalibration(elasticsearch, index, { id: 'measured here' } as Calibration);
  await createIndex(elasticsearch, `${peaks}-1`, {
    mappings: catalogMapping(IDENTITY),
    alias: peaks,
  });
  await client.index({
    index: peaks,
    id: 'nuptse',
    refresh: true,
    document: {
      id: 'nuptse',
      names: ['Nuptse', 'नुप्त्से'],
      label: 'Nuptse · 7,861 m',
      latlon: { lat: 27.9669, lon: 86.8897 },
      text_embed: [...CLUSTERS[0]],
      base_embed: [...CLUSTERS[1]],
      confirmed_references: [photos[3].id],
      entry_hash: 'abc',
    },
  });
  const library = testLibrary(client, source);
  await library.trails.ensure();
  const line = {
    type: 'LineString' as const,
    coordinates: [
      [86.7, 27.8],
      [86.8, 27.9],
    ] as Array<[number, number]>,
  };
  await library.trails.change(
    [1, 2].map((part) => [
      `trail-${part}`,
      {
        album: 'khumbu',
        day: '2023-10-27',
        source: 'photos',
        part,
        line,
        distance_m: 1000,
        start: '2023-10-27T01:00:00.000Z',
        end: '2023-10-27T02:00:00.000Z',
        points: 2,
      },
    ]),
    []
  );
});
afterAll(async () => {
  await client.indices.delete({
    index: Object.keys(await client.indices.get({ index: prefixes.map((p) => `${p}-*`) })),
  });
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

test('a library arrives with everything that it was, and a second import changes nothing', async () => {
  const target = fresh('to');
  expect(await toFolder(source, 'whole')).toMatchObject({
    documents: { photos: 30, catalog: 1, trails: 2 },
    resumed: 0,
  });
  expect(await intoCluster(target, 'whole')).toEqual({
    imported: { photos: 30, catalog: 1, trails: 2 },
    present: { photos: 0, catalog: 0, trails: 0 },
    calibration: true,
  });
  for (const [i, index] of indicesOf(target).entries()) {
    expect(await content(index)).toEqual(await content(indicesOf(source)[i]));
  }
  expect(await readCalibration(elasticsearch, target.indices.photos)).toEqual({
    id: 'measured here',
  });

  // Somebody works with it, and photos go; neither is undone, what lacks comes back.
  const [changed, gone] = Object.keys(await content(target.indices.photos));
  await client.update({ index: target.indices.photos, id: changed, doc: { rating: 1 } });
  await client.delete({ index: target.indices.photos, id: gone });
  expect(await intoCluster(target, 'whole')).toEqual({
    imported: { photos: 1, catalog: 0, trails: 0 },
    present: { photos: 29, catalog: 1, trails: 2 },
    calibration: false,
  });
  expect(await content(target.indices.photos)).toMatchObject({
    [changed]: { _source: { rating: 1 } },
  });
});

test('an interrupted export goes on after its last whole file, and begins again when photos changed', async () => {
  const settings = fresh('interrupted');
  await fillPhotos(client, settings, syntheticPhotos(30, 2));
  const interrupted = (name: string) => {
    const stop = new AbortController();
    const library = openLibrary(testServices(settings), client, {
      exactPlaces: true,
      signal: stop.signal,
    });
    // In the middle of the third file.
    const onProgress = (done: number) => {
      if (done === 17) throw new Error('killed');
    };
    return exportLibrary(library, { folder: exported(name), photosAPart: 7, onProgress });
  };
  await expect(interrupted('twice')).rejects.toThrow('killed');
  await expect(intoCluster(fresh('never'), 'twice')).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('was interrupted'),
  });
  expect(await toFolder(settings, 'twice')).toMatchObject({
    documents: { photos: 30 },
    resumed: 14,
  });
  const moved = fresh('resumed');
  await intoCluster(moved, 'twice');
  expect(await content(moved.indices.photos)).toEqual(await content(settings.indices.photos));

  await expect(interrupted('changed')).rejects.toThrow('killed');
  const [id] = Object.keys(await content(settings.indices.photos));
  await client.update({ index: settings.indices.photos, id, doc: { rating: 2 } });
  expect(await toFolder(settings, 'changed')).toMatchObject({
    documents: { photos: 30 },
    resumed: 0,
  });
  await expect(toFolder(settings, 'changed')).rejects.toMatchObject({ code: 'bad_request' });
});

test('a damaged file is named, and nothing is written', async () => {
  const target = fresh('damaged');
  const damages: Array<(path: string) => Promise<unknown>> = [
    (path) => truncate(path, 100),
    (path) => appendFile(path, '\n'),
    async (path) =>
      writeFile(path, (await readFile(path, 'utf8')).replace('"rating":5', '"rating":4')),
    (path) => rm(path),
  ];
  for (const [i, damage] of damages.entries()) {
    const name = `damaged-${i}`;
    await toFolder(source, name);
    const files = (await readdir(exported(name))).filter((file) => file.startsWith('photos-'));
    const texts = await Promise.all(
      files.map((file) => readFile(join(exported(name), file), 'utf8'))
    );
    const file = files[texts.findIndex((text) => text.includes('"rating":5'))];
    await damage(join(exported(name), file));
    await expect(intoCluster(target, name)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(file),
    });
  }
  expect(await client.indices.exists({ index: target.indices.photos })).toBe(false);
});

test('another model, another version, and a reader who does not see everything are refused', async () => {
  await toFolder(source, 'fits');
  const target = fresh('other');
  await ensurePhotosIndex(elasticsearch, target, { ...IDENTITY, modelHash: 'b'.repeat(64) });
  await expect(intoCluster(target, 'fits')).rejects.toMatchObject({ code: 'model_mismatch' });
  expect(await client.indices.exists({ index: target.indices.peaks })).toBe(false);

  const path = join(exported('fits'), 'manifest.json');
  const manifest = await readFile(path, 'utf8');
  const other = JSON.parse(manifest);
  other.indices.photos.mappingVersion--;
  await writeFile(path, JSON.stringify(other));
  await expect(intoCluster(fresh('older'), 'fits')).rejects.toMatchObject({
    code: 'model_mismatch',
  });
  await writeFile(path, manifest.replace('"version": 1', '"version": 2'));
  await expect(intoCluster(fresh('newer'), 'fits')).rejects.toMatchObject({ code: 'bad_request' });

  const coarse = openLibrary(testServices(source), client);
  await expect(exportLibrary(coarse, { folder: exported('coarse') })).rejects.toMatchObject({
    code: 'forbidden',
  });

  // As a role that hides the field answers: neither in the mapping nor in `_source`.
  const hidden = fresh('hidden');
  const all = Object.values(await client.indices.getMapping({ index: source.indices.photos }));
  const { gps: _gps, ...properties } = all[0].mappings.properties!;
  await client.indices.create({
    index: hidden.indices.photos,
    mappings: { _meta: all[0].mappings._meta, properties },
  });
  await expect(toFolder(hidden, 'hidden')).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('gps'),
  });
  expect(await readdir(folder)).not.toContain('hidden');
});
