import type { estypes } from '@elastic/elasticsearch';
import { ID_COLUMNS, idOfColumns } from '../photos/photo_columns';
import type { Columns } from '../photos/photo_columns';

/** A photo in a ranked list. */
export interface RankedPhoto {
  id: string;
  /** Elasticsearch's score of the nearest vectors: (1 + cos) / 2. */
  score: number;
  /** What bursts are collapsed by: the burst's id, or the photo's own. */
  group: string;
  /** 1 = best frame of its burst. */
  frame: number;
  /** RANK_COLUMNS, and whatever else was asked for. */
  columns: Columns;
  /** 1-based place in each list; undefined where a list does not hold it. */
  ranks: Array<number | undefined>;
}

/** What a list needs to be ranked and collapsed. */
export const RANK_COLUMNS: readonly string[] = [...ID_COLUMNS, 'burst_key', 'burst.rank'];

/** Reads the hits of a kNN request with RANK_COLUMNS. Equal scores are ordered by id, so that two runs agree. */
export function rankedList(
  hits: ReadonlyArray<estypes.SearchHit<unknown>>
): Array<Omit<RankedPhoto, 'ranks'>> {
  return hits
    .map((hit) => {
      const columns = hit.fields as Columns;
      const id = idOfColumns(columns);
      return {
        id,
        score: hit._score ?? 0,
        group: (columns.burst_key?.[0] as string | undefined) ?? id,
        frame: (columns['burst.rank']?.[0] as number | undefined) ?? 1,
        columns,
      };
    })
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
