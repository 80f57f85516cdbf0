import { projectDirection } from '../../../common/geo/camera';
import { ridgePaths } from './ridge_paths';

const frame = { width: 4000, height: 3000, horizontalFovDeg: 60 };
const flat = (hundredths: number | null) => Array<number | null>(3600).fill(hundredths);
const bands = [
  { endM: 2000, elevations: flat(100) },
  { endM: 9000, elevations: flat(100).map((low, ray) => (ray > 900 && ray < 1000 ? 800 : low)) },
  { endM: 80_000, elevations: flat(null) },
];
const pose = { bearingDeg: 95, pitchDeg: 4, rollDeg: 3 };
const points = (d: string) =>
  [...d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));

it('runs where the camera would see each crest, rolled and tilted', () => {
  const [near, far] = ridgePaths({ bands, stepDeg: 0.1 }, pose, frame);
  expect([near!.endM, far!.endM]).toEqual([2000, 9000]);
  const at = projectDirection(pose, { bearingDeg: 95, elevationAngleDeg: 8 }, frame)!;
  const nearest = points(far!.d).reduce((best, point) =>
    Math.hypot(point.x - at.x, point.y - at.y) < Math.hypot(best.x - at.x, best.y - at.y)
      ? point
      : best
  );
  expect(Math.hypot(nearest.x - at.x, nearest.y - at.y)).toBeLessThan(1);
});

it('draws of a farther band only what rises above the nearer ground, and nothing where none is known', () => {
  const paths = ridgePaths({ bands, stepDeg: 0.1 }, pose, frame);
  expect(paths).toHaveLength(2);
  // From 90.1° to 99.9°.
  expect(points(paths[1]!.d)).toHaveLength(99);
  expect(paths[1]!.d.match(/M/g)).toHaveLength(1);
});

it('goes on across north', () => {
  const [path] = ridgePaths(
    { bands: bands.slice(0, 1), stepDeg: 0.1 },
    { ...pose, bearingDeg: 359.9 },
    frame
  );
  expect(path!.d.match(/M/g)).toHaveLength(1);
});
