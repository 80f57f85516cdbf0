import fc from 'fast-check';
import { GAP_MS, SIMPLIFY_M, trailPieces } from './trail_line';
import type { TrailPoint } from './trail_line';

/** About 111 m of latitude a step, two minutes each. */
const step = (i: number, more: Partial<TrailPoint> = {}): TrailPoint => ({
  lat: 27.8 + i * 0.001,
  lon: 86.7,
  timeMs: i * 120_000,
  altitudeM: 3400 + i * 15,
  ...more,
});

it('makes a straight walk a line of two points, with its length and climb', () => {
  const [piece, ...more] = trailPieces([3, 1, 0, 2, 4].map((i) => step(i)));
  expect(more).toEqual([]);
  expect(piece.line).toEqual([
    [86.7, 27.8],
    [86.7, 27.804],
  ]);
  expect(piece.distanceM).toBeGreaterThan(443);
  expect(piece.distanceM).toBeLessThan(447);
  expect(piece).toMatchObject({ ascentM: 60, startMs: 0, endMs: 480_000, points: 5 });
});

it('keeps a bend that can be seen and drops one that cannot', () => {
  const bend = (lon: number) => trailPieces([step(0), step(1, { lon }), step(2)])[0].line.length;
  const metre = 1 / (111_195 * Math.cos((27.8 * Math.PI) / 180));
  expect(bend(86.7 + 3 * SIMPLIFY_M * metre)).toBe(3);
  expect(bend(86.7 + 0.5 * SIMPLIFY_M * metre)).toBe(2);
});

it('throws out a jump of the GPS, at the ends too', () => {
  const far = { lat: 28.5, lon: 87.5 };
  const walk = Array.from({ length: 6 }, (_, i) => step(i));
  for (const i of [0, 3, 5]) {
    const pieces = trailPieces(walk.map((point, k) => (k === i ? { ...point, ...far } : point)));
    expect(pieces).toHaveLength(1);
    expect(pieces[0].points).toBe(5);
    expect(pieces[0].distanceM).toBeLessThan(560);
  }
});

it('cuts at long pauses and at ways that are not known', () => {
  const pause = [
    step(0),
    step(1),
    step(2, { timeMs: GAP_MS * 2 }),
    step(3, { timeMs: GAP_MS * 2 + 60_000 }),
  ];
  expect(trailPieces(pause).map(({ points }) => points)).toEqual([2, 2]);
  // 5 km in an hour can be walked, but which way?
  const far = [step(0), step(1), step(46, { timeMs: 3_600_000 }), step(47, { timeMs: 3_700_000 })];
  expect(trailPieces(far).map(({ points }) => points)).toEqual([2, 2]);
});

it('draws nothing for one spot, one point or none', () => {
  expect(trailPieces([])).toEqual([]);
  expect(trailPieces([step(0)])).toEqual([]);
  expect(trailPieces([step(0), step(0, { timeMs: 1000 })])).toEqual([]);
});

it('does not take the altimeter’s noise for climbs', () => {
  const noisy = Array.from({ length: 40 }, (_, i) => step(i, { altitudeM: 3400 + (i % 2) * 6 }));
  expect(trailPieces(noisy)[0].ascentM).toBe(0);
});

it('is cut at the antimeridian, and goes on behind it', () => {
  const pieces = trailPieces(
    [0, 1, 2].map((i) => step(i, { lat: i * 0.0001, lon: i === 0 ? 179.9995 : -180 + i * 0.0005 }))
  );
  expect(pieces).toHaveLength(2);
  expect(pieces[0].line).toEqual([
    [179.9995, 0],
    [180, 0.00005],
  ]);
  expect(pieces[1].line[0]).toEqual([-180, 0.00005]);
  expect(pieces[0].distanceM + pieces[1].distanceM).toBeLessThan(200);
});

it('never makes a line that Elasticsearch would refuse', () => {
  const point = fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
    timeMs: fc.integer({ min: 0, max: 4e12 }),
    altitudeM: fc.option(fc.double({ min: -500, max: 9000, noNaN: true }), { nil: undefined }),
  });
  const close = fc.record({
    lat: fc.double({ min: 27.8, max: 27.81, noNaN: true }),
    lon: fc.double({ min: 86.7, max: 86.71, noNaN: true }),
    timeMs: fc.integer({ min: 0, max: 36e5 }),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(point, close), { maxLength: 40 }), (points) => {
      for (const { line, distanceM, startMs, endMs } of trailPieces(points)) {
        expect(line.length).toBeGreaterThanOrEqual(2);
        line.flat().forEach((number) => expect(Number.isFinite(number)).toBe(true));
        expect(new Set(line.map(String)).size).toBeGreaterThan(1);
        expect(distanceM).toBeGreaterThanOrEqual(0);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
      }
    })
  );
});
