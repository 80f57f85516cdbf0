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
import { openLibrary } from '../library';
import type { Library } from '../library';
import type { PeakSearchServices } from '../services';
import { PeakSearchError } from '../errors';
import { errorAnswer } from './errors';

/**
 * The largest request that the app makes has 1,000 ids and an outline of 1,000 corners: 80 KB. Kibana reads JSON on its
 * event loop, which 1 MB of the worst kind (its default limit) stops for up to half a second.
 */
const MAX_JSON_BYTES = 256 * 1024;

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
  /**
   * As the current user may see it: Elasticsearch's own rights decide what is seen, and the privilege decides whether
   * places are exact. Its signal aborts when the caller goes away.
   */
  library: Library;
  /** Whose budget a request is; the same for everybody where Kibana runs without security. */
  user: string;
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
 * Whether the user has a privilege that the route asks about among others. What nobody has asked about, nobody has.
 */
export function mayUse({ authzResult }: KibanaRequest, privilege: string): boolean {
  return authzResult?.[privilege] === true;
}

/**
 * For routes that need Read, and tell exact places and cameras to those who may see them; without it a route tells
 * nobody.
 */
export const READ_PLACES: RequiredPrivilege = {
  anyRequired: [PRIVILEGES.read, PRIVILEGES.readOriginals, PRIVILEGES.readExactPlaces],
};

/**
 * A page of another site learns by a picture's `onload` whether a photo exists, and so whether somebody was somewhere:
 * ids are hashes of albums and paths. Browsers say from where a request comes; all of its pictures are refused alike.
 *
 * @throws PeakSearchError `forbidden`
 */
function refuseOtherSites({ headers }: KibanaRequest): void {
  const site = headers['sec-fetch-site'];
  // Absent: a browser from before 2023, kept out by the header below, or a program. None: typed, or a bookmark.
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new PeakSearchError(
    'forbidden',
    'Pictures are shown on the pages of this Kibana only. Link to the photo in Peak Search instead.'
  );
}

/** Says of a picture, and of its refusal, that no page of another site may show it. */
function forThisSite(inHtml: boolean | undefined, response: IKibanaResponse): IKibanaResponse {
  if (!inHtml) return response;
  const { headers } = response.options;
  return Object.assign(response, {
    options: {
      ...response.options,
      headers: { ...headers, 'cross-origin-resource-policy': 'same-origin' },
    },
  });
}

function optionsOf<P, Q, B>({ validate, options }: RouteDefinition<P, Q, B>) {
  if (!validate?.body || options?.body) return options;
  return { ...options, body: { maxBytes: MAX_JSON_BYTES } };
}

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
    options: optionsOf(route),
  }).addVersion(
    { version: API_VERSION, validate: route.validate ? { request: route.validate } : false },
    async (context, request, response) => {
      const started = performance.now();
      const tell = (answer: IKibanaResponse): IKibanaResponse => {
        const ms = Math.round(performance.now() - started);
        const { method, path } = route;
        // The route, not the address: ids and words of a search are nobody's business in a log.
        services.logger.debug(`${method.toUpperCase()} ${path}: ${answer.status} in ${ms} ms.`);
        return forThisSite(route.inHtml, answer);
      };
      const abort = new AbortController();
      const subscription = request.events.aborted$.subscribe(() => abort.abort());
      try {
        if (route.inHtml) refuseOtherSites(request);
        const { elasticsearch, security } = await context.core;
        const client = elasticsearch.client.asCurrentUser;
        const user = security?.authc.getCurrentUser()?.username ?? '';
        const library = openLibrary(services, client, {
          signal: abort.signal,
          exactPlaces: mayUse(request, PRIVILEGES.readExactPlaces),
          camera: mayUse(request, PRIVILEGES.readOriginals),
        });
        return tell(await route.handler({ request, response, library, user }));
      } catch (error) {
        return tell(errorAnswer(error, request, response, services.logger, abort.signal));
      } finally {
        subscription.unsubscribe();
      }
    }
  );
}
