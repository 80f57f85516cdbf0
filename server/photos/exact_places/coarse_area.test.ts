import fc from 'fast-check';
import { destination } from '../../../common/geo/geodesy';
import type { Area, Point } from '../../../common/search_api';
import { CELL_DEG, coarsePoint } from './coarse_places';
import { coarseArea, coarseBox } from './coarse_area';
import { EXACT_PLACES } from './places';
import { filterClauses } from '../../search/filters/filters';

const lat = fc.double({ min: -75, max: 75, noNaN: true });
const lon = fc.double({ min: -150, max: 150, noNaN: true });
const size = fc.oneof(
  fc.double({ min: 1, max: 2000, noNaN: true }),
  fc.double({ min: 2000, max: 300_000, noNaN: true })
);

/** Even-odd rule on the plane of degrees, as Elasticsearch has it for geo_point. */
function holds(area: Area, { lat: y, lon: x }: Point): boolean {
  if (area.type === 'box') {
    return y <= area.top && y >= area.bottom && x >= area.left && x <= area.right;
  }
  if (area.type === 'circle') throw new Error('A circle is no area of cells.');
  let inside = false;
  area.points.forEach((a, i) => {
    const b = area.points[(i + 1) % area.points.length]!;
    if (a.lat > y !== b.lat > y && x < a.lon + ((b.lon - a.lon) * (y - a.lat)) / (b.lat - a.lat)) {
      inside = !inside;
    }
  });
  return inside;
}

/** Latitudes and longitudes of all edges. */
function edges(area: Area): number[] {
  if (area.type === 'box') return [area.top, area.bottom, area.left, area.right];
  return area.type === 'polygon' ? area.points.flatMap((point) => [point.lat, point.lon]) : [NaN];
}

/** How far from an edge of the grid, in cells. */
const off = (degrees: number) => {
  const cells = (degrees + CELL_DEG / 2) / CELL_DEG;
  return Math.abs(cells - Math.round(cells));
};

function expectWholeCells(area: Area): void {
  expect(edges(area).filter((edge) => Math.abs(edge) < 90 && off(edge) > 1e-6)).toEqual([]);
  // What Elasticsearch is asked is what it takes.
  expect(() => filterClauses({ area }, EXACT_PLACES)).not.toThrow();
  if (area.type === 'polygon') expect(area.points.length).toBeLessThanOrEqual(1000);
}

describe('an area for who may not see exact places', () => {
  it('holds all of a circle, in whole cells', () => {
    fc.assert(
      fc.property(
        lat,
        lon,
        size,
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (y, x, radiusM, bearing, share) => {
          const center = { lat: y, lon: x };
          const area = coarseArea({ type: 'circle', center, radiusM });
          expectWholeCells(area);
          const point = destination(center, bearing, radiusM * share * 0.999);
          expect(holds(area, coarsePoint(point))).toBe(true);
        }
      )
    );
  });

  it('holds all of a polygon, in whole cells', () => {
    const spread = fc.constantFrom(0.003, 0.05, 0.7, 9);
    const corner = fc.tuple(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true })
    );
    const triangle = fc.tuple(corner, corner, corner);
    const weights = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true })
    );
    fc.assert(
      fc.property(lat, lon, spread, triangle, weights, (y, x, degrees, corners, [s, t]) => {
        const points = corners.map(([dy, dx]) => ({
          lat: y + dy * degrees,
          lon: x + dx * degrees,
        }));
        const area = coarseArea({ type: 'polygon', points });
        expectWholeCells(area);
        const [a, b, c] = points as [Point, Point, Point];
        // A point of the triangle by its weights.
        const [u, v] = s + t > 1 ? [1 - s, 1 - t] : [s, t];
        const at = (get: (p: Point) => number) => get(a) * (1 - u - v) + get(b) * u + get(c) * v;
        const point = { lat: at((p) => p.lat), lon: at((p) => p.lon) };
        expect(holds(area, coarsePoint(point))).toBe(true);
      })
    );
  });

  it('is no finer than a cell, however small it was drawn', () => {
    const tiny = coarseArea({ type: 'circle', center: { lat: 27.9881, lon: 86.925 }, radiusM: 1 });
    const around = edges(tiny);
    expect([Math.min(...around), Math.max(...around)]).toEqual([27.985, 86.935]);
    const line = { top: 27.9881, bottom: 27.9881, left: 86.921, right: 86.921 };
    expect(coarseBox(line)).toEqual({ top: 27.995, bottom: 27.985, left: 86.915, right: 86.925 });
  });

  it('goes across the antimeridian and around the poles', () => {
    const box = { top: 1, bottom: 0, left: 179.999, right: -179.999 };
    expect(coarseBox(box)).toMatchObject({ left: 179.995, right: -179.995 });
    expect(coarseBox({ ...box, left: 0.002, right: 0.001 })).toMatchObject({
      left: -180,
      right: 180,
    });
    const pole = coarseArea({ type: 'circle', center: { lat: 89.9, lon: 10 }, radiusM: 50_000 });
    expect(pole).toMatchObject({ type: 'box', top: 90, left: -180, right: 180 });
    const world = coarseArea({ type: 'circle', center: { lat: 0, lon: 0 }, radiusM: 20_000_000 });
    expect(world).toMatchObject({ type: 'box', left: -180, right: 180 });
    const fiji = coarseArea({ type: 'circle', center: { lat: -17, lon: 179.99 }, radiusM: 5000 });
    expectWholeCells(fiji);
    const lons = edges(fiji).filter((edge) => Math.abs(edge) > 90);
    expect(lons.some((edge) => edge > 179)).toBe(true);
    expect(lons.some((edge) => edge < -179)).toBe(true);
  });
});
