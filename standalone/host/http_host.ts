import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Lifecycle,
  type Request,
  type ResponseToolkit,
  server as createServer,
  type Server,
} from '@hapi/hapi';
import type { Client } from '@elastic/elasticsearch';
import type { IKibanaResponse, IRouter, Logger, RequestHandlerContext } from '@kbn/core/server';
import { ValidationError } from '../kbn/config_schema';
import { securityHeaders } from './headers';
import { enterSpace } from './spaces';
import { isInternalRequest, kibanaRequest } from './requests';
import { elasticsearchUnauthorized, internalError, responseFactory, toHapi } from './responses';
import { type RegisteredRoute, RouteCollector } from './router';
import { authorize, FeatureRegistry, LOCAL_USER, type UserOf } from './security';
import { VERSION_HEADER, VERSION_PARAM, versionOf, versionProblem } from './versions';

export interface HttpHostOptions {
  /** 0: any free one. Always on 127.0.0.1. */
  port: number;
  /** Compared with `kbn-version`: a page of an older start is told to reload. */
  version: string;
  elasticsearch: Client;
  logger: Logger;
  /** `server.basePath` with `rewriteBasePath`: '' or '/something'. */
  basePath?: string;
  /** `server.restrictInternalApis`, as in Kibana on. */
  restrictInternalApis?: boolean;
  userOf?: UserOf;
  /** Origins besides this one that pictures may come from. */
  imageHosts?: readonly string[];
  /** Who asks Elasticsearch for whom; without it everybody is the one local user. */
  clientsOf?: (headers: IncomingHttpHeaders) => { asCurrentUser: Client; asInternalUser: Client };
}

/** Kibana's defaults: src/core/packages/http/server-internal/src/http_config.ts. */
const MAX_PAYLOAD_BYTES = 1_048_576;
const PAYLOAD_TIMEOUT_MS = 20_000;
const SOCKET_TIMEOUT_MS = 120_000;

/**
 * An HTTP server that keeps Kibana's contract for the routes of one plugin: versions, internal origin, xsrf,
 * privileges, validation, limits of the body, security headers. Bound to the loopback address.
 */
export class HttpHost {
  public readonly features = new FeatureRegistry();
  /** For the host's own pages; the plugin's routes go through `createRouter`. */
  public readonly server: Server;
  private readonly routers: RouteCollector[] = [];
  private readonly userOf: UserOf;
  private readonly basePath: string;
  private readonly securityHeaders: Readonly<Record<string, string>>;

  constructor(private readonly options: HttpHostOptions) {
    this.userOf = options.userOf ?? (() => LOCAL_USER);
    this.basePath = options.basePath ?? '';
    this.securityHeaders = securityHeaders(options.imageHosts);
    this.server = createServer({
      host: '127.0.0.1',
      port: options.port,
      // The photo grid asks for what the browser has cached already: without etags of the host's own making.
      routes: { cache: { otherwise: 'private, no-cache, no-store, must-revalidate' } },
      router: { stripTrailingSlash: true },
    });
    this.server.ext('onRequest', (request, h) => this.refuseOtherHosts(request, h));
    this.server.ext('onRequest', (request, h) => enterSpace(request, this.basePath, h));
    this.server.ext('onPreResponse', (request, h) => this.finish(request, h));
  }

  public createRouter(): IRouter {
    const router = new RouteCollector();
    this.routers.push(router);
    return router;
  }

  /** Starts listening; answers with the address. */
  public async start(): Promise<{ url: string; port: number }> {
    for (const route of this.routers.flatMap(({ routes }) => routes)) this.serve(route);
    await this.server.start();
    const { port } = this.server.listener.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}${this.basePath}`, port };
  }

  public async stop(): Promise<void> {
    // Open keep-alive connections of a browser would hold it for ever.
    await this.server.stop({ timeout: 2_000 });
  }

  private serve(route: RegisteredRoute): void {
    const { config, method, versions } = route;
    const hasBody = method !== 'get' && method !== 'delete';
    const wantsBody = [...versions.values()].some(
      ({ validate }) => validate !== false && validate.request?.body !== undefined
    );
    const body = config.options?.body ?? {};
    const timeout = config.options?.timeout ?? {};
    this.server.route({
      method: method.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'DELETE',
      path: `${this.basePath}${config.path}`,
      options: {
        timeout: { socket: timeout.idleSocket ?? SOCKET_TIMEOUT_MS },
        payload: hasBody
          ? {
              allow: body.accepts,
              maxBytes: body.maxBytes ?? MAX_PAYLOAD_BYTES,
              // As in Kibana: a body that nobody validates is not read.
              output: body.output ?? (wantsBody ? 'data' : 'stream'),
              parse: body.parse ?? wantsBody,
              timeout: timeout.payload ?? PAYLOAD_TIMEOUT_MS,
            }
          : undefined,
        ext: { onPostAuth: { method: (request, h) => this.admit(route, request, h) } },
        handler: (request, h) => this.handle(route, request, h),
      },
    });
  }

  /**
   * Kibana's checks before a handler: server-internal/src/lifecycle_handlers.ts and, for their order,
   * register_lifecycle_handlers.ts @01926b7e.
   */
  private admit(
    route: RegisteredRoute,
    request: Request,
    h: ResponseToolkit
  ): Lifecycle.ReturnValue {
    const refusal =
      this.checkXsrf(route, request) ??
      this.checkClientVersion(request) ??
      this.checkOrigin(route, request) ??
      this.checkRights(route, request);
    return refusal === undefined ? h.continue : toHapi(refusal, h).takeover();
  }

  private checkXsrf({ method, config }: RegisteredRoute, request: Request) {
    const { headers } = request;
    const safe = method === 'get' || config.options?.xsrfRequired === false;
    if (safe || 'kbn-version' in headers || 'kbn-xsrf' in headers) return undefined;
    return responseFactory.badRequest({ body: 'Request must contain a kbn-xsrf header.' });
  }

  private checkClientVersion(request: Request) {
    const got = request.headers['kbn-version'];
    const expected = this.options.version;
    if (!got || got === expected) return undefined;
    return responseFactory.badRequest({
      body: {
        message: `Browser client is out of date, please refresh the page ("kbn-version" header was "${got}" but should be "${expected}")`,
        attributes: { expected, got },
      },
    });
  }

  private checkOrigin({ method, config }: RegisteredRoute, request: Request) {
    const restricted = this.options.restrictInternalApis ?? true;
    if (!restricted || config.access === 'public' || isInternalRequest(request)) return undefined;
    return responseFactory.badRequest({
      body: `uri [${request.path}] with method [${method}] exists but is not available with the current configuration`,
    });
  }

  private checkRights({ method, config }: RegisteredRoute, request: Request) {
    const user = this.userOf(request.raw.req.headers);
    const decision = authorize(config.security, this.features.grants(user).api);
    (request.app as { authz?: Record<string, boolean> }).authz = decision.result;
    if (decision.allowed) return undefined;
    return responseFactory.forbidden({
      body: `API [${method.toUpperCase()} ${request.path}] is unauthorized for user, this action is granted by the Kibana privileges [${decision.missing.join(', ')}]`,
    });
  }

  /** Mirrors router-server-internal/src/versioned_router/core_versioned_route.ts @0198047a, as in production. */
  private async handle(route: RegisteredRoute, request: Request, h: ResponseToolkit) {
    const name = `[${route.method}] [${route.config.path}]`;
    const refuse = (body: string) => toHapi(responseFactory.badRequest({ body }), h);
    const available = [...route.versions.keys()];
    const wanted = versionOf(request, route.config, available);
    if (wanted === undefined) {
      const body = `No handlers registered for ${name}.`;
      return toHapi(responseFactory.custom({ statusCode: 500, body }), h);
    }
    if (VERSION_PARAM in (request.query as object) && !route.config.enableQueryVersion) {
      return refuse(
        `Use of query parameter "${VERSION_PARAM}" is not allowed. Please specify the API version using the "${VERSION_HEADER}" header.`
      );
    }
    const problem = versionProblem(route.config.access, wanted);
    if (problem !== undefined) return refuse(problem);
    const version = route.versions.get(wanted);
    if (version === undefined) {
      return refuse(
        `No version "${wanted}" available for ${name}. Available versions are: [${available.join(', ')}]`
      );
    }
    try {
      const authz = (request.app as { authz?: Record<string, boolean> }).authz ?? {};
      const kibana = kibanaRequest(request, version, authz);
      const response = await version.handler(this.context(request), kibana, responseFactory);
      return toHapi(response, h).header(VERSION_HEADER, wanted);
    } catch (error) {
      return toHapi(this.failure(name, error), h).header(VERSION_HEADER, wanted);
    }
  }

  private failure(name: string, error: unknown): IKibanaResponse {
    if (error instanceof ValidationError) {
      return responseFactory.badRequest({ body: error.message });
    }
    this.options.logger.error(`${name}: ${(error as Error).stack ?? String(error)}`);
    return elasticsearchUnauthorized(error) ?? internalError();
  }

  private context(request: Request): RequestHandlerContext {
    const client = this.options.clientsOf?.(request.raw.req.headers) ?? {
      asCurrentUser: this.options.elasticsearch,
      asInternalUser: this.options.elasticsearch,
    };
    const username = this.userOf(request.raw.req.headers).name;
    const security = { authc: { getCurrentUser: () => ({ username }) } };
    return { core: Promise.resolve({ elasticsearch: { client }, security }) };
  }

  /** A foreign page may point a name of its own at 127.0.0.1 (DNS rebinding): only loopback names are served. */
  private refuseOtherHosts(request: Request, h: ResponseToolkit): Lifecycle.ReturnValue {
    const { host = '' } = request.raw.req.headers;
    const [, name, port] = /^([^:[\]]*|\[[^\]]*\])(?::(\d{1,5}))?$/.exec(host) ?? [];
    if (name === undefined || Number(port ?? 0) > 65_535) {
      return toHapi(
        responseFactory.badRequest({ body: 'The Host header is malformed.' }),
        h
      ).takeover();
    }
    if (['127.0.0.1', 'localhost', '[::1]'].includes(name)) return h.continue;
    const message = 'This host answers only as 127.0.0.1 or localhost.';
    return toHapi(responseFactory.forbidden({ body: message }), h).takeover();
  }

  /**
   * createCustomHeadersPreResponseHandler in server-internal/src/lifecycle_handlers.ts @01926b7e, on_pre_response.ts
   * @057dcf9c.
   */
  private finish(request: Request, h: ResponseToolkit): Lifecycle.ReturnValue {
    const { response } = request;
    const failed = response instanceof Error;
    const own = failed ? response.output.headers : response.headers;
    for (const [name, value] of Object.entries(this.securityHeaders)) {
      // As in Kibana: what a route says of its own is replaced, and that is logged with each answer.
      if (name in own) {
        this.options.logger.warn(`onPreResponseHandler rewrote a response header [${name}].`);
      }
      if (failed) response.output.headers[name] = value;
      else response.header(name, value);
    }
    if (failed && response.output.statusCode >= 500) {
      this.options.logger.error(String(response.stack));
    }
    return h.continue;
  }
}
