import { turnBetween } from '../../../common/geo/geodesy';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { estimateCompassBias } from '../../../server/identify/compass_bias';
import type { Sighting } from '../../../server/identify/compass_bias';
import { correctedBearing } from '../../../server/photos/photo_document';
import type { PhotoSource } from '../../../server/photos/photo_document';
import { scanAlbum } from '../scan/album_scan';
import type { Retry } from '../../../server/elasticsearch/retry';

/** A peak counts as sure by its looks alone from here on. */
const SURE_BY_LOOKS = 0.8;

const FIELDS = [
  'shot_day',
  'bearing_deg',
  'bearing_correction_deg',
  'horizontal_fov_deg',
  'peak_candidates',
];

/** A day's compass, as its photos tell it and as their predictions have it. */
export interface CompassDay {
  /** Degrees to add to what the camera wrote. */
  biasDeg: number;
  /** True when some photo of the day was predicted with another one. */
  stale: boolean;
}

/** Biases come in steps of a quarter of a degree; what was stored as the difference of two angles is that near. */
const SAME_DEG = 0.01;

interface Gathered {
  sightings: Sighting[];
  /** Biases that the stored predictions were made with. */
  applied: number[];
  corrected: boolean;
}

/**
 * The compass error that the photos of a day have in common, by day (YYYY-MM-DD). From photos whose peak is sure by its
 * looks alone, so that it is the same however often they are predicted; days whose compass people have corrected have
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
  for await (const { source } of scanAlbum<PhotoSource>(client, index, album, options, patience)) {
    const { shot_day: day } = source;
    if (day === undefined) continue;
    if (!days.has(day)) days.set(day, { sightings: [], applied: [], corrected: false });
    gather(source, days.get(day)!);
  }
  return new Map(
    [...days].map(([day, { sightings, applied, corrected }]): [string, CompassDay] => {
      const biasDeg = corrected ? 0 : estimateCompassBias(sightings);
      const stale = applied.some((other) => Math.abs(other - biasDeg) > SAME_DEG);
      return [day, { biasDeg, stale }];
    })
  );
}

function gather(source: PhotoSource, day: Gathered): void {
  const { bearing_deg: bearing, horizontal_fov_deg: fov, bearing_correction_deg } = source;
  if (bearing === undefined) return;
  if (bearing_correction_deg) day.corrected = true;
  for (const { vision, geometry } of source.peak_candidates ?? []) {
    if (!geometry) continue;
    if (geometry.offAxisDeg !== undefined) {
      const used = geometry.bearingDeg - geometry.offAxisDeg;
      day.applied.push(turnBetween(correctedBearing(source)!, used));
    }
    if (fov === undefined || (vision?.probability ?? 0) < SURE_BY_LOOKS) continue;
    const offAxisDeg = turnBetween(bearing, geometry.bearingDeg);
    day.sightings.push({ offAxisDeg, horizontalFovDeg: fov });
  }
}
