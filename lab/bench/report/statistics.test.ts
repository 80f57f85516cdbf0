import { recallAt, rounded } from './statistics';

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
