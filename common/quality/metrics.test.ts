import fc from 'fast-check';
import {
  averagePrecision,
  estimate,
  expectedCalibrationError,
  globalAveragePrecision,
  hitAt,
  perfectCalibrationError,
  precisionRecall,
  recallAt,
  reliability,
} from './metrics';
import { mean } from '../statistics';

test('recall counts what can be found among the first k', () => {
  expect(recallAt([true, false, true], 2, 1)).toBe(1);
  expect(recallAt([false, true, true], 4, 3)).toBeCloseTo(2 / 3);
});

test('average precision of a list worked out by hand', () => {
  // Precision at the hits: 1/1, 2/3; the third relevant photo was not listed.
  expect(averagePrecision([true, false, true], 3)).toBeCloseTo((1 + 2 / 3) / 3);
  expect(averagePrecision([true, true], 2)).toBe(1);
});

test('a confident mistake costs more than a shy one', () => {
  const right = { confidence: 0.5, right: true };
  const shy = globalAveragePrecision([right, { confidence: 0.2, right: false }], 2);
  const bold = globalAveragePrecision([right, { confidence: 0.9, right: false }], 2);
  expect(shy).toBeCloseTo(0.5);
  expect(bold).toBeCloseTo(0.25);
});

test('calibration error is the gap between confidence and truth', () => {
  const claims = [0, 1, 2, 3].map((i) => ({ confidence: 0.75, right: i < 3 }));
  expect(expectedCalibrationError(claims)).toBeCloseTo(0);
  expect(
    expectedCalibrationError(claims.map(({ right }) => ({ confidence: 0.95, right })))
  ).toBeCloseTo(0.2);
  expect(reliability(claims)).toEqual([
    { from: 0.7, to: 0.8, count: 4, meanConfidence: 0.75, shareRight: 0.75 },
  ]);
});

test('calibration error stays in [0, 1], and is 0 for sure and right claims', () => {
  const claim = fc.record({
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    right: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1 }), (claims) => {
      const error = expectedCalibrationError(claims);
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThanOrEqual(1 + 1e-9);
      const sure = claims.map(({ right }) => ({ confidence: Number(right), right }));
      expect(expectedCalibrationError(sure)).toBe(0);
    })
  );
});

test('a hit is any relevant photo among the first k', () => {
  expect(hitAt([false, true, true], 1)).toBe(0);
  expect(hitAt([false, true, true], 2)).toBe(1);
});

test('even perfect calibration shows an error, smaller the more claims there are', () => {
  const claims = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ confidence: (i + 0.5) / n, right: false }));
  const [few, many] = [perfectCalibrationError(claims(50)), perfectCalibrationError(claims(5000))];
  expect(few.mean).toBeGreaterThan(0.05);
  expect(many.mean).toBeLessThan(0.02);
  expect(few.high).toBeGreaterThan(few.mean);
  expect(perfectCalibrationError([{ confidence: 1, right: true }]).high).toBe(0);
});

test('precision and recall', () => {
  const answers = [
    { said: true, true: true },
    { said: true, true: false },
    { said: false, true: true },
    { said: false, true: false },
  ];
  expect(precisionRecall(answers)).toEqual({ precision: 0.5, recall: 0.5 });
});

test('a bootstrap interval holds the value, is seeded, and is as wide as theory says', () => {
  const coins = Array.from({ length: 100 }, (_, i) => ({ id: String(i), heads: i % 2 }));
  const share = (some: ReadonlyArray<{ heads: number }>) => mean(some.map(({ heads }) => heads));
  const figure = estimate(coins, ({ id }) => id, share);
  expect(figure).toEqual(estimate(coins, ({ id }) => id, share));
  expect(figure.value).toBe(0.5);
  // ±1.96 · √(0.25 / 100) = ±0.098
  expect(figure.low).toBeCloseTo(0.402, 1);
  expect(figure.high).toBeCloseTo(0.598, 1);
  expect(figure.n).toBe(100);
});

test('frames of one group are drawn together, so the interval grows', () => {
  const frames = Array.from({ length: 100 }, (_, i) => ({
    scene: String(i % 10),
    hit: i % 10 < 5,
  }));
  const share = (some: ReadonlyArray<{ hit: boolean }>) => mean(some.map(({ hit }) => Number(hit)));
  const alone = estimate(
    frames.map((frame, i) => ({ ...frame, scene: String(i) })),
    ({ scene }) => scene,
    share
  );
  const grouped = estimate(frames, ({ scene }) => scene, share);
  expect(grouped.n).toBe(10);
  expect(grouped.high - grouped.low).toBeGreaterThan(2 * (alone.high - alone.low));
});
