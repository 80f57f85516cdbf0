import type {
  IRouter,
  RequestHandler,
  RouteMethod,
  RouteValidators,
  VersionedRoute,
  VersionedRouteConfig,
  VersionedRouter,
} from '@kbn/core/server';
import { versionProblem } from './versions';

export interface RouteVersion {
  validate: false | { request?: RouteValidators<unknown, unknown, unknown> };
  handler: RequestHandler;
}

/** A route as the plugin registered it; the host serves it once it starts. */
export interface RegisteredRoute {
  method: RouteMethod;
  config: VersionedRouteConfig;
  versions: Map<string, RouteVersion>;
}

/** Collects routes and their versions. Mirrors addVersion in versioned_router/core_versioned_route.ts @0198047a. */
export class RouteCollector implements IRouter {
  public readonly routes: RegisteredRoute[] = [];
  public readonly versioned: VersionedRouter = {
    get: (config) => this.add('get', config),
    post: (config) => this.add('post', config),
    put: (config) => this.add('put', config),
    delete: (config) => this.add('delete', config),
  };

  private add(method: RouteMethod, config: VersionedRouteConfig): VersionedRoute {
    const name = `[${method.toUpperCase()}] ${config.path}`;
    if (!config.path.startsWith('/api/') && !config.path.startsWith('/internal/')) {
      throw new Error(`Route ${name}: the path must start with /api/ or /internal/.`);
    }
    if (config.security?.authz === undefined) {
      throw new Error(`Route ${name}: security.authz is missing.`);
    }
    const route: RegisteredRoute = { method, config, versions: new Map() };
    this.routes.push(route);
    const versioned: VersionedRoute = {
      addVersion: ({ version, validate }, handler) => {
        const problem = versionProblem(config.access, version);
        if (problem !== undefined) throw new Error(problem);
        if (route.versions.has(version)) {
          throw new Error(
            `Version "${version}" handler has already been registered for the route [${method}] [${config.path}]`
          );
        }
        // The validators are what gives the handler's request its types, so this cast is what they promise.
        route.versions.set(version, { validate, handler: handler as RequestHandler });
        return versioned;
      },
    };
    return versioned;
  }
}
