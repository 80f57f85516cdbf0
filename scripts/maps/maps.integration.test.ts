import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { savedObject } from '../../common/maps/testing/kibana_contracts';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { runCli } from '../testing/run_cli';
import { startImportServer } from './testing/import_server';

const { env: ENV, client } = testElasticsearch();
const INDEX = 'test-maps-photos';
const folder = mkdtempSync(join(tmpdir(), 'peak-search-maps-'));

beforeAll(async () => {
  await client.indices.create({
    index: INDEX,
    mappings: { properties: { shot_time: { type: 'date' } } },
  });
  await client.index({
    index: INDEX,
    document: { shot_time: '2019-10-26T04:00:00Z' },
    refresh: true,
  });
});
afterAll(async () => {
  await client.indices.delete({ index: INDEX });
  await client.close();
  rmSync(folder, { recursive: true });
});

describe('peak-search maps', () => {
  it('export writes a file that Kibana takes, beginning with the library', async () => {
    const out = join(folder, 'map.ndjson');
    const { code, stderr } = await runCli(
      ['maps', 'export', '--out', out, '--photos-index', INDEX],
      ENV
    );
    expect([code, stderr]).toEqual([0, '']);
    const lines = readFileSync(out, 'utf8').trim().split('\n');
    const objects = lines.map((line) => savedObject.parse(JSON.parse(line)));
    const titles = objects.map(({ attributes }) => attributes.title);
    expect(titles.slice(0, 3)).toEqual([INDEX, 'peaks_catalog', `${INDEX}_trails`]);
    const map = objects.at(-1)!;
    expect(map.type === 'map' && map.attributes.mapStateJSON.timeFilters.from).toBe(
      '2019-01-01T00:00:00.000Z'
    );
  });

  it('install brings it into a space, and says where it is', async () => {
    const kibana = await startImportServer({ spaces: ['treks'] });
    try {
      const args = ['maps', 'install', '--kibana-url', kibana.url, '--space', 'treks'];
      const first = await runCli([...args, '--photos-index', 'test-maps-none'], ENV);
      expect(first.code).toBe(0);
      expect(first.stdout).toContain(`Open ${kibana.url}/s/treks/app/maps/map#/peak-search-map`);
      expect(first.stderr).toMatch(/^warning: the map's time begins in 1990/);
      const again = await runCli([...args, '--photos-index', INDEX, '--json'], ENV);
      expect(again.code).toBe(2);
      expect(JSON.parse(again.stderr)).toMatchObject({ error: { code: 'bad_request' } });
    } finally {
      await kibana.close();
    }
  });
});
