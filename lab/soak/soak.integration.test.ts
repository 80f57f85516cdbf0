import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { soak } from './soak';

const elasticsearch = testElasticsearch();
const { client, indexName } = elasticsearch;

afterAll(() => client.close());

it('serves visitors and an ingest at the same time, and loses nothing (the short form of npm run test:soak)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peak-soak-'));
  const outcome = await soak({
    minutes: 20 / 60,
    client,
    elasticsearch,
    folder,
    prefix: `${indexName('soak')}-`,
  });
  await rm(folder, { recursive: true, force: true });
  // Half a minute tells nothing of memory, and a machine with other work is late by itself: those are the long form's.
  const judged = outcome.failures.filter(
    (failure) => !/ grew by | was .* late| identify 504$/.test(failure)
  );
  expect(judged).toEqual([]);
  expect(outcome.ingestRuns).toBeGreaterThan(2);
  expect(outcome.search.count).toBeGreaterThan(20);
  expect(outcome.photos.inIndex).toBeGreaterThan(12);
  expect(outcome.host.samples.length).toBeGreaterThan(10);
});
