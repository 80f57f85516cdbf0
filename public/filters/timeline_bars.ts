import type { SearchFacets, SearchFilters } from '../../common/search_api';
import { isDay } from '../../common/days';

/** One bar of the histogram. */
export interface Bar {
  from: string;
  /** Where the next bucket begins: exclusive. */
  to: string;
  count: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Lengths of the intervals that the server cuts by; calendar ones at least as long as they can be. */
const LENGTHS: Record<string, number> = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '1d': 24 * HOUR,
  '1w': 7 * 24 * HOUR,
};
/** Months in the calendar intervals that have no fixed length. */
const MONTHS: Record<string, number> = { '1M': 1, '1q': 3, '1y': 12 };

/** The offset that the server wrote a bucket's start with, in minutes east of UTC. */
function offsetMinutes(instant: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(instant) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** An instant as the clock shows it that stands so many minutes east of UTC; a day where the bar's start is one. */
function written(instantMs: number, like: string): string {
  if (isDay(like)) return new Date(instantMs).toISOString().slice(0, 10);
  const offset = offsetMinutes(like);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map(two);
  const clock = new Date(instantMs + offset * MINUTE).toISOString().slice(0, -1);
  return `${clock}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

function endOf(from: string, interval: string): number {
  const start = Date.parse(from);
  const length = LENGTHS[interval];
  if (length !== undefined) return start + length;
  const day = new Date(start);
  day.setUTCMonth(day.getUTCMonth() + (MONTHS[interval] ?? 12));
  return day.getTime();
}

/** Bars from first to last photo; the server leaves empty ones out. */
export function timelineBars({ interval, buckets }: SearchFacets['timeline']): Bar[] {
  return buckets.map(({ from, count }, i) => {
    const next = buckets[i + 1];
    const end = endOf(from, interval);
    // A clock change can make a bucket shorter than its interval; the next one's start is what counts.
    const to = next && Date.parse(next.from) < end ? Date.parse(next.from) : end;
    return { from, to: written(to, from), count };
  });
}

/** Where an instant or the start of a day lies between the first bar's start and the last one's end: 0 to 1. */
export function position(bars: readonly Bar[], at: string): number {
  const start = Date.parse(bars[0]!.from);
  const end = Date.parse(bars[bars.length - 1]!.to);
  return end > start ? (Date.parse(at) - start) / (end - start) : 0;
}

/**
 * The filter for a brush from one place to another (0 to 1, in either order): the span is widened to the bars it
 * touches, so that what is seen is what is chosen.
 */
export function brushed(
  bars: readonly Bar[],
  a: number,
  b: number
): NonNullable<SearchFilters['time']> | undefined {
  const [left, right] = a <= b ? [a, b] : [b, a];
  const touched = bars.filter(
    (bar) => position(bars, bar.to) > left && position(bars, bar.from) <= right
  );
  const first = touched[0];
  const last = touched[touched.length - 1];
  if (!first || !last) return undefined;
  return { from: first.from, to: isDay(last.to) ? dayBefore(last.to) : last.to };
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(day) - 24 * HOUR).toISOString().slice(0, 10);

/** The first year of a photograph is 1826; while a year is typed, it is 0002, 0020 and 0202 first. */
const FIRST_YEAR = '1800';

/** Whether a date field holds a whole day (YYYY-MM-DD), and not one whose year is still being typed. */
export const isWholeDay = (typed: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(typed) && typed >= FIRST_YEAR;

/** What a date field shows for an end of the time range: its day, on the clock that it was written with. */
export function fieldDay(end: string | undefined, exclusive: boolean): string {
  if (end === undefined || isDay(end)) return end ?? '';
  return written(Date.parse(end) - (exclusive ? 1 : 0), end).slice(0, 10);
}
