import {
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { phoneFilePath, phoneFiles } from '../../common/testing/phone_files';
import { createServices, type OwnedServices } from '../../server/create_services';
import type { PeakSearchServices } from '../../server/services';
import type { PeakSearchSettings } from '../../server/settings';
import { photoId, type PhotoDocument } from '../../server/photos/photo_document';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { ownProcessSettings } from '../cli/context';
import { cuttableProxy } from '../testing/cuttable_proxy';
import { morningWalk, samplePhoto, writeSamples } from '../testing/sample_album';
import type { IngestEvent, IngestOptions, IngestReport } from './events';
import { ingestAlbum } from './ingest_album';
import { albumStateDir } from './scan/album_state';

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const HEICS = phoneFiles().filter(({ grid }) => grid);
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const { client, url, clientThrough, indexName } = testElasticsearch();
let folder: string;
let root: string;
let stateDir: string;
/** Child processes and a loaded model, for all tests. */
let shared: OwnedServices;
/** The same with indices of the test's own. */
let services: PeakSearchServices;
let counter = 0;

function settings(model = MODEL): PeakSearchSettings {
  const photosIndex = indexName(`ingest-${counter}`);
  return ownProcessSettings({ model, photosIndex, peaksIndex: indexName('no-catalog') });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-ingest-'));
  shared = createServices(settings(), SILENT);
});
beforeEach(async () => {
  counter++;
  root = join(folder, `album-${counter}`);
  stateDir = join(folder, `state-${counter}`);
  await mkdir(root);
  services = { ...shared, settings: settings() };
});
afterAll(async () => {
  await Promise.all([shared.close(), client.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function ingest(
  options: IngestOptions = {},
  more: {
    onEvent?: (event: IngestEvent) => void;
    signal?: AbortSignal;
    client?: Client;
    name?: string;
    root?: string;
  } = {}
): Promise<IngestReport> {
  const report = await ingestAlbum({
    services,
    client: more.client ?? client,
    album: { name: more.name ?? 'walk', root: more.root ?? root },
    options: { stateDir, ...options },
    onEvent: more.onEvent,
    signal: more.signal,
  });
  const { seen, indexed, unchanged, quarantined, pending } = report;
  expect(indexed + unchanged + quarantined + pending).toBe(seen);
  return report;
}

/** All documents, without what differs from run to run. */
async function content(
  index = services.settings.indices.photos
): Promise<Map<string, Partial<PhotoDocument>>> {
  await client.indices.refresh({ index });
  const { hits } = await client.search<PhotoDocument>({ index, size: 1000 });
  return new Map(
    hits.hits
      .map(({ _source }) => ({ ..._source!, ingested_at: '' }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map((document) => [document.path, document])
  );
}

async function writes(): Promise<number> {
  const index = services.settings.indices.photos;
  const stats = await client.indices.stats({ index, metric: 'indexing' });
  return stats._all.primaries!.indexing!.index_total!;
}

it('takes in HEIC and drawn JPEGs, with places, times, bursts and the trail of the day', async () => {
  await writeSamples(root, morningWalk(8));
  for (const { file } of HEICS) await copyFile(phoneFilePath(file), join(root, file));
  const report = await ingest();
  expect(report).toMatchObject({ seen: 11, indexed: 11, quarantined: 0, interrupted: false });
  expect(report.bursts).toEqual({ groups: 1, updated: 2 });

  const photos = await content();
  for (const label of HEICS) {
    const photo = photos.get(label.file)!;
    expect(photo).toMatchObject({
      format: 'heic',
      decoded_from: 'full',
      width: label.width,
      height: label.height,
    });
    expect(photo.gps!.lat).toBeCloseTo(label.gps.lat, 5);
    expect(photo.shot_time).toMatch(/\+05:45$/);
    expect(Math.hypot(...photo.clip_image!)).toBeCloseTo(1, 4);
    expect(Buffer.from(photo.thumbnail!, 'base64').subarray(8, 12).toString()).toBe('WEBP');
  }
  expect(photos.get('day-1/img-07.jpg')!.burst).toMatchObject({ size: 2 });
  expect(photos.get('day-1/img-06.jpg')!.burst!.id).toBe(photos.get('day-1/img-07.jpg')!.burst!.id);

  const trails = await client.search<{ day: string; distance_m: number; ascent_m: number }>({
    index: services.settings.indices.trails,
    query: { term: { day: '2023-10-27' } },
  });
  const [trail] = trails.hits.hits.map((hit) => hit._source!);
  // Six steps of 300 m, and as many times 20 m up.
  expect(trail.distance_m).toBeGreaterThan(1750);
  expect(trail.distance_m).toBeLessThan(1850);
  expect(trail.ascent_m).toBe(120);
});

it('writes nothing the second time, and reads only what changed', async () => {
  await writeSamples(root, morningWalk(6));
  await ingest();
  const [before, wrote] = [await content(), await writes()];
  expect(await ingest()).toMatchObject({ indexed: 0, unchanged: 6 });
  expect(await writes()).toBe(wrote);

  // How vectors are held changes with the setting, no photo with it.
  const { settings: set } = services;
  services = { ...services, settings: { ...set, knn: { ...set.knn, quantization: 'hnsw' } } };
  expect(await ingest()).toMatchObject({ indexed: 0 });
  const [held] = Object.values(await client.indices.getMapping({ index: set.indices.photos }));
  expect(held.mappings.properties).toMatchObject({
    clip_image: { index_options: { type: 'hnsw' } },
  });

  // Without a journal (another host, a lost disk) the files are read again, and still nothing is written.
  await rm(stateDir, { recursive: true });
  expect(await ingest()).toMatchObject({ indexed: 0, unchanged: 6 });
  expect(await writes()).toBe(wrote);

  // Touched, not changed.
  await utimes(join(root, 'day-1/img-01.jpg'), new Date(), new Date());
  expect(await ingest()).toMatchObject({ indexed: 0, unchanged: 6 });
  expect(await content()).toEqual(before);

  await writeFile(join(root, 'day-1/img-01.jpg'), await samplePhoto({ seed: 99 }));
  expect(await ingest()).toMatchObject({ indexed: 1, unchanged: 5 });
  const after = await content();
  expect(after.size).toBe(6);
  expect(after.get('day-1/img-01.jpg')!.content_hash).not.toBe(
    before.get('day-1/img-01.jpg')!.content_hash
  );
});

it('puts back what somebody deleted from the index', async () => {
  await writeSamples(root, morningWalk(4));
  await ingest();
  const before = await content();
  await client.delete({
    index: services.settings.indices.photos,
    id: photoId('walk', 'day-1/img-02.jpg'),
  });
  expect(await ingest()).toMatchObject({ indexed: 1, unchanged: 3 });
  expect(await content()).toEqual(before);
});

it('quarantines what it cannot take, each with its reason, and takes the good ones beside them', async () => {
  await writeSamples(root, morningWalk(3));
  const whole = await samplePhoto({ seed: 5 });
  await writeFile(join(root, 'empty.jpg'), '');
  await writeFile(join(root, 'text.png'), 'no picture at all');
  await writeFile(join(root, 'torn.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(join(root, 'really-a-jpeg.HEIC'), whole);
  const report = await ingest();
  expect(report).toMatchObject({ seen: 7, indexed: 4, quarantined: 3 });
  expect(report.quarantine.map(({ path, code, permanent }) => [path, code, permanent])).toEqual([
    ['empty.jpg', 'not_an_image', true],
    ['text.png', 'not_an_image', true],
    ['torn.jpg', 'damaged', true],
  ]);
  report.quarantine.forEach(({ message }) => expect(message).toMatch(/^[A-Z].*\.$/));

  // Not tried again while they are the same; tried when they change, or when asked for.
  const decoded = services.decoder.status().refused;
  expect(await ingest()).toMatchObject({ unchanged: 4, quarantined: 3 });
  expect(services.decoder.status().refused).toBe(decoded);
  await ingest({ retryQuarantined: true });
  expect(services.decoder.status().refused).toBeGreaterThan(decoded);
  await writeFile(join(root, 'torn.jpg'), whole);
  await unlink(join(root, 'empty.jpg'));
  expect(await ingest()).toMatchObject({ seen: 6, indexed: 1, unchanged: 4, quarantined: 1 });
});

it('tries a file that ended a run alone, and quarantines it when it has ended two', async () => {
  const samples = morningWalk(3);
  await writeSamples(root, samples);
  const killer = samples[1].path;
  const { size, mtimeMs } = await stat(join(root, killer));
  const marks = join(albumStateDir('walk', { stateDir }), 'in-work.json');
  const leaveMark = async (deaths: number, working: boolean) => {
    await mkdir(dirname(marks), { recursive: true });
    const mark = { path: killer, bytes: size, mtimeMs, deaths, working };
    await writeFile(marks, JSON.stringify([mark]));
  };
  await leaveMark(1, true);
  const report = await ingest();
  expect(report).toMatchObject({ indexed: 2, quarantined: 1 });
  expect(report.quarantine).toEqual([
    expect.objectContaining({ path: killer, code: 'ended_ingest', permanent: true }),
  ]);
  // It stays there, until somebody asks; and what ended one run only is taken in.
  expect(await ingest()).toMatchObject({ unchanged: 2, quarantined: 1 });
  await leaveMark(1, false);
  expect(await ingest({ retryQuarantined: true })).toMatchObject({ indexed: 1, quarantined: 0 });
  expect(JSON.parse(await readFile(marks, 'utf8'))).toEqual([]);
});

it('looks only, when asked to', async () => {
  await writeSamples(root, morningWalk(3));
  const before = await ingest({ dryRun: true });
  expect(before).toMatchObject({ dryRun: true, indexed: 3, unchanged: 0 });
  expect(await client.indices.exists({ index: services.settings.indices.photos })).toBe(false);
  await expect(readFile(join(stateDir, 'anything'))).rejects.toThrow('ENOENT');

  await ingest();
  await writeSamples(root, [{ path: 'new.jpg', seed: 40 }]);
  const wrote = await writes();
  expect(await ingest({ dryRun: true })).toMatchObject({ indexed: 1, unchanged: 3 });
  expect(await writes()).toBe(wrote);
});

it('shares an album between hosts that do not talk', async () => {
  await writeSamples(root, morningWalk(9));
  const shares = await Promise.all(
    [1, 2, 3].map((index) => ingest({ shard: { index, count: 3 } }))
  );
  expect(shares.reduce((sum, { indexed }) => sum + indexed, 0)).toBe(9);
  const together = await content();
  counter += 1000;
  services = { ...shared, settings: settings() };
  stateDir += '-alone';
  await ingest();
  expect(together).toEqual(await content());
});

it('finishes what is under way when interrupted, says what is left, and goes on from there', async () => {
  await writeSamples(root, morningWalk(12));
  const controller = new AbortController();
  let indexed = 0;
  const onEvent = (event: IngestEvent) => {
    if (event.type === 'indexed' && ++indexed === 2) controller.abort();
  };
  const first = await ingest({ batch: 1, concurrency: 1 }, { onEvent, signal: controller.signal });
  expect(first.interrupted).toBe(true);
  expect(first.indexed).toBeGreaterThanOrEqual(2);
  expect(first.indexed).toBeLessThan(12);
  expect((await content()).size).toBe(first.indexed);
  const second = await ingest();
  expect(second).toMatchObject({
    indexed: 12 - first.indexed,
    unchanged: first.indexed,
    interrupted: false,
  });
});

it('waits for a cluster that goes away, says so, and loses nothing', async () => {
  await writeSamples(root, morningWalk(10));
  const proxy = await cuttableProxy(url);
  const through = clientThrough(proxy.url, { maxRetries: 0 });
  const events: IngestEvent[] = [];
  let indexed = 0;
  let cut: Promise<void> | undefined;
  let mended: Promise<void> | undefined;
  const onEvent = (event: IngestEvent) => {
    events.push(event);
    if (event.type === 'indexed' && ++indexed === 3) cut = proxy.cut();
    if (event.type === 'waiting') mended ??= cut?.then(() => proxy.mend());
  };
  const report = await ingest({ batch: 1 }, { client: through, onEvent });
  expect(report).toMatchObject({ indexed: 10, quarantined: 0, pending: 0 });
  expect((await content()).size).toBe(10);
  expect(events.find(({ type }) => type === 'waiting')).toMatchObject({
    reason: expect.stringContaining('does not answer'),
  });
  expect(events.some(({ type }) => type === 'resumed')).toBe(true);

  // For good: it gives up in words, and what was written stays.
  await writeSamples(
    root,
    [1, 2, 3, 4].map((n) => ({ path: `more-${n}.jpg`, seed: 60 + n }))
  );
  const cutAtFirst = (event: IngestEvent) => event.type === 'indexed' && void proxy.cut();
  await expect(
    ingest({ batch: 1, concurrency: 1, maxWaitMs: 1500 }, { client: through, onEvent: cutAtFirst })
  ).rejects.toMatchObject({
    code: 'elasticsearch_unreachable',
    message: expect.stringMatching(/Gave up after .* goes on from there/),
  });
  // Nobody there to begin with: no waiting, for the address is probably wrong.
  await expect(ingest({}, { client: through })).rejects.toMatchObject({
    code: 'elasticsearch_unreachable',
  });
  expect(await ingest()).toMatchObject({ seen: 14, quarantined: 0, pending: 0 });
  await through.close();
});

it('waits while a full disk makes the index read-only, and says it in words', async () => {
  await writeSamples(root, morningWalk(3));
  await ingest();
  const index = services.settings.indices.photos;
  await writeSamples(root, [{ path: 'late.jpg', seed: 50 }]);
  // What Elasticsearch itself sets when a disk passes the flood stage.
  const block = (on: boolean | null) =>
    client.indices.putSettings({ index, settings: { 'index.blocks.read_only_allow_delete': on } });
  await block(true);
  const reasons: string[] = [];
  const onEvent = (event: IngestEvent) => {
    if (event.type === 'waiting' && reasons.push(event.reason) === 1) void block(null);
  };
  expect(await ingest({}, { onEvent })).toMatchObject({ indexed: 1, quarantined: 0 });
  expect(reasons[0]).toMatch(/disk is nearly full.*Free space/);
});
