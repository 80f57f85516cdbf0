import {
  fillPhotos,
  syntheticPhotos,
  testSettings,
} from '../../../server/search/testing/synthetic';
import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import { PAGE } from '../../../server/elasticsearch/scan';
import { BY_TIME, scanAlbum } from './album_scan';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('scan'));
afterAll(() => client.close());

it('reads every photo once, also where a page ends among those without a time', async () => {
  const photos = syntheticPhotos(PAGE + 50).map((photo, i) => ({
    ...photo,
    document: {
      ...photo.document,
      album: 'large',
      // The last of the first page has none, whatever the times are.
      shot_time: i % 2 === 0 ? photo.document.shot_time : undefined,
    },
  }));
  const index = await fillPhotos(client, settings, photos);
  try {
    const times: Array<string | undefined> = [];
    const ids = new Set<string>();
    const patience = { onEvent: () => undefined, maxWaitMs: 1000 };
    const options = { fields: ['shot_time'], sort: BY_TIME };
    for await (const { id, source } of scanAlbum<{ shot_time?: string }>(
      client,
      index,
      'large',
      options,
      patience
    )) {
      ids.add(id);
      times.push(source.shot_time);
    }
    expect(times).toHaveLength(photos.length);
    expect(ids).toEqual(new Set(photos.map(({ id }) => id)));
    const first = times.indexOf(undefined);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(PAGE);
    expect(times.slice(first).every((time) => time === undefined)).toBe(true);
    const known = times.slice(0, first).map((time) => Date.parse(time!));
    expect(known).toEqual([...known].sort((a, b) => a - b));
  } finally {
    await client.indices.delete({ index });
  }
});
