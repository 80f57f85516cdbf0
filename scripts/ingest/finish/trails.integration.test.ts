import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import type { TrailDocument } from '../../../server/photos/trail_repository';
import { ownProcessSettings } from '../../cli/context';
import { gpxTrails } from './gpx';
import { storeTrails, trailDocuments } from './trails';

const { client, indexName } = testElasticsearch();
afterAll(() => client.close());

const settings = ownProcessSettings({
  photosIndex: indexName('trail-photos'),
  peaksIndex: indexName('trail-peaks'),
});
settings.indices.trails = indexName('trails');
const store = { client, settings, patience: { onEvent: () => undefined, maxWaitMs: 10_000 } };

/** A walk of some minutes from an hour of 2024-05-11 on, UTC; it is the afternoon in Nepal. */
const recording = (hour: number, minutes = 5) =>
  gpxTrails(
    `<gpx><trk><trkseg>${Array.from(
      { length: minutes },
      (_unused, i) =>
        `<trkpt lat="${27.8 + hour * 0.01 + i * 0.001}" lon="86.7"><time>2024-05-11T0${hour}:0${i}:00Z</time></trkpt>`
    ).join('')}</trkseg></trk></gpx>`,
    'walk'
  );
const days = new Set(['2024-05-11']);
const load = (documents: TrailDocument[]) => storeTrails(store, 'walk', 'gpx', documents, { days });

async function lines(): Promise<Array<[source: string, part: number, start: string]>> {
  const { hits } = await client.search<TrailDocument>({
    index: settings.indices.trails,
    query: { bool: { must_not: [{ exists: { field: 'coarse_points' } }] } },
    sort: ['source', 'part'],
  });
  return hits.hits.map(({ _source }) => {
    const { source, part, start } = _source!;
    return [source, part, start.slice(11, 16)];
  });
}

it('keeps recordings of a day side by side, replaces one by itself, and removes them', async () => {
  await load(recording(4));
  await load(recording(1));
  expect(await lines()).toEqual([
    ['gpx', 1, '01:00'],
    ['gpx', 2, '04:00'],
  ]);
  // The same once more is nothing new; a corrected one takes the place of the old.
  expect(await load(recording(1))).toMatchObject({ updated: 0 });
  await load(recording(1, 4));
  expect(await lines()).toHaveLength(2);
  // The photos' own line stays away as long as there is a recording.
  const photos = trailDocuments('walk', '2024-05-11', 'photos', [
    { lat: 27.8, lon: 86.7, timeMs: Date.UTC(2024, 4, 11, 1) },
    { lat: 27.801, lon: 86.7, timeMs: Date.UTC(2024, 4, 11, 1, 5) },
  ]);
  await storeTrails(store, 'walk', 'photos', photos);
  expect(await lines()).toHaveLength(2);
  await load([]);
  expect(await lines()).toEqual([]);
  expect((await client.count({ index: settings.indices.trails })).count).toBe(0);
  await storeTrails(store, 'walk', 'photos', photos);
  expect(await lines()).toEqual([['photos', 1, '01:00']]);
});
