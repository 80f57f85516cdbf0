import { gpx } from '@tmcw/togeojson';
import { DOMParser } from '@xmldom/xmldom';
import { DateTime } from 'luxon';
import { PeakSearchError, reasonOf } from '../../../server/errors';
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
 * @param file its bytes, in any encoding that XML allows, or its text
 * @throws PeakSearchError `damaged` with a sentence
 */
export function gpxTrails(file: string | Buffer, album: string): TrailDocument[] {
  const days = new Map<string, TrailPoint[]>();
  for (const point of gpxPoints(file)) {
    const zone = zoneOfPlace(point);
    const day = DateTime.fromMillis(point.timeMs, { zone }).toISODate()!;
    const ofDay = days.get(day);
    if (ofDay) ofDay.push(point);
    else days.set(day, [point]);
  }
  return [...days].sort().flatMap(([day, ofDay]) => trailDocuments(album, day, 'gpx', ofDay));
}

/** The points with times of a GPX file; at least one. @throws PeakSearchError `damaged` with a sentence */
export function gpxPoints(file: string | Buffer): TrailPoint[] {
  const text = typeof file === 'string' ? file : xmlText(file);
  const points = trackPoints(parsed(withoutPrefixes(text)));
  if (points.length === 0) {
    throw new PeakSearchError(
      'damaged',
      'It holds no track with times; export the recording as GPX with times.'
    );
  }
  return points;
}

/** Text of an XML file: by its byte order mark, else by where zeros stand, else by what it declares, else UTF-8. */
function xmlText(bytes: Buffer): string {
  const [first, second] = bytes;
  const utf16 =
    (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)
        ? 'utf-16be'
        : undefined;
  const declared = /^<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(bytes.toString('latin1', 0, 200));
  for (const label of [utf16, declared?.[1], 'utf-8']) {
    try {
      // Takes the mark away.
      if (label !== undefined) return new TextDecoder(label).decode(bytes);
    } catch {
      // A name of no encoding: the next one.
    }
  }
  return bytes.toString('utf8');
}

/** The reader knows elements by their bare names: `<gpx:trkpt>` is `<trkpt>`. */
function withoutPrefixes(xml: string): string {
  const text = xml.replace(/^\ufeff/, '');
  const [, prefix] = /xmlns:([\w.-]+)=["']http:\/\/www\.topografix\.com\/GPX\//.exec(text) ?? [];
  return prefix === undefined
    ? text
    : text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</');
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
    problem ??= reasonOf(error);
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
  return line.flatMap(([lon, lat, elevation], i) => {
    const timeMs = utcMs(String((times as unknown[] | undefined)?.[i]));
    // Devices without an elevation write 0.
    const altitudeM = elevation === 0 ? undefined : elevation;
    const plausible = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && Number.isFinite(timeMs);
    return plausible ? [{ lat, lon, altitudeM, timeMs }] : [];
  });
}

/** A time without a zone is UTC, as GPX wants all its times; by itself JavaScript takes it for this machine's zone. */
function utcMs(time: string): number {
  const text = time.trim();
  return Date.parse(/T[\d:.,]+$/.test(text) ? `${text}Z` : text);
}
