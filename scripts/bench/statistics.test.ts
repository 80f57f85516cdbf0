import { mean, median, quantile, recallAt, rounded } from './statistics';

test('quantiles are linear between neighbours, whatever the order', () => {
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

test('recall counts the best k of both lists, in any order', () => {
  expect(recallAt(['b', 'a', 'x', 'c'], ['a', 'b', 'c', 'd'], 2)).toBe(1);
  expect(recallAt(['b', 'a', 'x', 'c'], ['a', 'b', 'c', 'd'], 4)).toBe(0.75);
});

test('where a filter admits fewer than k, all of these are what can be found', () => {
  expect(recallAt(['a'], ['a', 'b'], 10)).toBe(0.5);
  expect(recallAt(['a'], [], 10)).toBeUndefined();
});

test('rounding keeps significant digits', () => {
  expect(rounded(0.0123456)).toBe(0.0123);
  expect(rounded(1234.5)).toBe(1230);
  expect(rounded(NaN)).toBeNaN();
});
