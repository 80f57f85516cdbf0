import type { Area, Point } from '../../../common/search_api';
import { EARTH_RADIUS_M } from '../../../common/geo/geodesy';
import { CELL_DEG } from './coarse_places';

export type Box = Pick<Extract<Area, { type: 'box' }>, 'top' | 'left' | 'bottom' | 'right'>;

const RADIANS = Math.PI / 180;

/**
 * A staircase has two corners a side and row, and a polygon may have 1,000: more rows than this take larger cells, of
 * 2, 4, 8 … times the side, whose edges are edges of the small ones.
 */
const MAX_ROWS = 200;

/** The edge of a cell at or below a number of degrees; cells lie around multiples of their smallest side. */
function edgeBelow(degrees: number, side: number): number {
  return rounded(Math.floor((degrees + CELL_DEG / 2) / side) * side - CELL_DEG / 2);
}

function edgeAbove(degrees: number, side: number): number {
  const below = edgeBelow(degrees, side);
  return below === degrees ? below : rounded(below + side);
}

/** Takes the dust of binary fractions away: edges of equal cells must be equal. */
const rounded = (degrees: number) => Number(degrees.toFixed(4));

const clamp = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));

/** The smallest box of whole cells around a box, which may cross the antimeridian and then still does. */
export function coarseBox({ top, left, bottom, right }: Box): Box {
  const west = edgeBelow(left, CELL_DEG);
  const east = edgeAbove(right, CELL_DEG);
  const crosses = left > right;
  const around = crosses && west <= east;
  return {
    top: clamp(edgeAbove(top, CELL_DEG), 90),
    bottom: clamp(edgeBelow(bottom, CELL_DEG), 90),
    left: around ? -180 : clamp(west, 180),
    right: around ? 180 : clamp(east, 180),
  };
}

/**
 * An area widened to whole cells: row for row from the first to the last cell that it touches. So what it holds says of
 * a photo's place in which cell it is, and nothing more.
 *
 * @returns a box, or a polygon like a staircase
 */
export function coarseArea(area: Area): Area {
  switch (area.type) {
    case 'box':
      return { type: 'box', ...coarseBox(area) };
    case 'circle':
      return staircase(circleShape(area));
    case 'polygon':
      return staircase(polygonShape(area.points));
  }
}

/** A shape on the plane of degrees; longitudes may pass 180. */
interface Shape {
  bottom: number;
  top: number;
  /** From where to where it reaches in a band of latitudes; undefined where it has no part in it. */
  span(bottom: number, top: number): [west: number, east: number] | undefined;
}

function staircase({ bottom, top, span }: Shape): Area {
  let side = CELL_DEG;
  while ((top - bottom) / side > MAX_ROWS - 2) side *= 2;
  const west: Point[] = [];
  const east: Point[] = [];
  const first = edgeBelow(bottom, side);
  const last = Math.max(edgeAbove(top, side), rounded(first + side));
  for (let low = first; low < last; low = rounded(low + side)) {
    const high = rounded(low + side);
    const reach = span(low, high);
    if (!reach) continue;
    const from = edgeBelow(reach[0], side);
    const to = Math.max(edgeAbove(reach[1], side), rounded(from + side));
    const [south, north] = [clamp(low, 90), clamp(high, 90)];
    west.push({ lat: south, lon: from }, { lat: north, lon: from });
    east.push({ lat: south, lon: to }, { lat: north, lon: to });
  }
  const lons = [...west, ...east].map(({ lon }) => lon);
  // Between two corners the short way is meant: a polygon wider than half the globe would be read inside out.
  if (Math.max(...lons) - Math.min(...lons) >= 180) {
    const [south, north] = [west[0]!.lat, west.at(-1)!.lat];
    return { type: 'box', top: north, bottom: south, left: -180, right: 180 };
  }
  const points = [...east, ...west.reverse()].map(({ lat, lon }) => ({ lat, lon: wrap(lon) }));
  return { type: 'polygon', points };
}

const wrap = (lon: number) =>
  lon >= -180 && lon <= 180 ? lon : rounded(((((lon + 180) % 360) + 360) % 360) - 180);

/** A circle on the sphere: at latitude φ it reaches acos((cos r − sin φ₀ sin φ) / (cos φ₀ cos φ)) to either side. */
function circleShape({ center, radiusM }: Extract<Area, { type: 'circle' }>): Shape {
  const radius = Math.min(Math.PI, radiusM / EARTH_RADIUS_M);
  const middle = center.lat * RADIANS;
  const top = Math.min(90, center.lat + radius / RADIANS);
  const bottom = Math.max(-90, center.lat - radius / RADIANS);
  const halfWidth = (lat: number): number => {
    const phi = clamp(lat, 89.999999) * RADIANS;
    const cosine =
      (Math.cos(radius) - Math.sin(middle) * Math.sin(phi)) / (Math.cos(middle) * Math.cos(phi));
    return cosine >= 1 ? 0 : cosine <= -1 ? 180 : Math.acos(cosine) / RADIANS;
  };
  // Where it is widest: the meridian touches it there.
  const widest = Math.asin(clamp(Math.sin(middle) / Math.cos(radius), 1)) / RADIANS;
  return {
    bottom,
    top,
    span: (low, high) => {
      const pole = center.lat + radius / RADIANS >= 90 || center.lat - radius / RADIANS <= -90;
      const at = [low, high, clamp(center.lat, 90), widest].filter((l) => l >= low && l <= high);
      const half = pole ? 180 : Math.max(...at.map(halfWidth));
      return [center.lon - half, center.lon + half];
    },
  };
}

function polygonShape(points: readonly Point[]): Shape {
  const corners: Point[] = [];
  for (const { lat, lon } of points) {
    const before = corners.at(-1)?.lon ?? lon;
    corners.push({ lat, lon: lon + 360 * Math.round((before - lon) / 360) });
  }
  const lats = corners.map(({ lat }) => lat);
  return {
    bottom: Math.min(...lats),
    top: Math.max(...lats),
    span: (low, high) => {
      const lons = corners.flatMap((from, i) =>
        edgeIn(from, corners[(i + 1) % corners.length]!, low, high)
      );
      return lons.length === 0 ? undefined : [Math.min(...lons), Math.max(...lons)];
    },
  };
}

/** Longitudes of the two ends of an edge's part in a band; none where it has no part in it. */
function edgeIn(a: Point, b: Point, low: number, high: number): number[] {
  const [from, to] = a.lat <= b.lat ? [a, b] : [b, a];
  if (to.lat < low || from.lat > high) return [];
  const lonAt = (lat: number) =>
    to.lat === from.lat
      ? from.lon
      : from.lon + ((to.lon - from.lon) * (lat - from.lat)) / (to.lat - from.lat);
  if (to.lat === from.lat) return [from.lon, to.lon];
  return [lonAt(Math.max(low, from.lat)), lonAt(Math.min(high, to.lat))];
}
