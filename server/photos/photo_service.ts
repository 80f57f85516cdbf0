import type { CompassRequest, CompassResponse, PhotoResponse } from '../../common/api';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../errors';
import type { PeakSearchServices } from '../services';
import type { PeakSearchSettings } from '../settings';
import { coarseDetail } from './coarse_places';
import { isOriginalReachable } from './originals';
import { toPhotoSummary } from './photo_document';
import type { PhotoSource } from './photo_document';
import { getPhotoDocument } from './photo_repository';

/**
 * Everything about one photo.
 *
 * @param options.camera the reader may see with what it was photographed; without it this is absent
 * @param options.exactPlace the reader may see the exact place and how high it is; without it the place is that of a
 *   cell of about a kilometre (coarse_places.ts)
 * @throws PeakSearchError `not_found`
 */
export async function photoDetail(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  id: string,
  options: { camera: boolean; exactPlace: boolean; signal?: AbortSignal }
): Promise<PhotoResponse> {
  const source = await getPhotoDocument(client, services.settings, id, options.signal);
  const detail: PhotoResponse = {
    ...toPhotoSummary(id, source),
    altitudeM: source.altitude_m,
    gpsErrorM: source.gps_error_m,
    ...(options.camera ? { camera: cameraOf(source) } : {}),
    verticalFovDeg: source.vertical_fov_deg,
    focalLength35mm: source.focal_length_35mm,
    bearingFromCameraDeg: source.bearing_deg,
    bearingCorrectionDeg: source.bearing_correction_deg,
    pitchDeg: source.pitch_deg ?? undefined,
    zone: source.zone,
    zoneSource: source.zone_source,
    format: source.format,
    bytes: source.bytes,
    decodedFrom: source.decoded_from,
    candidates: source.peak_candidates ?? [],
    summits: summitsInFrame(source),
    originalReachable: await isOriginalReachable(services.settings, source),
  };
  return options.exactPlace ? detail : coarseDetail(detail);
}

function cameraOf({ camera }: PhotoSource): PhotoResponse['camera'] {
  return (
    camera && {
      make: camera.make,
      model: camera.model,
      lens: camera.lens,
      exposureTime: camera.exposure_time,
      fNumber: camera.f_number,
      iso: camera.iso,
    }
  );
}

/** Candidates whose summit geometry puts inside the upright picture. */
function summitsInFrame(source: PhotoSource): PhotoResponse['summits'] {
  return (source.peak_candidates ?? []).flatMap(({ id, names, visible, geometry }) => {
    const pixel = geometry?.pixel;
    const inside =
      pixel && pixel.x >= 0 && pixel.x < source.width && pixel.y >= 0 && pixel.y < source.height;
    if (!geometry || !inside) {
      return [];
    }
    const { distanceM, bearingDeg, offAxisDeg, elevationAngleDeg } = geometry;
    return [{ id, names, visible, distanceM, bearingDeg, offAxisDeg, elevationAngleDeg, pixel }];
  });
}

/** A day of photos is a few hundred; ten thousand is what one search may list. */
const MAX_PHOTOS_A_DAY = 10_000;

/**
 * Records by how much a camera's compass was wrong: for one photo, or for all photos with a direction that the same
 * album has of the same day; and how far one photo's camera looked up or down.
 *
 * The camera's own reading stays as it was; a correction of 0 is taken away again. Updates are partial documents and
 * no scripts, which a cluster may have switched off.
 *
 * @throws PeakSearchError `not_found`, or `bad_request` when the photo has no direction to correct
 */
export async function correctCompass(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  id: string,
  request: CompassRequest,
  options: { signal?: AbortSignal } = {}
): Promise<CompassResponse> {
  const source = await getPhotoDocument(client, settings, id, options.signal);
  if (source.bearing_deg === undefined) {
    throw new PeakSearchError(
      'bad_request',
      'This photo has no compass direction, so there is nothing to correct.'
    );
  }
  const ids = request.scope === 'photo' ? [id] : await photosOfDay(client, settings, id, source);
  const index = settings.indices.photos;
  const context = { index, doing: 'write the correction' };
  const answer = await withElasticsearchErrors(context, () =>
    client.bulk({
      index,
      refresh: 'wait_for',
      operations: ids.flatMap((photo) => [
        { update: { _id: photo, retry_on_conflict: 3 } },
        { doc: correctionOf(photo === id ? request : { ...request, pitchDeg: undefined }) },
      ]),
    })
  );
  const failed = answer.items.filter((item) => item.update?.error);
  if (failed.length > 0) {
    throw new PeakSearchError(
      'internal',
      `${failed.length} of ${ids.length} photos could not be corrected (${failed[0].update?.error?.reason}). Try again: what was corrected stays so.`
    );
  }
  return { updated: ids.length };
}

/** The tilt is one photo's own; only the compass errs for a whole day. */
function correctionOf({ correctionDeg, pitchDeg }: CompassRequest) {
  return {
    bearing_correction_deg: correctionDeg,
    ...(pitchDeg !== undefined && { pitch_deg: pitchDeg }),
  };
}

async function photosOfDay(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  id: string,
  source: PhotoSource
): Promise<string[]> {
  if (source.shot_day === undefined) {
    throw new PeakSearchError(
      'bad_request',
      'This photo has no date, so the other photos of its day are not known. Correct it alone.'
    );
  }
  const index = settings.indices.photos;
  const answer = await withElasticsearchErrors({ index, doing: 'find the photos of the day' }, () =>
    client.search({
      index,
      size: MAX_PHOTOS_A_DAY,
      _source: false,
      query: {
        bool: {
          filter: [
            { term: { album: source.album } },
            { term: { shot_day: source.shot_day } },
            { exists: { field: 'bearing_deg' } },
          ],
        },
      },
    })
  );
  // The photo itself always: it may be newer than the last refresh.
  return [...new Set([id, ...answer.hits.hits.map((hit) => hit._id!)])];
}
