import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import type { PhotoDocument } from '../../server/photos/photo_document';
import type { PhotoDecoder } from '../../server/images/pool/photo_decoder';
import type { PeakSearchServices } from '../../server/services';
import type { IngestEvent, IngestReport, QuarantinedFile } from '../../scripts/ingest/events';
import { ingestAlbum } from '../../scripts/ingest/ingest_album';
import type { HostileFile } from './entries';
import { MAX_YARDSTICKS, yardstickMs } from './yardstick';

export interface CorpusOutcome {
  report: IngestReport;
  /** Sentences: what was not as it should be. */
  failures: string[];
  /**
   * The file that the decoder worked on longest. By processor time, which other programs of a busy machine do not add to;
   * what passed on the clock is beside it.
   */
  slowest: { cpuMs: number; yardsticks: number; ms: number; path: string };
  /** Most that the process held, sampled every 100 ms. */
  peakRssMb: number;
  byCode: Map<string, number>;
}

interface Timed {
  cpuMs: number;
  ms: number;
  bytes: Uint8Array;
}

/** Real work, measured: how long each decode took. Its thread is the only one at work, so the process's time is its own. */
function timed(decoder: PhotoDecoder, onDone: (done: Timed) => void): PhotoDecoder {
  return {
    render: (...args) => decoder.render(...args),
    readCapture: (...args) => decoder.readCapture(...args),
    nativeHeicProblem: (folder) => decoder.nativeHeicProblem(folder),
    status: () => decoder.status(),
    close: () => decoder.close(),
    decode: async (request, options) => {
      const started = performance.now();
      const before = decoder.status().usage.cpuMs;
      try {
        return await decoder.decode(request, options);
      } finally {
        const ms = performance.now() - started;
        // One that was ended has told nothing: it was busy all the time.
        const cpuMs = decoder.status().usage.cpuMs - before || ms;
        onDone({ cpuMs, ms, bytes: request.bytes });
      }
    },
  };
}

/**
 * Takes a written corpus in as an album, and holds every file to what is expected of it. One at a time, so that a time
 * is a file's own.
 */
export async function ingestCorpus(
  root: string,
  corpus: readonly HostileFile[],
  parts: { services: PeakSearchServices; client: Client; stateDir: string }
): Promise<CorpusOutcome> {
  const { client, stateDir } = parts;
  let longest: Timed = { cpuMs: 0, ms: 0, bytes: Buffer.alloc(0) };
  const decoder = timed(parts.services.decoder, (done) => {
    if (done.cpuMs > longest.cpuMs) longest = done;
  });
  const indexed = new Set<string>();
  const skipped = new Set<string>();
  const quarantined = new Map<string, QuarantinedFile>();
  const onEvent = (event: IngestEvent) => {
    if (event.type === 'indexed') indexed.add(event.path);
    if (event.type === 'skipped') skipped.add(event.path);
    if (event.type === 'quarantined') quarantined.set(event.path, event);
  };
  let peakRss = process.memoryUsage.rss();
  const sampling = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, 100);
  const report = await ingestAlbum({
    services: { ...parts.services, decoder },
    client,
    album: { name: 'hostile', root },
    options: { stateDir, concurrency: 1 },
    onEvent,
  }).finally(() => clearInterval(sampling));

  const byCode = new Map<string, number>();
  for (const { code } of quarantined.values()) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  const failures = corpus.flatMap((file) => failureOf(file, { indexed, skipped, quarantined }));
  for (const { path, message } of quarantined.values()) {
    if (!/^[A-Z][^\n]*[.)]$/.test(message) || message.length > 400) {
      failures.push(
        `${JSON.stringify(path)}: its reason is no sentence: ${JSON.stringify(message)}`
      );
    }
  }
  const { seen, unchanged, pending } = report;
  if (report.indexed + unchanged + report.quarantined !== seen || pending !== 0) {
    failures.push(`The report does not add up: ${JSON.stringify({ ...report, quarantine: [] })}`);
  }
  failures.push(...(await absurdDocuments(client, parts.services.settings.indices.photos)));
  const { cpuMs, ms, bytes } = longest;
  const yardsticks = cpuMs / yardstickMs();
  const slowest = { cpuMs, yardsticks, ms, path: await pathOf(root, corpus, bytes) };
  if (yardsticks > MAX_YARDSTICKS) {
    failures.push(`${slowest.path} took ${Math.round(cpuMs)} ms of processor time.`);
  }
  return { report, failures, slowest, peakRssMb: Math.round(peakRss / 1e6), byCode };
}

/** The file of a corpus that has these bytes. */
async function pathOf(root: string, corpus: readonly HostileFile[], bytes: Uint8Array) {
  for (const { path } of corpus) {
    const file = Buffer.isBuffer(path)
      ? Buffer.concat([Buffer.from(`${root}/`), path])
      : join(root, path);
    const stats = await lstat(file);
    if (stats.isFile() && stats.size === bytes.length && (await readFile(file)).equals(bytes)) {
      return path.toString('latin1');
    }
  }
  return '';
}

function failureOf(
  { path, expect, category }: HostileFile,
  seen: {
    indexed: ReadonlySet<string>;
    skipped: ReadonlySet<string>;
    quarantined: ReadonlyMap<string, QuarantinedFile>;
  }
): string[] {
  // Where a name is no UTF-8, the report shows its bytes.
  const name = Buffer.isBuffer(path)
    ? path.toString('latin1').replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)
    : // As an ingest calls it, however its accents are written.
      path.normalize('NFC');
  const problem = seen.quarantined.get(name);
  const became = seen.indexed.has(name) ? 'good' : problem ? 'bad' : 'skipped';
  const fits = expect === 'either' ? became !== 'skipped' : became === expect;
  if (fits) return [];
  const why = problem ? ` (${problem.code}: ${problem.message})` : '';
  return [`${category} ${JSON.stringify(name)} should be ${expect} and was ${became}${why}`];
}

/** Whatever EXIF claimed: what is in the index can be searched for and drawn on a map. */
async function absurdDocuments(client: Client, index: string): Promise<string[]> {
  await client.indices.refresh({ index });
  const { hits } = await client.search<PhotoDocument>({
    index,
    size: 10_000,
    _source_excludes: ['clip_image', 'thumbnail'],
  });
  return hits.hits.flatMap(({ _source: source }) => {
    const { path, gps, shot_time: time, altitude_m: altitude, bearing_deg: bearing } = source!;
    const wrong = [
      ...(gps && !(Math.abs(gps.lat) <= 90 && Math.abs(gps.lon) <= 180) ? ['place'] : []),
      ...(time !== undefined && Number.isNaN(Date.parse(time)) ? ['time'] : []),
      ...(altitude !== undefined && !(altitude > -500 && altitude < 20_000) ? ['altitude'] : []),
      ...(bearing !== undefined && !(bearing >= 0 && bearing < 360) ? ['bearing'] : []),
    ];
    return wrong.map((what) => `${JSON.stringify(path)} was indexed with an absurd ${what}.`);
  });
}
