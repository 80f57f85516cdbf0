import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { ingestAlbum } from '../../ingest/ingest_album';
import type { IngestEvent, IngestOptions, IngestReport } from '../../ingest/events';
import { PeakSearchError } from '../../../server/errors';
import { switchToModel } from '../../ingest/write/switch_model';
import { DEFAULT_GAP_MS } from '../../ingest/track/place_photos';
import { verifyAlbum } from '../../ingest/finish/verify_album';
import type { CliContext } from '../context';
import { IngestProgress, tellReport, watchWords } from '../ingest_output';
import { addIndexingOptions, wholeNumber } from '../options';
import { plural, printJson } from '../output';
import { clockMs, readTrack } from '../track_files';
import { watchAlbum } from '../../ingest/watch/watch_album';
import { shown } from '../../../common/escape';
import { verb } from '../verb';
import type { VerbOutcome } from '../verb';

export interface IngestFlags {
  album?: string;
  state?: string;
  shard?: { index: number; count: number };
  dryRun?: boolean;
  exclude?: string[];
  preview?: boolean;
  nativeHeic?: string;
  retryQuarantined?: boolean;
  moved?: boolean;
  concurrency?: number;
  batch?: number;
  maxWait?: number;
  prune?: boolean;
  yes?: boolean;
  verify?: boolean;
  newModel?: boolean;
  track?: string[];
  gap?: number;
  clock?: string;
  watch?: boolean;
}

const HELP = `
A folder is an album, named after the folder. Files that are in already are skipped; a run that was stopped or killed
goes on where it was. Every photo ends as indexed, unchanged or quarantined with a reason.

With --json every event is a line of JSON on stdout; the last one ({"type":"finished"}) holds the report.

Examples:
  peak-search ingest ~/Pictures/khumbu-2023
  peak-search ingest /archive/rangers --album rangers --shard 2/8
  peak-search ingest ~/Pictures/khumbu-2023 --dry-run
  peak-search ingest ~/Pictures/khumbu-2023 --track day-1.gpx day-2.gpx
  peak-search ingest ~/Pictures/khumbu-2023 --watch`;

/** `peak-search ingest DIR…` */
export function ingestVerb(program: Command): void {
  const command = program
    .command('ingest')
    .argument('<dir...>', 'albums: folders with photos')
    .description('Brings the photos of folders into the index.')
    .option('--album <name>', 'name of the album (default: the folder’s); with one folder only')
    .option(
      '--exclude <glob...>',
      'leave out files and folders by name ("*.png", "raw") or path ("2023/raw"); system folders are left out anyway'
    )
    .option('--dry-run', 'say what would be done, and write nothing')
    .option(
      '--preview',
      'take the small picture inside HEIC files instead of decoding them: much faster, slightly less exact'
    )
    .option(
      '--native-heic <folder>',
      'decode HEIC by FFmpeg, from a folder with node-av in it: much faster; for photos you trust'
    )
    .option('--retry-quarantined', 'try files again that failed for good')
    .option('--prune', 'remove photos from the index whose files are gone; asks first')
    .option('--yes', 'with --prune: do not ask')
    .option('--verify', 'compare disk, journal and index, reading every file; writes nothing')
    .option(
      '--new-model',
      'fill an index of its own for this model, and switch to it when all albums are in; searching goes on'
    )
    .option(
      '--track <file...>',
      'give photos without a place the one of these recordings (GPX) at their time; see "peak-search trail"'
    )
    .addOption(
      new Option('--gap <minutes>', 'points of a track further apart say nothing between them')
        .argParser(wholeNumber(1, 24 * 60))
        .default(DEFAULT_GAP_MS / 60_000)
    )
    .option('--clock <time>', 'what to add to the camera’s time, as +1:00, -0:05:30 or seconds')
    .option(
      '--watch',
      'stay, and take in what changes until Ctrl-C; by the events of the file system, or by a look each minute where it sends none'
    )
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
      new Option('--batch <n>', 'photos in one request to Elasticsearch').argParser(
        wholeNumber(1, 1000)
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
    if (flags.nativeHeic !== undefined)
      flags.nativeHeic = await nativeDecoder(context, flags.nativeHeic);
    if (flags.watch) return watchAll(context, flags, dirs);
    if (flags.verify) return verifyAll(context, flags, dirs);
    const reports: IngestReport[] = [];
    for (const dir of dirs) {
      reports.push(await ingestOne(context, flags, dir));
      if (context.signal.aborted) return 'interrupted';
    }
    const whole = flags.newModel ? await switchModel(context) : true;
    return whole && reports.every((report) => report.quarantined === 0) ? 'ok' : 'partly';
  });
}

/**
 * The folder, after checking that its decoder can be loaded: a process that cannot load it would fail every photo.
 *
 * @throws PeakSearchError `bad_request`
 */
async function nativeDecoder({ services }: CliContext, folder: string): Promise<string> {
  const absolute = resolve(folder);
  const problem = await services.decoder.nativeHeicProblem(absolute);
  if (problem !== undefined) throw new PeakSearchError('bad_request', problem);
  return absolute;
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
    const options = {
      ...ingestOptions(flags),
      ...(await placing(flags)),
      prune: flags.prune ? confirmPrune(flags, progress) : undefined,
    };
    const report = await ingestAlbum({ services, client, album, options, onEvent, signal });
    progress.stop();
    if (!json) tellReport(report);
    return report;
  } finally {
    progress.stop();
  }
}

/** Watches all folders at once, and takes in one after another: they share the decoder and the model. */
async function watchAll(
  context: CliContext,
  flags: IngestFlags,
  dirs: string[]
): Promise<VerbOutcome> {
  if (flags.verify || flags.dryRun || flags.newModel) {
    throw new PeakSearchError(
      'bad_request',
      '--watch goes on for long; give it without --verify, --dry-run, and --new-model.'
    );
  }
  if (flags.prune && !flags.yes) {
    throw new PeakSearchError(
      'bad_request',
      'Nobody may be there to answer while an album is watched: give --prune with --yes, or leave it out.'
    );
  }
  const { client, services, signal, json } = context;
  const options = {
    ...ingestOptions(flags),
    ...(await placing(flags)),
    // Folders that are empty now may be disks that are not mounted.
    prune: flags.prune
      ? async (_missing: number, empty: readonly string[]) => empty.length === 0
      : undefined,
  };
  await Promise.all(
    dirs.map((root) =>
      watchAlbum({
        services,
        client,
        album: { name: flags.album, root },
        options,
        signal,
        onEvent: (event) =>
          json && printJson({ at: new Date().toISOString(), album: root, ...event }),
        onWatch: (event) => {
          if (json) printJson({ at: new Date().toISOString(), root, ...event });
          else console.log(watchWords(root, event));
        },
        onReport: (report) => {
          if (!json && report.indexed + report.removed + report.quarantined > 0) tellReport(report);
        },
      })
    )
  );
}

/** The track that photos without a place are placed by. */
async function placing({ track, gap, clock }: IngestFlags): Promise<Partial<IngestOptions>> {
  if (!track) return {};
  return {
    track: await readTrack(track),
    placing: {
      maxGapMs: gap! * 60_000,
      clockMs: clock === undefined ? undefined : clockMs(clock),
    },
  };
}

/** @returns whether searches use the new index now */
async function switchModel({ client, services, settings, json }: CliContext): Promise<boolean> {
  const { identity } = await services.embedder();
  const outcome = await switchToModel(client, settings, identity);
  if (json) {
    printJson({ type: 'switch', ...outcome });
  } else if (outcome.switched) {
    console.log(
      `Searches use ${outcome.index} now. Next: "peak-search catalog", "peak-search predict", and this model in kibana.yml.`
    );
    outcome.before.forEach((old) =>
      console.log(`${old} is left in place; delete it when the new one has proved good.`)
    );
  } else {
    console.log(
      `Searches still use the old index: the new one lacks ${outcome.missing.map(shown).join(', ')}. Ingest these with --new-model too.`
    );
  }
  return outcome.switched;
}

/** Asks on the terminal; where nobody can answer, only --yes is a yes. */
function confirmPrune({ yes }: IngestFlags, progress: IngestProgress): IngestOptions['prune'] {
  return async (missing, emptyFolders) => {
    const suspicious = emptyFolders.length > 0;
    if (yes && !suspicious) return true;
    progress.stop();
    const gone = `${plural(missing, 'photo')} of the index ${missing === 1 ? 'is' : 'are'} not on the disk any more.`;
    const where = emptyFolders.slice(0, 3).map(shown).join(', ');
    const question = suspicious
      ? `${gone} They were in folders that are empty now (${where}). A disk may not be mounted.`
      : gone;
    if (!process.stdin.isTTY && suspicious) {
      console.error(
        `${question} Nothing of them is removed. If they are really gone, delete the empty folders and run this again.`
      );
      return false;
    }
    if (!process.stdin.isTTY) {
      console.error(
        `${question} Nothing is removed: say --yes to remove them without being asked.`
      );
      return false;
    }
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} Remove them? [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  };
}

async function verifyAll(
  context: CliContext,
  flags: IngestFlags,
  dirs: string[]
): Promise<VerbOutcome> {
  const { client, services, signal, json } = context;
  let differences = 0;
  for (const root of dirs) {
    const report = await verifyAlbum({
      services,
      client,
      album: { name: flags.album, root },
      options: ingestOptions(flags),
      signal,
      onDifference: (difference) =>
        json
          ? printJson({ type: 'difference', ...difference })
          : console.log(
              `${difference.kind} ${shown(difference.path)}: ${shown(difference.message)}`
            ),
    });
    const found = Object.values(report.differences).reduce((sum, n) => sum + n, 0);
    differences += found;
    if (json) printJson({ type: 'verified', ...report });
    else
      console.log(
        `${shown(report.album)}: ${plural(report.seen, 'photo')}, ${report.same} as in the index, ${plural(found, 'difference')}.`
      );
  }
  return differences > 0 ? 'partly' : 'ok';
}

function ingestOptions(flags: IngestFlags): IngestOptions {
  return {
    stateDir: flags.state,
    shard: flags.shard,
    exclude: flags.exclude,
    dryRun: flags.dryRun,
    preview: flags.preview,
    nativeHeic: flags.nativeHeic,
    retryQuarantined: flags.retryQuarantined,
    rootMoved: flags.moved,
    concurrency: flags.concurrency,
    batch: flags.batch,
    newModel: flags.newModel,
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
