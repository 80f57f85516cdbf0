import { gpx } from '@tmcw/togeojson';
import { DOMParser } from '@xmldom/xmldom';
import { DateTime } from 'luxon';
import { PeakSearchError } from '../../../server/errors';
import { zoneOfPlace } from '../../../server/images/capture/zone_of_place';
import type { TrailDocument } from '../../../server/photos/trail_repository';
import { trailDocuments } from './trails';
import type { TrailPoint } from './trail_line';

/** A track of a month at a point a second is 200 MB; what is larger is no track. */
export const MAX_GPX_BYTES = 256 * 1024 * 1024;

/**
 * The trails of a GPX file, a day at a time, in the zone of each place. Points without time are left out: nobody can
 * say to which day they belong.
 *
 * @throws PeakSearchError `damaged` with a sentence
 */
export function gpxTrails(xml: string, album: string): TrailDocument[] {
  const points = trackPoints(parsed(xml));
  if (points.length === 0) {
    throw new PeakSearchError(
      'damaged',
      'It holds no track with times; export the recording as GPX with times.'
    );
  }
  const days = new Map<string, TrailPoint[]>();
  for (const point of points) {
    const zone = zoneOfPlace(point);
    const day = DateTime.fromMillis(point.timeMs, { zone }).toISODate()!;
    const ofDay = days.get(day);
    if (ofDay) ofDay.push(point);
    else days.set(day, [point]);
  }
  return [...days].sort().flatMap(([day, ofDay]) => trailDocuments(album, day, 'gpx', ofDay));
}

function parsed(xml: string): ReturnType<typeof gpx> {
  let problem: string | undefined;
  const onError = (level: string, message: string): void => {
    if (level !== 'warning') problem ??= message;
  };
  try {
    const document = new DOMParser({ onError }).parseFromString(xml, 'text/xml');
    // Two libraries' words for one standard: the DOM.
    const tracks = gpx(document as unknown as Document);
    if (problem === undefined) return tracks;
  } catch (error) {
    problem ??= error instanceof Error ? error.message : String(error);
  }
  const [reason] = problem.split('\n');
  throw new PeakSearchError('damaged', `It is no whole GPX file (${reason}).`);
}

function trackPoints(tracks: ReturnType<typeof gpx>): TrailPoint[] {
  return tracks.features.flatMap(({ geometry, properties }) => {
    const times = (properties?.coordinateProperties as { times?: unknown } | undefined)?.times;
    if (geometry?.type === 'LineString') return linePoints(geometry.coordinates, times);
    if (geometry?.type !== 'MultiLineString') return [];
    return geometry.coordinates.flatMap((line, i) =>
      linePoints(line, (times as unknown[] | undefined)?.[i])
    );
  });
}

function linePoints(line: number[][], times: unknown): TrailPoint[] {
  return line.flatMap(([lon, lat, altitudeM], i) => {
    const timeMs = Date.parse(String((times as unknown[] | undefined)?.[i]));
    const plausible = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && Number.isFinite(timeMs);
    return plausible ? [{ lat, lon, altitudeM, timeMs }] : [];
  });
}
