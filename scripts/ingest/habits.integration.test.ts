import { readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photoId } from '../../server/photos/photo_document';
import { morningWalk, writeSamples } from '../testing/sample_album';
import { testAlbum } from '../testing/test_album';
import type { IngestEvent } from './events';
import { ingestAlbum } from './ingest_album';
import { settleMoves } from './write/moved_photos';

/** What people do with folders between two runs. */

const album = testAlbum('habits');
const { client, ingest, documents } = album;

it('a renamed folder keeps corrections and vectors, and nothing is decoded again', async () => {
  await writeSamples(album.root, morningWalk(3));
  await ingest();
  const index = album.services.settings.indices.photos;
  const [first] = [...(await documents()).keys()].sort();
  const id = photoId('walk', first);
  await client.update({ index, id, doc: { bearing_correction_deg: 7, pitch_deg: 2 } });
  await client.indices.refresh({ index });
  await rename(join(album.root, 'day-1'), join(album.root, '2024-05-15'));
  const { decoded } = album.services.decoder.status();
  const moved: string[] = [];
  const onEvent = (event: IngestEvent) => event.type === 'moved' && moved.push(event.from);
  const report = await ingest({ prune: async () => true }, { onEvent });
  expect(report).toMatchObject({ seen: 3, indexed: 3, removed: 0 });
  expect(album.services.decoder.status().decoded).toBe(decoded);
  expect(moved.sort()[0]).toBe(first);
  const after = await documents();
  expect([...after.keys()].every((path) => path.startsWith('2024-05-15/'))).toBe(true);
  expect(after.size).toBe(3);
  const now = after.get(first.replace('day-1', '2024-05-15'))!;
  expect(now).toMatchObject({ bearing_correction_deg: 7, pitch_deg: 2 });
  expect(await ingest()).toMatchObject({ unchanged: 3, indexed: 0 });
});

it('references follow a moved photo', async () => {
  const { peaks, photos } = album.services.settings.indices;
  await client.indices.create({
    index: peaks,
    mappings: {
      properties: { id: { type: 'keyword' }, confirmed_references: { type: 'keyword' } },
    },
  });
  await client.index({
    index: peaks,
    id: 'eiger',
    document: { id: 'eiger', confirmed_references: ['other', 'old'] },
    refresh: true,
  });
  await client.index({ index: photos, id: 'old', document: { path: 'x' } });
  const context = {
    services: album.services,
    client,
    album: { name: 'walk', root: album.root },
    options: {},
    patience: { onEvent: () => undefined, maxWaitMs: 10_000 },
  };
  await settleMoves(context, photos, [{ from: 'old', to: 'new' }]);
  const peak = await client.get<{ confirmed_references: string[] }>({ index: peaks, id: 'eiger' });
  expect(peak._source!.confirmed_references).toEqual(['other', 'new']);
  expect(await client.exists({ index: photos, id: 'old' })).toBe(false);
});

it('photos of a folder that is suddenly empty are asked for on their own', async () => {
  await writeSamples(album.root, morningWalk(3));
  await writeSamples(join(album.root, 'nas'), morningWalk(2));
  await ingest();
  for (const name of await readdir(join(album.root, 'nas/day-1'))) {
    await unlink(join(album.root, 'nas/day-1', name));
  }
  const [gone] = await readdir(join(album.root, 'day-1'));
  await unlink(join(album.root, 'day-1', gone));
  const asked: Array<[number, readonly string[]]> = [];
  const report = await ingest({
    prune: async (missing, emptyFolders) => {
      asked.push([missing, emptyFolders]);
      return emptyFolders.length === 0;
    },
  });
  expect(asked).toEqual([
    [1, []],
    [2, ['nas/day-1']],
  ]);
  expect(report.removed).toBe(1);
  // Where the folder itself is gone, somebody deleted it.
  await rm(join(album.root, 'nas'), { recursive: true });
  expect(await ingest({ prune: async (_n, empty) => empty.length === 0 })).toMatchObject({
    removed: 2,
  });
});

it('an album is one whichever form of Unicode its folder’s name has', async () => {
  const composed = join(album.folder, 'c', 'Glacier-gelé');
  const decomposed = join(album.folder, 'd', 'Glacier-gele\u0301');
  await writeSamples(composed, morningWalk(2));
  await writeSamples(decomposed, morningWalk(2));
  const take = (at: string) =>
    ingestAlbum({
      services: album.services,
      client,
      album: { root: at },
      options: { stateDir: album.stateDir, rootMoved: true },
    });
  expect(await take(decomposed)).toMatchObject({ album: 'Glacier-gelé', indexed: 2 });
  expect(await take(composed)).toMatchObject({ album: 'Glacier-gelé', unchanged: 2 });
});

it('a changed sidecar is read again, and a name tells the day', async () => {
  await writeSamples(album.root, [{ path: 'IMG-20240513-WA0007.jpg', seed: 3 }]);
  await ingest();
  const before = (await documents()).get('IMG-20240513-WA0007.jpg')!;
  expect(before).toMatchObject({ shot_day: '2024-05-13', time_source: 'name' });
  const sidecar = (lat: number) =>
    writeFile(
      join(album.root, 'IMG-20240513-WA0007.jpg.xmp'),
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="${lat},30.0N" exif:GPSLongitude="86,30.0E"/></rdf:RDF></x:xmpmeta>`
    );
  await sidecar(27);
  expect(await ingest()).toMatchObject({ indexed: 1 });
  expect((await documents()).get(before.path)).toMatchObject({
    gps: { lat: 27.5, lon: 86.5 },
    place_source: 'sidecar',
    zone: 'Asia/Kathmandu',
  });
  expect(await ingest()).toMatchObject({ unchanged: 1 });
  await sidecar(28);
  expect(await ingest()).toMatchObject({ indexed: 1 });
  expect((await documents()).get(before.path)?.gps).toEqual({ lat: 28.5, lon: 86.5 });
});

it('a missing ingest pipeline ends the run and costs no photo', async () => {
  const template = `${album.services.settings.indices.photos}-template`;
  const pipeline = `${template}-stamp`;
  await writeSamples(album.root, morningWalk(2));
  await client.indices.putIndexTemplate({
    name: template,
    index_patterns: [`${album.services.settings.indices.photos}*`],
    priority: 500,
    template: { settings: { 'index.default_pipeline': pipeline } },
  });
  try {
    await expect(ingest()).rejects.toMatchObject({ code: 'index_missing' });
    await client.ingest.putPipeline({ id: pipeline, processors: [] });
    expect(await ingest()).toMatchObject({ indexed: 2, quarantined: 0 });
  } finally {
    await client.indices.deleteIndexTemplate({ name: template });
    await client.ingest.deletePipeline({ id: pipeline }).catch(() => undefined);
  }
});

it('never prunes an album whose disk is not there', async () => {
  await writeSamples(album.root, morningWalk(3));
  await ingest();
  await rm(join(album.root, 'day-1'), { recursive: true });
  const notes: string[] = [];
  const onEvent = (event: IngestEvent) => event.type === 'note' && notes.push(event.message);
  await ingest({ prune: async () => true }, { onEvent });
  expect((await documents()).size).toBe(3);
  expect(notes.join()).toContain('album is empty');
});

it('keeps two albums with the same paths apart, and refuses two folders under one name', async () => {
  await writeSamples(album.root, morningWalk(2));
  const other = `${album.root}-other`;
  await writeSamples(other, morningWalk(2));
  await ingest();
  await ingest({}, { name: 'other', root: other });
  const index = album.services.settings.indices.photos;
  await client.indices.refresh({ index });
  expect((await client.count({ index })).count).toBe(4);
  await expect(ingest({}, { root: other })).rejects.toThrow(/was ingested from .*--album NAME/);
  expect(await ingest({ rootMoved: true }, { root: other })).toMatchObject({
    indexed: 0,
    unchanged: 2,
  });
});

it('a Live Photo is one photo that names its film, also when the film comes later', async () => {
  await writeSamples(album.root, [{ path: 'IMG_1.jpg', seed: 3 }]);
  await ingest();
  expect((await documents()).get('IMG_1.jpg')!.companions).toBeUndefined();
  await writeFile(join(album.root, 'IMG_1.MOV'), 'a film');
  expect(await ingest()).toMatchObject({ seen: 1, indexed: 1, skipped: { paired: 1 } });
  expect((await documents()).get('IMG_1.jpg')!.companions).toEqual(['IMG_1.MOV']);
  expect(await ingest()).toMatchObject({ unchanged: 1 });
  await rm(join(album.root, 'IMG_1.MOV'));
  expect(await ingest()).toMatchObject({ indexed: 1 });
  expect((await documents()).get('IMG_1.jpg')!.companions).toBeUndefined();
});
