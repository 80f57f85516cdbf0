import type { CaptureMetadata } from '../images/capture/capture_metadata';
import { correctedBearing } from './photo_document';
import type { PhotoSource } from './photo_document';

/** What a document still knows of the photo's EXIF, with the compass as people corrected it. */
export function metadataOf(source: PhotoSource): CaptureMetadata {
  const { camera = {} } = source;
  return {
    gps: source.gps,
    gpsErrorM: source.gps_error_m,
    altitudeM: source.altitude_m,
    bearingDeg: correctedBearing(source),
    gravity: source.gravity && {
      pitchDeg: source.gravity.pitch_deg,
      rollDeg: source.gravity.roll_deg,
    },
    bearingReference: source.bearing_reference,
    focalLength35mm: source.focal_length_35mm,
    horizontalFovDeg: source.horizontal_fov_deg,
    panorama: source.panorama,
    verticalFovDeg: source.vertical_fov_deg,
    shotTime: source.shot_time,
    make: camera.make,
    model: camera.model,
    lens: camera.lens,
  };
}
