import type { Area } from '../../common/search_api';
import {
  apiBounds,
  boundsOf,
  circleFrom,
  graticuleStep,
  longitudeNear,
  wrapLongitude,
} from './area';

describe('longitudes', () => {
  it.each([
    [180, 180],
    [-180, -180],
    [190, -170],
    [-190, 170],
    [540, -180],
  ])('%f is %f', (lon, wrapped) => expect(wrapLongitude(lon)).toBe(wrapped));

  it('are counted on where the map is', () => {
    expect(longitudeNear(-179, 179)).toBe(181);
    expect(longitudeNear(179, -179)).toBe(-181);
    expect(longitudeNear(86, 90)).toBe(86);
  });
});

describe('apiBounds', () => {
  it('cuts a map that shows more than the world', () => {
    expect(apiBounds({ top: 95, left: -300, bottom: -95, right: 300 })).toEqual({
      top: 90,
      left: -180,
      bottom: -90,
      right: 180,
    });
  });

  it('keeps a map across the antimeridian one box', () => {
    expect(apiBounds({ top: 10, left: 170, bottom: 0, right: 190 })).toEqual({
      top: 10,
      left: 170,
      bottom: 0,
      right: -170,
    });
  });
});

describe('boundsOf', () => {
  it('counts a box across the antimeridian on', () => {
    const box: Area = { type: 'box', top: 1, left: 179, bottom: 0, right: -179 };
    expect(boundsOf(box)).toEqual({ top: 1, left: 179, bottom: 0, right: 181 });
  });

  it('is as wide as a circle: 1 km is 0.009° of latitude, more of longitude', () => {
    const circle: Area = { type: 'circle', center: { lat: 60, lon: 10 }, radiusM: 1000 };
    const { top, right } = boundsOf(circle);
    expect(top - 60).toBeCloseTo(0.009, 4);
    expect(right - 10).toBeCloseTo(0.018, 4);
  });

  it('goes around a polygon', () => {
    const points = [
      { lat: 1, lon: 179 },
      { lat: 2, lon: -179 },
      { lat: 0, lon: -178 },
    ];
    expect(boundsOf({ type: 'polygon', points })).toEqual({
      top: 2,
      bottom: 0,
      left: 179,
      right: 182,
    });
  });
});

describe('circleFrom', () => {
  it('takes numbers as people write them', () => {
    expect(circleFrom(' 27,98 ', '86.9', '2.5')).toEqual({
      type: 'circle',
      center: { lat: 27.98, lon: 86.9 },
      radiusM: 2500,
    });
  });

  it.each([
    ['', '86', '1'],
    ['91', '86', '1'],
    ['27', '181', '1'],
    ['27', '86', '0'],
    ['27', '86', 'far'],
  ])('refuses %p, %p, %p', (lat, lon, km) => expect(circleFrom(lat, lon, km)).toBeUndefined());
});

describe('graticuleStep', () => {
  it.each([
    [360, 90],
    [30, 10],
    [1, 0.2],
    [0.0001, 0.001],
  ])('a span of %f° has lines each %f°', (span, step) => expect(graticuleStep(span)).toBe(step));
});
