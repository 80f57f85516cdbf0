import { bestMatch, fitThreshold, nothingFigures } from './fit_nothing';
import type { BestMatch } from './fit_nothing';

const query = (i: number, nonsense: boolean, logit: number): BestMatch => ({
  text: `${nonsense} ${i}`,
  nonsense,
  logit,
  height: 0,
  lead: 0,
});
const queries = [
  ...Array.from({ length: 200 }, (_, i) => query(i, false, -8 + 0.1 * i)),
  ...Array.from({ length: 100 }, (_, i) => query(i, true, -20 + 0.13 * i)),
];

test('a threshold fitted on every second query loses about one of a hundred of the others', () => {
  const half = (rest: number) => queries.filter((_, i) => i % 2 === rest);
  const threshold = fitThreshold(half(0), 'logit');
  const { lost, refused } = nothingFigures(half(1), 'logit', threshold);
  expect(lost.value).toBeGreaterThan(0);
  expect(lost.value).toBeLessThanOrEqual(0.03);
  expect(refused.value).toBeGreaterThan(0.9);
  expect(refused.low).toBeLessThan(refused.value);
});

test('evidence of a query, worked out by hand', () => {
  const cosines = [0.5, ...Array.from({ length: 10 }, (_, i) => 0.1 + 0.01 * i)];
  const { logit, height, lead } = bestMatch({ text: '', nonsense: false }, cosines, {
    scale: 10,
    bias: -5,
  });
  expect(logit).toBeCloseTo(0);
  // Median 0.15, median deviation 0.03.
  expect(height).toBeCloseTo((0.5 - 0.15) / (1.4826 * 0.03), 5);
  // The tenth best is 0.11.
  expect(lead).toBeCloseTo(10 * (0.5 - 0.11), 5);
});
