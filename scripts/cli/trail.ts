import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { PeakSearchError } from '../../server/errors';
import type { TrailDocument } from '../../server/photos/trail_repository';
import { gpxTrails, MAX_GPX_BYTES } from '../ingest/finish/gpx';
import { DEFAULT_MAX_WAIT_MS } from '../../server/elasticsearch/retry';
import { storeTrails } from '../ingest/finish/trails';
import { plural, printJson, printTable } from './output';
import { shown } from '../../common/escape';
import { verb } from './verb';

const HELP = `
Ingest draws a trail from the places of the photos; a recorded track takes its place on the days that it covers.

Examples:
  peak-search trail day-3.gpx --album khumbu-2023`;

/** `peak-search trail FILE.gpx` */
export function trailVerb(program: Command): void {
  const command = program
    .command('trail')
    .argument('<file>', 'a recorded track (GPX)')
    .description('Loads a recorded track as an album’s trail.')
    .requiredOption('--album <name>', 'the album that it belongs to')
    .addHelpText('after', HELP);
  verb<{ album: string }, [string]>(command, async (context, { album }, file) => {
    const { client, settings, signal, json } = context;
    const documents = await trailsOfFile(file, album);
    const trails = documents.filter(({ line }) => line !== undefined);
    const patience = { onEvent: () => undefined, signal, maxWaitMs: DEFAULT_MAX_WAIT_MS };
    const days = new Set(trails.map(({ day }) => day));
    const { updated } = await storeTrails({ client, settings, patience }, album, 'gpx', documents, {
      days,
    });
    if (json)
      return printJson({ album, updated, trails: trails.map(({ line: _line, ...rest }) => rest) });
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
  });
}

/** @throws PeakSearchError naming the file */
async function trailsOfFile(file: string, album: string): Promise<TrailDocument[]> {
  const xml = await fileText(file);
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

async function fileText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_GPX_BYTES) {
      throw new PeakSearchError(
        'too_large',
        `${file} is larger than ${MAX_GPX_BYTES / 1024 ** 2} MB; cut the recording into days.`
      );
    }
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof PeakSearchError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PeakSearchError('not_found', `The track cannot be read (${reason}).`, { cause });
  }
}
