import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Elasticsearch } from '../server/elasticsearch/elasticsearch';
import { readIndexIdentity } from '../server/elasticsearch/indices';
import * as commandLine from '../scripts/for_hosts';
import { startSystem } from './running_system';
import { REPOSITORY } from './standalone_host';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const MODELS = ['server/embedding/fixtures/tiny-siglip2', 'demo/model/siglip2-demo'];
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'peak-search-system-'));
  await cp(join(REPOSITORY, 'demo/album/2023-10-28/IMG_1065.JPG'), join(data, 'few/one.jpg'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

const start = (model: string, said: string[]) =>
  startSystem({
    commandLine,
    photos: [join(data, 'few')],
    model: join(REPOSITORY, model),
    port: 0,
    data,
    logger: quiet,
    log: (line) => said.push(line),
  });

it('takes its library in anew when the model is another one, and searches the new one afterwards', async () => {
  const dims: Array<number | undefined> = [];
  const said: string[] = [];
  for (const model of MODELS) {
    const system = await start(model, said);
    try {
      expect(system.reports.map(({ indexed }) => indexed)).toEqual([1]);
      dims.push((await readIndexIdentity(new Elasticsearch(system.client), 'photos'))?.dims);
      expect((await system.client.count({ index: 'photos' })).count).toBe(1);
    } finally {
      await system.stop();
    }
  }
  expect(dims).toEqual([expect.any(Number), 768]);
  expect(dims[0]).not.toBe(768);
  expect(said.filter((line) => /made with another model/.test(line))).toHaveLength(1);
});

it('takes its library in anew when a version before made it', async () => {
  const said: string[] = [];
  const before = await start(MODELS[1], said);
  const { client } = before;
  const [[index, { mappings }]] = Object.entries(
    await client.indices.getMapping({ index: 'photos' })
  );
  const meta = { ...mappings._meta, mapping_version: 1 };
  await client.indices.create({ index: 'photos-of-old', mappings: { _meta: meta } });
  await client.indices.updateAliases({
    actions: [
      { remove: { index, alias: 'photos' } },
      { add: { index: 'photos-of-old', alias: 'photos' } },
    ],
  });
  await client.indices.delete({ index });
  await before.stop();

  const after = await start(MODELS[1], said);
  try {
    expect(Object.keys(await after.client.indices.getAlias({ name: 'photos' }))).toEqual([index]);
    expect((await after.client.count({ index: 'photos' })).count).toBe(1);
    expect(said).toContainEqual(expect.stringMatching(/another version of Peak Search/));
  } finally {
    await after.stop();
  }
});
