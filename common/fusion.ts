/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): score = Σ 1 / (k + rank) over the lists that
 * hold an item. It needs no common scale of scores, and works on every license because it is done here.
 */

/** The paper's constant, and Elasticsearch's default. */
export const RRF_K = 60;

export interface FusedItem {
  id: string;
  score: number;
  /** 1-based place in each list, in the order of the lists; undefined where a list does not hold it. */
  ranks: Array<number | undefined>;
}

/**
 * Fuses ranked lists of ids (best first; an id at most once a list: a second mention is ignored).
 *
 * Deterministic: equal scores are ordered by the best single rank, then by the ranks list by list, then by id.
 *
 * @param weights one a list, default 1 each
 */
export function reciprocalRankFusion(
  lists: ReadonlyArray<readonly string[]>,
  options: { k?: number; weights?: readonly number[] } = {}
): FusedItem[] {
  const k = options.k ?? RRF_K;
  const ranks = new Map<string, Array<number | undefined>>();
  lists.forEach((list, l) => {
    list.forEach((id, i) => {
      let places = ranks.get(id);
      if (!places) {
        places = new Array<number | undefined>(lists.length).fill(undefined);
        ranks.set(id, places);
      }
      places[l] ??= i + 1;
    });
  });
  return [...ranks]
    .map(([id, places]) => ({
      id,
      ranks: places,
      score: places.reduce<number>(
        (sum, rank, l) => sum + (rank === undefined ? 0 : (options.weights?.[l] ?? 1) / (k + rank)),
        0
      ),
    }))
    .sort(byScoreThenRanks);
}

function byScoreThenRanks(a: FusedItem, b: FusedItem): number {
  const place = (rank: number | undefined): number => rank ?? Number.MAX_SAFE_INTEGER;
  const best = (item: FusedItem): number => Math.min(...item.ranks.map(place));
  if (a.score !== b.score) {
    return b.score - a.score;
  }
  if (best(a) !== best(b)) {
    return best(a) - best(b);
  }
  for (let l = 0; l < a.ranks.length; l++) {
    if (place(a.ranks[l]) !== place(b.ranks[l])) {
      return place(a.ranks[l]) - place(b.ranks[l]);
    }
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
