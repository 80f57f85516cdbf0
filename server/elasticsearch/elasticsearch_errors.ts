import type { ErrorCode } from '../../common/api';
import { PeakSearchError } from '../errors';

/** What an operation worked on, so that a sentence can name it. */
export interface ElasticsearchErrorContext {
  /** Index or alias names as configured. */
  index?: string;
  /** What was being done: "search the photos". */
  doing?: string;
}

interface ElasticsearchErrorBody {
  error?: {
    type?: string;
    reason?: string;
    root_cause?: Array<{ type?: string; reason?: string }>;
  };
}

/**
 * The client's errors are told by their name and status, not by `instanceof`: inside Kibana they come from Kibana's
 * own copy of the client, whose classes are not ours.
 */
interface ClientError extends Error {
  statusCode?: number;
  body?: ElasticsearchErrorBody | string;
}

const UNREACHABLE = new Set(['ConnectionError', 'NoLivingConnectionsError']);
/** An answer that is none of Elasticsearch's: cut off, or a page of a balancer or another server. */
const NOT_ITS_ANSWER = new Set(['DeserializationError', 'ProductNotSupportedError']);

/**
 * Turns whatever an Elasticsearch call threw into an error that its reader can act on.
 *
 * @returns a PeakSearchError; or the error itself where it is one already, where the caller aborted, and where it is
 *   none of Elasticsearch's. A 401 becomes `forbidden` with the client's error as `cause` (Kibana's router wants to
 *   see that one, to ask for a new login).
 */
export function elasticsearchError(
  error: unknown,
  context: ElasticsearchErrorContext = {}
): unknown {
  if (!(error instanceof Error) || error instanceof PeakSearchError) {
    return error;
  }
  const failure = error as ClientError;
  if (UNREACHABLE.has(failure.name)) {
    return new PeakSearchError(
      'elasticsearch_unreachable',
      'Elasticsearch does not answer. Check that the cluster runs and that its address is right, then try again.',
      { cause: error, retryAfterS: 5, detail: failure.message }
    );
  }
  if (NOT_ITS_ANSWER.has(failure.name)) {
    return new PeakSearchError(
      'elasticsearch_unreachable',
      'What answers at the address of Elasticsearch is not Elasticsearch, or was cut off. Check the address and what stands between, then try again.',
      { cause: error, retryAfterS: 5 }
    );
  }
  if (failure.name === 'TimeoutError') {
    return new PeakSearchError(
      'timeout',
      'Elasticsearch did not answer in time. Try again; if it stays so, look at the load of the cluster.',
      { cause: error, retryAfterS: 5 }
    );
  }
  if (failure.name !== 'ResponseError') {
    return error;
  }
  const cause = typeof failure.body === 'object' ? failure.body?.error : undefined;
  return elasticsearchFailure(
    failure.statusCode ?? 500,
    // A balancer's page is no sentence for anybody.
    cause ?? { reason: typeof failure.body === 'object' ? failure.message : undefined },
    context,
    error
  );
}

/**
 * The same for an error that arrived inside an answer (one part of a multi search).
 *
 * @param failure the `error` object of Elasticsearch's answer
 */
export function elasticsearchFailure(
  statusCode: number,
  failure: NonNullable<ElasticsearchErrorBody['error']>,
  context: ElasticsearchErrorContext = {},
  cause?: unknown
): PeakSearchError {
  const reasons = [failure, ...(failure.root_cause ?? [])];
  const type = reasons.map((r) => r.type ?? '').join(' ');
  const reason = [...reasons].reverse().find((r) => r.reason)?.reason ?? `status ${statusCode}`;
  const index = context.index ? `"${context.index}"` : 'the index';
  const made = (
    code: ErrorCode,
    message: string,
    options: { retryAfterS?: number; detail?: string } = {}
  ): PeakSearchError => new PeakSearchError(code, message, { cause, ...options });

  if (type.includes('index_not_found_exception')) {
    return made(
      'index_missing',
      `There is no index ${index} yet. Run "peak-search setup" and "peak-search ingest", or set the index's name in the configuration.`
    );
  }
  if (statusCode === 401 || statusCode === 403) {
    return made(
      'forbidden',
      `You may not ${context.doing ?? `use ${index}`}: Elasticsearch refused (${reason}). Ask for the privileges "read" and "view_index_metadata" on ${index}.`
    );
  }
  if (
    /number of dimensions|different number of dimensions|dimension/.test(reason) &&
    statusCode === 400
  ) {
    return made(
      'model_mismatch',
      `The vectors of ${index} have another length than those of the model in use (${reason}). Use the model that filled the index, or ingest again with this one.`
    );
  }
  if (
    statusCode === 429 ||
    type.includes('rejected_execution') ||
    type.includes('circuit_breaking')
  ) {
    return made('busy', `Elasticsearch is busy (${reason}). Try again in a moment.`, {
      retryAfterS: 5,
    });
  }
  if (statusCode === 404) {
    return made('not_found', `Elasticsearch has no such document in ${index}.`);
  }
  if (statusCode === 400) {
    return made(
      'bad_request',
      `Elasticsearch could not ${context.doing ?? 'carry this out'}: ${reason}`
    );
  }
  if (statusCode === 502 || statusCode === 503 || statusCode === 504) {
    return made(
      'elasticsearch_unreachable',
      `Elasticsearch cannot answer now: parts of ${index} are not available. Check the cluster's health, then try again.`,
      { retryAfterS: 5, detail: reason }
    );
  }
  return made(
    'internal',
    `Elasticsearch could not ${context.doing ?? 'carry this out'}. The server log has its reason.`,
    { detail: reason }
  );
}

/** Runs an Elasticsearch operation; whatever it throws is turned by `elasticsearchError`. */
export async function withElasticsearchErrors<T>(
  context: ElasticsearchErrorContext,
  operation: () => Promise<T>
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw elasticsearchError(error, context);
  }
}
