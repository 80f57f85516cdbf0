import type { ElasticsearchClient } from '../../server/elasticsearch_client';
import { turnBetween } from '../../common/geo/geodesy';
import { estimateCompassBias } from '../../server/identify/compass_bias';
import type { Sighting } from '../../server/identify/compass_bias';
import type { PhotoSource } from '../../server/photos/photo_document';
import { scanAlbum } from './album_scan';
import type { Patience } from './patience';

/** A peak counts as sure by its looks alone from here on. */
const SURE_BY_LOOKS = 0.8;

const FIELDS = [
  'shot_day',
  'bearing_deg',
  'bearing_correction_deg',
  'horizontal_fov_deg',
  'peak_candidates',
];

/**
 * The compass error that the photos of a day have in common, by day (YYYY-MM-DD): degrees to add. From photos whose
 * peak is sure by its looks alone; days whose compass people have corrected are left out, they know better.
 */
export async function compassBiasByDay(
  client: ElasticsearchClient,
  index: string,
  album: string,
  patience: Patience
): Promise<Map<string, number>> {
  const days = new Map<string, Sighting[]>();
  const corrected = new Set<string>();
  const options = { fields: FIELDS, sort: ['path'], vectors: false };
  for await (const { source } of scanAlbum<PhotoSource>(client, index, album, options, patience)) {
    const { shot_day: day, bearing_deg: bearing, horizontal_fov_deg: fov } = source;
    if (day === undefined || bearing === undefined || fov === undefined) continue;
    if (source.bearing_correction_deg) corrected.add(day);
    for (const { vision, geometry } of source.peak_candidates ?? []) {
      if (!geometry || (vision?.probability ?? 0) < SURE_BY_LOOKS) continue;
      const offAxisDeg = turnBetween(bearing, geometry.bearingDeg);
      days.set(day, [...(days.get(day) ?? []), { offAxisDeg, horizontalFovDeg: fov }]);
    }
  }
  return new Map(
    [...days]
      .filter(([day]) => !corrected.has(day))
      .map(([day, sightings]): [string, number] => [day, estimateCompassBias(sightings)])
      .filter(([, bias]) => bias !== 0)
  );
}
