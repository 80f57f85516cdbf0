import type { IHttpFetchError } from '@kbn/core/public';

/** Mirrors src/core/packages/http/browser-internal/src/http_fetch_error.ts @3fac9f47. */
export class HttpFetchError extends Error implements IHttpFetchError {
  public override readonly name: string;
  constructor(
    message: string,
    name: string,
    public readonly request: Request,
    public readonly response?: Response,
    public readonly body?: unknown
  ) {
    super(message);
    this.name = name;
  }
}

/**
 * What became of a request that got no answer, or whose answer could not be read. Never without a message, and `AbortError`
 * whenever the caller went away.
 *
 * @param emptyMessageMeansAbort Chromium ends what is under way with an empty error when the page is left
 */
export function fetchErrorOf(
  cause: unknown,
  request: Request,
  {
    response,
    emptyMessageMeansAbort = false,
  }: { response?: Response; emptyMessageMeansAbort?: boolean }
): HttpFetchError {
  const { name = '', message = '' } = (cause ?? {}) as Partial<Error>;
  const aborted =
    name === 'AbortError' ||
    request.signal?.aborted === true ||
    (emptyMessageMeansAbort && message === '');
  const fallback = aborted
    ? 'The user aborted a request.'
    : name === '' || name === 'Error'
      ? 'Network request failed'
      : name;
  return new HttpFetchError(
    message || fallback,
    aborted ? 'AbortError' : name || 'Error',
    request,
    response
  );
}
