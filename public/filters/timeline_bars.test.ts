import { brushed, fieldDay, isWholeDay, position, timelineBars } from './timeline_bars';

const days = timelineBars({
  interval: '1d',
  buckets: [
    { from: '2023-10-27', count: 3 },
    { from: '2023-10-29', count: 1 },
  ],
});
const hours = timelineBars({
  interval: '1h',
  buckets: [
    { from: '2023-10-27T06:00:00.000+05:45', count: 3 },
    { from: '2023-10-27T23:00:00.000+05:45', count: 1 },
  ],
});

describe('timelineBars', () => {
  it('ends each bar where its interval ends, on the clock that it was written with', () => {
    expect(days.map(({ to }) => to)).toEqual(['2023-10-28', '2023-10-30']);
    expect(hours.map(({ to }) => to)).toEqual([
      '2023-10-27T07:00:00.000+05:45',
      '2023-10-28T00:00:00.000+05:45',
    ]);
  });

  it('knows how long months are', () => {
    const months = timelineBars({
      interval: '1M',
      buckets: [
        { from: '2024-02-01', count: 1 },
        { from: '2024-03-01', count: 1 },
      ],
    });
    expect(months.map(({ to }) => to)).toEqual(['2024-03-01', '2024-04-01']);
  });

  it('ends a bar at the next one where a clock change makes it shorter', () => {
    const [spring] = timelineBars({
      interval: '1h',
      buckets: [
        { from: '2024-03-31T01:30:00.000+01:00', count: 1 },
        { from: '2024-03-31T03:00:00.000+02:00', count: 1 },
      ],
    });
    expect(spring!.to).toBe('2024-03-31T02:00:00.000+01:00');
  });
});

describe('brushed', () => {
  const first = { from: '2023-10-27', to: '2023-10-27' };
  it('takes the bars that the brush touches, in either direction', () => {
    expect(brushed(days, 0.1, 0.2)).toEqual(first);
    expect(brushed(days, 0.2, 0.1)).toEqual(first);
    expect(brushed(days, 0.1, 0.9)).toEqual({ from: '2023-10-27', to: '2023-10-29' });
  });
  it('takes instants where bars are shorter than a day', () => {
    expect(brushed(hours, 0, 0)).toEqual({ from: hours[0]!.from, to: hours[0]!.to });
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
  it('are the days that the filter says, on the clock of its instants', () => {
    expect(fieldDay('2023-10-27', false)).toBe('2023-10-27');
    expect(fieldDay('2023-10-27', true)).toBe('2023-10-27');
    expect(fieldDay('2023-10-27T00:30:00.000+05:45', false)).toBe('2023-10-27');
    expect(fieldDay('2023-10-28T00:00:00.000+05:45', true)).toBe('2023-10-27');
    expect(fieldDay('2023-10-27T22:00:00-07:00', false)).toBe('2023-10-27');
    expect(fieldDay(undefined, false)).toBe('');
  });
  it('are whole when their year is', () => {
    const typed = ['', '0002-05-15', '0020-05-15', '0202-05-15', '2023-05-15'];
    expect(typed.map(isWholeDay)).toEqual([false, false, false, false, true]);
  });
});
