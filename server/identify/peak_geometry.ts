import type { Peak, PeakGeometry } from '../../common/api';
import { projectDirection } from '../../common/geo/camera';
import {
  bearingBetween,
  distanceM,
  elevationAngleDeg,
  turnBetween,
} from '../../common/geo/geodesy';
import type { CaptureMetadata } from '../images/capture_metadata';

/** A catalog peak as it stands before the camera. */
export interface PeakInSight extends PeakGeometry {
  id: string;
}

/** Farther than this no summit of the catalog is told apart on a photo; the farthest labelled one is 29 km away. */
export const MAX_DISTANCE_M = 80_000;

/**
 * Where each catalog peak stands as seen from the camera, as far as place, altitude, direction and field of view
 * are known. Peaks without position or elevation, and those farther than MAX_DISTANCE_M, are left out.
 *
 * @param size upright picture in pixels
 * @returns undefined when the photo has no place or altitude
 */
export function peaksInSight(
  metadata: CaptureMetadata,
  size: { width: number; height: number },
  catalog: readonly Peak[]
): PeakInSight[] | undefined {
  const { gps, altitudeM, bearingDeg, horizontalFovDeg } = metadata;
  if (!gps || altitudeM === undefined) return undefined;
  const inSight: PeakInSight[] = [];
  for (const { id, latlon, elevationM } of catalog) {
    if (!latlon || elevationM === undefined) continue;
    const distance = distanceM(gps, latlon);
    if (distance > MAX_DISTANCE_M) continue;
    const bearing = bearingBetween(gps, latlon);
    // Standing on a summit, its direction and angle mean nothing; a metre keeps them finite.
    const elevationAngle = elevationAngleDeg(altitudeM, elevationM, Math.max(1, distance));
    inSight.push({
      id,
      distanceM: distance,
      bearingDeg: bearing,
      elevationAngleDeg: elevationAngle,
      offAxisDeg: bearingDeg === undefined ? undefined : turnBetween(bearingDeg, bearing),
      pixel:
        bearingDeg === undefined || horizontalFovDeg === undefined
          ? undefined
          : projectDirection(
              { bearingDeg, pitchDeg: 0, rollDeg: 0 },
              { bearingDeg: bearing, elevationAngleDeg: elevationAngle },
              { ...size, horizontalFovDeg }
            ),
    });
  }
  return inSight;
}
