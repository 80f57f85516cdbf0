import type { Evidence, PeakCandidate, PeakGeometry, PhotoResponse } from '../../common/api';
import {
  bearingBetween,
  destination,
  distanceM,
  normaliseBearing,
  turnBetween,
} from '../../common/geo/geodesy';
import type { PhotoSummary, Point } from '../../common/search_api';

/**
 * What whoever may not see exact places is told of a place: the middle of a cell of a fixed grid. Fixed, so that many
 * answers say no more than one: what depends on the exact place alone never leaves, and what leaves depends on the cell.
 */

/** Side of a cell: 1.1 km from south to north, 1.0 km from west to east in the Himalaya. */
export const CELL_DEG = 0.01;

/** Half the diagonal of a cell at the equator, the largest there is. */
export const CELL_ERROR_M = 800;

/** The middle of the cell that a number of degrees lies in: two decimals, as people round. */
export function cellMiddle(degrees: number): number {
  // Through the string, so that 27.8 is 27.8 and not 27.800000000000001.
  return Number((Math.round(degrees / CELL_DEG) * CELL_DEG).toFixed(2));
}

export function coarsePoint({ lat, lon }: Point): Point {
  return { lat: cellMiddle(lat), lon: cellMiddle(lon) };
}

/** A list's view of a photo without its exact place. */
export function coarseSummary<T extends PhotoSummary>(photo: T): T {
  return photo.gps ? { ...photo, gps: coarsePoint(photo.gps) } : photo;
}

/**
 * All about one photo without its exact place. Distances and directions of peaks are those from the middle of the cell,
 * since two exact ones would give the place away; where a summit stands in the picture stays, to a percent of its width:
 * that is what the picture itself shows.
 */
export function coarseDetail(photo: PhotoResponse): PhotoResponse {
  const { gps, altitudeM: _altitude, gpsErrorM: _error, ...rest } = photo;
  if (!gps) return rest;
  const middle = coarsePoint(gps);
  const moved = <T extends PeakGeometry>(geometry: T): T =>
    seenFrom(middle, gps, geometry, photo.width);
  return {
    ...rest,
    gps: middle,
    gpsErrorM: CELL_ERROR_M,
    candidates: photo.candidates.map((candidate) => coarseCandidate(candidate, moved)),
    summits: photo.summits.map(moved),
  };
}

/** A peak's geometry as it is from another place than the one that it was computed for. */
function seenFrom<T extends PeakGeometry>(place: Point, exact: Point, from: T, width: number): T {
  const summit = destination(exact, from.bearingDeg, from.distanceM);
  const bearing = Math.round(bearingBetween(place, summit));
  const percent = width / 100;
  return {
    ...from,
    distanceM: Math.round(distanceM(place, summit) / 100) * 100,
    bearingDeg: normaliseBearing(bearing),
    ...(from.offAxisDeg === undefined
      ? {}
      : { offAxisDeg: Math.round(from.offAxisDeg + turnBetween(from.bearingDeg, bearing)) }),
    elevationAngleDeg: Math.round(from.elevationAngleDeg),
    ...(from.pixel && {
      pixel: {
        x: Math.round(Math.round(from.pixel.x / percent) * percent),
        y: Math.round(Math.round(from.pixel.y / percent) * percent),
      },
    }),
  };
}

function coarseCandidate(
  candidate: PeakCandidate,
  moved: <T extends PeakGeometry>(geometry: T) => T
): PeakCandidate {
  const geometry = candidate.geometry && moved(candidate.geometry);
  return {
    ...candidate,
    geometry,
    evidence: candidate.evidence.map((line) => coarseEvidence(line, geometry)),
  };
}

function coarseEvidence(line: Evidence, geometry: PeakGeometry | undefined): Evidence {
  const distanceKm = Math.round((geometry?.distanceM ?? 0) / 1000);
  const offAxisDeg = geometry?.offAxisDeg ?? 0;
  switch (line.code) {
    case 'in_view':
      return { ...line, distanceKm, offAxisDeg, heightDeg: Math.round(line.heightDeg) };
    case 'out_of_view':
      return { ...line, offAxisDeg };
    case 'too_far':
      // Without geometry of its own: a peak beyond the horizon of what is computed.
      return { ...line, distanceKm: geometry ? distanceKm : Math.round(line.distanceKm / 5) * 5 };
    case 'hidden_by_terrain':
      return { ...line, distanceKm: Math.round(line.distanceKm) };
    case 'looks_like':
    case 'does_not_look_like':
    case 'below_horizon':
    case 'hidden_behind':
    case 'stands_out':
    case 'no_place':
    case 'no_bearing':
    case 'place_ignored':
      return line;
    default:
      // A new kind of evidence is thought about here, or does not compile.
      return line satisfies never;
  }
}
