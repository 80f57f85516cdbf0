import fc from 'fast-check';
import { distanceM } from '../../../common/geo/geodesy';
import { CELL_ERROR_M, coarseMetadata, coarsePoint } from './coarse_places';

const anywhere = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('a place for those who may not see exact ones', () => {
  it('is two decimals, and at most half a cell away', () => {
    expect(coarsePoint({ lat: 27.98814, lon: 86.92503 })).toEqual({ lat: 27.99, lon: 86.93 });
    expect(coarsePoint({ lat: -0.004, lon: -179.997 })).toEqual({ lat: 0, lon: -180 });
    fc.assert(
      fc.property(anywhere, (point) => {
        expect(distanceM(point, coarsePoint(point))).toBeLessThan(CELL_ERROR_M);
      })
    );
  });

  it('is the same for all of a cell, and comes without the altitude', () => {
    const near = fc.double({ min: -0.0049, max: 0.0049, noNaN: true });
    const metadata = { bearingDeg: 60, horizontalFovDeg: 66, make: 'Apple' };
    fc.assert(
      fc.property(near, near, fc.integer({ min: 0, max: 8848 }), (dLat, dLon, altitudeM) => {
        const gps = { lat: 27.83 + dLat, lon: 86.79 + dLon };
        expect(coarseMetadata({ ...metadata, gps, altitudeM, gpsErrorM: 4.7 })).toEqual({
          ...metadata,
          gps: { lat: 27.83, lon: 86.79 },
          gpsErrorM: CELL_ERROR_M,
        });
      })
    );
  });

  it('of a photo that has none stays none', () => {
    expect(coarseMetadata({ bearingDeg: 60, altitudeM: 5000 })).toEqual({ bearingDeg: 60 });
  });
});
