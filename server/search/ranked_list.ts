import type { estypes } from '@elastic/elasticsearch';

/** A photo in a ranked list. */
export interface RankedPhoto {
  id: string;
  /** Elasticsearch's score of the nearest vectors: (1 + cos) / 2. */
  score: number;
  /** What bursts are collapsed by: the burst's id, or the photo's own. */
  group: string;
  /** 1 = best frame of its burst. */
  frame: number;
  /** 1-based place in each list; undefined where a list does not hold it. */
  ranks: Array<number | undefined>;
}

/** Reads the hits of a kNN request (knnBody). Equal scores are ordered by id, so that two runs agree. */
export function rankedList(
  hits: ReadonlyArray<estypes.SearchHit<unknown>>
): Array<Omit<RankedPhoto, 'ranks'>> {
  return hits
    .map((hit) => ({
      id: hit._id!,
      score: hit._score ?? 0,
      group: (hit.fields?.burst_key as string[] | undefined)?.[0] ?? hit._id!,
      frame: (hit.fields?.['burst.rank'] as number[] | undefined)?.[0] ?? 1,
    }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/**
 * One photo a burst: the best frame among those found, at the place of the first. Collapsing what was found (and not
 * searching best frames only) loses no burst of which only another frame fits or passes the filters.
 */
export function collapseBursts(photos: readonly RankedPhoto[]): RankedPhoto[] {
  const best = new Map<string, RankedPhoto>();
  for (const photo of photos) {
    const kept = best.get(photo.group);
    if (!kept || photo.frame < kept.frame) {
      // Setting a key that is there keeps its place in the order.
      best.set(photo.group, photo);
    }
  }
  return [...best.values()];
}
