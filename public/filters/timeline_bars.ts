import type { SearchFacets, SearchFilters } from '../../common/search_api';

/** One bar of the histogram. */
export interface Bar {
  from: string;
  /** Where the next bucket begins: exclusive, as the filter's end. */
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
  '3h': 3 * HOUR,
  '12h': 12 * HOUR,
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

function endOf(from: string, interval: string): number {
  const start = Date.parse(from);
  const length = LENGTHS[interval];
  if (length !== undefined) return start + length;
  // On the bucket's own clock: the first of the month there is the day before in UTC.
  const shift = offsetMinutes(from) * MINUTE;
  const local = new Date(start + shift);
  local.setUTCMonth(local.getUTCMonth() + (MONTHS[interval] ?? 12));
  return local.getTime() - shift;
}

/** Bars from first to last photo, the empty ones between them left out by the server put in. */
export function timelineBars({ interval, buckets }: SearchFacets['timeline']): Bar[] {
  const bars: Bar[] = [];
  buckets.forEach(({ from, count }, i) => {
    const next = buckets[i + 1];
    const end = endOf(from, interval);
    // A clock change can make a bucket longer than its interval; the next one's start is what counts.
    const to = next && Date.parse(next.from) < end ? Date.parse(next.from) : end;
    bars.push({ from, to: new Date(to).toISOString(), count });
  });
  return bars;
}

/** Where an instant lies between the first bar's start and the last one's end: 0 to 1. */
export function position(bars: readonly Bar[], instant: string): number {
  const start = Date.parse(bars[0]!.from);
  const end = Date.parse(bars[bars.length - 1]!.to);
  return end > start ? (Date.parse(instant) - start) / (end - start) : 0;
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
  if (touched.length === 0) return undefined;
  return {
    from: new Date(touched[0]!.from).toISOString(),
    to: touched[touched.length - 1]!.to,
  };
}

/** A calendar day of the reader's ('YYYY-MM-DD' as date fields have it) as an instant; its end with `plusDays` 1. */
export function dayInstant(day: string, plusDays: 0 | 1): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return undefined;
  const instant = new Date(year, month - 1, date + plusDays);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

/** The other way round, for the fields; an exclusive end is shown as the last day inside. */
export function instantDay(instant: string | undefined, exclusive: boolean): string {
  if (instant === undefined) return '';
  const date = new Date(Date.parse(instant) - (exclusive ? 1 : 0));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
