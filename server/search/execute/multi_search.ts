import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchClient } from '../../elasticsearch/elasticsearch_client';
import {
  elasticsearchFailure,
  withElasticsearchErrors,
} from '../../elasticsearch/elasticsearch_errors';
import type { ElasticsearchErrorContext } from '../../elasticsearch/elasticsearch_errors';
import type { PeakSearchError } from '../../errors';
import type { SearchBody } from '../plan/plan';

/** One part of a multi search. */
export interface SearchPart {
  index: string;
  body: SearchBody;
  /**
   * The other parts are worth having without it: its failure is an empty answer and a warning, a missing index an empty
   * answer alone.
   */
  optional?: boolean;
  /** What this part does, where it is not what the whole does. */
  doing?: string;
}

export interface SearchAnswers<T> {
  /** In the order of the parts. */
  answers: Array<estypes.SearchResponseBody<T>>;
  /** Sentences about shards that did not answer. */
  warnings: string[];
}

/**
 * Runs several searches in one round trip.
 *
 * @throws PeakSearchError when any part failed altogether; a part that only lost some shards gives a warning
 */
export async function multiSearch<T = unknown>(
  client: ElasticsearchClient,
  parts: readonly SearchPart[],
  options: { doing: string; preference?: string; signal?: AbortSignal }
): Promise<SearchAnswers<T>> {
  const { doing, preference, signal } = options;
  const context = { index: parts[0]?.index, doing };
  const { responses } = await withElasticsearchErrors(context, () =>
    client.msearch<T>(
      {
        searches: parts.flatMap(({ index, body }) => [{ index, preference }, body]),
      },
      { signal }
    )
  );
  const answers: Array<estypes.SearchResponseBody<T>> = [];
  const warnings = new Set<string>();
  responses.forEach((response, i) => {
    const { index, optional, doing: doingThis = doing } = parts[i];
    if ('error' in response) {
      const failure = failureOf(response, { index, doing: doingThis });
      if (!optional) throw failure;
      if (failure.code !== 'index_missing') warnings.add(failure.message);
      answers.push(EMPTY);
      return;
    }
    const warning = shardWarning(index, response);
    if (warning) {
      warnings.add(warning);
    }
    answers.push(response);
  });
  return { answers, warnings: [...warnings] };
}

const EMPTY: estypes.SearchResponseBody<never> = {
  took: 0,
  timed_out: false,
  _shards: { total: 0, successful: 0, failed: 0 },
  hits: { hits: [] },
};

function failureOf(
  { status, error }: estypes.ErrorResponseBase,
  context: ElasticsearchErrorContext
): PeakSearchError {
  const words = ({ type, reason }: estypes.ErrorCause) => ({ type, reason: reason ?? undefined });
  return elasticsearchFailure(
    status,
    { ...words(error), root_cause: (error.root_cause ?? []).map(words) },
    context
  );
}

function shardWarning(
  index: string,
  { _shards: shards, timed_out: timedOut }: estypes.SearchResponseBody<unknown>
): string | undefined {
  if (shards.failed > 0) {
    const reason = shards.failures?.[0]?.reason?.reason;
    return `${shards.failed} of ${shards.total} parts of "${index}" did not answer${reason ? ` (${reason})` : ''}: photos and counts are incomplete.`;
  }
  return timedOut
    ? `"${index}" did not finish in time: photos and counts are incomplete.`
    : undefined;
}
