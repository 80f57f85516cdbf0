import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { createServices, type OwnedServices } from '../../server/create_services';
import type { PhotoDocument } from '../../server/photos/photo_document';
import type { PeakSearchServices } from '../../server/services';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { ownProcessSettings } from '../cli/context';
import { faultyProxy, type FaultyProxy } from '../testing/faulty_proxy';
import { morningWalk, writeSamples } from '../testing/sample_album';
import type { IngestEvent, IngestOptions, IngestReport } from './events';
import { ingestAlbum } from './ingest_album';
import { Journal } from './scan/journal';
import { albumStateDir, journalFile } from './scan/album_state';

/** Faults while an album is taken in: each ends in words, nothing is lost, and the next run makes it whole. */

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const PHOTOS = 6;

const { client, url, clientThrough, indexName } = testElasticsearch();
let folder: string;
let root: string;
let stateDir: string;
let shared: OwnedServices;
let services: PeakSearchServices;
let faulty: FaultyProxy;
let through: Client;
let counter = 0;

const settings = () =>
  ownProcessSettings({
    model: MODEL,
    photosIndex: indexName(`faults-${counter}`),
    peaksIndex: indexName('none'),
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-ingest-faults-'));
  root = join(folder, 'walk');
  await writeSamples(root, morningWalk(PHOTOS));
  shared = createServices(settings(), SILENT);
  faulty = await faultyProxy(url);
  through = clientThrough(faulty.url, { maxRetries: 0 });
});
beforeEach(() => {
  counter++;
  stateDir = join(folder, `state-${counter}`);
  services = { ...shared, settings: settings() };
  faulty.end();
});
afterAll(async () => {
  await Promise.all([shared.close(), client.close(), through.close(), faulty.close()]);
  await rm(folder, { recursive: true, force: true });
});

const ingest = (
  options: IngestOptions = {},
  onEvent?: (event: IngestEvent) => void
): Promise<IngestReport> =>
  ingestAlbum({
    services,
    client: through,
    album: { name: 'walk', root },
    options: { stateDir, ...options },
    onEvent,
  });

const quarantined = async () =>
  (await Journal.read(journalFile(albumStateDir('walk', { stateDir })))).quarantine.size;

async function content(): Promise<Array<Partial<PhotoDocument>>> {
  const index = services.settings.indices.photos;
  await client.indices.refresh({ index });
  const { hits } = await client.search<PhotoDocument>({ index, size: 1000 });
  return hits.hits
    .map(({ _source }) => ({ ..._source!, ingested_at: '' }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function expectWhole(): Promise<void> {
  const report = await ingest();
  expect(report).toMatchObject({ seen: PHOTOS, quarantined: 0, pending: 0 });
  expect(await content()).toHaveLength(PHOTOS);
  expect(await ingest()).toMatchObject({ indexed: 0, unchanged: PHOTOS });
}

const rejection = { type: 'es_rejected_execution_exception', reason: 'queue is full' };

it('backs off when bulk requests, or items of them, find the queue full', async () => {
  const waits: string[] = [];
  const onEvent = (event: IngestEvent) => event.type === 'waiting' && waits.push(event.reason);
  faulty.begin(
    { kind: 'answer', status: 429, body: { error: rejection, status: 429 } },
    /_bulk/,
    2
  );
  expect(await ingest({}, onEvent)).toMatchObject({ indexed: PHOTOS, quarantined: 0 });
  expect(waits).toHaveLength(2);
  expect(waits[0]).toMatch(/more to do than it can take \(queue is full\)/);

  counter++;
  services = { ...shared, settings: settings() };
  stateDir = join(folder, `state-${counter}`);
  // Every second item was not written, whatever the server says: it is what a full queue of a shard looks like.
  const change = (answer: Record<string, unknown>) => ({
    ...answer,
    errors: true,
    items: (answer.items as object[]).map((item, i) =>
      i % 2 === 0 ? item : { index: { status: 429, error: rejection } }
    ),
  });
  faulty.begin({ kind: 'changed', change }, /_bulk/, 1);
  expect(await ingest()).toMatchObject({ indexed: PHOTOS, quarantined: 0 });
  expect(faulty.met).toBe(1);
  faulty.end();
  await expectWhole();
});

it('ends when the index is deleted under it, and quarantines nothing for that', async () => {
  let deleted = false;
  const onEvent = (event: IngestEvent) => {
    if (event.type !== 'indexed' || deleted) return;
    deleted = true;
    // Waited for by nobody: the next batch is on its way.
    void client.indices
      .getAlias({ name: services.settings.indices.photos })
      .then((found) => client.indices.delete({ index: Object.keys(found) }));
  };
  const failure = await ingest({ batch: 1, concurrency: 1 }, onEvent).catch((e: unknown) => e);
  expect(failure).toMatchObject({ code: 'index_missing' });
  expect(await quarantined()).toBe(0);
  await expectWhole();
});

it('ends when its rights are taken away, and quarantines nothing for that', async () => {
  const denied = { type: 'security_exception', reason: 'action [write] is unauthorized' };
  const change = (answer: Record<string, unknown>) => ({
    ...answer,
    errors: true,
    items: (answer.items as object[]).map(() => ({ index: { status: 403, error: denied } })),
  });
  faulty.begin({ kind: 'changed', change }, /_bulk/);
  await expect(ingest()).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('You may not write the photos') as string,
  });
  expect(await quarantined()).toBe(0);
  faulty.end();
  await expectWhole();
});

it.each([
  ['ten years fast', 10],
  ['thirty years slow', -30],
])(
  'does the same with a clock that is %s, and nothing again when it is right',
  async (_, years) => {
    const real = Date.now();
    jest.useFakeTimers({
      now: real + years * 365 * 24 * 3600_000,
      advanceTimers: true,
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    });
    try {
      expect(await ingest()).toMatchObject({ indexed: PHOTOS, quarantined: 0 });
    } finally {
      jest.useRealTimers();
    }
    const wrong = await content();
    expect(await ingest()).toMatchObject({ indexed: 0, unchanged: PHOTOS });
    counter++;
    services = { ...shared, settings: settings() };
    stateDir = join(folder, `state-${counter}`);
    await ingest();
    expect(wrong).toEqual(await content());
  }
);

/** A disk of its own of 256 KB; only root on Linux can make one. */
function smallDisk(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it('says that the disk of its state is full, and goes on when there is space', async () => {
  const disk = join(folder, 'disk');
  await mkdir(disk);
  if (!smallDisk(disk)) {
    console.warn('Not tested: no small disk can be mounted here (journal.test.ts has /dev/full).');
    return;
  }
  try {
    stateDir = disk;
    const ballast = join(disk, 'ballast');
    await ingest({ dryRun: true });
    await writeFile(ballast, Buffer.alloc(64));
    // Fills the disk to the last page but one, which the lock takes.
    for (let free = 300; free > 0; free--) {
      const { size } = await stat(ballast);
      await writeFile(ballast, Buffer.alloc(1024), { flag: 'a' }).catch(() => (free = 0));
      if (free === 0) await truncate(ballast, size);
    }
    await expect(ingest()).rejects.toThrow(/cannot be written to .*disk is full.*--state/);
    await rm(ballast);
    await expectWhole();
  } finally {
    execFileSync('umount', [disk]);
  }
});
