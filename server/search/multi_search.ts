import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchClient } from '../elasticsearch_client';
import { elasticsearchFailure, withElasticsearchErrors } from '../elasticsearch_errors';
import type { SearchBody } from './plan';

/** One part of a multi search. */
export interface SearchPart {
  index: string;
  body: SearchBody;
  /** A missing index is an empty answer, not an error. */
  optional?: boolean;
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
        searches: parts.flatMap(({ index, body, optional }) => [
          { index, preference, ignore_unavailable: optional },
          body,
        ]),
      },
      { signal }
    )
  );
  const answers: Array<estypes.SearchResponseBody<T>> = [];
  const warnings = new Set<string>();
  responses.forEach((response, i) => {
    const { index } = parts[i];
    if ('error' in response) {
      throw elasticsearchFailure(
        response.status,
        {
          type: response.error.type,
          reason: response.error.reason ?? undefined,
          root_cause: (response.error.root_cause ?? []).map(({ type, reason }) => ({
            type,
            reason: reason ?? undefined,
          })),
        },
        { index, doing }
      );
    }
    const warning = shardWarning(index, response);
    if (warning) {
      warnings.add(warning);
    }
    answers.push(response);
  });
  return { answers, warnings: [...warnings] };
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
