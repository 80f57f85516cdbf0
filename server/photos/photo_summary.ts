import type { PhotoSummary } from '../../common/search_api';
import type { StoredPose } from './photo_pose';
import { readRankedPeaks } from './ranked_peaks';
import { placeOf } from './search_fields';
import { withoutUndefined } from '../../common/without_undefined';
import { correctedBearing } from './photo_document';
import type { Burst, PhotoDocument } from './photo_document';

/** What a list shows of a photo. */
export type SummarySource = Pick<
  PhotoDocument,
  | 'album'
  | 'path'
  | 'content_hash'
  | 'width'
  | 'height'
  | 'dominant_colour'
  | 'predicted_peaks_ranked'
  | 'gps'
  | 'bearing_deg'
  | 'bearing_correction_deg'
  | 'pitch_deg'
  | 'horizontal_fov_deg'
  | 'shot_time'
  | 'place_name'
  | 'place_elev_m'
  | 'region'
  | 'country'
> & { burst?: Pick<Burst, 'id' | 'size'>; pose?: Pick<StoredPose, 'bearing_deg' | 'pitch_deg'> };

/** A list's view of a photo. */
export function toPhotoSummary(id: string, source: SummarySource): PhotoSummary {
  return withoutUndefined<PhotoSummary>({
    id,
    album: source.album,
    path: source.path,
    contentHash: source.content_hash,
    width: source.width,
    height: source.height,
    dominantColour: source.dominant_colour,
    shotTime: source.shot_time,
    gps: source.gps,
    place: placeOf(source),
    bearingDeg: lookingAt(source),
    horizontalFovDeg: source.horizontal_fov_deg,
    tiltDeg: source.pitch_deg ?? source.pose?.pitch_deg ?? undefined,
    peaks: readRankedPeaks(source.predicted_peaks_ranked ?? []),
    // Null where a photo left its burst: an update cannot take a field away.
    burst: source.burst ? { id: source.burst.id, size: source.burst.size } : undefined,
  });
}

/** Where the camera looked, as well as it is known: as people corrected it, else by its pose, else by its compass. */
function lookingAt(source: SummarySource): number | undefined {
  return source.bearing_correction_deg || source.pose?.bearing_deg == null
    ? correctedBearing(source)
    : source.pose.bearing_deg;
}
