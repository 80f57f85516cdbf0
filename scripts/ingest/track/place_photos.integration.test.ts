import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { destination, distanceM } from '../../../common/geo/geodesy';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { PhotoRepository } from '../../../server/photos/photo_repository';
import { photoId, type PhotoDocument } from '../../../server/photos/photo_document';
import { EXACT_PLACES } from '../../../server/photos/exact_places/places';
import { writeSamples, type SamplePhoto } from '../../testing/sample_album';
import { testAlbum } from '../../testing/test_album';
import type { TrailPoint } from '../finish/trail_line';
import { unplacePhotos } from './place_photos';
import { Track } from './track';

const album = testAlbum('track');
const { client, ingest, documents } = album;

/** From 06:00 in Nepal on, a point a minute; nothing between 08:00 and 08:40. */
const START = Date.UTC(2024, 4, 11, 0, 15);
const MINUTE = 60_000;
const points: TrailPoint[] = [];
for (let minute = 0, place = { lat: 27.8, lon: 86.7 }; minute <= 240; minute++) {
  place = destination(place, 30 + 50 * Math.sin(minute / 9), 55);
  if (minute > 120 && minute < 160) continue;
  points.push({ ...place, altitudeM: 3400 + minute * 3, timeMs: START + minute * MINUTE });
}
const track = new Track(points);
const onTrack = (minute: number) => track.at(START + minute * MINUTE, MINUTE)!;

/** The camera's clock is 4 minutes and 30 seconds slow. */
const SLOW_MS = 270_000;
const exifTime = (minute: number, slowMs = SLOW_MS) => {
  const local = new Date(START + minute * MINUTE - slowMs + 5.75 * 3600_000).toISOString();
  return local.slice(0, 19).replaceAll('-', ':').replace('T', ' ');
};
const withPlace = (minute: number): SamplePhoto => {
  const { lat, lon, altitudeM } = onTrack(minute);
  return {
    path: `own-${minute}.jpg`,
    seed: minute,
    time: exifTime(minute),
    place: { lat, lon, altitudeM: Math.round(altitudeM!) },
  };
};
const without = (minute: number): SamplePhoto => ({
  path: `bare-${minute}.jpg`,
  seed: minute + 1,
  time: exifTime(minute),
});

const context = () => ({
  client,
  index: album.services.settings.indices.photos,
  album: 'walk',
  patience: { onEvent: () => undefined, maxWaitMs: 10_000 },
});
const values = ({ ingested_at: _at, track_place: _place, ...rest }: PhotoDocument) =>
  Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));

it('places photos by the track and the camera’s own clock, says so, and takes it all back', async () => {
  const bare = [20, 71, 140, 200];
  await writeSamples(album.root, [
    ...[12, 40, 66, 97, 175].map(withPlace),
    ...bare.map(without),
    { path: 'no-time.jpg', seed: 999 },
  ]);
  const bytes = await readFile(join(album.root, 'bare-20.jpg'));
  await ingest();
  const before = await documents();
  expect(before.get('bare-20.jpg')!.gps).toBeUndefined();

  const report = await ingest({ track });
  expect(report).toMatchObject({ indexed: 0, unchanged: 10 });
  expect(report.places).toMatchObject({
    placed: 3,
    outside: 1,
    untimed: 1,
    days: ['2024-05-11'],
    clocks: [{ camera: 'Sample One', photos: 5 }],
  });
  expect(Math.abs(report.places!.clocks[0].offsetMs - SLOW_MS)).toBeLessThanOrEqual(MINUTE / 2);
  const after = await documents();
  for (const minute of [20, 71, 200]) {
    const photo = after.get(`bare-${minute}.jpg`)!;
    expect(distanceM(photo.gps!, onTrack(minute))).toBeLessThan(60);
    expect(photo).toMatchObject({ place_source: 'track', shot_time: before.get(photo.path)!.shot_time });
    expect(photo.altitude_m).toBeGreaterThan(3400);
    expect(photo.coarse.gps).toBeDefined();
    expect(photo.gps_error_m).toBeGreaterThanOrEqual(15);
  } // prettier-ignore
  expect(after.get('bare-140.jpg')!.gps ?? undefined).toBeUndefined();
  expect(after.get('own-40.jpg')).toEqual(before.get('own-40.jpg'));
  expect(await readFile(join(album.root, 'bare-20.jpg'))).toEqual(bytes);

  // The same again writes nothing; another gap finds more.
  const written = async () => {
    const { _seq_no: at } = await client.get({ index: context().index, id: photoId('walk', 'bare-20.jpg') });
    return at;
  }; // prettier-ignore
  const at = await written();
  expect((await ingest({ track })).places).toMatchObject({ placed: 3 });
  expect(await written()).toBe(at);
  expect((await ingest({ track, placing: { maxGapMs: 60 * MINUTE } })).places).toMatchObject({ placed: 4, outside: 0 }); // prettier-ignore
  // By hand.
  const told = await ingest({ track, placing: { clockMs: SLOW_MS } });
  expect(told.places!.clocks).toEqual([{ camera: 'Sample One', offsetMs: SLOW_MS, photos: 0 }]);
  expect(distanceM((await documents()).get('bare-71.jpg')!.gps!, onTrack(71))).toBeLessThan(2);

  expect(await unplacePhotos(context())).toEqual({ unplaced: 4, days: ['2024-05-11'] });
  const back = await documents();
  for (const path of before.keys()) {
    const { predicted_peaks_ranked: _r, ...now } = values(back.get(path)!);
    const { predicted_peaks_ranked: _s, ...then } = values(before.get(path)!);
    expect({ ...now, coarse: undefined }).toEqual({ ...then, coarse: undefined });
    expect(back.get(path)!.coarse.gps ?? undefined).toEqual(before.get(path)!.coarse.gps);
  }
  // To readers, what was taken away is absent.
  const photos = new PhotoRepository(new Elasticsearch(client), context().index, EXACT_PLACES);
  const read = await photos.get(photoId('walk', 'bare-20.jpg'));
  expect(['gps', 'altitude_m', 'place_source', 'track_place'].filter((key) => key in read)).toEqual([]);
  expect(await unplacePhotos(context())).toEqual({ unplaced: 0, days: [] });
}); // prettier-ignore

it('reads the clock of a camera that names no zone in the zone of the track', async () => {
  const wall = exifTime(60, 0);
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#357' } });
  await writeFile(
    join(album.root, 'no-zone.jpg'),
    await picture
      .withExif({ IFD2: { DateTimeOriginal: wall } })
      .jpeg()
      .toBuffer()
  );
  await ingest();
  const before = (await documents()).get('no-zone.jpg')!;
  expect(before.zone_source).toBe('setting');
  expect((await ingest({ track })).places).toMatchObject({ placed: 1 });
  const photo = (await documents()).get('no-zone.jpg')!;
  expect(photo).toMatchObject({ zone: 'Asia/Kathmandu', zone_source: 'gps' });
  expect(photo.shot_time).toMatch(/^2024-05-11T07:00:00.*\+05:45$/);
  expect(distanceM(photo.gps!, onTrack(60))).toBeLessThan(2);
  await unplacePhotos(context());
  expect((await documents()).get('no-zone.jpg')).toMatchObject({
    shot_time: before.shot_time,
    zone_source: 'setting',
  });
});
