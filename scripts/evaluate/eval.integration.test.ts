import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { runCli } from '../testing/run_cli';
import type { EvalReport } from './report';

const DEMO = join(__dirname, '../../demo');
const MODEL = join(DEMO, 'model/siglip2-demo');
const { client, env: login, indexName } = testElasticsearch();
const indices = ['--photos-index', indexName('photos'), '--peaks-index', indexName('peaks')];

let album: string;

interface Label {
  file: string;
  tags: string[];
}

/** Every twentieth photo of the demo album with its labels, and a few queries: what `--album demo` does, in seconds. */
beforeAll(async () => {
  album = await mkdtemp(join(tmpdir(), 'eval-album-'));
  const lines = (await readFile(join(DEMO, 'album/labels.jsonl'), 'utf8')).trim().split('\n');
  const kept = lines.filter((_, i) => i % 20 === 0);
  for (const { file } of kept.map((line) => JSON.parse(line) as Label)) {
    await mkdir(dirname(join(album, file)), { recursive: true });
    await copyFile(join(DEMO, 'album', file), join(album, file));
  }
  await writeFile(join(album, 'labels.jsonl'), kept.join('\n'));
  const catalog = await readFile(join(__dirname, '../../peaks.yaml'), 'utf8');
  const few = catalog.split(/^(?=- id:)/m);
  await writeFile(join(album, 'few.yaml'), few.slice(0, 12).join(''));
  const tags = kept.flatMap((line) => (JSON.parse(line) as Label).tags).slice(0, 4);
  const queries = [
    ...tags.map((tag) => ({ text: tag.replaceAll('_', ' '), tags: [tag] })),
    { text: 'an espresso machine', nonsense: true },
  ];
  await writeFile(join(album, 'queries.json'), JSON.stringify({ queries }));
});
afterAll(async () => {
  await client.close();
  await rm(album, { recursive: true, force: true });
});

const evaluate = (...args: string[]) =>
  runCli(['eval', '--json', '--catalog', join(album, 'few.yaml'), ...indices, ...args], {
    ...login,
  });

const ours = async () => Object.keys(await client.indices.get({ index: 'peak_search_eval_*' }));

it('gives all figures by one command, and leaves no index behind', async () => {
  const { code, stdout, stderr } = await evaluate('--album', album, '--model', MODEL);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const report = JSON.parse(stdout) as Required<EvalReport>;
  expect(report.notMeasured).toEqual([]);
  expect(report.identify.map(({ factor }) => factor)).toEqual(['vision', 'geometry', 'both']);
  const { calibration, top1, photos } = report.identify[2];
  expect(photos).toBe(18);
  expect(top1.low).toBeLessThanOrEqual(top1.value);
  const [looks] = report.identify;
  expect(looks.gainOfBoth!.value).toBeCloseTo(top1.value - looks.top1.value);
  expect(looks.gainOfBoth!.low).toBeLessThanOrEqual(looks.gainOfBoth!.value);
  expect(calibration.first.reliability.length).toBeGreaterThan(0);
  expect(calibration.first.ifPerfect.high).toBeGreaterThan(0);
  const { search, knn } = report;
  expect(search).toMatchObject({ queries: 5, nonsense: 1 });
  expect(search.hitAt10.value).toBeGreaterThanOrEqual(search.hitAt1.value);
  expect(search.nonsenseRefused.n).toBe(1);
  // So few photos are compared one by one by both.
  expect(knn.map(({ filter, recall }) => [filter.kind, recall.value])).toContainEqual(['none', 1]);
  expect(await ours()).toEqual([]);
});

it('asks tags and captions where there are no queries, and says what it did not measure', async () => {
  await rm(join(album, 'queries.json'));
  const withModel = await evaluate('--album', album, '--model', MODEL);
  const report = JSON.parse(withModel.stdout) as Required<EvalReport>;
  expect(report.search.queries).toBeGreaterThan(10);
  expect(report.albums).toEqual([album]);

  const alone = await evaluate(album);
  const { identify, search, notMeasured } = JSON.parse(alone.stdout) as Required<EvalReport>;
  expect(identify.map(({ factor }) => factor)).toEqual(['geometry']);
  expect(search).toBeUndefined();
  expect(notMeasured).toHaveLength(2);

  const other = join(album, 'other');
  await mkdir(other);
  const [label] = (await readFile(join(album, 'labels.jsonl'), 'utf8')).split('\n');
  const { file } = JSON.parse(label) as Label;
  await mkdir(dirname(join(other, file)), { recursive: true });
  await copyFile(join(album, file), join(other, file));
  await writeFile(join(other, 'labels.jsonl'), label);
  const two = JSON.parse((await evaluate(album, other)).stdout) as Required<EvalReport>;
  expect(two.identify[0].photos).toBe(identify[0].photos + 1);
  // The same scene twice, but of two albums: each is drawn by itself.
  expect(two.identify[0].precision.n).toBe(identify[0].precision.n + 1);

  const nothing = await evaluate(join(album, 'nowhere'));
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain('has no labels.jsonl');
});
