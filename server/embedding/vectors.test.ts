import { cosine, l2Normalized } from './vectors';

test('scales to length 1 in a new array', () => {
  const given = Float32Array.of(3, 4);
  expect([...l2Normalized(given)]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
  expect([...given]).toEqual([3, 4]);
});

test.each([
  ['zero', [0, 0]],
  ['NaN', [1, NaN]],
  ['infinity', [1, Infinity]],
])('refuses a vector with no direction: %s', (_, values) => {
  expect(() => l2Normalized(Float32Array.from(values))).toThrow(RangeError);
});

test('cosine does not depend on length', () => {
  expect(cosine(Float32Array.of(1, 0), Float32Array.of(5, 5))).toBeCloseTo(Math.SQRT1_2, 6);
});
