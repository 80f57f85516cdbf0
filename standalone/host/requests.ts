import { randomUUID } from 'node:crypto';
import type { Request } from '@hapi/hapi';
import { Observable, shareReplay } from 'rxjs';
import type {
  KibanaRequest,
  RouteValidationFunction,
  RouteValidationResultFactory,
} from '@kbn/core/server';
import { ValidationError } from '../kbn/config_schema';
import type { RouteVersion } from './router';

const INTERNAL_ORIGIN_HEADER = 'x-elastic-internal-origin';
const INTERNAL_ORIGIN_PARAM = 'elasticInternalOrigin';
export const VERSION_HEADER = 'elastic-api-version';
export const VERSION_PARAM = 'apiVersion';

const resultFactory: RouteValidationResultFactory = {
  ok: (value) => ({ value }),
  badRequest: (error, path) => ({
    error: Object.assign(error instanceof Error ? error : new Error(error), { path }),
  }),
};

/** Mirrors validateFunction in src/core/packages/http/router-server-internal/src/validator.ts. */
function validated(
  validator: RouteValidationFunction<unknown> | undefined,
  data: unknown,
  namespace: string
): unknown {
  if (validator === undefined) return {};
  const result = validator(data, resultFactory);
  if (result.error !== undefined) {
    const path = (result.error as { path?: string[] }).path ?? [];
    throw new ValidationError(result.error.message, [namespace, ...path]);
  }
  return result.value;
}

export const isInternalRequest = (request: Request): boolean =>
  INTERNAL_ORIGIN_HEADER in request.headers ||
  (request.query as Record<string, unknown>)[INTERNAL_ORIGIN_PARAM] !== undefined;

/** Emits once when the caller goes away before the answer is written; completes with the answer. */
function abortedOf(request: Request): Observable<void> {
  const { res } = request.raw;
  return new Observable<void>((subscriber) => {
    const onClose = () => {
      if (!res.writableFinished) subscriber.next();
      subscriber.complete();
    };
    if (res.closed) onClose();
    else res.once('close', onClose);
    return () => res.off('close', onClose);
  }).pipe(shareReplay(1));
}

/**
 * What a handler gets: validated parts only (a part without validator is an empty object).
 *
 * @throws ValidationError `[request body]: …`
 */
export function kibanaRequest(
  request: Request,
  { validate }: RouteVersion,
  authzResult: Record<string, boolean>
): KibanaRequest {
  const validators = validate === false ? {} : (validate.request ?? {});
  const query = { ...(request.query as Record<string, unknown>) };
  delete query[INTERNAL_ORIGIN_PARAM];
  delete query[VERSION_PARAM];
  const aborted$ = abortedOf(request);
  return {
    id: randomUUID(),
    params: validated(validators.params, request.params, 'request params'),
    query: validated(validators.query, query, 'request query'),
    body: validated(validators.body, request.payload, 'request body'),
    headers: request.raw.req.headers,
    url: request.url,
    events: { aborted$, completed$: aborted$ },
    isInternalApiRequest: isInternalRequest(request),
    authzResult,
  };
}
