import type { Command } from 'commander';
import { PeakSearchError } from '../../../server/errors';
import type { TrailDocument } from '../../../server/photos/trail_repository';
import { gpxPoints, gpxTrails } from '../../ingest/finish/gpx';
import { predictAlbum } from '../../ingest/finish/predict_album';
import { libraryPredictor } from '../../ingest/prepare/predictor';
import { DEFAULT_GAP_MS, placePhotos, unplacePhotos } from '../../ingest/track/place_photos';
import { Track } from '../../ingest/track/track';
import { DEFAULT_MAX_WAIT_MS } from '../../../server/elasticsearch/retry';
import { storeTrails } from '../../ingest/finish/trails';
import { Option } from 'commander';
import { wholeNumber } from '../options';
import { plural, printJson, printTable } from '../output';
import { clockMs, fromTrackFile, placeWords } from '../track_files';
import { shown } from '../../../common/escape';
import type { TrailStore } from '../../ingest/finish/trails';
import type { CliContext } from '../context';
import { verb } from '../verb';

const HELP = `
Ingest draws a trail from the places of the photos; a recorded track takes its place on the days that it covers. Recordings
of the same day that do not overlap in time are kept side by side; one that overlaps another replaces it.

With --place-photos, photos of the album without a place get the one where the track was at their time, in the index only: files
are never written to. The camera's clock is compared with the track by photos that have a place of their own; give --clock
where there are none. --unplace-photos takes all of that back.

Examples:
  peak-search trail day-3.gpx --album khumbu-2023
  peak-search trail day-3.gpx --album khumbu-2023 --place-photos --gap 5
  peak-search trail day-3.gpx --album khumbu-2023 --place-photos --clock -0:05:30
  peak-search trail --unplace-photos --album khumbu-2023
  peak-search trail --remove 2023-10-27 --album khumbu-2023`;

interface TrailFlags {
  album: string;
  remove?: string;
  placePhotos?: boolean;
  gap?: number;
  clock?: string;
  unplacePhotos?: boolean;
}

/** `peak-search trail FILE.gpx [--place-photos]`, `peak-search trail --remove DAY`, `peak-search trail --unplace-photos` */
export function trailVerb(program: Command): void {
  const command = program
    .command('trail')
    .argument('[file]', 'a recorded track (GPX)')
    .description('Loads a recorded track as an album’s trail, or removes those of a day.')
    .requiredOption('--album <name>', 'the album that it belongs to')
    .option('--remove <day>', 'remove the recorded tracks of a day (YYYY-MM-DD), or "all"')
    .option('--place-photos', 'give photos without a place the one of the track at their time')
    .addOption(
      new Option('--gap <minutes>', 'points of the track further apart say nothing between them')
        .argParser(wholeNumber(1, 24 * 60))
        .default(DEFAULT_GAP_MS / 60_000)
    )
    .option('--clock <time>', 'what to add to the camera’s time, as +1:00, -0:05:30 or seconds')
    .option('--unplace-photos', 'take away all places that tracks gave to the album’s photos')
    .addHelpText('after', HELP);
  verb<TrailFlags, [string | undefined]>(command, async (context, flags, file) => {
    const album = flags.album.normalize('NFC');
    const asked = [file, flags.remove, flags.unplacePhotos].filter((each) => each !== undefined);
    if (asked.length !== 1 || (flags.placePhotos && file === undefined)) {
      throw new PeakSearchError(
        'bad_request',
        'Give either a GPX file (with --place-photos, if you like), --remove with a day, or --unplace-photos.'
      );
    }
    if (flags.remove !== undefined) return removeTrails(context, album, flags.remove);
    if (file === undefined) return takePlacesBack(context, album);
    await loadTrail(context, album, file);
    if (flags.placePhotos) await givePlaces(context, album, file, flags);
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

async function givePlaces(
  context: CliContext,
  album: string,
  file: string,
  { gap, clock }: TrailFlags
): Promise<void> {
  const place = await placeContext(context, album);
  const track = new Track(await fromTrackFile(file, gpxPoints));
  const report = await placePhotos(place, track, {
    maxGapMs: gap! * 60_000,
    clockMs: clock === undefined ? undefined : clockMs(clock),
  });
  await predictDays(context, place, report.days);
  if (context.json) return printJson({ album, ...report });
  placeWords(report).forEach((line) => console.log(line));
}

async function takePlacesBack(context: CliContext, album: string): Promise<void> {
  const place = await placeContext(context, album);
  const { unplaced, days } = await unplacePhotos(place);
  await predictDays(context, place, days);
  if (context.json) return printJson({ album, unplaced });
  console.log(`${plural(unplaced, 'photo')} without the place of a track again.`);
}

async function placeContext(context: CliContext, album: string) {
  const { client, library } = context;
  const { index } = await library.photos.describe();
  return { client, index, album, patience: storeOf(context).patience };
}

/** What a photo shows follows from where it was taken. */
async function predictDays(
  { services, library }: CliContext,
  place: Awaited<ReturnType<typeof placeContext>>,
  days: readonly string[]
): Promise<void> {
  if (days.length === 0) return;
  const predict = await libraryPredictor(services, library.elasticsearch, place.index);
  await predictAlbum({ ...place, predict, days });
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
  const trails = await fromTrackFile(file, (bytes) => gpxTrails(bytes, album));
  if (trails.length > 0) return trails;
  throw new PeakSearchError(
    'damaged',
    `${shown(file)}: its track does not leave the spot; there is no line to draw.`
  );
}
