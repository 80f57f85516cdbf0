import type { Request } from '@hapi/hapi';

export const VERSION_HEADER = 'elastic-api-version';
export const VERSION_PARAM = 'apiVersion';

type Access = 'public' | 'internal';

/**
 * What is wrong with the name of a route's version. Mirrors isValidRouteVersion in
 * router-server-internal/src/versioned_router/route_version_utils.ts @8137d1cd.
 */
export function versionProblem(access: Access, version: string): string | undefined {
  if (access === 'internal') {
    return /^[1-9][0-9]*$/.test(version)
      ? undefined
      : `Invalid version number. Received "${version}", expected a string containing _only_ a finite, whole number greater than 0.`;
  }
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(version) && !Number.isNaN(Date.parse(version));
  return isDate
    ? undefined
    : `Invalid version. Received "${version}", expected a valid date string formatted as YYYY-MM-DD.`;
}

/**
 * The version that a request asks for: of the header, of the address where the route allows it, else version 1 of an internal
 * route and the oldest of a public one. Mirrors getVersion in core_versioned_route.ts @0198047a, readVersion in
 * route_version_utils.ts @8137d1cd and handler_resolvers.ts @4b3b1680, as in production.
 *
 * @param versions what the route has; may be empty
 */
export function versionOf(
  request: Request,
  { access, enableQueryVersion }: { access: Access; enableQueryVersion?: boolean },
  versions: readonly string[]
): string | undefined {
  const named = request.headers[VERSION_HEADER] as string | string[] | undefined;
  const inHeader = [named].flat()[0];
  if (inHeader) return inHeader;
  const inAddress = (request.query as Record<string, unknown>)[VERSION_PARAM];
  if (enableQueryVersion && typeof inAddress === 'string' && inAddress !== '') return inAddress;
  return access === 'internal' ? '1' : [...versions].sort((a, b) => a.localeCompare(b))[0];
}
