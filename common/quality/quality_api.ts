import { z } from 'zod';
import type { ConfirmedFigures } from './confirmed';
import { KNN_QUERIES } from './knn';
import type { KnnOutcome, KnnPlan } from './knn';

/** Queries a request: some tens of searches, so that a caller sees progress and can stop. */
export const KNN_BATCH = 10;

/** A part of the comparison of the approximate with the exact search. */
export const knnBatchSchema = z.strictObject({
  filter: z.strictObject({
    kind: z.enum(['none', 'album', 'peak']),
    value: z.string().min(1).max(1000).optional(),
  }),
  from: z.int().min(0).max(KNN_QUERIES),
  count: z.int().min(1).max(KNN_BATCH),
});
export type KnnBatchRequest = z.infer<typeof knnBatchSchema>;

export interface KnnBatchResponse {
  outcomes: KnnOutcome[];
}

/** What can be measured on this cluster, and what takes one request only. */
export interface QualityResponse {
  knn: KnnPlan;
  /** Absent where nobody has confirmed an answer. */
  confirmed?: ConfirmedFigures;
}
