/** A width of buckets that Elasticsearch knows by this name. */
export interface TimelineInterval {
  name: string;
  ms: number;
  /** Days and longer follow the calendar (a day of a clock change has 23 hours, February 28 days). */
  calendar: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Parts of a day only where all photos are of two days: longer bars are days, as the date fields choose them. */
const INTERVALS: readonly TimelineInterval[] = [
  { name: '1m', ms: MINUTE, calendar: false },
  { name: '5m', ms: 5 * MINUTE, calendar: false },
  { name: '15m', ms: 15 * MINUTE, calendar: false },
  { name: '1h', ms: HOUR, calendar: false },
  { name: '1d', ms: DAY, calendar: true },
  { name: '1w', ms: 7 * DAY, calendar: true },
  { name: '1M', ms: 28 * DAY, calendar: true },
  { name: '1q', ms: 90 * DAY, calendar: true },
  { name: '1y', ms: 365 * DAY, calendar: true },
];

/** A brush of some 600 pixels shows no more bars than this. */
export const MAX_TIMELINE_BUCKETS = 60;

/**
 * The narrowest interval that cuts a span into at most 60 buckets; one year where even years are more (only years
 * with photos are listed, so a wrong clock of 1904 costs one bar).
 *
 * auto_date_histogram would do this inside Elasticsearch, but lies in a module that a plain node does not have.
 */
export function timelineInterval(firstMs: number, lastMs: number): TimelineInterval {
  // Both ends fall somewhere inside a bucket, so a span touches one more bucket than its length says; days are those of
  // the photos' own zones, which lie up to 26 hours apart.
  const most = (ms: number, calendar: boolean) =>
    Math.floor((lastMs - firstMs) / ms) + (calendar ? 4 : 2);
  return (
    INTERVALS.find(({ ms, calendar }) => most(ms, calendar) <= MAX_TIMELINE_BUCKETS) ??
    INTERVALS[INTERVALS.length - 1]
  );
}

/** The first day of the bar that a day falls into ("2024-05-15" into the week of "2024-05-13"); weeks begin on Mondays. */
export function barOfDay(day: string, interval: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (interval === '1w') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (interval === '1M') date.setUTCDate(1);
  if (interval === '1q') date.setUTCMonth(3 * Math.floor(date.getUTCMonth() / 3), 1);
  if (interval === '1y') date.setUTCMonth(0, 1);
  return date.toISOString().slice(0, 10);
}
