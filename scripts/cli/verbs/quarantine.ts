import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PeakSearchError } from '../../../server/errors';
import {
  albumStateDir,
  defaultStateRoot,
  journalFile,
  readAlbumRecord,
} from '../../ingest/scan/album_state';
import { ingestAlbum } from '../../ingest/ingest_album';
import { Journal } from '../../ingest/scan/journal';
import type { QuarantineRecord } from '../../ingest/scan/journal';
import { IngestProgress, tellReport } from '../ingest_output';
import { printJson, printTable } from '../output';
import { shown } from '../../../common/escape';
import { verb } from '../verb';

interface QuarantineFlags {
  state?: string;
}

const HELP = `
"permanent" means that the same bytes will fail again: such a file is only tried again when it changes, or by "retry".
Passing failures are tried again by every ingest.

Examples:
  peak-search quarantine list
  peak-search quarantine list khumbu-2023 --json
  peak-search quarantine retry khumbu-2023`;

/** `peak-search quarantine list|retry` */
export function quarantineVerb(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('Tells which files could not be taken in and why, and tries them again.')
    .addHelpText('after', HELP);
  listVerb(quarantine);
  retryVerb(quarantine);
}

function listVerb(quarantine: Command): void {
  const command = quarantine
    .command('list')
    .argument('[album]', 'only this album')
    .description('Lists quarantined files with their reasons.')
    .option('--state <dir>', 'where journals are kept (default: the data folder)');
  verb<QuarantineFlags, [string | undefined]>(command, async ({ json }, { state }, album) => {
    const records: Array<{ album: string } & QuarantineRecord> = [];
    for (const { name, dir } of await knownAlbums(state, album)) {
      for (const record of await quarantined(dir)) records.push({ album: name, ...record });
    }
    if (json) {
      records.forEach(({ pipeline: _, ...record }) => printJson(record));
      return;
    }
    if (records.length === 0) return console.log('Nothing is quarantined.');
    printTable(
      ['file', 'code', 'kind', 'reason'],
      records.map((record) => [
        shown(`${record.album}/${record.path}`),
        record.code,
        record.permanent ? 'permanent' : 'passing',
        shown(record.message),
      ])
    );
  });
}

function retryVerb(quarantine: Command): void {
  const command = quarantine
    .command('retry')
    .argument('<album>', 'the album')
    .description('Ingests the album again, with the files that failed for good.')
    .option('--state <dir>', 'where journals are kept (default: the data folder)');
  verb<QuarantineFlags, [string]>(command, async (context, { state }, name) => {
    const [{ root, dir }] = await knownAlbums(state, name);
    const { services, client, signal, json } = context;
    let quarantined = 0;
    for (const shard of await sharesOf(dir)) {
      const progress = new IngestProgress();
      const report = await ingestAlbum({
        services,
        client,
        album: { name, root },
        options: { stateDir: state, retryQuarantined: true, shard },
        onEvent: (event) => (json ? printJson(event) : progress.tell(event)),
        signal,
      }).finally(() => progress.stop());
      if (!json) tellReport(report);
      if (report.interrupted) return 'interrupted';
      quarantined += report.quarantined;
    }
    return quarantined > 0 ? 'partly' : 'ok';
  });
}

/** The shares by which an album was ingested on this host, each with a journal of its own; undefined is the whole. */
async function sharesOf(dir: string): Promise<Array<{ index: number; count: number } | undefined>> {
  const shards = (await shares(dir)).flatMap((path) => {
    const [, index, count] = /shard-(\d+)-of-(\d+)$/.exec(path) ?? [];
    return index && count ? [{ index: Number(index), count: Number(count) }] : [];
  });
  return (await readAlbumRecord(dir)) || shards.length === 0 ? [undefined, ...shards] : shards;
}

interface KnownAlbum {
  name: string;
  root: string;
  dir: string;
}

/** Albums that were ingested from this host. @throws PeakSearchError where the chosen one was not */
async function knownAlbums(state: string | undefined, chosen?: string): Promise<KnownAlbum[]> {
  const root = state ?? defaultStateRoot();
  const dirs =
    chosen === undefined
      ? (await readdir(root).catch(() => [])).map((name) => join(root, name))
      : [albumStateDir(chosen, { stateDir: state })];
  const albums: KnownAlbum[] = [];
  for (const dir of dirs.sort()) {
    const record = await recordOf(dir);
    if (record) albums.push({ ...record, dir });
  }
  if (chosen !== undefined && albums.length === 0) {
    throw new PeakSearchError(
      'not_found',
      `No album "${chosen}" was ingested with this state folder (${root}). Name another with --state.`
    );
  }
  return albums;
}

/** An album that was ingested in shares only has its records one folder deeper. */
async function recordOf(dir: string): Promise<{ name: string; root: string } | undefined> {
  for (const each of [dir, ...(await shares(dir))]) {
    const record = await readAlbumRecord(each);
    if (record) return record;
  }
  return undefined;
}

async function quarantined(dir: string): Promise<QuarantineRecord[]> {
  const records: QuarantineRecord[] = [];
  for (const each of [dir, ...(await shares(dir))]) {
    const journal = await Journal.read(journalFile(each));
    records.push(...journal.quarantine.values());
  }
  return records.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function shares(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.startsWith('shard-')).map((name) => join(dir, name));
}
