import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { PeakSearchError, reasonOf } from '../../server/errors';
import type { TrailDocument } from '../../server/photos/trail_repository';
import { gpxTrails, MAX_GPX_BYTES } from '../ingest/finish/gpx';
import { DEFAULT_MAX_WAIT_MS } from '../../server/elasticsearch/retry';
import { storeTrails } from '../ingest/finish/trails';
import { plural, printJson, printTable } from './output';
import { shown } from '../../common/escape';
import type { TrailStore } from '../ingest/finish/trails';
import type { CliContext } from './context';
import { verb } from './verb';

const HELP = `
Ingest draws a trail from the places of the photos; a recorded track takes its place on the days that it covers. Recordings
of the same day that do not overlap in time are kept side by side; one that overlaps another replaces it.

Examples:
  peak-search trail day-3.gpx --album khumbu-2023
  peak-search trail --remove 2023-10-27 --album khumbu-2023`;

interface TrailFlags {
  album: string;
  remove?: string;
}

/** `peak-search trail FILE.gpx`, `peak-search trail --remove DAY` */
export function trailVerb(program: Command): void {
  const command = program
    .command('trail')
    .argument('[file]', 'a recorded track (GPX)')
    .description('Loads a recorded track as an album’s trail, or removes those of a day.')
    .requiredOption('--album <name>', 'the album that it belongs to')
    .option('--remove <day>', 'remove the recorded tracks of a day (YYYY-MM-DD), or "all"')
    .addHelpText('after', HELP);
  verb<TrailFlags, [string | undefined]>(command, async (context, flags, file) => {
    const album = flags.album.normalize('NFC');
    if (flags.remove !== undefined && file === undefined) {
      return removeTrails(context, album, flags.remove);
    }
    if (file === undefined || flags.remove !== undefined) {
      throw new PeakSearchError('bad_request', 'Give either a GPX file or --remove with a day.');
    }
    return loadTrail(context, album, file);
  });
}

async function loadTrail(context: CliContext, album: string, file: string): Promise<void> {
  const { settings, json } = context;
  const documents = await trailsOfFile(file, album);
  const trails = documents.filter(({ line }) => line !== undefined);
  const days = new Set(trails.map(({ day }) => day));
  const { updated } = await storeTrails(storeOf(context), album, 'gpx', documents, { days });
  if (json) {
    return printJson({ album, updated, trails: trails.map(({ line: _line, ...rest }) => rest) });
  }
  printTable(
    ['day', '#km', '#ascent m', 'from', 'to'],
    trails.map((trail) => [
      trail.day,
      (trail.distance_m / 1000).toFixed(1),
      trail.ascent_m ?? '',
      trail.start.slice(11, 16),
      trail.end.slice(11, 16),
    ])
  );
  console.log(
    `${settings.indices.trails}: ${plural(trails.length, 'line')}, ${updated} written. Times are UTC.`
  );
}

async function removeTrails(context: CliContext, album: string, day: string): Promise<void> {
  if (day !== 'all' && !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
    throw new PeakSearchError('bad_request', '--remove takes a day (2023-10-27) or "all".');
  }
  const days = day === 'all' ? undefined : new Set([day]);
  const { updated } = await storeTrails(storeOf(context), album, 'gpx', [], { days });
  if (context.json) return printJson({ album, removed: updated });
  console.log(
    `${plural(updated, 'line')} removed. The next ingest that changes the album draws these days from its photos again.`
  );
}

function storeOf({ client, settings, signal }: CliContext): TrailStore {
  return {
    client,
    settings,
    patience: { onEvent: () => undefined, signal, maxWaitMs: DEFAULT_MAX_WAIT_MS },
  };
}

/** @throws PeakSearchError naming the file */
async function trailsOfFile(file: string, album: string): Promise<TrailDocument[]> {
  const xml = await fileBytes(file);
  try {
    const trails = gpxTrails(xml, album);
    if (trails.length > 0) return trails;
  } catch (error) {
    if (!(error instanceof PeakSearchError)) throw error;
    throw new PeakSearchError(error.code, `${shown(file)}: ${error.message}`, { cause: error });
  }
  throw new PeakSearchError(
    'damaged',
    `${shown(file)}: its track does not leave the spot; there is no line to draw.`
  );
}

async function fileBytes(file: string): Promise<Buffer> {
  try {
    if ((await stat(file)).size > MAX_GPX_BYTES) {
      throw new PeakSearchError(
        'too_large',
        `${file} is larger than ${MAX_GPX_BYTES / 1024 ** 2} MB; cut the recording into days.`
      );
    }
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof PeakSearchError) throw cause;
    const reason = reasonOf(cause);
    throw new PeakSearchError('not_found', `The track cannot be read (${reason}).`, { cause });
  }
}
