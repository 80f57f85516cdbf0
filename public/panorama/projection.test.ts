import fc from 'fast-check';
import { turnBetween } from '../../common/geo/geodesy';
import { FOV_LIMITS_DEG, limited, movedBy, toSpot, zoomedBy } from './projection';

const size = { width: 900, height: 400 };
const look = { bearingDeg: 350, tiltDeg: 5, fovDeg: 90 };

it('puts what one looks at into the middle, right to the right, and up above', () => {
  expect(toSpot(look, size, { bearingDeg: 350, elevationDeg: 5 })).toEqual({ x: 450, y: 200 });
  // Across north.
  expect(toSpot(look, size, { bearingDeg: 10, elevationDeg: 10 })).toEqual({ x: 650, y: 150 });
  expect(toSpot(look, size, { bearingDeg: 340, elevationDeg: 0 })).toEqual({ x: 350, y: 250 });
});

const looks = fc.record({
  bearingDeg: fc.double({ min: 0, max: 359.9, noNaN: true }),
  tiltDeg: fc.double({ min: -10, max: 20, noNaN: true }),
  fovDeg: fc.double({ min: 10, max: 180, noNaN: true }),
});

it('keeps under a finger what was under it, moved and enlarged', () => {
  const spots = fc.record({
    x: fc.integer({ min: -80, max: 80 }),
    y: fc.integer({ min: -40, max: 40 }),
  });
  fc.assert(
    fc.property(looks, spots, (before, by) => {
      const middle = { bearingDeg: before.bearingDeg, elevationDeg: before.tiltDeg };
      const moved = toSpot(movedBy(before, size, by), size, middle);
      expect(moved.x).toBeCloseTo(450 + by.x, 5);
      expect(moved.y).toBeCloseTo(200 + by.y, 5);
      const scale = size.width / before.fovDeg;
      const held = {
        bearingDeg: before.bearingDeg + by.x / scale,
        elevationDeg: before.tiltDeg - by.y / scale,
      };
      const zoomed = toSpot(zoomedBy(before, size, 1.2, by), size, held);
      expect(zoomed.x).toBeCloseTo(450 + by.x, 5);
      expect(zoomed.y).toBeCloseTo(200 + by.y, 5);
    })
  );
});

it('turns all around, and neither over the zenith nor beyond its lenses', () => {
  const turned = limited({ bearingDeg: -30, tiltDeg: 120, fovDeg: 1 });
  expect(turned).toEqual({ bearingDeg: 330, tiltDeg: 70, fovDeg: FOV_LIMITS_DEG.min });
  const around = movedBy({ ...look, fovDeg: 360 }, size, { x: -900, y: 0 });
  expect(turnBetween(around.bearingDeg, look.bearingDeg)).toBeCloseTo(0);
});
