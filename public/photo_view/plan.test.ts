import { onPlan, roundLength, wedgePath } from './plan';

describe('the plan around a photo', () => {
  it.each([
    [0, 0, -10],
    [90, 10, 0],
    [180, 0, 10],
    [270, -10, 0],
  ])('has %i° where a map has it', (bearing, x, y) => {
    const point = onPlan(1000, bearing, 0.01);
    expect(point.x).toBeCloseTo(x, 9);
    expect(point.y).toBeCloseTo(y, 9);
  });

  it('draws a field of view as a sector around its direction', () => {
    expect(wedgePath(0, 90, 10)).toBe('M0 0L-7.07 -7.07A10 10 0 0 1 7.07 -7.07Z');
  });

  it('takes the long way round for more than half a circle', () => {
    expect(wedgePath(0, 200, 10)).toContain('A10 10 0 1 1');
  });

  it.each([
    [999, 500],
    [1000, 1000],
    [4900, 2000],
    [52_000, 50_000],
    [0.3, 0.2],
  ])('rounds %f m for a scale bar to %f m', (metres, round) => {
    expect(roundLength(metres)).toBeCloseTo(round, 9);
  });
});
