import { confirmedFigures } from '../../common/quality/confirmed';
import type {
  KnnBatchRequest,
  KnnBatchResponse,
  QualityResponse,
} from '../../common/quality/quality_api';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { PeakSearchError } from '../errors';
import type { PeakSearchServices } from '../services';
import { confirmedAnswers } from './confirmed_peaks';
import { compareKnn, knnPlan } from './knn_recall';

/** What can be measured on this cluster; what people confirmed is measured at once. */
export async function measureQuality(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  { signal }: { signal?: AbortSignal } = {}
): Promise<QualityResponse> {
  const { settings } = services;
  const [knn, answers] = await Promise.all([
    knnPlan({ client, settings, signal }),
    answersOf(services, client, signal),
  ]);
  return { knn, confirmed: confirmedFigures(answers) };
}

/** A few queries of the comparison. @throws PeakSearchError `not_found` for a filter that is not one of the plan */
export async function measureKnnBatch(
  { settings }: PeakSearchServices,
  client: ElasticsearchClient,
  { filter: asked, from, count }: KnnBatchRequest,
  { signal }: { signal?: AbortSignal } = {}
): Promise<KnnBatchResponse> {
  const request = { client, settings, signal };
  const plan = await knnPlan(request);
  const filter = plan.filters.find(
    ({ kind, value }) => kind === asked.kind && value === asked.value
  );
  if (!filter) {
    throw new PeakSearchError(
      'not_found',
      'The library has changed since the measurement began. Start it again.'
    );
  }
  return { outcomes: await compareKnn(request, plan, filter, { from, count }) };
}

async function answersOf(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  signal: AbortSignal | undefined
): ReturnType<typeof confirmedAnswers> {
  const { settings } = services;
  try {
    const logits = await modelLogits(services);
    return await confirmedAnswers({ client, settings, logits, signal });
  } catch (error) {
    // Photos without a catalog can be measured all the same.
    if (error instanceof PeakSearchError && error.code === 'index_missing') return [];
    throw error;
  }
}

async function modelLogits(
  services: PeakSearchServices
): Promise<{ scale: number; bias: number } | undefined> {
  try {
    return (await services.embedder()).model.logits;
  } catch {
    // Stored vectors need no model; without its calibration they are compared with the catalog's mean.
    return undefined;
  }
}
