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
import { isInternalRequest, kibanaRequest, VERSION_HEADER, VERSION_PARAM } from './requests';
import { internalError, responseFactory, toHapi } from './responses';
import { type RegisteredRoute, RouteCollector } from './router';
import { authorize, FeatureRegistry, LOCAL_USER, type UserOf } from './security';

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

  constructor(private readonly options: HttpHostOptions) {
    this.userOf = options.userOf ?? (() => LOCAL_USER);
    this.basePath = options.basePath ?? '';
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

  /** Kibana's checks before a handler (server-internal/src/lifecycle_handlers.ts), in its order. */
  private admit(
    route: RegisteredRoute,
    request: Request,
    h: ResponseToolkit
  ): Lifecycle.ReturnValue {
    const refusal =
      this.checkXsrf(route, request) ??
      this.checkOrigin(route, request) ??
      this.checkRights(route, request);
    return refusal === undefined ? h.continue : toHapi(refusal, h).takeover();
  }

  private checkXsrf({ method, config }: RegisteredRoute, request: Request) {
    const clientVersion = request.headers['kbn-version'];
    if (clientVersion !== undefined && clientVersion !== this.options.version) {
      return responseFactory.badRequest({
        body: {
          message: `Browser client is out of date, please refresh the page ("kbn-version" header was "${clientVersion}" but should be "${this.options.version}")`,
          attributes: { expected: this.options.version, got: clientVersion },
        },
      });
    }
    const safe = method === 'get' || config.options?.xsrfRequired === false;
    if (!safe && clientVersion === undefined && !('kbn-xsrf' in request.headers)) {
      return responseFactory.badRequest({ body: 'Request must contain a kbn-xsrf header.' });
    }
    return undefined;
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

  private async handle(route: RegisteredRoute, request: Request, h: ResponseToolkit) {
    const name = `[${route.method.toUpperCase()}] [${route.config.path}]`;
    const query = request.query as Record<string, unknown>;
    const wanted =
      request.headers[VERSION_HEADER] ??
      (route.config.enableQueryVersion ? query[VERSION_PARAM] : undefined);
    const available = [...route.versions.keys()].join(', ');
    if (wanted === undefined) {
      const message = `Please specify a version via ${VERSION_HEADER} header. Available versions: [${available}]`;
      return toHapi(responseFactory.badRequest({ body: message }), h);
    }
    const version = route.versions.get(String(wanted));
    if (version === undefined) {
      const message = `No version "${String(wanted)}" available for ${name}. Available versions are: ${available}`;
      return toHapi(responseFactory.badRequest({ body: message }), h);
    }
    let response: IKibanaResponse;
    try {
      const authz = (request.app as { authz?: Record<string, boolean> }).authz ?? {};
      const kibana = kibanaRequest(request, version, authz);
      response = await version.handler(this.context(request), kibana, responseFactory);
    } catch (error) {
      if (error instanceof ValidationError) {
        response = responseFactory.badRequest({ body: error.message });
      } else {
        this.options.logger.error(`${name}: ${(error as Error).stack ?? String(error)}`);
        response = internalError();
      }
    }
    return toHapi(response, h).header(VERSION_HEADER, String(wanted));
  }

  private context(request: Request): RequestHandlerContext {
    const client = this.options.clientsOf?.(request.raw.req.headers) ?? {
      asCurrentUser: this.options.elasticsearch,
      asInternalUser: this.options.elasticsearch,
    };
    return { core: Promise.resolve({ elasticsearch: { client } }) };
  }

  /** A foreign page may point a name of its own at 127.0.0.1 (DNS rebinding): only loopback names are served. */
  private refuseOtherHosts(request: Request, h: ResponseToolkit): Lifecycle.ReturnValue {
    const host = (request.raw.req.headers.host ?? '').replace(/:\d+$/, '');
    if (['127.0.0.1', 'localhost', '[::1]'].includes(host)) return h.continue;
    const message = 'This host answers only as 127.0.0.1 or localhost.';
    return toHapi(responseFactory.forbidden({ body: message }), h).takeover();
  }

  private finish(request: Request, h: ResponseToolkit): Lifecycle.ReturnValue {
    const { response } = request;
    if (response instanceof Error) {
      Object.assign(response.output.headers, securityHeaders());
      if (response.output.statusCode >= 500) this.options.logger.error(String(response.stack));
      return h.continue;
    }
    for (const [name, value] of Object.entries(securityHeaders())) {
      if (response.headers[name] === undefined) response.header(name, value);
    }
    return h.continue;
  }
}
