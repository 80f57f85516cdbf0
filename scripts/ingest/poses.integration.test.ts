import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { turnBetween } from '../../common/geo/geodesy';
import { describeWith, sharedPath } from '../../common/testing/shared_inputs';
import { createServices, type OwnedServices } from '../../server/create_services';
import { openLibrary } from '../../server/library';
import { photoId, type PhotoDocument } from '../../server/photos/photo_document';
import { correctCompass, photoDetail } from '../../server/photos/photo_service';
import { readStatus } from '../../server/status';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { ownProcessSettings } from '../cli/context';
import { predictAlbum } from './finish/predict_album';
import { storedPoses } from './finish/stored_poses';
import { ingestAlbum } from './ingest_album';
import { catalogPredictor } from './prepare/predictor';

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

describeWith(['photos', 'terrain'], 'poses of photos in the index', () => {
  const { client, indexName } = testElasticsearch();
  const patience = { onEvent: () => undefined, maxWaitMs: 60_000 };
  /** Both hold a JPEG, which takes a tenth of a HEIC's time to decode. */
  const FILES = ['IMG_2733.HEIC', 'IMG_2508.HEIC'];
  const truth = new Map<string, number>();
  let folder: string;
  let tiles: string;
  let services: OwnedServices;
  let index: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peak-poses-'));
    tiles = join(folder, 'tiles');
    const album = join(folder, 'album');
    await Promise.all([mkdir(tiles), mkdir(album)]);
    for (const tile of ['N27E086.hgt', 'everest_copernicus_glo30_58m.tif']) {
      await copyFile(sharedPath('terrain', tile), join(tiles, tile));
    }
    for (const file of FILES) await copyFile(sharedPath('photos', file), join(album, file));
    const labels = (await readFile(sharedPath('photos', 'labels.jsonl'), 'utf8')).trim();
    for (const line of labels.split('\n')) {
      const { file, heading_fixed: heading } = JSON.parse(line) as {
        file: string;
        heading_fixed?: { deg: number };
      };
      if (heading) truth.set(file, heading.deg);
    }
    const settings = ownProcessSettings({
      model: MODEL,
      photosIndex: indexName('poses'),
      peaksIndex: indexName('poses-no-catalog'),
      terrain: tiles,
    });
    services = createServices(settings, SILENT);
    const report = await ingestAlbum({
      services,
      client,
      album: { name: 'walk', root: album },
      options: { stateDir: join(folder, 'state') },
    });
    expect(report.indexed).toBe(FILES.length);
    index = report.index!;
  });

  afterAll(async () => {
    await services.close();
    await client.close();
    await rm(folder, { recursive: true, force: true });
  });

  const id = photoId('walk', FILES[0]!);
  const exact = () => openLibrary(services, client, { exactPlaces: true });
  const stored = async (file: string) =>
    (await client.get<PhotoDocument>({ index, id: photoId('walk', file) }))._source!;
  const predictAgain = async () =>
    predictAlbum({
      client,
      index,
      album: 'walk',
      predict: catalogPredictor([], {}),
      poses: await storedPoses(services, client, index),
      patience,
    });

  it('are found at ingest by the skyline, with their uncertainty and version', async () => {
    for (const file of FILES) {
      const { pose, bearing_deg: compass } = await stored(file);
      expect(pose).toMatchObject({ source: 'skyline', version: expect.stringMatching(/^\d+-/) });
      expect(Math.abs(turnBetween(truth.get(file)!, pose!.bearing_deg!))).toBeLessThan(1.5);
      expect(pose!.sigma_deg).toBeLessThan(2);
      expect(pose!.bearing_deg).not.toBe(compass);
    }
  });

  it('are not told to those who may not see exact places', async () => {
    const { pose } = await stored(FILES[0]!);
    const told = await photoDetail(exact(), id, { camera: true });
    expect(told).toMatchObject({ bearingDeg: pose!.bearing_deg, pose: { source: 'skyline' } });
    const coarse = await photoDetail(openLibrary(services, client), id, { camera: false });
    expect(coarse.pose).toBeUndefined();
    expect(coarse.bearingDeg).toBe(coarse.bearingFromCameraDeg);
    expect(JSON.stringify(coarse)).not.toContain(`${pose!.bearing_deg}`);
  });

  it('stay as they are with the same tiles, and are out of date with others', async () => {
    expect(await predictAgain()).toEqual({ photos: FILES.length, updated: 0 });
    const before = await readStatus(exact(), '1', { details: true });
    expect(before.terrain).toMatchObject({ state: 'ok', covered: 1, stale: 0 });
    // A tile far away: it changes no answer, but nobody can know that beforehand.
    await writeFile(join(tiles, 'N10E010.hgt'), Buffer.alloc(1201 * 1201 * 2));
    const after = await readStatus(exact(), '1', { details: true });
    expect(after.terrain).toMatchObject({ state: 'degraded', stale: FILES.length });
    expect(await predictAgain()).toEqual({ photos: FILES.length, updated: FILES.length });
    // By the thumbnail as good as by the photo itself.
    for (const file of FILES) {
      const { pose } = await stored(file);
      expect(pose!.source).toBe('skyline');
      expect(Math.abs(turnBetween(truth.get(file)!, pose!.bearing_deg!))).toBeLessThan(1.5);
    }
    expect((await readStatus(exact(), '1', { details: true })).terrain).toMatchObject({ stale: 0 });
  });

  it('give way to what a person set, and come back when it is taken back', async () => {
    const { pose, bearing_deg: compass } = await stored(FILES[0]!);
    await correctCompass(exact(), id, { correctionDeg: 30, scope: 'photo' });
    const corrected = await photoDetail(exact(), id, { camera: true });
    expect(corrected.pose).toMatchObject({ source: 'person' });
    expect(turnBetween(compass!, corrected.bearingDeg!)).toBeCloseTo(30);
    expect(corrected.pose!.bearingDeg).toBe(corrected.bearingDeg);
    await correctCompass(exact(), id, { correctionDeg: 0, scope: 'photo' });
    const back = await photoDetail(exact(), id, { camera: true });
    expect(back.bearingDeg).toBe(pose!.bearing_deg);
  });
});
