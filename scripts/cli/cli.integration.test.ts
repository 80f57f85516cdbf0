import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { phoneFilePath } from '../../common/testing/phone_files';
import type { PhotoDocument } from '../../server/photos/photo_document';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { runCli, startCli } from '../testing/run_cli';
import { morningWalk, samplePhoto, writeSamples } from '../testing/sample_album';

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const HEIC = phoneFilePath('upright.heic');

const { client, env: login, indexName } = testElasticsearch();
const names = { photos: indexName('photos'), peaks: indexName('peaks') };
let folder: string;
let album: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-cli-'));
  album = join(folder, 'walk');
  env = {
    ...login,
    PEAK_SEARCH_MODEL: MODEL,
    PEAK_SEARCH_DATA: join(folder, 'data'),
  };
  await writeSamples(album, morningWalk(10));
});
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

const indices = (photos = names.photos) => ['--photos-index', photos, '--peaks-index', names.peaks];
const cli = (...args: string[]) => runCli([...args, ...indices()], env);
const json = (text: string) => JSON.parse(text.trim().split('\n').pop()!);

async function content(index: string): Promise<Array<Partial<PhotoDocument>>> {
  await client.indices.refresh({ index });
  const { hits } = await client.search<PhotoDocument>({ index, size: 1000 });
  return hits.hits
    .sort((a, b) => (a._id! < b._id! ? -1 : 1))
    .map(({ _source }) => ({ ..._source!, ingested_at: '' }));
}

it('goes from an empty cluster to answers', async () => {
  const before = await cli('status', '--json');
  expect(before.code).toBe(5);
  expect(json(before.stdout)).toMatchObject({
    elasticsearch: { state: 'ok' },
    photosIndex: { state: 'missing' },
  });

  const few = join(folder, 'few.yaml');
  await writeFile(
    few,
    '- id: nuptse\n  names: [Nuptse]\n  lat: 27.9669\n  lon: 86.8897\n  elev_m: 7861\n- id: lhotse\n  names: [Lhotse]\n  lat: 27.9617\n  lon: 86.9333\n  elev_m: 8516\n'
  );
  expect(json((await cli('catalog', few, '--json')).stdout)).toMatchObject({
    indexed: 2,
    unchanged: 0,
  });

  const ingest = await cli('ingest', album);
  expect(ingest).toMatchObject({ code: 0 });
  expect(ingest.stdout).toContain('walk: 10 photos: 10 indexed, 0 unchanged, 0 quarantined.');

  const found = json(
    (
      await cli(
        'search',
        'a white ridge',
        '--from',
        '2023-10-27',
        '--near',
        '27.8,86.7,1000',
        '--json'
      )
    ).stdout
  );
  expect(found.total).toBe(4);
  expect(found.hits.map(({ path }: { path: string }) => path).sort()).toEqual(
    [0, 1, 2, 3].map((i) => `day-1/img-0${i}.jpg`)
  );
  const table = await cli('search', '--like', found.hits[0].id, '--size', '1');
  expect(table.stdout).toContain(found.hits[0].path);

  const identified = await cli('identify', HEIC, '--json');
  expect(json(identified.stdout)).toMatchObject({ file: HEIC, gps: { lat: expect.any(Number) } });
  expect(json(identified.stdout).candidates[0]).toMatchObject({
    id: expect.stringMatching(/nuptse|lhotse/),
  });
  expect((await cli('predict', '--json')).code).toBe(0);
});

it('refuses a catalog with mistakes, naming them with their lines, and writes nothing', async () => {
  const file = join(folder, 'wrong.yaml');
  await writeFile(
    file,
    '- id: One Peak\n  names: [A]\n- id: two\n  names: [B]\n  lat: 95\n  lon: 10\n'
  );
  const index = indexName('other-peaks');
  const { code, stderr } = await runCli(['catalog', file, '--peaks-index', index], env);
  expect(code).toBe(3);
  expect(stderr).toMatch(/wrong\.yaml:1/);
  expect(stderr).toMatch(/wrong\.yaml:5/);
  expect(await client.indices.exists({ index })).toBe(false);
});

it('identifies without Elasticsearch, a line of JSON for each file', async () => {
  const bad = join(folder, 'bad.jpg');
  await writeFile(bad, 'not a photo');
  const catalog = join(folder, 'few.yaml');
  const args = ['identify', bad, HEIC, '--catalog', catalog, '--without', 'vision', '--json'];
  // Neither a cluster nor a model.
  const { code, stdout } = await runCli(args, { ELASTICSEARCH_URL: 'http://127.0.0.1:9' });
  const [wrong, right] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(7);
  expect(wrong).toMatchObject({ file: bad, error: { code: 'unsupported_format' } });
  expect(right.candidates[0]).toMatchObject({
    id: expect.stringMatching(/nuptse|lhotse/),
    geometry: { distanceM: expect.any(Number) },
  });
  expect(right.candidates[0].vision).toBeUndefined();
  const sum = (candidates: Array<{ probability: number }>) =>
    candidates.reduce((total, { probability }) => total + probability, 0);
  expect(sum(right.candidates) + right.none.probability).toBeCloseTo(1, 6);

  const looks = ['identify', HEIC, '--catalog', catalog, '--without', 'geometry', '--json'];
  const [first, second] = json((await runCli(looks, env)).stdout).candidates;
  expect(first).toMatchObject({
    id: expect.any(String),
    probability: expect.any(Number),
    visible: expect.any(Number),
    vision: { cosine: expect.any(Number) },
    evidence: expect.arrayContaining([{ code: 'place_ignored' }]),
  });
  // No library is calibrated here, so a likeness is no probability.
  expect(first.vision.probability).toBeUndefined();
  expect(first.geometry).toBeUndefined();
  expect(first.probability).toBeGreaterThanOrEqual(second.probability);
});

it('is killed at any moment, run again, and ends as an undisturbed run', async () => {
  await copyFile(HEIC, join(album, 'real.heic'));
  await writeFile(join(album, 'broken.jpg'), (await samplePhoto({ seed: 3 })).subarray(0, 900));
  const [quiet, disturbed] = [indexName('quiet'), indexName('disturbed')];
  const args = (photos: string, state: string) => [
    ...['ingest', album, '--json', '--batch', '1', '--state', join(folder, state)],
    ...indices(photos),
  ];
  const undisturbed = await runCli(args(quiet, 'quiet'), env);
  expect(undisturbed.code).toBe(7);

  const kills = { started: 1, indexed: 1, later: 4, phase: 1 };
  for (const [moment, nth] of Object.entries(kills)) {
    let seen = 0;
    const type = moment === 'later' ? 'indexed' : moment;
    const onLine = (line: string, child: ChildProcess) => {
      if (line.includes(`"type":"${type}"`) && ++seen === nth) child.kill('SIGKILL');
    };
    const { signal } = await startCli(args(disturbed, 'disturbed'), env, onLine).result;
    expect([moment, signal]).toEqual([moment, 'SIGKILL']);
  }
  const last = await runCli(args(disturbed, 'disturbed'), env);
  expect(last.code).toBe(7);
  expect(await content(disturbed)).toEqual(await content(quiet));

  const written = async () =>
    (await client.indices.stats({ index: disturbed, metric: 'indexing' }))._all.primaries!.indexing!
      .index_total;
  const before = await written();
  const third = json((await runCli(args(disturbed, 'disturbed'), env)).stdout);
  expect(third.report).toMatchObject({
    seen: 12,
    indexed: 0,
    unchanged: 11,
    quarantined: 1,
    pending: 0,
  });
  expect(await written()).toBe(before);
});

it('ends in order on Ctrl-C, with its own exit code, and lets nobody else in meanwhile', async () => {
  const args = [
    'ingest',
    album,
    '--json',
    '--batch',
    '1',
    '--concurrency',
    '1',
    ...indices(indexName('interrupted')),
  ];
  let second: Promise<unknown> | undefined;
  const running = startCli(args, env, (line, child) => {
    if (!line.includes('"type":"indexed"') || second) return;
    // Stopped, not ended: it keeps its lock while the other one comes.
    child.kill('SIGSTOP');
    second = runCli(args, env).then((result) => {
      expect(result).toMatchObject({
        code: 8,
        stderr: expect.stringContaining('is being worked on by process'),
      });
      child.kill('SIGCONT');
      child.kill('SIGINT');
    });
  });
  const { code, stdout, stderr } = await running.result;
  await second;
  expect(code).toBe(130);
  expect(stderr).toContain('what is under way is finished');
  const { report } = json(stdout);
  expect(report.interrupted).toBe(true);
  expect(report.indexed + report.quarantined + report.pending).toBe(12);
  expect(report.pending).toBeGreaterThan(0);
});

it('lists quarantined files, and tries them again', async () => {
  const state = join(folder, 'quiet');
  const { stdout } = await cli('quarantine', 'list', 'walk', '--json', '--state', state);
  expect(JSON.parse(stdout)).toMatchObject({
    album: 'walk',
    path: 'broken.jpg',
    code: 'damaged',
    permanent: true,
  });
  expect((await cli('quarantine', 'list', 'nowhere', '--state', state)).code).toBe(3);
  expect((await cli('quarantine', 'retry', 'walk', '--state', state)).code).toBe(7);
});

it('tries again the quarantined files of an album that was taken in by shares', async () => {
  const shared = join(folder, 'shared');
  const state = join(folder, 'shares');
  await writeSamples(shared, morningWalk(4));
  const broken = ['a', 'b', 'c', 'd'].map((name) => join(shared, `broken-${name}.jpg`));
  for (const path of broken) await writeFile(path, 'broken');
  for (const share of ['1/2', '2/2']) {
    const args = ['ingest', shared, '--shard', share, '--state', state];
    expect((await cli(...args)).code).toBe(7);
  }
  const photo = await samplePhoto({ seed: 7 });
  for (const path of broken) await writeFile(path, photo);
  expect((await cli('quarantine', 'retry', 'shared', '--state', state)).code).toBe(0);
  const { stdout } = await cli('quarantine', 'list', 'shared', '--state', state, '--json');
  expect(stdout).toBe('');
});

it('sizes an index for the photos that will come, and grows one that was too small', async () => {
  const large = indexName('large');
  const at = ['--photos-index', large];
  const setup = await runCli(['setup', '--photos', '1500000', '--json', ...at], env);
  expect(json(setup.stdout)).toMatchObject({
    photos: { created: true, shards: 2 },
    size: { shards: 2, kind: 'int8_hnsw' },
  });
  const again = await runCli(['setup', '--photos', '5000000', ...at], env);
  expect(again.stdout).toMatch(/take 250 GB of disk in 5 shards, and 0\.58 GB of memory/);
  expect(again.stdout).toContain('run "peak-search split --shards 8"');
  const split = await runCli(['split', '--shards', '4', '--json', ...at], env);
  expect(json(split.stdout)).toMatchObject({ shards: 4, photos: 0 });
  expect((await runCli(['split', '--shards', '6', ...at], env)).code).toBe(2);
});

it('moves the library to other indices, and says what is wrong with an export', async () => {
  const moved = indexName('moved');
  const at = ['--photos-index', moved, '--peaks-index', `${moved}-peaks`];
  const to = join(folder, 'exported');
  expect((await runCli(['import', to, ...at], env)).code).toBe(3);
  const written = json((await cli('export', to, '--json')).stdout);
  expect(written.documents.photos).toBeGreaterThan(0);
  const { code, stdout } = await runCli(['import', to, '--shards', '2', '--json', ...at], env);
  expect(code).toBe(0);
  expect(json(stdout).imported).toEqual(written.documents);
  expect(await content(moved)).toEqual(await content(names.photos));
  expect((await cli('export', to)).code).toBe(2);
  expect((await cli('export', join(album, 'day-1', 'img-00.jpg', 'x'))).code).toBe(9);
});

it('says what went wrong by its exit code and one sentence', async () => {
  const away = { ...env, ELASTICSEARCH_URL: 'http://127.0.0.1:9' };
  const outcomes = await Promise.all([
    runCli(['search', 'snow'], away),
    runCli(['search', 'snow', '--photos-index', indexName('missing')], env),
    runCli(['ingest', album, '--model', folder], env),
    runCli(['frobnicate'], env),
    runCli(['search', '--size', 'many'], env),
    runCli(['ingest', join(folder, 'nowhere')], env),
    runCli(['setup', '--es-url', 'http://user:secret@localhost:9200'], env),
  ]);
  expect(outcomes.map(({ code }) => code)).toEqual([4, 5, 6, 2, 2, 3, 2]);
  for (const { stderr } of outcomes) {
    expect(stderr.length).toBeGreaterThan(20);
    expect(stderr).not.toMatch(/\n\s+at |secret/);
  }
});

it('explains itself', async () => {
  const help = await runCli(['--help'], env);
  expect(help).toMatchObject({ code: 0 });
  expect(help.stdout).toMatch(/130 {2}interrupted/);
  expect(help.stdout).toContain('PEAK_SEARCH_ES_API_KEY');
  const child = spawn(
    process.execPath,
    [join(__dirname, '../../bin/peak-search.js'), 'ingest', '--help'],
    { stdio: ['ignore', 'pipe', 'ignore'] }
  );
  // A reader that goes away is no failure.
  child.stdout.once('data', () => child.stdout.destroy());
  expect((await once(child, 'exit'))[0]).toBe(0);
});
