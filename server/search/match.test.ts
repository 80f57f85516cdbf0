import fc from 'fast-check';
import { backgroundScale, MIN_BACKGROUND, SIGMOID_SCALE, sigmoidScale } from './match';

const logits = { scale: 40, bias: -4 };

it('is the model’s own probability for one text', () => {
  const scale = sigmoidScale(logits);
  expect(scale.match(0.1)).toBeCloseTo(0.5);
  expect(scale.isNothing(SIGMOID_SCALE.nothing / 2)).toBe(true);
  expect(scale.isNothing(SIGMOID_SCALE.nothing)).toBe(false);
});

it('takes the threshold of "nothing" that a model was fitted with, and calls nothing below it good', () => {
  const scale = sigmoidScale({ ...logits, nothingBelow: 0.04 });
  expect(scale.isNothing(0.03)).toBe(true);
  expect(scale.band(0.03)).toBe('weak');
  expect(scale.band(0.05)).toBe('good');
  expect(scale.band(0.2)).toBe('strong');
  expect(sigmoidScale({ ...logits, nothingBelow: 0.3 }).band(0.2)).toBe('weak');
});

it('never calls the best match of a scale both nothing and good', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(probability, probability, (nothingBelow, best) => {
      const scale = sigmoidScale({ ...logits, nothingBelow });
      if (scale.isNothing(best)) expect(scale.band(best)).toBe('weak');
    })
  );
});

it('measures against the crowd where there is no such number, and says nothing without a crowd', () => {
  const crowd = [0.1, 0.12, 0.08, 0.11, 0.09, 0.1, 0.13, 0.07];
  const scale = backgroundScale(crowd)!;
  expect(scale.match(0.3)).toBeGreaterThan(0.9);
  expect(scale.isNothing(scale.match(0.1))).toBe(true);
  expect(backgroundScale(crowd.slice(1, MIN_BACKGROUND))).toBeUndefined();
  expect(backgroundScale(Array.from({ length: 20 }, () => 0.5))).toBeUndefined();
});
