import { dayOf, possible, type WrittenTime } from './local_time';

/** Digital cameras did not name files by date before. */
const FIRST_YEAR = 1995;

/** `IMG_20240513_061203`, `2024-05-13 06.12.03`, `WhatsApp Image 2024-05-13 at 06.12.03`, `20240513061203`. */
const DATE_AND_TIME =
  /(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?:[-_ .T]|\s?at\s|,\s)*(\d{2})[-_.:h]?(\d{2})[-_.:m]?(\d{2})(?:[-_.]?(\d{3}))?(?!\d)/;
/** `IMG-20240513-WA0007`, `2024-05-13`. */
const DATE = /(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)/;
/** `FB_IMG_1715580000000`, `1715580000000`: milliseconds since 1970, from 2001 on. */
const EPOCH = /(?:^|[^\d])(1\d{12})(?!\d)/;
/** Pixel phones name their files in UTC. */
const IN_UTC = /^PXL_/i;

/**
 * When a file was taken by its name, as phones, messengers and cloud services name photos.
 *
 * @param name with or without folders and ending
 */
export function timeOfName(name: string): WrittenTime | undefined {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const full = DATE_AND_TIME.exec(base);
  if (full) {
    const [year, month, day, hour, minute, second, millisecond] = [1, 3, 4, 5, 6, 7, 8].map((i) =>
      Number(full[i] ?? 0)
    );
    const local = possible({ year, month, day, hour, minute, second, millisecond });
    if (local && isPlausible(local.year)) {
      return IN_UTC.test(base) ? { local, offsetMin: 0 } : { local };
    }
  }
  const date = DATE.exec(base);
  if (date) {
    const [year, month, day] = [1, 3, 4].map((i) => Number(date[i]));
    if (isPlausible(year)) return dayOf(year, month, day);
  }
  const epoch = EPOCH.exec(base);
  if (!epoch) return undefined;
  const instant = new Date(Number(epoch[1]));
  return {
    local: {
      year: instant.getUTCFullYear(),
      month: instant.getUTCMonth() + 1,
      day: instant.getUTCDate(),
      hour: instant.getUTCHours(),
      minute: instant.getUTCMinutes(),
      second: instant.getUTCSeconds(),
      millisecond: instant.getUTCMilliseconds(),
    },
    offsetMin: 0,
  };
}

function isPlausible(year: number): boolean {
  return year >= FIRST_YEAR && year <= new Date().getUTCFullYear() + 1;
}
