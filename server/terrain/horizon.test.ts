import { destination, elevationAngleDeg } from '../../common/geo/geodesy';
import { computeHorizon } from './horizon';
import type { HeightAt } from './horizon';

const eye = { lat: 46, lon: 8, altitudeM: 2000 };

/** Hills 12 km from crest to crest, 1,500 m high, on a plain at 500 m. */
const hills: HeightAt = (lat, lon) =>
  1250 + 750 * Math.sin(lat * 52) * Math.cos(lon * 37) + 100 * Math.sin(lat * 900 + lon * 700);

/** What stands highest on a ray, in steps of 10 m on the great circle. */
function bruteForce(heightAt: HeightAt, bearingDeg: number, reachM: number) {
  let best = { elevationDeg: -90, distanceM: 0 };
  for (let at = 120; at <= reachM; at += 10) {
    const { lat, lon } = destination(eye, bearingDeg, at);
    const elevationDeg = elevationAngleDeg(eye.altitudeM, heightAt(lat, lon), at);
    if (elevationDeg > best.elevationDeg) best = { elevationDeg, distanceM: at };
  }
  return best;
}

it('is what a walk in steps of 10 m along great circles finds', () => {
  const horizon = computeHorizon(hills, eye, { reachM: 60_000 })!;
  expect(horizon.elevationDeg).toHaveLength(3600);
  const misses = Array.from({ length: 72 }, (_, i) => {
    const { elevationDeg } = bruteForce(hills, i * 5, 60_000);
    return Math.abs(horizon.elevationDeg[i * 50]! - elevationDeg);
  });
  // The width of a ray.
  expect(Math.max(...misses)).toBeLessThan(horizon.stepDeg);
});

it('bends with the Earth: from 10 m the sea ends 12 km away, 0.1° below the horizontal', () => {
  const beach = { lat: 0, lon: 0, altitudeM: 10 };
  const sea = computeHorizon(() => 0, beach, { reachM: 60_000 })!;
  // Dip and distance of the sea horizon with refraction 0.13: 1.82' √h and 3.83 km √h (surveyors' tables).
  expect(sea.elevationDeg[0]! * 60).toBeCloseTo(-1.82 * Math.sqrt(10), 0);
  expect(sea.distanceM[0]! / 1000).toBeCloseTo(3.83 * Math.sqrt(10), -0.5);
});

it('tells the ridges in front of the skyline, nearest first', () => {
  // To the north: a wall at 2 km, 100 m above the eye, and one at 20 km, 2,000 m above it.
  const walls: HeightAt = (lat) => {
    const north = (lat - eye.lat) * 111_195;
    if (Math.abs(north - 2000) < 120) return 2100;
    return Math.abs(north - 20_000) < 300 ? 4000 : 1500;
  };
  const { ridges } = computeHorizon(walls, eye)!;
  const [near, far] = ridges[0]!.slice(-2);
  expect(near!.distanceM).toBeCloseTo(2000, -3);
  expect(near!.elevationDeg).toBeCloseTo(2.9, 0);
  expect(far!.distanceM).toBeCloseTo(20_000, -3);
  expect(far!.elevationDeg).toBeGreaterThan(5);
});

it('knows how much of the ground it saw, and nothing where there is none', () => {
  const west: HeightAt = (_lat, lon) => (lon < eye.lon ? 3000 : NaN);
  const half = computeHorizon(west, eye)!;
  expect(half.elevationDeg[900]).toBeNaN();
  expect(half.elevationDeg[2700]).toBeGreaterThan(0);
  expect(computeHorizon(() => NaN, eye)!.known).toBe(0);
  expect(computeHorizon(() => NaN, { lat: 46, lon: 8 })).toBeUndefined();
});

it('does not take the last known ground for the skyline where higher ground may stand beyond', () => {
  // A hill 300 m high to the west, 3 km away; the east is unknown from 2 km on.
  const ground: HeightAt = (lat, lon) => {
    if (lon > 8.026) return NaN;
    return Math.abs(lon - 7.961) < 0.004 && Math.abs(lat - 46) < 0.5 ? 1300 : 1000;
  };
  const { elevationDeg } = computeHorizon(ground, { lat: 46, lon: 8 }, { reachM: 8000 })!;
  expect(elevationDeg[900]).toBeNaN();
  expect(elevationDeg[2700]).toBeGreaterThan(5);
});

it('never lets a camera stand in the ground', () => {
  const { eye: stands } = computeHorizon(() => 2500, eye)!;
  expect(stands.altitudeM).toBeCloseTo(2501.7, 5);
});

it('keeps the skyline of each band of distance, which nothing farther lowers', () => {
  const bandEndsM = [5000, 20_000, 60_000];
  const { bands, elevationDeg, distanceM } = computeHorizon(hills, eye, {
    reachM: 60_000,
    bandEndsM,
  })!;
  expect(bands.map(({ endM }) => endM)).toEqual(bandEndsM);
  for (const { endM, elevationDeg: found } of bands) {
    const misses = Array.from({ length: 24 }, (_, i) =>
      Math.abs(found[i * 150]! - bruteForce(hills, i * 15, endM).elevationDeg)
    );
    // A ray's samples are 60 m apart and more, and the hills as steep as 45°.
    const sampleDeg = (Math.max(60, endM * 0.004) / endM) * (180 / Math.PI);
    expect(Math.max(...misses)).toBeLessThan(sampleDeg + 0.1);
  }
  expect(bands[2]!.elevationDeg).toEqual(elevationDeg);
  // Where the skyline is near, the nearer band has it already.
  const near = [...distanceM].findIndex((distance) => distance < 20_000);
  expect(bands[1]!.elevationDeg[near]).toBe(elevationDeg[near]);
});
