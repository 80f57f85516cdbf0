import { readFile, stat } from 'node:fs/promises';
import { shown } from '../../common/escape';
import { PeakSearchError, reasonOf } from '../../server/errors';
import { gpxPoints, MAX_GPX_BYTES } from '../ingest/finish/gpx';
import type { PlaceReport } from '../ingest/track/place_photos';
import { Track } from '../ingest/track/track';
import { plural } from './output';

/** Reads a recorded track. @throws PeakSearchError naming the file, whatever `read` finds wrong */
export async function fromTrackFile<T>(file: string, read: (bytes: Buffer) => T): Promise<T> {
  const bytes = await fileBytes(file);
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof PeakSearchError)) throw error;
    throw new PeakSearchError(error.code, `${shown(file)}: ${error.message}`, { cause: error });
  }
}

/** All points of some recordings in one track. @throws PeakSearchError naming the file */
export async function readTrack(files: readonly string[]): Promise<Track> {
  const points = await Promise.all(files.map((file) => fromTrackFile(file, gpxPoints)));
  return new Track(points.flat());
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

/** Milliseconds of `+1:30`, `-00:05:30` or `90` (seconds). @throws PeakSearchError `bad_request` */
export function clockMs(text: string): number {
  const match = /^([+-]?)(?:(\d{1,2}):(\d{2})(?::(\d{2}))?|(\d+)s?)$/.exec(text.trim());
  if (!match) {
    throw new PeakSearchError(
      'bad_request',
      `"${shown(text)}" is no difference between clocks. Give hours and minutes (+1:00), hours, minutes, and seconds (-0:05:30), or seconds (90).`
    );
  }
  const [, sign, hours = '0', minutes = '0', seconds, alone] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? alone ?? 0);
  return (sign === '-' ? -1 : 1) * total * 1000;
}

/** What placing did, as lines to read. */
export function placeWords({ placed, outside, untimed, clocks }: PlaceReport): string[] {
  const left = [
    outside > 0 && `${plural(outside, 'photo')} outside the track or in a gap of it`,
    untimed > 0 && `${plural(untimed, 'photo')} without a time`,
  ].filter(Boolean);
  return [
    `${plural(placed, 'photo')} placed by the track${left.length > 0 ? `; ${left.join(', ')}` : ''}.`,
    ...clocks.map(({ camera, offsetMs, photos }) => {
      const name = camera === '' ? 'Photos without a camera name' : shown(camera);
      const clock = offsetMs === 0 ? 'as written' : `${signedClock(offsetMs)} added`;
      const reason =
        photos > 0
          ? `${plural(photos, 'photo')} with a place of their own agree`
          : 'no photo with a place of its own could tell';
      return `${name}: time ${clock} (${reason}).`;
    }),
  ];
}

function signedClock(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${ms < 0 ? '-' : '+'}${hours}:${two(minutes)}:${two(seconds % 60)}`;
}
