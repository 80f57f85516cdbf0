import type { PeakCandidate } from '../../../common/api';
import { turnBetween } from '../../../common/geo/geodesy';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { isCorrected } from '../../../server/identify/stored_pose';
import { estimateCompassBias } from '../../../server/identify/compass_bias';
import type { Sighting } from '../../../server/identify/compass_bias';
import { correctedBearing } from '../../../server/photos/photo_document';
import type { StoredPhoto } from '../../../server/photos/photo_document';
import { scanAlbum } from '../scan/album_scan';
import type { Retry } from '../../../server/elasticsearch/retry';

/** A peak counts as sure by its looks alone from here on. */
const SURE_BY_LOOKS = 0.8;

const FIELDS = [
  'shot_day',
  'camera',
  'bearing_deg',
  'bearing_correction_deg',
  'horizontal_fov_deg',
  'pitch_deg',
  'pose',
  'peak_candidates',
  'coarse.peak_candidates',
];

/** One camera's compass on one day, as its photos tell it and as their predictions have it. */
export interface CompassDay {
  /** YYYY-MM-DD. */
  day: string;
  /** Degrees to add to what the camera wrote, by the exact places of its photos and by their cells. */
  biasDeg: { exact: number; coarse: number };
  /** True when some photo of the day was predicted with another one. */
  stale: boolean;
}

/** Names day and camera; undefined for photos without a day. Two people's phones err each in its own way. */
export function compassKey({
  shot_day: day,
  camera,
}: Pick<StoredPhoto, 'shot_day' | 'camera'>): string | undefined {
  return day === undefined ? undefined : JSON.stringify([day, camera?.make, camera?.model]);
}

/** Biases come in steps of a quarter of a degree; what was stored as the difference of two angles is that near. */
const SAME_DEG = 0.01;

interface Gathered {
  day: string;
  exact: Readings;
  coarse: Readings;
  corrected: boolean;
}

interface Readings {
  sightings: Sighting[];
  /** Biases that the stored predictions were made with. */
  applied: number[];
}

/**
 * The compass error that the photos of a camera have in common on a day, by `compassKey`. From photos whose peak is sure by its
 * looks alone, so that it is the same however often they are predicted; a compass that people have corrected on a day has
 * none, they know better.
 */
export async function compassDays(
  client: ElasticsearchClient,
  index: string,
  album: string,
  patience: Retry
): Promise<Map<string, CompassDay>> {
  const days = new Map<string, Gathered>();
  const options = { fields: FIELDS, sort: ['path'], vectors: false };
  for await (const { source } of scanAlbum<StoredPhoto>(client, index, album, options, patience)) {
    const key = compassKey(source);
    if (key === undefined) continue;
    if (!days.has(key)) {
      const day = source.shot_day!;
      days.set(key, { day, exact: noReadings(), coarse: noReadings(), corrected: false });
    }
    gather(source, days.get(key)!);
  }
  return new Map(
    [...days].map(([key, { day, exact, coarse, corrected }]): [string, CompassDay] => {
      const bias = ({ sightings }: Readings) => (corrected ? 0 : estimateCompassBias(sightings));
      const biasDeg = { exact: bias(exact), coarse: bias(coarse) };
      const differs = ({ applied }: Readings, now: number) =>
        applied.some((other) => Math.abs(other - now) > SAME_DEG);
      return [
        key,
        { day, biasDeg, stale: differs(exact, biasDeg.exact) || differs(coarse, biasDeg.coarse) },
      ];
    })
  );
}

const noReadings = (): Readings => ({ sightings: [], applied: [] });

function gather(source: StoredPhoto, day: Gathered): void {
  if (source.bearing_deg === undefined) return;
  if (source.bearing_correction_deg) day.corrected = true;
  if (source.pose?.source === 'skyline' && !isCorrected(source)) {
    // The terrain tells this photo's own error; its peaks were looked for without the day's.
    const offAxisDeg = turnBetween(source.bearing_deg, source.pose.bearing_deg!);
    day.exact.sightings.push({ offAxisDeg, horizontalFovDeg: 0 });
  } else gatherReadings(source, source.peak_candidates, day.exact);
  gatherReadings(source, source.coarse?.peak_candidates, day.coarse);
}

function gatherReadings(
  source: StoredPhoto,
  candidates: readonly PeakCandidate[] | undefined,
  { sightings, applied }: Readings
): void {
  const { bearing_deg: bearing, horizontal_fov_deg: fov } = source;
  for (const { vision, geometry } of candidates ?? []) {
    if (!geometry) continue;
    if (geometry.offAxisDeg !== undefined) {
      const used = geometry.bearingDeg - geometry.offAxisDeg;
      applied.push(turnBetween(correctedBearing(source)!, used));
    }
    if (fov === undefined || (vision?.probability ?? 0) < SURE_BY_LOOKS) continue;
    const offAxisDeg = turnBetween(bearing!, geometry.bearingDeg);
    sightings.push({ offAxisDeg, horizontalFovDeg: fov });
  }
}
