import { brushed, dayInstant, instantDay, position, timelineBars } from './timeline_bars';

const days = timelineBars({
  interval: '1d',
  buckets: [
    { from: '2023-10-27T00:00:00.000+05:45', count: 3 },
    { from: '2023-10-29T00:00:00.000+05:45', count: 1 },
  ],
});

describe('timelineBars', () => {
  it('ends each bar where its interval ends', () => {
    expect(days.map(({ to }) => to)).toEqual([
      '2023-10-27T18:15:00.000Z',
      '2023-10-29T18:15:00.000Z',
    ]);
  });

  it('knows how long months are, on the bucket’s own clock', () => {
    const months = timelineBars({
      interval: '1M',
      buckets: [
        { from: '2024-02-01T00:00:00.000+05:45', count: 1 },
        { from: '2024-03-01T00:00:00.000+05:45', count: 1 },
      ],
    });
    expect(months.map(({ to }) => to)).toEqual([
      '2024-02-29T18:15:00.000Z',
      '2024-03-31T18:15:00.000Z',
    ]);
  });

  it('ends a bar at the next one where a clock change makes a day shorter', () => {
    const [spring] = timelineBars({
      interval: '1d',
      buckets: [
        { from: '2024-03-31T00:00:00.000+01:00', count: 1 },
        { from: '2024-04-01T00:00:00.000+02:00', count: 1 },
      ],
    });
    expect(spring!.to).toBe('2024-03-31T22:00:00.000Z');
  });
});

describe('brushed', () => {
  const first = { from: '2023-10-26T18:15:00.000Z', to: '2023-10-27T18:15:00.000Z' };
  it('takes the bars that the brush touches, in either direction', () => {
    expect(brushed(days, 0.1, 0.2)).toEqual(first);
    expect(brushed(days, 0.2, 0.1)).toEqual(first);
    expect(brushed(days, 0.1, 0.9)).toEqual({ from: first.from, to: days[1]!.to });
  });
  it('takes a bar by a click', () => {
    expect(brushed(days, 0.05, 0.05)).toEqual(first);
  });
  it('takes nothing where there is nothing', () => {
    expect(brushed(days, 0.4, 0.6)).toBeUndefined();
  });
  it('places instants from the first bar’s start to the last one’s end', () => {
    expect(position(days, days[0]!.from)).toBe(0);
    expect(position(days, days[1]!.to)).toBe(1);
  });
});

describe('days of the fields', () => {
  it('come back as they were typed', () => {
    expect(instantDay(dayInstant('2023-10-27', 0), false)).toBe('2023-10-27');
    expect(instantDay(dayInstant('2023-10-27', 1), true)).toBe('2023-10-27');
    expect(instantDay(dayInstant('2023-12-31', 1), true)).toBe('2023-12-31');
  });
  it('are nothing while half typed', () => {
    expect(dayInstant('', 0)).toBeUndefined();
    expect(dayInstant('2023-10', 0)).toBeUndefined();
    expect(instantDay(undefined, false)).toBe('');
  });
});
