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

const INTERVALS: readonly TimelineInterval[] = [
  { name: '1m', ms: MINUTE, calendar: false },
  { name: '5m', ms: 5 * MINUTE, calendar: false },
  { name: '15m', ms: 15 * MINUTE, calendar: false },
  { name: '1h', ms: HOUR, calendar: false },
  { name: '3h', ms: 3 * HOUR, calendar: false },
  { name: '12h', ms: 12 * HOUR, calendar: false },
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
  // Both ends fall somewhere inside a bucket, so a span touches one more bucket than its length says.
  return (
    INTERVALS.find(({ ms }) => Math.floor((lastMs - firstMs) / ms) + 2 <= MAX_TIMELINE_BUCKETS) ??
    INTERVALS[INTERVALS.length - 1]
  );
}
