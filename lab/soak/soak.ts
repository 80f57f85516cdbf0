import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { seededRandom } from '../../common/seeded_random';
import { loadCatalog } from '../../server/catalog/load_catalog';
import { createServices, type OwnedServices } from '../../server/create_services';
import { SYNTHETIC_PEAKS } from '../../server/search/testing/synthetic_catalog';
import { ownProcessSettings } from '../../scripts/cli/context';
import { hostileCorpus } from '../hostile/corpus';
import { below, type Random } from '../hostile/entries';
import { ingestAlbum } from '../../scripts/ingest/ingest_album';
import { verifyAlbum } from '../../scripts/ingest/finish/verify_album';
import { samplePhoto } from '../../scripts/testing/sample_album';
import type { NodeAccess } from '../../standalone/elasticsearch/node_access';
import { startSoakHost } from './host';
import { quantile } from '../../common/statistics';
import { growthOf, sampler, type Growth, type Sample } from './samples';
import { Visitors } from './traffic';

const MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
const ALBUM = 'soak';
const SILENT = { debug() {}, info() {}, warn() {}, error: console.error };

export interface SoakOptions {
  minutes: number;
  elasticsearch: NodeAccess;
  client: Client;
  /** For album and state. */
  folder: string;
  /** Names of the indices begin with it. */
  prefix: string;
  seed?: number;
  log?: (line: string) => void;
}

export interface SoakOutcome {
  host: ProcessOutcome;
  ingest: ProcessOutcome;
  answers: Array<[what: string, count: number]>;
  search: { count: number; p50Ms: number; p99Ms: number };
  ingestRuns: number;
  /** At the end, on disk and in the index. */
  photos: { onDisk: number; inIndex: number; lost: string[]; doubled: string[] };
  /** Sentences: what was not as promised. */
  failures: string[];
}

interface ProcessOutcome {
  samples: Sample[];
  rssMb: Growth;
  handles: Growth;
  /** Of the seconds of the run: the worst but one in a hundred. */
  delayP99Ms: number;
  delayMaxMs: number;
}

/**
 * What a run may grow by, beyond what was loaded in its first half. Memory: V8's young generation and libvips' arenas
 * move by some 60 MB from minute to minute in either direction. Handles: connections of six visitors, kept alive.
 */
export const BOUNDS = {
  rssMb: 100,
  handles: 16,
  /** Kibana answers 429 to everybody when its loop is late; its own threshold is 100 ms. */
  delayP99Ms: 100,
};

/** Answers that are none of a failure: busy is one that a visitor is told to wait by. */
const FINE = new Set(['200', '304', '404', '429', 'TimeoutError']);

/**
 * Ingest, searches and identification at the same time, on the real server and a real Elasticsearch, for as long as is
 * asked. The album changes all the while: photos come, change and go.
 */
export async function soak(options: SoakOptions): Promise<SoakOutcome> {
  const { minutes, client, elasticsearch, folder, prefix, seed = 1, log = () => {} } = options;
  const random = seededRandom(seed);
  const settings = ownProcessSettings({
    model: MODEL,
    photosIndex: `${prefix}photos`,
    peaksIndex: `${prefix}peaks`,
  });
  const services = createServices(settings, SILENT);
  const album = new ChangingAlbum(join(folder, ALBUM), random);
  await album.change(12);
  await loadCatalog({
    client,
    settings,
    embedder: await services.embedder(),
    decoder: services.decoder,
    peaks: SYNTHETIC_PEAKS,
    logger: SILENT,
  });
  const ingest = () => ingestOnce(services, client, album.root, join(folder, 'state'));
  await ingest();

  const host = await startSoakHost(elasticsearch, {
    indices: settings.indices,
    model: { dir: MODEL },
    photos: { roots: { [ALBUM]: album.root } },
  });
  const visitors = new Visitors(host.url, random, await uploads(random));
  const end = Date.now() + minutes * 60_000;
  const isOver = () => Date.now() >= end;
  const take = sampler();
  const samples: Sample[] = [];
  const sampling = setInterval(() => samples.push(take()), 1000);
  const failures: string[] = [];
  let ingestRuns = 1;
  const ingesting = (async () => {
    while (!isOver()) {
      await album.change(1 + below(random, 5));
      await ingest();
      ingestRuns++;
      if (ingestRuns % 50 === 0) log(status(host.samples.at(-1), album.paths.size, ingestRuns));
      await sleep(500);
    }
  })().catch((error: Error) => void failures.push(`The ingest failed: ${error.message}`));
  await Promise.all([ingesting, ...Array.from({ length: 6 }, () => visitors.visit(isOver))]);
  clearInterval(sampling);
  failures.push(...(await host.stop()).map((line) => `The server logged: ${line.slice(0, 300)}`));

  await ingest();
  const photos = await count(client, settings.indices.photos, album);
  const differences = await verify(services, client, album.root, join(folder, 'state'));
  await services.close();
  const { answers, searchMs } = visitors.traffic;
  const outcome = {
    host: processOutcome(host.samples),
    ingest: processOutcome(samples),
    answers: [...answers].sort(([a], [b]) => (a < b ? -1 : 1)),
    search: {
      count: searchMs.length,
      p50Ms: Math.round(quantile(searchMs, 0.5)),
      p99Ms: Math.round(quantile(searchMs, 0.99)),
    },
    ingestRuns,
    photos,
  };
  return { ...outcome, failures: [...failures, ...differences, ...judged(outcome)] };
}

function status(sample: Sample | undefined, photos: number, runs: number): string {
  const { at, rssMb, handles, delayP99Ms } = sample ?? {
    at: 0,
    rssMb: 0,
    handles: 0,
    delayP99Ms: 0,
  };
  return `${at} s: ${runs} ingests, ${photos} photos; the host holds ${rssMb} MB and ${handles} handles, its loop is ${delayP99Ms} ms late (p99).`;
}

function processOutcome(samples: Sample[]): ProcessOutcome {
  return {
    samples,
    rssMb: growthOf(samples, 'rssMb'),
    handles: growthOf(samples, 'handles'),
    // Each sample is a second's own 99th percentile; the worst second or two of a run are a start.
    delayP99Ms: quantile(
      samples.slice(3).map(({ delayP99Ms }) => delayP99Ms),
      0.95
    ),
    delayMaxMs: Math.max(...samples.map(({ delayMaxMs }) => delayMaxMs)),
  };
}

function judged({ host, ingest, answers, photos }: Omit<SoakOutcome, 'failures'>): string[] {
  const failures: string[] = [];
  for (const [name, { rssMb, handles }] of Object.entries({ host, ingest })) {
    const grown = rssMb.after - rssMb.before;
    const more = handles.after - handles.before;
    if (grown > BOUNDS.rssMb) failures.push(`The ${name} grew by ${grown} MB.`);
    if (more > BOUNDS.handles) failures.push(`The ${name} holds ${more} handles more.`);
  }
  if (host.delayP99Ms > BOUNDS.delayP99Ms) {
    failures.push(`The host's event loop was ${host.delayP99Ms} ms late.`);
  }
  for (const [what, times] of answers) {
    if (!FINE.has(what.split(' ')[1]!)) failures.push(`${times} × ${what}`);
  }
  if (photos.onDisk !== photos.inIndex || photos.lost.length + photos.doubled.length > 0) {
    failures.push(`Photos: ${JSON.stringify(photos)}`);
  }
  return failures;
}

/** An album that somebody works on. */
class ChangingAlbum {
  readonly paths = new Set<string>();
  private made = 0;

  constructor(
    readonly root: string,
    private readonly random: Random
  ) {}

  /** Adds photos; now and then one is edited, and one is deleted. */
  async change(added: number): Promise<void> {
    for (let i = 0; i < added; i++) await this.write(`day-${this.made % 9}/${this.made}.jpg`);
    const some = [...this.paths][below(this.random, this.paths.size)]!;
    if (this.made % 3 === 0) await this.write(some);
    if (this.made % 4 === 0 && this.paths.size > 10) {
      await rm(join(this.root, some));
      this.paths.delete(some);
    }
  }

  private async write(path: string): Promise<void> {
    const n = this.made++;
    const file = join(this.root, path);
    await mkdir(dirname(file), { recursive: true });
    const two = (value: number) => String(value).padStart(2, '0');
    const place = { lat: 27.7 + (n % 200) * 0.001, lon: 86.7, altitudeM: 3000 + (n % 900) };
    const time = `2023:10:${two(1 + (n % 28))} ${two(n % 24)}:${two(n % 60)}:00`;
    await writeFile(file, await samplePhoto({ seed: n, time, place }));
    this.paths.add(path);
  }
}

async function ingestOnce(
  services: OwnedServices,
  client: Client,
  root: string,
  stateDir: string
): Promise<void> {
  await ingestAlbum({
    services,
    client,
    album: { name: ALBUM, root },
    options: { stateDir, prune: async () => true },
  });
}

/** Sound photos, and some of what strangers send. */
async function uploads(random: Random): Promise<Buffer[]> {
  const sound = await Promise.all([1, 2, 3, 4].map((seed) => samplePhoto({ seed })));
  const corpus = await hostileCorpus(1 + below(random, 1000));
  const odd = corpus.filter(({ category }) => category === 'odd picture');
  return [...sound, ...(await Promise.all(odd.slice(0, 6).map(async ({ bytes }) => bytes!())))];
}

async function count(
  client: Client,
  index: string,
  { paths }: ChangingAlbum
): Promise<SoakOutcome['photos']> {
  await client.indices.refresh({ index });
  const times = new Map<string, number>();
  let after: Array<string | number> | undefined;
  for (;;) {
    const { hits } = await client.search<{ path: string }>({
      index,
      size: 1000,
      _source: ['path'],
      sort: [{ path: 'asc' }],
      search_after: after,
    });
    for (const { _source } of hits.hits) {
      times.set(_source!.path, (times.get(_source!.path) ?? 0) + 1);
    }
    if (hits.hits.length < 1000) break;
    after = hits.hits.at(-1)!.sort as string[];
  }
  return {
    onDisk: paths.size,
    inIndex: [...times.values()].reduce((sum, n) => sum + n, 0),
    lost: [...paths].filter((path) => !times.has(path)),
    doubled: [...times].filter(([, n]) => n > 1).map(([path]) => path),
  };
}

async function verify(
  services: OwnedServices,
  client: Client,
  root: string,
  stateDir: string
): Promise<string[]> {
  const differences: string[] = [];
  await verifyAlbum({
    services,
    client,
    album: { name: ALBUM, root },
    options: { stateDir },
    onDifference: ({ kind, path }) => differences.push(`Verify: ${kind} ${path}`),
  });
  return differences;
}
