import type { CompassRequest, CompassResponse, PhotoResponse } from '../../common/api';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { poseOf } from '../identify/stored_pose';
import { isOriginalReachable } from './originals/originals';
import { correctedBearing } from './photo_document';
import { toPhotoSummary } from './photo_summary';
import type { PhotoSource } from './photo_document';
import type { PhotoRepository } from './photo_repository';

/**
 * Everything about one photo, with places as the library may tell them.
 *
 * @param options.camera the reader may see with what it was photographed; without it this is absent
 * @throws PeakSearchError `not_found`
 */
export async function photoDetail(
  library: Library,
  id: string,
  options: { camera: boolean }
): Promise<PhotoResponse> {
  const source = await library.photos.get(id);
  return {
    ...toPhotoSummary(id, source),
    ...(source.altitude_m === undefined ? {} : { altitudeM: source.altitude_m }),
    gpsErrorM: source.gps_error_m,
    ...(options.camera ? { camera: cameraOf(source) } : {}),
    verticalFovDeg: source.vertical_fov_deg,
    focalLength35mm: source.focal_length_35mm,
    bearingFromCameraDeg: source.bearing_deg,
    bearingCorrectionDeg: source.bearing_correction_deg,
    pitchDeg: source.pitch_deg ?? undefined,
    pose: poseOf(source),
    timeSource: source.time_source,
    timePrecision: source.time_precision,
    placeSource: source.place_source,
    panorama: source.panorama,
    description: descriptionOf(source),
    zone: source.zone,
    zoneSource: source.zone_source,
    format: source.format,
    companions: source.companions,
    bytes: source.bytes,
    decodedFrom: source.decoded_from,
    candidates: source.peak_candidates ?? [],
    summits: summitsInFrame(source),
    originalReachable: await isOriginalReachable(library.settings, source),
  };
}

/** What people wrote; undefined where nobody wrote anything. */
function descriptionOf(source: PhotoSource): PhotoResponse['description'] {
  const { title, headline, caption, keywords, creator, location, rating } = source;
  const written = { title, headline, caption, keywords, creator, location, rating };
  return Object.values(written).some((value) => value !== undefined) ? written : undefined;
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

/**
 * Records by how much a camera's compass was wrong: for one photo, or for all photos with a direction that the same
 * camera took for the same album on the same day; and how far one photo's camera looked up or down.
 *
 * The camera's own reading stays as it was; a correction of 0 is taken away again. Updates are partial documents and
 * no scripts, which a cluster may have switched off.
 *
 * @throws PeakSearchError `not_found`, or `bad_request` when the photo has no direction to correct
 */
export async function correctCompass(
  { photos }: Library,
  id: string,
  request: CompassRequest
): Promise<CompassResponse> {
  const source = await photos.get(id);
  if (source.bearing_deg === undefined) {
    throw new PeakSearchError(
      'bad_request',
      'This photo has no compass direction, so there is nothing to correct.'
    );
  }
  // The photo itself always: it may be newer than the last refresh.
  const bearings = new Map([
    ...(request.scope === 'photo' ? [] : await photosOfDay(photos, source)),
    [id, source.bearing_deg] as const,
  ]);
  await photos.update(
    [...bearings].map(([photo, bearingDeg]) => ({
      id: photo,
      fields: correctionOf(
        photo === id ? request : { ...request, pitchDeg: undefined },
        bearingDeg
      ),
    })),
    'write the correction'
  );
  return { updated: bearings.size };
}

/** The tilt is one photo's own; only the compass errs for a whole day. */
function correctionOf({ correctionDeg, pitchDeg }: CompassRequest, bearingDeg: number) {
  return {
    bearing_correction_deg: correctionDeg,
    looking_deg: correctedBearing({
      bearing_deg: bearingDeg,
      bearing_correction_deg: correctionDeg,
    }),
    ...(pitchDeg !== undefined && { pitch_deg: pitchDeg }),
  };
}

async function photosOfDay(
  photos: PhotoRepository,
  { album, shot_day: day, camera }: PhotoSource
): Promise<Map<string, number>> {
  if (day === undefined) {
    throw new PeakSearchError(
      'bad_request',
      'This photo has no date, so the other photos of its day are not known. Correct it alone.'
    );
  }
  return photos.withDirection(album, day, camera);
}
