import { mean, median } from '../statistics';
import { estimate } from './metrics';
import type { Estimate } from './metrics';

/** What the approximate and the exact search of one vector came to. */
export interface KnnOutcome {
  /** Share of the truly nearest photos that the approximate search found. */
  recall: number;
  /** Time that Elasticsearch took, milliseconds. */
  approximateMs: number;
  exactMs: number;
}

/** What photos are narrowed to while searching. */
export interface KnnFilter {
  kind: 'none' | 'album' | 'peak';
  /** The album's name or the peak's id. */
  value?: string;
  /** Photos that it admits. */
  admitted: number;
}

/** How the comparison is made on this cluster. */
export interface KnnPlan {
  /** Photos that can be drawn as queries. */
  photos: number;
  filters: KnnFilter[];
  k: number;
  numCandidates: number;
  /** Of quantized vectors only. */
  oversample?: number;
  vectorKind: string;
}

/** Recall of the approximate search under one filter. */
export interface KnnRecall extends Omit<KnnPlan, 'photos' | 'filters'> {
  filter: KnnFilter;
  queries: number;
  recall: Estimate;
  /** Medians, milliseconds. */
  approximateMs: number;
  exactMs: number;
}

/** 100 queries give a recall near 0.99 to about ±0.01. */
export const KNN_QUERIES = 100;

export function knnFigures(
  plan: KnnPlan,
  filter: KnnFilter,
  outcomes: readonly KnnOutcome[]
): KnnRecall {
  const { k, numCandidates, oversample, vectorKind } = plan;
  return {
    filter,
    k,
    numCandidates,
    oversample,
    vectorKind,
    queries: outcomes.length,
    recall: estimate(
      outcomes.map(({ recall }, query) => ({ recall, query })),
      ({ query }) => String(query),
      (some) => mean(some.map(({ recall }) => recall))
    ),
    approximateMs: median(outcomes.map(({ approximateMs }) => approximateMs)),
    exactMs: median(outcomes.map(({ exactMs }) => exactMs)),
  };
}
