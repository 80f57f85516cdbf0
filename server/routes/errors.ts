import type { IKibanaResponse, KibanaRequest, KibanaResponseFactory } from '@kbn/core/server';
import type { ErrorAttributes } from '../../common/api';
import { PeakSearchError } from '../errors';
import type { Logger } from '../logger';
import { knownFailure } from '../failures';

/** Any failure as one of ours; what is none stays `internal` and tells its reader nothing about the inside. */
export function toPeakSearchError(error: unknown): PeakSearchError {
  const known = knownFailure(error);
  if (known instanceof PeakSearchError) return known;
  return new PeakSearchError(
    'internal',
    'Something went wrong inside; the server log has the details.',
    {
      cause: error,
    }
  );
}

/** A stack is what a developer needs; it names files and lines of code, never the request's content. */
function logLine(request: KibanaRequest, cause: unknown): string {
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return `${request.url.pathname}: ${detail}`;
}

/**
 * The one place where a failure becomes an answer: status by its code, `attributes` for programs, `Retry-After`
 * where waiting helps. A caller that went away gets 499, which nobody reads but the access log.
 *
 * @throws Elasticsearch's own 401, which Kibana turns into a new login
 */
export function errorAnswer(
  error: unknown,
  request: KibanaRequest,
  response: KibanaResponseFactory,
  logger: Logger,
  signal?: AbortSignal
): IKibanaResponse {
  if (signal?.aborted) {
    return response.customError({ statusCode: 499, body: 'The client went away.' });
  }
  const known = toPeakSearchError(error);
  if ((known.cause as { statusCode?: number } | undefined)?.statusCode === 401) throw known.cause;
  if (known.code === 'internal') logger.error(logLine(request, known.cause ?? known));
  if (known.detail !== undefined)
    logger.warn(`${request.url.pathname}: ${known.message} ${known.detail}`);
  const attributes: ErrorAttributes = { code: known.code };
  const headers: Record<string, string> = {};
  if (known.retryAfterS !== undefined) {
    attributes.retryAfterS = known.retryAfterS;
    headers['retry-after'] = String(known.retryAfterS);
  }
  return response.customError({
    statusCode: known.httpStatus,
    headers,
    body: { message: known.message, attributes: { ...attributes } },
  });
}
