import type { CaptureMetadata } from '../../images/capture/capture_metadata';
import type { Point } from '../../../common/search_api';

/**
 * What whoever may not see exact places is told of a place: the middle of a cell of a fixed grid. It is written beside
 * the exact place at ingest, and predictions are computed from it a second time; see places.ts.
 */

/** Side of a cell: 1.1 km from south to north, 1.0 km from west to east in the Himalaya. */
export const CELL_DEG = 0.01;

/** Half the diagonal of a cell at the equator, the largest there is. */
export const CELL_ERROR_M = 800;

/** The middle of the cell that a number of degrees lies in: two decimals, as people round. */
function cellMiddle(degrees: number): number {
  // Through the string, so that 27.8 is 27.8 and not 27.800000000000001.
  return Number((Math.round(degrees / CELL_DEG) * CELL_DEG).toFixed(2));
}

export function coarsePoint({ lat, lon }: Point): Point {
  return { lat: cellMiddle(lat), lon: cellMiddle(lon) };
}

/**
 * What a photo's EXIF would say had it been taken in the middle of the cell, by a device that knows no better. Without
 * the altitude, which on a known slope tells a line across the cell.
 */
export function coarseMetadata({
  gps,
  gpsErrorM: _error,
  altitudeM: _altitude,
  ...rest
}: CaptureMetadata): CaptureMetadata {
  return gps ? { ...rest, gps: coarsePoint(gps), gpsErrorM: CELL_ERROR_M } : rest;
}
