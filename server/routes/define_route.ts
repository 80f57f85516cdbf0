import type {
  IKibanaResponse,
  IRouter,
  KibanaRequest,
  KibanaResponseFactory,
  RequiredPrivilege,
  RouteConfigOptions,
  RouteMethod,
  RouteValidators,
} from '@kbn/core/server';
import { API_VERSION, PRIVILEGES } from '../../common/constants';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import type { PeakSearchServices } from '../services';
import { errorAnswer } from './errors';

/** What registering a route takes. */
export interface RouteDependencies {
  router: IRouter;
  services: PeakSearchServices;
  /** Of Peak Search, for the status. */
  version: string;
}

/** What a handler works with. */
export interface Call<P, Q, B> {
  request: KibanaRequest<P, Q, B>;
  response: KibanaResponseFactory;
  /** Asks as the current user: Elasticsearch's own rights decide what is seen. */
  client: ElasticsearchClient;
  /** Aborts when the caller goes away. */
  signal: AbortSignal;
}

export interface RouteDefinition<P, Q, B> {
  method: RouteMethod;
  path: string;
  summary: string;
  /** Kibana API privileges, all of them required. */
  privileges: RequiredPrivilege[];
  validate?: RouteValidators<P, Q, B>;
  options?: RouteConfigOptions;
  /** For addresses that a tag of HTML loads. */
  inHtml?: boolean;
  handler(call: Call<P, Q, B>): Promise<IKibanaResponse>;
}

/**
 * Whether the user has a privilege that the route asks about among others.
 *
 * Without Kibana security there are no results, and nobody to keep anything from.
 */
export function mayUse({ authzResult }: KibanaRequest, privilege: string): boolean {
  return authzResult === undefined || authzResult[privilege] === true;
}

/** For routes that need Read, and tell exact places to those who may see them. */
export const READ_PLACES: RequiredPrivilege = {
  anyRequired: [PRIVILEGES.read, PRIVILEGES.readExactPlaces],
};

/**
 * Registers one route. Whatever a handler throws becomes an answer in one place; a handler parses, calls one
 * function of a capability and answers.
 */
export function defineRoute<P = unknown, Q = unknown, B = unknown>(
  { router, services }: RouteDependencies,
  route: RouteDefinition<P, Q, B>
): void {
  router.versioned[route.method]({
    path: route.path,
    access: 'internal',
    summary: route.summary,
    security: { authz: { requiredPrivileges: route.privileges } },
    enableQueryVersion: route.inHtml,
    options: route.options,
  }).addVersion(
    { version: API_VERSION, validate: route.validate ? { request: route.validate } : false },
    async (context, request, response) => {
      const abort = new AbortController();
      const subscription = request.events.aborted$.subscribe(() => abort.abort());
      try {
        const client = (await context.core).elasticsearch.client.asCurrentUser;
        return await route.handler({ request, response, client, signal: abort.signal });
      } catch (error) {
        return errorAnswer(error, request, response, services.logger, abort.signal);
      } finally {
        subscription.unsubscribe();
      }
    }
  );
}
