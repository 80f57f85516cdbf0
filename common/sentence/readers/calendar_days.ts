/** Arithmetic of calendar days as YYYY-MM-DD; no zone and no clock comes into it. */

const DAY_MS = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** @param month 1 to 12 */
export function isoDay(year: number, month: number, day: number): string {
  return `${year}-${two(month)}-${two(day)}`;
}

export function monthDay(month: number, day: number): string {
  return `${two(month)}-${two(day)}`;
}

/** 28 to 31; the year 2024 where none is known, so that 29 February is a day. */
export function daysInMonth(month: number, year = 2024): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day so many days later (or, negative, earlier). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
}
