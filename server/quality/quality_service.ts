import { confirmedFigures } from '../../common/quality/confirmed';
import type {
  KnnBatchRequest,
  KnnBatchResponse,
  QualityResponse,
} from '../../common/quality/quality_api';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { confirmedAnswers } from './confirmed_peaks';
import { compareKnn, knnPlan } from './knn_recall';

/** What can be measured on this cluster; what people confirmed is measured at once. */
export async function measureQuality(library: Library): Promise<QualityResponse> {
  const [knn, answers] = await Promise.all([knnPlan(library), answersOf(library)]);
  return { knn, confirmed: confirmedFigures(answers) };
}

/** A few queries of the comparison. @throws PeakSearchError `not_found` for a filter that is not one of the plan */
export async function measureKnnBatch(
  library: Library,
  { filter: asked, from, count }: KnnBatchRequest
): Promise<KnnBatchResponse> {
  const plan = await knnPlan(library);
  const filter = plan.filters.find(
    ({ kind, value }) => kind === asked.kind && value === asked.value
  );
  if (!filter) {
    throw new PeakSearchError(
      'not_found',
      'The library has changed since the measurement began. Start it again.'
    );
  }
  return { outcomes: await compareKnn(library, plan, filter, { from, count }) };
}

async function answersOf(library: Library): ReturnType<typeof confirmedAnswers> {
  try {
    return await confirmedAnswers(library);
  } catch (error) {
    // Photos without a catalog can be measured all the same.
    if (error instanceof PeakSearchError && error.code === 'index_missing') return [];
    throw error;
  }
}
