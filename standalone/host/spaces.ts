import type { Lifecycle, Request, ResponseToolkit } from '@hapi/hapi';

/** A space's id as Kibana allows it. */
const IN_SPACE = /^\/s\/([a-z0-9_-]+)(?=\/|$)/;

interface WithSpace {
  space?: string;
}

/**
 * Takes `/s/<space>` off the path before routes are looked up, as the spaces plugin does: routes know nothing of spaces.
 * Mirrors x-pack/platform/plugins/shared/spaces/server/lib/request_interceptors/on_request_interceptor.ts.
 */
export function enterSpace(
  request: Request,
  basePath: string,
  h: ResponseToolkit
): Lifecycle.ReturnValue {
  const { pathname, search } = request.url;
  const inside = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : '';
  const space = IN_SPACE.exec(inside)?.[1];
  if (space !== undefined) {
    (request.app as WithSpace).space = space;
    request.setUrl(`${basePath}${inside.slice(`/s/${space}`.length) || '/'}${search}`);
  }
  return h.continue;
}

/** '/s/trek', or '' in the default space: what a page's addresses begin with, behind the base path. */
export function spacePath(request: Request): string {
  const { space } = request.app as WithSpace;
  return space === undefined ? '' : `/s/${space}`;
}
