/** Figures of a bench. Pure: numbers in, numbers out. */

/**
 * The value below which a share of all lie, linear between neighbours (R's type 7, numpy's default).
 *
 * @param share 0 … 1
 * @returns NaN of nothing
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of the wanted that were found; of fewer wanted than `k` all that there are. */
export function recallAt(
  found: readonly string[],
  wanted: readonly string[],
  k: number
): number | undefined {
  const best = wanted.slice(0, k);
  if (best.length === 0) return undefined;
  const have = new Set(found.slice(0, k));
  return best.filter((id) => have.has(id)).length / best.length;
}

/** To so many significant digits, as a number: nobody reads the eleventh. */
export function rounded(value: number, digits = 3): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}

/** Milliseconds that an action took, with its result. */
export async function timed<T>(action: () => Promise<T> | T): Promise<{ ms: number; value: T }> {
  const started = performance.now();
  const value = await action();
  return { ms: performance.now() - started, value };
}
