import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from '@hapi/hapi';
import { filter, Observable, shareReplay } from 'rxjs';
import type {
  KibanaRequest,
  RouteValidationFunction,
  RouteValidationResultFactory,
} from '@kbn/core/server';
import { ValidationError } from '../kbn/config_schema';
import type { RouteVersion } from './router';
import { VERSION_PARAM } from './versions';

const INTERNAL_ORIGIN_HEADER = 'x-elastic-internal-origin';
const INTERNAL_ORIGIN_PARAM = 'elasticInternalOrigin';

const resultFactory: RouteValidationResultFactory = {
  ok: (value) => ({ value }),
  badRequest: (error, path) => ({
    error: Object.assign(error instanceof Error ? error : new Error(error), { path }),
  }),
};

/** Mirrors validateFunction in src/core/packages/http/router-server-internal/src/validator.ts @3b719e0c. */
function validated(
  validator: RouteValidationFunction<unknown> | undefined,
  data: unknown,
  namespace: string
): unknown {
  if (validator === undefined) return {};
  const result = attempt(() => validator(data, resultFactory));
  if (result.error !== undefined) {
    const path = (result.error as { path?: string[] }).path ?? [];
    throw new ValidationError(result.error.message, [namespace, ...path]);
  }
  return result.value;
}

/** A validator that throws refuses, as one that says so does. */
function attempt<T>(validate: () => T): T | { error: Error } {
  try {
    return validate();
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** In the address it can be denied as well; mirrors request.ts @0467ecaf. */
export function isInternalRequest(request: Request): boolean {
  const inAddress = request.url.searchParams.get(INTERNAL_ORIGIN_PARAM);
  return inAddress !== 'false' && (INTERNAL_ORIGIN_HEADER in request.headers || inAddress !== null);
}

/** `completed$` emits once the answer is written or the caller is gone, `aborted$` only in the second case. */
function eventsOf(request: Request): KibanaRequest['events'] {
  const { res } = request.raw;
  const completed$ = new Observable<void>((subscriber) => {
    const onClose = () => {
      subscriber.next();
      subscriber.complete();
    };
    if (res.closed) onClose();
    else res.once('close', onClose);
    return () => res.off('close', onClose);
  }).pipe(shareReplay(1));
  return { completed$, aborted$: completed$.pipe(filter(() => !res.writableFinished)) };
}

function frozen(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  for (const value of Object.values(headers)) Object.freeze(value);
  return Object.freeze({ ...headers });
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
  return {
    id: randomUUID(),
    params: validated(validators.params, request.params, 'request params'),
    query: validated(validators.query, query, 'request query'),
    body: validated(validators.body, request.payload, 'request body'),
    headers: frozen(request.raw.req.headers),
    url: request.url,
    events: eventsOf(request),
    isInternalApiRequest: isInternalRequest(request),
    authzResult,
  };
}
