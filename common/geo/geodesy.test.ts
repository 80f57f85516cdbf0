import fc from 'fast-check';
import {
  bearingBetween,
  curvatureDropM,
  destination,
  distanceM,
  elevationAngleDeg,
  normaliseBearing,
  turnBetween,
} from './geodesy';

const everest = { lat: 27.98833, lon: 86.92528 };
const lhotse = { lat: 27.961666, lon: 86.933334 };
const point = fc.record({
  lat: fc.double({ min: -89, max: 89, noNaN: true }),
  lon: fc.double({ min: -179.9, max: 179.9, noNaN: true }),
});

describe('geodesy', () => {
  it('knows the distance and bearing from Everest to Lhotse', () => {
    // Published: about 3 km, south-south-east.
    expect(distanceM(everest, lhotse)).toBeCloseTo(3069, -1);
    expect(bearingBetween(everest, lhotse)).toBeCloseTo(165, 0);
  });

  it('measures a degree of latitude as a 360th of the circumference', () => {
    const degree = (2 * Math.PI * 6_371_000) / 360;
    expect(distanceM({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })).toBeCloseTo(degree, 3);
  });

  it('goes back where it came from', () => {
    fc.assert(
      fc.property(
        point,
        fc.double({ min: 0, max: 359.9, noNaN: true }),
        fc.double({ min: 10, max: 200_000, noNaN: true }),
        (start, bearing, distance) => {
          const end = destination(start, bearing, distance);
          expect(Math.abs(distanceM(start, end) - distance)).toBeLessThan(0.5);
          expect(Math.abs(turnBetween(bearingBetween(start, end), bearing))).toBeLessThan(0.05);
        }
      )
    );
  });

  it('turns the short way round', () => {
    expect(turnBetween(350, 10)).toBe(20);
    expect(turnBetween(10, 350)).toBe(-20);
    expect(turnBetween(0, 180)).toBe(180);
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (angle) => {
        const bearing = normaliseBearing(angle);
        expect(bearing).toBeGreaterThanOrEqual(0);
        expect(bearing).toBeLessThan(360);
      })
    );
  });

  it('lowers what is far by curvature less refraction', () => {
    // Surveyors' rule of thumb: 0.068 m per squared kilometer.
    expect(curvatureDropM(1000)).toBeCloseTo(0.0683, 3);
    expect(curvatureDropM(50_000)).toBeCloseTo(170.7, 0);
    expect(elevationAngleDeg(5000, 5000, 50_000)).toBeLessThan(0);
    expect(elevationAngleDeg(0, 1000, 1000)).toBeCloseTo(45, 1);
  });
});
