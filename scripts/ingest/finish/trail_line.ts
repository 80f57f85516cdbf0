import simplify from 'simplify-js';
import { distanceM, EARTH_RADIUS_M } from '../../../common/geo/geodesy';

/** A position of a trail. */
export interface TrailPoint {
  lat: number;
  lon: number;
  altitudeM?: number;
  /** Milliseconds since 1970. */
  timeMs: number;
}

/** A piece of a trail without gaps. */
export interface TrailPiece {
  /** Simplified, [lon, lat]; at least two. */
  line: Array<[number, number]>;
  /** Along the points before they were simplified, meters. */
  distanceM: number;
  /** Sum of climbs, meters; absent without altitudes. */
  ascentM?: number;
  startMs: number;
  endMs: number;
  points: number;
}

/**
 * A pause or a distance after which the line in between would be made up: three hours is a rest day's pause between
 * photos or a lost signal; three kilometers are an hour's walk whose way is not known.
 */
export const GAP_MS = 3 * 3600_000;
export const GAP_M = 3000;

/**
 * Faster than this between two photos is a GPS jump (a first fix in a valley can be kilometers off): 15 m/s is more
 * than any rider on a trail; planes and cars are ended by the gaps instead.
 */
export const JUMP_M_PER_S = 15;
/** Below this a jump is only the GPS's usual error, whatever the speed computed from photos a second apart. */
const JUMP_LEAST_M = 100;

/** Off the line by less than this is within GPS error, and cannot be seen below zoom 17. */
export const SIMPLIFY_M = 10;

/** Climbs smaller than this are the altimeter's noise (barometric ±3 m, GPS worse). */
const ASCENT_STEP_M = 10;

/**
 * Makes lines from positions: sorts, throws out jumps, cuts at gaps, simplifies (Douglas and Peucker 1973) each piece.
 */
export function trailPieces(points: readonly TrailPoint[]): TrailPiece[] {
  const sorted = [...points].sort((a, b) => a.timeMs - b.timeMs);
  return cutAtGaps(withoutJumps(sorted))
    .flatMap(cutAtAntimeridian)
    .map(piece)
    .filter((found) => found !== undefined);
}

/** A point that neither neighbor could reach, or be reached from, is not where it says. */
function withoutJumps(points: readonly TrailPoint[]): TrailPoint[] {
  if (points.length < 2) return [...points];
  const kept: TrailPoint[] = [];
  points.forEach((point, i) => {
    const reached = isWalkable(kept[kept.length - 1], point);
    const left = isWalkable(point, points[i + 1]);
    if (reached || left) kept.push(point);
  });
  return kept;
}

function isWalkable(from: TrailPoint | undefined, to: TrailPoint | undefined): boolean {
  if (!from || !to) return false;
  const metres = distanceM(from, to);
  const seconds = Math.max(1, (to.timeMs - from.timeMs) / 1000);
  return metres <= JUMP_LEAST_M || metres / seconds <= JUMP_M_PER_S;
}

function cutAtGaps(points: readonly TrailPoint[]): TrailPoint[][] {
  const pieces: TrailPoint[][] = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    const gap =
      !before || point.timeMs - before.timeMs > GAP_MS || distanceM(before, point) > GAP_M;
    if (gap) pieces.push([]);
    pieces[pieces.length - 1].push(point);
  });
  return pieces;
}

/** A line from 179° to −179° would be drawn round the whole Earth: it ends at 180°, and another goes on at −180°. */
function cutAtAntimeridian(points: TrailPoint[]): TrailPoint[][] {
  const pieces: TrailPoint[][] = [[]];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before && Math.abs(point.lon - before.lon) > 180) {
      const edge = Math.sign(before.lon) * 180;
      const beyond = point.lon + 2 * edge;
      const share = beyond === before.lon ? 0 : (edge - before.lon) / (beyond - before.lon);
      const between = (from: number, to: number) => from + share * (to - from);
      const crossing = {
        lat: between(before.lat, point.lat),
        timeMs: Math.round(between(before.timeMs, point.timeMs)),
      };
      pieces[pieces.length - 1].push({ ...crossing, lon: edge });
      pieces.push([{ ...crossing, lon: -edge }]);
    }
    pieces[pieces.length - 1].push(point);
  });
  return pieces;
}

function piece(points: TrailPoint[]): TrailPiece | undefined {
  const line = simplified(points);
  if (line.length < 2) return undefined;
  return {
    line,
    distanceM: Math.round(lengthM(points)),
    ascentM: ascent(points),
    startMs: points[0].timeMs,
    endMs: points[points.length - 1].timeMs,
    points: points.length,
  };
}

function lengthM(points: readonly TrailPoint[]): number {
  return points.slice(1).reduce((sum, point, i) => sum + distanceM(points[i], point), 0);
}

/** In meters on a plane that touches the Earth at the first point: exact enough over the tens of kilometers of a day. */
function simplified(points: readonly TrailPoint[]): Array<[number, number]> {
  const metresPerDegree = (EARTH_RADIUS_M * Math.PI) / 180;
  const [{ lat, lon }] = points;
  const shrink = Math.max(1e-6, Math.cos((lat * Math.PI) / 180));
  const eastward = (to: number): number => ((to - lon + 540) % 360) - 180;
  const plane = points.map((point) => ({
    x: eastward(point.lon) * shrink * metresPerDegree,
    y: (point.lat - lat) * metresPerDegree,
    point,
  }));
  const kept = simplify(plane, SIMPLIFY_M, true) as typeof plane;
  const line = kept.map(({ point }) => [round6(point.lon), round6(point.lat)] as [number, number]);
  // Elasticsearch refuses a line of two equal points: photos from one spot make no trail.
  return line.length === 2 && line[0][0] === line[1][0] && line[0][1] === line[1][1] ? [] : line;
}

/** Six decimals are 0.1 m. */
function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

/** Climbs of at least ASCENT_STEP_M, counted from the last turning point. */
function ascent(points: readonly TrailPoint[]): number | undefined {
  const altitudes = points.flatMap(({ altitudeM }) => altitudeM ?? []);
  if (altitudes.length < 2) return undefined;
  let climbed = 0;
  let reference = altitudes[0];
  for (const altitude of altitudes) {
    if (altitude - reference >= ASCENT_STEP_M) {
      climbed += altitude - reference;
      reference = altitude;
    } else if (altitude < reference) {
      reference = altitude;
    }
  }
  return Math.round(climbed);
}
