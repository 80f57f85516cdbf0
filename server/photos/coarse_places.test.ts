import fc from 'fast-check';
import type { PhotoResponse } from '../../common/api';
import { bearingBetween, destination, distanceM } from '../../common/geo/geodesy';
import { CELL_ERROR_M, coarseDetail, coarsePoint } from './coarse_places';

/** A photo's detail as photoDetail makes it, from a camera that sees two summits. */
function detailFrom(camera: { lat: number; lon: number }): PhotoResponse {
  const summits = [
    { lat: 27.8617, lon: 86.8614 },
    { lat: 27.9617, lon: 86.9333 },
  ].map((summit, i) => {
    const bearingDeg = bearingBetween(camera, summit);
    return {
      id: `peak-${i}`,
      names: [`Peak ${i}`],
      visible: 0.9,
      distanceM: distanceM(camera, summit),
      bearingDeg,
      offAxisDeg: bearingDeg - 60,
      elevationAngleDeg: 9.123,
      pixel: { x: 1234.5 + 70 * (bearingDeg - 60), y: 987.6 },
    };
  });
  return {
    id: 'a',
    album: 'trek',
    path: 'a.jpg',
    contentHash: 'h',
    width: 4000,
    height: 3000,
    dominantColour: '#888888',
    gps: camera,
    gpsErrorM: 4.7,
    altitudeM: 4321.5,
    bearingDeg: 60,
    horizontalFovDeg: 66,
    peaks: [],
    format: 'jpeg',
    bytes: 1,
    decodedFrom: 'full',
    originalReachable: true,
    summits,
    candidates: summits.map(({ id, names, visible, ...geometry }) => ({
      id,
      names,
      visible,
      probability: 0.8,
      geometry: { ...geometry, probability: 0.7 },
      evidence: [
        {
          code: 'in_view' as const,
          distanceKm: geometry.distanceM / 1000,
          offAxisDeg: geometry.offAxisDeg,
          heightDeg: 9.123,
        },
      ],
    })),
  };
}

const near = fc.double({ min: -0.0049, max: 0.0049, noNaN: true });

describe('a place for who may not see exact ones', () => {
  it('is two decimals, and at most half a cell away', () => {
    expect(coarsePoint({ lat: 27.98814, lon: 86.92503 })).toEqual({ lat: 27.99, lon: 86.93 });
    expect(coarsePoint({ lat: -0.004, lon: -179.997 })).toEqual({ lat: 0, lon: -180 });
    const anywhere = fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(anywhere, (point) => {
        expect(distanceM(point, coarsePoint(point))).toBeLessThan(CELL_ERROR_M);
      })
    );
  });

  it('tells the same of all photos of a cell, but for where summits stand in the picture', () => {
    const told = ({ summits, candidates, ...rest }: PhotoResponse) => ({
      ...rest,
      summits: summits.map(({ pixel: _pixel, ...geometry }) => geometry),
      candidates: candidates.map(({ geometry, ...candidate }) => ({
        ...candidate,
        geometry: { ...geometry, pixel: undefined },
      })),
    });
    const middle = { lat: 27.83, lon: 86.79 };
    const answer = told(coarseDetail(detailFrom(middle)));
    fc.assert(
      fc.property(near, near, (dLat, dLon) => {
        const photo = detailFrom({ lat: middle.lat + dLat, lon: middle.lon + dLon });
        expect(told(coarseDetail(photo))).toEqual(answer);
      })
    );
  });

  it('says how inexact it is, and leaves out the height', () => {
    const coarse = coarseDetail(detailFrom({ lat: 27.8312, lon: 86.7934 }));
    expect(coarse).toMatchObject({ gps: { lat: 27.83, lon: 86.79 }, gpsErrorM: CELL_ERROR_M });
    expect(coarse).not.toHaveProperty('altitudeM');
    expect(coarse.summits[0]!.pixel!.x % 40).toBe(0);
    // No digits of the exact place anywhere.
    expect(JSON.stringify(coarse)).not.toMatch(/27\.831|86\.793|4321/);
  });

  it('of a photo that has none stays none', () => {
    const { gps: _gps, ...bare } = detailFrom(destination({ lat: 27, lon: 86 }, 0, 0));
    const coarse = coarseDetail({ ...bare, summits: [], candidates: [] });
    expect(coarse).not.toHaveProperty('gps');
    expect(coarse).not.toHaveProperty('gpsErrorM');
  });
});
