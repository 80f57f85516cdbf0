import { DateTime } from 'luxon';

/** A time as a clock on the wall shows it. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** What a text says: a local time, with the offset where one is written behind it. */
export interface WrittenTime {
  local: LocalTime;
  /** Minutes east of UTC. */
  offsetMin?: number;
  /** Only the day is known; the clock says noon. */
  dayOnly?: true;
}

/** Nobody took a photo before 1826; a year beyond 2100 is a broken clock. */
const FIRST_YEAR = 1826;
const LAST_YEAR = 2100;

/** All offsets in use are between these, in minutes. */
const MIN_OFFSET_MIN = -12 * 60;
const MAX_OFFSET_MIN = 14 * 60;

/** The clock of a photo of which only the day is known: noon is on that day in every zone nearby. */
const NOON = { hour: 12, minute: 0, second: 0, millisecond: 0 };

const WRITTEN =
  /^(\d{4})[:/.-](\d{2})[:/.-](\d{2})(?:[ T]+(\d{2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?/;

/**
 * Reads `2023:10:27 06:47:48`, also with `-`, `/` or `T`, with a fraction and an offset, and days without a time.
 *
 * Some cameras call the hour after midnight 24 of the day that begins: it is hour 0 of the same day.
 *
 * @param subSeconds a tag of its own with the digits after the decimal point
 */
export function writtenTime(value: unknown, subSeconds?: unknown): WrittenTime | undefined {
  const match = typeof value === 'string' ? WRITTEN.exec(value.trim()) : null;
  if (match === null) return undefined;
  const [year, month, day] = match.slice(1, 4).map(Number);
  if (match[4] === undefined) {
    const local = possible({ year, month, day, ...NOON });
    return local && { local, dayOnly: true };
  }
  const local = possible({
    year,
    month,
    day,
    hour: Number(match[4]) === 24 ? 0 : Number(match[4]),
    minute: Number(match[5]),
    // A leap second is a second that no calendar here knows.
    second: Math.min(59, Number(match[6] ?? 0)),
    millisecond: milliseconds(subSeconds ?? match[7]),
  });
  return local && { local, offsetMin: offsetMinutes(match[8]) };
}

/** @returns undefined for a date that no calendar has, or that no photo can be of */
export function possible(local: LocalTime): LocalTime | undefined {
  const exists = DateTime.fromObject(local, { zone: 'utc' }).isValid;
  return exists && local.year >= FIRST_YEAR && local.year <= LAST_YEAR ? local : undefined;
}

/** The day as a written time. */
export function dayOf(year: number, month: number, day: number): WrittenTime | undefined {
  const local = possible({ year, month, day, ...NOON });
  return local && { local, dayOnly: true };
}

/** `+05:45`, also without the colon, or `Z`; in minutes. */
export function offsetMinutes(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text === 'Z') return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (match === null || Number(match[3]) > 59) return undefined;
  const minutes = (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  // −0 would be written as a number of its own kind.
  return minutes >= MIN_OFFSET_MIN && minutes <= MAX_OFFSET_MIN ? minutes + 0 : undefined;
}

/** SubSecTime holds the digits after the decimal point: "5" is half a second, "123456" 123 ms. */
function milliseconds(value: unknown): number {
  const digits = /^\d+/.exec(String(value ?? '').trim());
  return digits === null ? 0 : Number(digits[0].slice(0, 3).padEnd(3, '0'));
}
