import type { estypes } from '@elastic/elasticsearch';
import type { PeakSearchError } from '../errors';
import type { Elasticsearch, RequestContext } from './elasticsearch';
import { elasticsearchFailure } from './elasticsearch_errors';

/** One search of several. */
export interface SearchPart {
  index: string;
  body: estypes.SearchSearchRequestBody;
  /**
   * The others are worth having without it: its failure is an empty answer and a warning, a missing index an empty
   * answer alone.
   */
  optional?: boolean;
  /** What this part does, where it is not what the whole does. */
  doing?: string;
}

export type Answer = estypes.SearchResponseBody<unknown>;

/** Sentences about what is missing from an answer, each once. */
export type Warnings = Set<string>;

/**
 * Runs several searches in one round trip: `multiSearch(es, { nearest, facets }, …)` answers `{ nearest, facets }`.
 *
 * @param options.doing for error messages: "search the photos"
 * @param options.preference Elasticsearch's: requests with the same one ask the same copies of the shards
 * @param options.warnings gets a sentence for each part that lost some of its shards
 * @throws PeakSearchError when a part failed altogether that is not optional
 */
export async function multiSearch<Name extends string>(
  elasticsearch: Elasticsearch,
  parts: Readonly<Record<Name, SearchPart>>,
  options: { doing: string; warnings: Warnings; preference?: string }
): Promise<Record<Name, Answer>> {
  const { doing, preference, warnings } = options;
  const named = Object.entries<SearchPart>(parts);
  const context = { index: named[0][1].index, doing };
  const { responses } = await elasticsearch.call(context, (client, send) =>
    client.msearch<unknown>(
      { searches: named.flatMap(([, { index, body }]) => [{ index, preference }, body]) },
      send
    )
  );
  const answers = named.map(([name, part], i) => [
    name,
    readPart(part, responses[i], { index: part.index, doing: part.doing ?? doing }, warnings),
  ]);
  return Object.fromEntries(answers) as Record<Name, Answer>;
}

const EMPTY: Answer = {
  took: 0,
  timed_out: false,
  _shards: { total: 0, successful: 0, failed: 0 },
  hits: { hits: [] },
};

function readPart(
  { index, optional }: SearchPart,
  response: estypes.MsearchResponseItem<unknown>,
  context: RequestContext,
  warnings: Warnings
): Answer {
  if ('error' in response) {
    const failure = failureOf(response, context);
    if (!optional) throw failure;
    if (failure.code !== 'index_missing') warnings.add(failure.message);
    return EMPTY;
  }
  const warning = shardWarning(index, response);
  if (warning !== undefined) warnings.add(warning);
  return response;
}

function failureOf(
  { status, error }: estypes.ErrorResponseBase,
  context: RequestContext
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
  { _shards: shards, timed_out: timedOut }: Answer
): string | undefined {
  if (shards.failed > 0) {
    const reason = shards.failures?.[0]?.reason?.reason;
    return `${shards.failed} of ${shards.total} parts of "${index}" did not answer${reason ? ` (${reason})` : ''}: photos and counts are incomplete.`;
  }
  return timedOut
    ? `"${index}" did not finish in time: photos and counts are incomplete.`
    : undefined;
}

/** How many documents a search matched, where it counted them. */
export function totalOf({ hits: { total } }: Answer): number {
  return typeof total === 'number' ? total : (total?.value ?? 0);
}
