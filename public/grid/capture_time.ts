import { i18n } from '@kbn/i18n';

/**
 * A capture time on the photographer's own clock, in the reader's language.
 *
 * @param shotTime ISO 8601 with the photo's offset
 */
export function captureTime(
  shotTime: string,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }
): string {
  return new Intl.DateTimeFormat(i18n.getLocale(), { ...options, timeZone: 'UTC' }).format(
    onItsClock(shotTime)
  );
}

/** 'YYYY-MM-DD' as people write a day. */
export const dayLabel = (day: string): string =>
  captureTime(`${day}T00:00:00Z`, { dateStyle: 'full' });

/** "+05:45" as people read it; empty for a time without an offset. */
export const offsetLabel = (shotTime: string): string => {
  const [offset] = /(?:Z|[+-]\d\d:\d\d)$/.exec(shotTime) ?? [''];
  return offset === '' ? '' : `UTC${offset === 'Z' ? '' : offset}`;
};

/** The same digits as if they were UTC: no zone of the reader's comes into it. */
function onItsClock(shotTime: string): Date {
  return new Date(`${shotTime.replace(/(?:Z|[+-]\d\d:\d\d)$/, '')}Z`);
}
