/** Figures of samples. Pure: numbers in, numbers out. */

/**
 * The value below which a share of all lie, linear between neighbors (R's type 7, numpy's default).
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

/** @returns NaN of nothing, as all here */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
