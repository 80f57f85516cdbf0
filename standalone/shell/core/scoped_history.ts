import type { History, Location } from 'history';
import type { ScopedHistory, ScopedHistoryLocation } from '@kbn/core/public';

/**
 * The browser's history as an app sees it: everything below its own path, which it does not see itself.
 * Mirrors src/core/packages/application/browser-internal/src/scoped_history.ts.
 */
export function createScopedHistory(parent: History, base: string): ScopedHistory {
  const inScope = ({ pathname }: Location) => pathname === base || pathname.startsWith(`${base}/`);
  const inside = (location: Location): ScopedHistoryLocation => ({
    ...location,
    pathname: location.pathname.slice(base.length),
  });
  const absolute = (pathname = '') =>
    pathname === '' || pathname.startsWith('/') ? `${base}${pathname}` : `${base}/${pathname}`;

  const go =
    (method: 'push' | 'replace'): ScopedHistory['push'] =>
    (path, state) => {
      if (typeof path === 'string') {
        parent[method](absoluteUrl(path), state);
      } else {
        parent[method]({ ...path, pathname: absolute(path.pathname) });
      }
    };
  // '?q=x' and '#x' are relative to the app's root.
  const absoluteUrl = (path: string) => (/^[?#]/.test(path) ? `${base}${path}` : absolute(path));

  return {
    get location() {
      return inside(parent.location);
    },
    get action() {
      return parent.action;
    },
    get length() {
      return parent.length;
    },
    push: go('push'),
    replace: go('replace'),
    go: (delta) => parent.go(delta),
    goBack: () => parent.goBack(),
    goForward: () => parent.goForward(),
    listen: (listener) =>
      parent.listen((location, action) => {
        if (inScope(location)) listener(inside(location), action);
      }),
    createHref: (location) =>
      parent.createHref({ ...location, pathname: absolute(location.pathname) } as Location),
  };
}
