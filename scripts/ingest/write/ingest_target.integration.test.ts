import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { requirePhotosIndex } from '../../../server/photos/index/photos_index';
import { AUTO_HNSW_FROM, AUTO_INT8_FROM } from '../../../server/photos/index/quantization';
import {
  fillPhotos,
  syntheticPhotos,
  testServices,
  testSettings,
} from '../../../server/search/testing/synthetic';
import { testElasticsearch } from '../../../standalone/elasticsearch/test_node';
import type { IngestContext } from '../ingest_context';
import { tuneTarget } from './ingest_target';

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('target'));
const name = settings.indices.photos;
afterAll(() => client.close());

const kind = async () => (await requirePhotosIndex(new Elasticsearch(client), name)).vectorKind;

it('holds vectors as is best for what the album brings, before it is written, other albums counted', async () => {
  const photos = syntheticPhotos(60);
  const index = await fillPhotos(client, settings, photos);
  const album = { name: photos[0].document.album!, root: '' };
  const others = photos.filter(({ document }) => document.album !== album.name).length;
  expect(others).toBeGreaterThan(0);
  const context = {
    services: testServices(settings),
    client,
    album,
    patience: { onEvent: () => undefined, maxWaitMs: 1000 },
  } as unknown as IngestContext;
  const tune = (expected: number) => tuneTarget(context, { name, isAlias: true }, expected);
  try {
    await tune(AUTO_HNSW_FROM - others - 1);
    expect(await kind()).toBe('flat');
    await tune(AUTO_HNSW_FROM - others);
    expect(await kind()).toBe('hnsw');
    await tune(AUTO_INT8_FROM);
    expect(await kind()).toBe('int8_hnsw');
    // By the concrete name as well: so a new model's index is filled.
    await tuneTarget(context, { name: index, isAlias: false }, 5);
    expect(await kind()).toBe('int8_hnsw');
  } finally {
    await client.indices.delete({ index });
  }
});
