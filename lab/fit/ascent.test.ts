import fc from 'fast-check';
import { ascend } from './ascent';

test('finds the top of a hill, and never ends below its start', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (x, y) => {
        const hill = (p: { a: number; b: number }) => -((p.a - x) ** 2) - 2 * (p.b - y) ** 2;
        const start = { a: 0, b: 0 };
        const { parameters, value } = ascend(hill, start, { a: 1, b: 1 });
        expect(value).toBeGreaterThanOrEqual(hill(start));
        expect(parameters.a).toBeCloseTo(x, 0);
        expect(parameters.b).toBeCloseTo(y, 0);
      }
    )
  );
});
