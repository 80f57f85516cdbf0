import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Observable } from 'rxjs';
import type { Client } from '@elastic/elasticsearch';

/**
 * The part of Kibana's server contract that Peak Search uses. Ours, small; each type names the file of
 * elastic/kibana that it mirrors and the commit at which it was read. Types only: nothing here exists at run time.
 */

/** src/platform/packages/shared/kbn-logging/src/logger.ts @1c37eb0c; a message may be a function there. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
export interface LoggerFactory {
  get(...context: string[]): Logger;
}

/** src/core/packages/plugins/server/src/types.ts @06057b86 */
export interface PluginInitializerContext<TConfig = unknown> {
  opaqueId: symbol;
  env: {
    mode: { dev: boolean; prod: boolean; name: string };
    packageInfo: { version: string; branch: string; buildNum: number; dist: boolean };
  };
  logger: LoggerFactory;
  config: {
    get<T = TConfig>(): T;
    legacy: { get(): { path: { data: string } } };
  };
}

/** src/core/packages/plugins/server/src/types.ts @06057b86 */
export interface PluginConfigDescriptor {
  schema: unknown;
  exposeToBrowser?: Record<string, boolean>;
}

/** src/core/packages/plugins/server/src/types.ts @06057b86 */
export interface Plugin<
  TSetup,
  TStart,
  TPluginsSetup extends object,
  TPluginsStart extends object,
> {
  setup(core: CoreSetup, plugins: TPluginsSetup): TSetup;
  start(core: CoreStart, plugins: TPluginsStart): TStart;
  stop?(): Promise<void> | void;
}

/** src/core/packages/lifecycle/server/src/core_setup.ts @13cf4638 */
export interface CoreSetup {
  http: { createRouter(): IRouter };
}

/** src/core/packages/lifecycle/server/src/core_start.ts @084e6a53 */
export interface CoreStart {
  elasticsearch: { client: { asInternalUser: Client } };
}

/** src/core/packages/http/request-handler-context-server/src/request_handler_context.ts @09a9f408 */
export interface RequestHandlerContext {
  core: Promise<{
    elasticsearch: { client: { asCurrentUser: Client; asInternalUser: Client } };
    /** src/core/packages/security/server/src/request_handler_context.ts @2752c390; null where Kibana runs without security. */
    security?: { authc: { getCurrentUser(): { username: string } | null } };
  }>;
}

/** src/core/packages/http/server/src/router/request.ts @057dcf9c */
export interface KibanaRequest<P = unknown, Q = unknown, B = unknown> {
  readonly id: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Frozen. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly url: URL;
  readonly events: { readonly aborted$: Observable<void>; readonly completed$: Observable<void> };
  readonly isInternalApiRequest: boolean;
  /** Which of the privileges a route asks about the user has; absent where Kibana runs without security. */
  readonly authzResult?: Record<string, boolean>;
}

/** src/core/packages/http/server/src/router/response.ts @e88eb042 and, for the headers, headers.ts @7c27eb7c */
export type ResponseHeaders = Record<string, string | string[]>;
export type ResponseError =
  | string
  | Buffer
  | Readable
  | Error
  | { message: string | Error; attributes?: Record<string, unknown> };
export interface HttpResponseOptions<B = unknown> {
  body?: B;
  headers?: ResponseHeaders;
  /** Sends the body as it is, where an error would be put into Kibana's shape. A message is kept either way. */
  bypassErrorFormat?: boolean;
}
export interface CustomHttpResponseOptions<B = unknown> extends HttpResponseOptions<B> {
  statusCode: number;
}
export interface FileHttpResponseOptions {
  body: Buffer | Readable | string;
  filename: string;
  fileContentType?: string | null;
  fileContentSize?: number;
  headers?: ResponseHeaders;
  bypassErrorFormat?: boolean;
  bypassFileNameEncoding?: boolean;
}
/** What a response method returns; handlers pass it through unread. */
export interface IKibanaResponse {
  readonly status: number;
  readonly payload?: unknown;
  readonly options: { headers?: ResponseHeaders; bypassErrorFormat?: boolean };
}

/** src/core/packages/http/server/src/router/response_factory.d.ts @841c321e */
export interface KibanaResponseFactory {
  ok(options?: HttpResponseOptions): IKibanaResponse;
  noContent(options?: HttpResponseOptions): IKibanaResponse;
  notModified(options?: HttpResponseOptions): IKibanaResponse;
  badRequest(options?: HttpResponseOptions<ResponseError>): IKibanaResponse;
  unauthorized(options?: HttpResponseOptions<ResponseError>): IKibanaResponse;
  forbidden(options?: HttpResponseOptions<ResponseError>): IKibanaResponse;
  notFound(options?: HttpResponseOptions<ResponseError>): IKibanaResponse;
  conflict(options?: HttpResponseOptions<ResponseError>): IKibanaResponse;
  customError(options: CustomHttpResponseOptions<ResponseError>): IKibanaResponse;
  custom(options: CustomHttpResponseOptions): IKibanaResponse;
  file(options: FileHttpResponseOptions): IKibanaResponse;
}

/** src/core/packages/http/server/src/router/route_validator.ts @45329788 */
export interface RouteValidationResultFactory {
  ok<T>(value: T): { value: T };
  badRequest(error: Error | string, path?: string[]): { error: Error & { path?: string[] } };
}
/** One that throws refuses, too. */
export type RouteValidationFunction<T> = (
  data: unknown,
  factory: RouteValidationResultFactory
) => { value: T; error?: undefined } | { value?: undefined; error: Error };
export interface RouteValidators<P, Q, B> {
  params?: RouteValidationFunction<P>;
  query?: RouteValidationFunction<Q>;
  body?: RouteValidationFunction<B>;
}

/** src/core/packages/http/server/src/router/route.ts @0311e8ba; without `authc`, which says who logs in. */
export type RouteMethod = 'get' | 'post' | 'put' | 'delete';
export type RequiredPrivilege = string | { allRequired?: string[]; anyRequired?: string[] };
export interface RouteSecurity {
  authz: { requiredPrivileges: RequiredPrivilege[] } | { enabled: false; reason: string };
}
export interface RouteConfigOptions {
  xsrfRequired?: boolean;
  timeout?: { payload?: number; idleSocket?: number };
  body?: {
    accepts?: string | string[];
    maxBytes?: number;
    output?: 'data' | 'stream';
    parse?: boolean | 'gunzip';
  };
}

/** src/core/packages/http/server/src/versioning/types.ts @0505073e */
export interface VersionedRouteConfig {
  path: string;
  access: 'public' | 'internal';
  security: RouteSecurity;
  summary?: string;
  /** The version may come as `?apiVersion=`, for URLs that a tag of HTML loads. */
  enableQueryVersion?: boolean;
  options?: RouteConfigOptions;
}
/** src/core/packages/http/server/src/router/request_handler.ts @55cbab20 */
export type RequestHandler<P = unknown, Q = unknown, B = unknown> = (
  context: RequestHandlerContext,
  request: KibanaRequest<P, Q, B>,
  response: KibanaResponseFactory
) => IKibanaResponse | Promise<IKibanaResponse>;
export interface VersionedRoute {
  addVersion<P, Q, B>(
    options: { version: string; validate: false | { request?: RouteValidators<P, Q, B> } },
    handler: RequestHandler<P, Q, B>
  ): VersionedRoute;
}
export type VersionedRouter = Record<RouteMethod, (config: VersionedRouteConfig) => VersionedRoute>;

/** src/core/packages/http/server/src/router/router.ts @0505073e; only the versioned half is used. */
export interface IRouter {
  versioned: VersionedRouter;
}
