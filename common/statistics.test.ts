import { mean, median, quantile } from './statistics';

test('quantiles are linear between neighbors, whatever the order', () => {
  const values = [40, 10, 20, 30];
  expect(quantile(values, 0)).toBe(10);
  expect(quantile(values, 1)).toBe(40);
  expect(median(values)).toBe(25);
  // numpy.quantile([10, 20, 30, 40], 0.99)
  expect(quantile(values, 0.99)).toBeCloseTo(39.7, 10);
  expect(values).toEqual([40, 10, 20, 30]);
  expect(quantile([], 0.5)).toBeNaN();
  expect(mean([1, 2, 6])).toBe(3);
});
