import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { difference, readSteps, readTutorial, ROOT, runStep } from '../tools/dev/tutorial';
import { testElasticsearch } from '../standalone/elasticsearch/test_node';

// The whole album is taken in, and each command starts a process of its own.
jest.setTimeout(900_000);

const { client, env: login, indexName } = testElasticsearch();
const names = { photos: indexName('tutorial-photos'), peaks: indexName('tutorial-peaks') };
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'peak-search-tutorial-'));
});
afterAll(async () => {
  const found = await client.indices.get({ index: Object.values(names).map((name) => `${name}*`) });
  for (const index of Object.keys(found)) await client.indices.delete({ index });
  await client.close();
  await rm(data, { recursive: true, force: true });
});

it('answers every command of the tutorial as the tutorial says', async () => {
  const steps = readSteps(readTutorial());
  expect(steps.length).toBeGreaterThanOrEqual(8);
  const env = {
    ...login,
    PEAK_SEARCH_MODEL: join(ROOT, 'demo/model/siglip2-demo'),
    PEAK_SEARCH_DATA: data,
  };
  for (const step of steps) {
    // Indices of this test's own, on the node that all tests share.
    const args = [...step.args, '--photos-index', names.photos, '--peaks-index', names.peaks];
    const answered = await runStep({ ...step, args }, env);
    const own = answered.map((line) =>
      line.replaceAll(names.photos, 'photos').replaceAll(names.peaks, 'peaks_catalog')
    );
    expect({ command: step.args.join(' '), difference: difference(step.answer, own) }).toEqual({
      command: step.args.join(' '),
      difference: undefined,
    });
  }
});
