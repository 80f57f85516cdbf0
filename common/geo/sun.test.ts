import { sunHeightDeg, sunPosition } from './sun';

// The sun's upper edge rises and sets at −0.83° (US Naval Observatory's definition).
it.each([
  ['London, midsummer sunrise', '2024-06-20T04:43+01:00', { lat: 51.5, lon: -0.12 }],
  ['London, midsummer sunset', '2024-06-20T21:21+01:00', { lat: 51.5, lon: -0.12 }],
  ['Sydney, midsummer sunrise', '2023-12-22T05:42+11:00', { lat: -33.87, lon: 151.21 }],
])('%s', (_, instant, point) => {
  expect(sunHeightDeg(new Date(instant), point)).toBeGreaterThan(-1.2);
  expect(sunHeightDeg(new Date(instant), point)).toBeLessThan(-0.4);
});

it('stands in the zenith of the tropic at midsummer noon', () => {
  // Solar noon at 0° E on 2024-06-20 is 12:02 UTC (equation of time −1.7 minutes).
  expect(sunHeightDeg(new Date('2024-06-20T12:02Z'), { lat: 23.44, lon: 0 })).toBeGreaterThan(89.5);
});

// Bearings of sunrise and sunset by the sunrise equation, cos(bearing) = sin(declination) / cos(latitude).
it.each([
  ['rises in the east at the equinox', '2024-03-20T06:02Z', { lat: 51.5, lon: 0 }, 90],
  ['sets in the west at the equinox', '2024-03-20T18:13Z', { lat: 51.5, lon: 0 }, 270],
  ['rises in the north-east at midsummer', '2024-06-20T03:43Z', { lat: 51.5, lon: -0.12 }, 49.5],
  ['stands in the south at noon', '2024-06-20T12:02Z', { lat: 51.5, lon: 0 }, 180],
  [
    'stands in the north at noon south of the tropic',
    '2023-12-22T01:53Z',
    { lat: -33.87, lon: 151.21 },
    0,
  ],
])('%s', (_, instant, point, bearing) => {
  const { bearingDeg } = sunPosition(new Date(instant), point);
  expect(Math.abs(((bearingDeg - bearing + 540) % 360) - 180)).toBeLessThan(2);
});
