import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConfirmedFigures } from '../../common/quality/confirmed';
import { KNN_QUERIES, knnFigures } from '../../common/quality/knn';
import type { KnnFilter, KnnOutcome, KnnPlan, KnnRecall } from '../../common/quality/knn';
import { KNN_BATCH } from '../../common/quality/quality_api';
import type { ApiClient } from '../services/api_client';

/** What a run has found; also what is exported. */
export interface QualityReport {
  measuredAt: string;
  photos: number;
  knn: KnnRecall[];
  confirmed?: ConfirmedFigures;
}

/** Where a run stands. What was found stays when it is stopped or fails. */
export interface QualityRun {
  state: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  /** Share of the searches that are done, in [0, 1]. */
  progress: number;
  report?: QualityReport;
  error?: Error;
}

/** Measures the library in small requests, so that it shows how far it is and can be stopped between any two. */
export function useQualityRun(api: ApiClient) {
  const [run, setRun] = useState<QualityRun>({ state: 'idle', progress: 0 });
  const running = useRef<AbortController>();

  const stop = useCallback(() => {
    running.current?.abort();
    setRun((before) => (before.state === 'running' ? { ...before, state: 'stopped' } : before));
  }, []);

  const start = useCallback(async () => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    const show = (next: Partial<QualityRun>): void => {
      if (!signal.aborted) setRun((before) => ({ ...before, ...next }));
    };
    setRun({ state: 'running', progress: 0 });
    try {
      const { knn: plan, confirmed } = await api.quality(signal);
      const measuredAt = new Date().toISOString();
      const report: QualityReport = { measuredAt, photos: plan.photos, knn: [], confirmed };
      show({ report });
      for (const [f, filter] of plan.filters.entries()) {
        const outcomes = await measureFilter(api, plan, filter, signal, (share) =>
          show({ progress: (f + share) / plan.filters.length })
        );
        report.knn = [...report.knn, knnFigures(plan, filter, outcomes)];
        show({ report: { ...report } });
      }
      show({ state: 'done', progress: 1 });
    } catch (error) {
      show({ state: 'failed', error: error as Error });
    }
  }, [api]);

  useEffect(() => () => running.current?.abort(), []);
  return { run, start, stop };
}

async function measureFilter(
  api: ApiClient,
  plan: KnnPlan,
  { kind, value }: KnnFilter,
  signal: AbortSignal,
  onShare: (share: number) => void
): Promise<KnnOutcome[]> {
  const queries = Math.min(KNN_QUERIES, plan.photos);
  const outcomes: KnnOutcome[] = [];
  for (let from = 0; from < queries; from += KNN_BATCH) {
    const count = Math.min(KNN_BATCH, queries - from);
    const batch = await api.qualityKnn({ filter: { kind, value }, from, count }, signal);
    outcomes.push(...batch.outcomes);
    onShare((from + count) / queries);
  }
  return outcomes;
}
