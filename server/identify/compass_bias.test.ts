import fc from 'fast-check';
import { seededRandom } from '../../common/seeded_random';
import { MIN_SIGHTINGS, estimateCompassBias } from './compass_bias';

const FOV = 12;
/** Sightings of a day whose compass errs by `bias`, with the scatter of a phone. */
function day(bias: number, count: number, seed = 1) {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => ({
    offAxisDeg: bias + 4 * normal(),
    horizontalFovDeg: FOV,
  }));
}

test('finds the error that a day has in common', () => {
  for (const bias of [-6, -2, 0, 3, 7]) {
    // The prior draws a large error a little towards none.
    expect(Math.abs(estimateCompassBias(day(bias, 40)) - bias)).toBeLessThanOrEqual(1.75);
  }
});

test('says nothing from few photos', () => {
  expect(estimateCompassBias(day(6, MIN_SIGHTINGS - 1))).toBe(0);
});

test('a wrong name hardly moves it', () => {
  const clean = day(3, 20);
  const wrong = [...clean, { offAxisDeg: 120, horizontalFovDeg: FOV }];
  expect(Math.abs(estimateCompassBias(wrong) - estimateCompassBias(clean))).toBeLessThan(0.6);
});

test('stays in its bounds whatever comes', () => {
  const sighting = fc.record({
    offAxisDeg: fc.double({ min: -180, max: 180, noNaN: true }),
    horizontalFovDeg: fc.double({ min: 2, max: 120, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 30 }), (sightings) => {
      expect(Math.abs(estimateCompassBias(sightings))).toBeLessThanOrEqual(10);
    })
  );
});
