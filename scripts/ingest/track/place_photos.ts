import { DateTime } from 'luxon';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import type { Retry } from '../../../server/elasticsearch/retry';
import { trueDirection } from '../../../server/images/capture/capture_place';
import { zoneOfPlace } from '../../../server/images/capture/zone_of_place';
import { coarsePoint } from '../../../server/photos/exact_places/coarse_places';
import type { PhotoDocument } from '../../../server/photos/photo_document';
import { TRACK_PLACE_MAPPING } from '../../../server/photos/index/photos_mapping';
import { PhotoUpdater, scanAlbum } from '../scan/album_scan';
import type { ScannedPhoto } from '../scan/album_scan';
import { clockOffset } from './clock_offset';
import type { PlacedPhoto } from './clock_offset';
import type { Track } from './track';

/**
 * Ten minutes on foot are some hundred meters, and what lies between two points is near their line. Recorders write a point
 * every second to every minute, so a longer gap is a lost signal or a device that was off.
 */
export const DEFAULT_GAP_MS = 10 * 60_000;

export interface PlaceOptions {
  /** Points of the track further apart say nothing of what lies between. */
  maxGapMs?: number;
  /** To be added to the time of every camera, milliseconds; absent: found for each. */
  clockMs?: number;
}

export interface CameraClock {
  /** Make and model; '' for photos that name none. */
  camera: string;
  offsetMs: number;
  /** Photos that agree on it; 0: taken as right (or as told), because none could say. */
  photos: number;
}

export interface PlaceReport {
  /** Photos that got a place. */
  placed: number;
  /** Photos without a place whose time lies outside the track or in a gap of it. */
  outside: number;
  /** Photos without a place that have no time either, or a day alone. */
  untimed: number;
  /** Only of cameras whose photos got a place. */
  clocks: CameraClock[];
  /** Days (YYYY-MM-DD) of photos that got a place. */
  days: string[];
}

export interface PlaceContext {
  client: ElasticsearchClient;
  /** Alias or index of the photos. */
  index: string;
  album: string;
  patience: Retry;
  onFirstWrite?: () => Promise<void>;
}

/** What placing changes, and undoing brings back. */
const CHANGED = [
  'gps',
  'gps_error_m',
  'altitude_m',
  'place_source',
  'shot_time',
  'shot_day',
  'zone',
  'zone_source',
  'bearing_deg',
  'bearing_reference',
  'declination_deg',
] as const;

const FIELDS = [...CHANGED, 'time_precision', 'camera', 'coarse', 'track_place'] as const;
type Placeable = Partial<Pick<PhotoDocument, (typeof FIELDS)[number]>>;

const cameraOf = ({ camera }: Placeable): string =>
  [camera?.make, camera?.model].filter(Boolean).join(' ');

/**
 * Gives photos without a place the one where a recorded track was at their time, in the index alone: files are never
 * written to. The same call again changes nothing; a photo that a track has placed before is placed anew.
 */
export async function placePhotos(
  context: PlaceContext,
  track: Track,
  options: PlaceOptions = {}
): Promise<PlaceReport> {
  const { client, index, album, patience } = context;
  const { maxGapMs = DEFAULT_GAP_MS } = options;
  const clocks = await cameraClocks(context, track, options);
  // An index of before has no such field.
  await client.indices.putMapping({ index, properties: { track_place: TRACK_PLACE_MAPPING } });
  const updater = new PhotoUpdater(client, index, patience, context.onFirstWrite);
  const report: PlaceReport = { placed: 0, outside: 0, untimed: 0, clocks: [], days: [] };
  const days = new Set<string>();
  const used = new Set<string>();
  const scan = { fields: FIELDS, sort: ['path'], query: WITHOUT_OWN_PLACE };
  for await (const photo of scanAlbum<Placeable>(client, index, album, scan, patience)) {
    const source = { ...photo.source, ...photo.source.track_place?.before };
    if (photo.source.track_place) withoutPlace(source);
    if (source.shot_time === undefined || source.time_precision === 'day') {
      report.untimed++;
      continue;
    }
    const camera = cameraOf(source);
    const offsetMs = options.clockMs ?? clocks.get(camera)?.offsetMs ?? 0;
    const taken = timeOnTrack(source, track, offsetMs);
    const fix = track.at(taken.toMillis(), maxGapMs);
    if (!fix) {
      report.outside++;
      continue;
    }
    const fields = placedFields(source, fix, taken, offsetMs);
    report.placed++;
    used.add(camera);
    days.add(fields.shot_day!);
    if (!isSame(photo, fields)) await updater.add({ photo, fields });
  }
  await updater.flush();
  await client.indices.refresh({ index });
  report.clocks = [...used].sort().map((camera) => ({
    camera,
    offsetMs: options.clockMs ?? clocks.get(camera)?.offsetMs ?? 0,
    photos: options.clockMs === undefined ? (clocks.get(camera)?.photos ?? 0) : 0,
  }));
  report.days = [...days].sort();
  return report;
}

/**
 * Takes all places away that tracks have given to an album's photos, and brings back what was there before.
 *
 * @returns photos, and their days before and after
 */
export async function unplacePhotos(
  context: PlaceContext
): Promise<{ unplaced: number; days: string[] }> {
  const { client, index, album, patience } = context;
  const updater = new PhotoUpdater(client, index, patience, context.onFirstWrite);
  const days = new Set<string>();
  const scan = { fields: FIELDS, sort: ['path'], query: { term: { place_source: 'track' } } };
  for await (const photo of scanAlbum<Placeable>(client, index, album, scan, patience)) {
    const { track_place: placed, shot_day: day } = photo.source;
    const before: Placeable = placed?.before ?? {};
    // An update takes a field away by null.
    const fields = Object.fromEntries(CHANGED.map((field) => [field, before[field] ?? null]));
    await updater.add({ photo, fields: { ...fields, track_place: null, coarse: { gps: null } } });
    [day, before.shot_day].forEach((each) => each !== undefined && days.add(each));
  }
  await updater.flush();
  await client.indices.refresh({ index });
  return { unplaced: updater.updated, days: [...days].sort() };
}

const WITHOUT_OWN_PLACE = {
  bool: {
    should: [
      { bool: { must_not: { exists: { field: 'gps' } } } },
      { term: { place_source: 'track' } },
    ],
    minimum_should_match: 1,
  },
};

function withoutPlace(source: Placeable): void {
  for (const field of CHANGED) {
    if (source.track_place?.before[field] === undefined) delete source[field];
  }
}

/** By how much each camera's clock is wrong, from its photos with places of their own. */
async function cameraClocks(
  { client, index, album, patience }: PlaceContext,
  track: Track,
  { clockMs }: PlaceOptions
): Promise<Map<string, { offsetMs: number; photos: number }>> {
  const found = new Map<string, { offsetMs: number; photos: number }>();
  if (clockMs !== undefined) return found;
  const placed = new Map<string, PlacedPhoto[]>();
  const query = {
    bool: {
      filter: [{ exists: { field: 'gps' } }, { exists: { field: 'shot_time' } }],
      must_not: [{ term: { place_source: 'track' } }, { term: { time_precision: 'day' } }],
    },
  };
  const scan = { fields: ['gps', 'shot_time', 'camera'], sort: ['path'], query };
  for await (const { source } of scanAlbum<Placeable>(client, index, album, scan, patience)) {
    const camera = cameraOf(source);
    const photos = placed.get(camera) ?? [];
    photos.push({ ...source.gps!, timeMs: Date.parse(source.shot_time!) });
    placed.set(camera, photos);
  }
  for (const [camera, photos] of placed) {
    const offset = clockOffset(photos, track);
    if (offset) found.set(camera, offset);
  }
  return found;
}

/**
 * When a photo was taken, on the track's clock. Where only the operator's setting told the zone, the camera's clock is read in
 * the zone of where the track then was.
 */
function timeOnTrack(
  { shot_time: time, zone_source: said }: Placeable,
  track: Track,
  offsetMs: number
): DateTime {
  const written = DateTime.fromISO(time!, { setZone: true });
  const near = said === 'setting' ? track.nearest(written.toMillis()) : undefined;
  const zone = near && zoneOfPlace(near);
  const local = zone ? written.setZone(zone, { keepLocalTime: true }) : written;
  return local.plus(offsetMs);
}

function placedFields(
  source: Placeable,
  fix: NonNullable<ReturnType<Track['at']>>,
  taken: DateTime,
  offsetMs: number
): Placeable & { coarse: PhotoDocument['coarse'] } {
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  // A tenth of a meter.
  const gps = { lat: round(fix.lat, 6), lon: round(fix.lon, 6) };
  const zone = source.zone_source === 'setting' ? zoneOfPlace(gps) : undefined;
  const time = zone ? taken.minus(offsetMs).setZone(zone).toISO()! : source.shot_time!;
  const direction =
    source.bearing_reference === 'magnetic' && source.bearing_deg !== undefined
      ? trueDirection(source.bearing_deg, gps, time)
      : undefined;
  const before = Object.fromEntries(
    CHANGED.flatMap((field) => (source[field] === undefined ? [] : [[field, source[field]]]))
  );
  return {
    gps,
    gps_error_m: Math.round(fix.errorM),
    altitude_m: fix.altitudeM === undefined ? undefined : round(fix.altitudeM, 1),
    place_source: 'track',
    shot_time: time,
    shot_day: time.slice(0, 10),
    ...(zone && { zone, zone_source: 'gps' }),
    ...(direction && {
      bearing_deg: direction.bearingDeg,
      bearing_reference: direction.bearingReference,
      declination_deg: direction.declinationDeg,
    }),
    track_place: { clock_s: Math.round(offsetMs / 1000), gap_s: Math.round(fix.gapS), before },
    coarse: { gps: coarsePoint(gps) } as PhotoDocument['coarse'],
  };
}

/** Whether a photo has all of this already; the cell follows from the place. */
function isSame(
  { source }: ScannedPhoto<Placeable>,
  { coarse: _cell, ...fields }: ReturnType<typeof placedFields>
): boolean {
  const keys = Object.keys(fields) as Array<keyof typeof fields>;
  return keys.every((key) => JSON.stringify(source[key]) === JSON.stringify(fields[key]));
}
