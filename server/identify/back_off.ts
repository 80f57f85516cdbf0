import type { Peak } from '../../common/api';

/** A massif or region that holds peaks none of which is sure alone. */
export interface BackOff {
  kind: 'massif' | 'region';
  name: string;
  probability: number;
}

/** A single peak is named as the answer from here on; below, a group that is sure is the better one. */
const SURE = 0.5;

/** What a group must be, or naming it would only be another guess. */
const GROUP_SURE = 0.7;

/**
 * The smallest group that is sure where no peak is: first the massifs (a peak and all that are a part of it, step by
 * step up), then the region.
 *
 * @param shares probability that the photo shows this peak, by id; sums to 1 at most
 * @returns undefined when a peak is sure, or no group is
 */
export function backOff(
  catalog: readonly Peak[],
  shares: ReadonlyMap<string, number>
): BackOff | undefined {
  const best = [...shares].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as [string, number]);
  if (best[1] >= SURE || best[1] === 0) return undefined;
  const peaks = new Map(catalog.map((peak) => [peak.id, peak]));
  const massifs = new Map<string, number>();
  const regions = new Map<string, number>();
  for (const [id, share] of shares) {
    for (const massif of ancestry(id, peaks)) {
      massifs.set(massif, (massifs.get(massif) ?? 0) + share);
    }
    const region = peaks.get(id)?.region;
    if (region !== undefined) regions.set(region, (regions.get(region) ?? 0) + share);
  }
  for (const id of ancestry(best[0], peaks)) {
    const probability = massifs.get(id)!;
    if (probability >= GROUP_SURE) {
      return { kind: 'massif', name: peaks.get(id)?.names[0] ?? id, probability };
    }
  }
  const name = peaks.get(best[0])?.region;
  const probability = name === undefined ? 0 : regions.get(name)!;
  return name !== undefined && probability >= GROUP_SURE
    ? { kind: 'region', name, probability }
    : undefined;
}

/** A peak's id, that of the massif it is a part of, and so on up. A catalog that goes round in a circle ends it. */
function ancestry(id: string, peaks: ReadonlyMap<string, Peak>): string[] {
  const line: string[] = [];
  for (
    let next: string | undefined = id;
    next !== undefined && !line.includes(next);
    next = peaks.get(next)?.massif
  ) {
    line.push(next);
  }
  return line;
}
