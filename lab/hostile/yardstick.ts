/** Numbers to sort; 0.2 to 0.4 s of one core. */
const COUNT = 1_000_000;

/**
 * How much processor time this machine needs for a fixed piece of work, ms: what a limit is a multiple of, so that it means
 * the same on a slow machine and on a busy one.
 */
export function yardstickMs(): number {
  const before = process.cpuUsage();
  let seed = 1;
  const numbers = Array.from({ length: COUNT }, () => (seed = (seed * 16_807) % 2_147_483_647));
  numbers.sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * What one file's decode or one request may take of processor time, in yardsticks: 10 s where one is half a second. Most take a
 * tenth of one; a photo of 100 megapixels takes several.
 */
export const MAX_YARDSTICKS = 20;
