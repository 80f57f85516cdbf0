/** Figures of a bench, beside common/statistics.ts. */

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
