import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { ingestAlbum } from '../ingest/ingest_album';
import type { IngestEvent, IngestOptions, IngestReport } from '../ingest/events';
import { PeakSearchError } from '../../server/errors';
import type { CliContext } from './context';
import { IngestProgress, tellReport } from './ingest_output';
import { addIndexingOptions, wholeNumber } from './options';
import { printJson } from './output';
import { verb } from './verb';

export interface IngestFlags {
  album?: string;
  state?: string;
  shard?: { index: number; count: number };
  dryRun?: boolean;
  preview?: boolean;
  retryQuarantined?: boolean;
  moved?: boolean;
  concurrency?: number;
  maxWait?: number;
}

const HELP = `
A folder is an album, named after the folder. Files that are in already are skipped; a run that was stopped or killed
goes on where it was. Every photo ends as indexed, unchanged or quarantined with a reason.

With --json every event is a line of JSON on stdout; the last one ({"type":"finished"}) holds the report.

Examples:
  peak-search ingest ~/Pictures/khumbu-2023
  peak-search ingest /archive/rangers --album rangers --shard 2/8
  peak-search ingest ~/Pictures/khumbu-2023 --dry-run`;

/** `peak-search ingest DIR…` */
export function ingestVerb(program: Command): void {
  const command = program
    .command('ingest')
    .argument('<dir...>', 'albums: folders with photos')
    .description('Brings the photos of folders into the index.')
    .option('--album <name>', 'name of the album (default: the folder’s); with one folder only')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option(
      '--preview',
      'take the small picture inside HEIC files instead of decoding them: much faster, slightly less exact'
    )
    .option('--retry-quarantined', 'try files again that failed for good')
    .option('--moved', 'the album’s folder has moved: accept the new place')
    .addOption(
      new Option(
        '--shard <i/n>',
        'only the i-th of n shares, for several hosts at one album'
      ).argParser(shard)
    )
    .addOption(
      new Option('--concurrency <n>', 'photos in work at the same time').argParser(
        wholeNumber(1, 256)
      )
    )
    .addOption(
      new Option(
        '--max-wait <seconds>',
        'how long to wait for Elasticsearch when it is away or full'
      )
        .argParser(wholeNumber(0, 86_400))
        .default(900)
    )
    .option('--state <dir>', 'where journals are kept (default: the data folder)')
    .addHelpText('after', HELP);
  addIndexingOptions(command);
  verb<IngestFlags, [string[]]>(command, async (context, flags, dirs) => {
    if (flags.album !== undefined && dirs.length > 1) {
      throw new PeakSearchError('bad_request', '--album names one album; give one folder with it.');
    }
    const reports: IngestReport[] = [];
    for (const dir of dirs) {
      reports.push(await ingestOne(context, flags, dir));
      if (context.signal.aborted) return 'interrupted';
    }
    return reports.some((report) => report.quarantined > 0) ? 'partly' : 'ok';
  });
}

async function ingestOne(
  context: CliContext,
  flags: IngestFlags,
  root: string
): Promise<IngestReport> {
  const { client, services, signal, json } = context;
  const progress = new IngestProgress();
  const onEvent = json
    ? (event: IngestEvent) => printJson({ at: new Date().toISOString(), ...event })
    : (event: IngestEvent) => progress.tell(event);
  try {
    const album = { name: flags.album, root };
    const options = ingestOptions(flags);
    const report = await ingestAlbum({ services, client, album, options, onEvent, signal });
    progress.stop();
    if (!json) tellReport(report);
    return report;
  } finally {
    progress.stop();
  }
}

function ingestOptions(flags: IngestFlags): IngestOptions {
  return {
    stateDir: flags.state,
    shard: flags.shard,
    dryRun: flags.dryRun,
    preview: flags.preview,
    retryQuarantined: flags.retryQuarantined,
    rootMoved: flags.moved,
    concurrency: flags.concurrency,
    maxWaitMs: flags.maxWait === undefined ? undefined : flags.maxWait * 1000,
  };
}

function shard(text: string): { index: number; count: number } {
  const [, index, total] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!(index >= 1 && index <= total && total <= 1024)) {
    throw new InvalidArgumentError('It must be like 2/8: the second of eight shares.');
  }
  return { index, count: total };
}
