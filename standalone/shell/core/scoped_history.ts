import type { History, Location, LocationDescriptorObject } from 'history';
import type { ScopedHistory, ScopedHistoryLocation } from '@kbn/core/public';

/**
 * The browser's history as an app sees it: everything below its own path, which it does not see itself, and nothing of what
 * lies before the app was opened. Mirrors src/core/packages/application/browser-internal/src/scoped_history.ts @094f06e5.
 *
 * @throws Error when the page is not at `base`; later from each method, once the page has left it
 */
export function createScopedHistory(parent: History, base: string): ScopedHistory {
  const { pathname } = parent.location;
  if (!pathname.startsWith(base)) {
    throw new Error(
      `Browser location [${pathname}] is not currently in expected basePath [${base}]`
    );
  }
  const listeners = new Set<Parameters<ScopedHistory['listen']>[0]>();
  /** Keys of the app's own entries, oldest first, and which of them is shown. */
  let keys = [parent.location.key];
  let at = 0;
  let active = true;

  const inside = (location: Location): ScopedHistoryLocation => ({
    ...location,
    pathname: location.pathname.slice(base.length),
  });
  const absolute = (path: string) =>
    path === '' ? base : `${base}/${path}`.replace(/\/{2,}/g, '/');
  // Without a path a location is a change of the one that is shown.
  const placed = <L extends { pathname?: string }>(location: L): L => ({
    ...location,
    pathname: location.pathname === undefined ? undefined : absolute(location.pathname),
  });
  const stay = () => {
    if (active) return;
    throw new Error(
      `ScopedHistory instance has fell out of navigation scope for basePath: ${base}`
    );
  };

  const unlisten = parent.listen((location, action) => {
    if (!location.pathname.startsWith(base)) {
      active = false;
      unlisten();
      return;
    }
    if (action === 'PUSH') {
      keys = [...keys.slice(0, at + 1), location.key];
      at = keys.length - 1;
    } else if (action === 'POP') at = keys.indexOf(location.key);
    else keys[at] = location.key;
    for (const listener of [...listeners]) listener(inside(location), action);
  });

  const change =
    (method: 'push' | 'replace'): ScopedHistory['push'] =>
    (path, state) => {
      stay();
      if (typeof path === 'string') parent[method](absolute(path), state);
      else parent[method](placed(path) as LocationDescriptorObject);
    };
  /** Never past the app's own first entry. */
  const go = (delta: number) => {
    stay();
    if (delta < 0 ? at + delta >= 0 : delta <= at + keys.length - 1) parent.go(delta);
  };

  return {
    get location() {
      return inside(parent.location);
    },
    get action() {
      return parent.action;
    },
    get length() {
      return keys.length;
    },
    push: change('push'),
    replace: change('replace'),
    go,
    goBack: () => go(-1),
    goForward: () => go(1),
    listen: (listener) => {
      stay();
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    createHref: (location) => {
      stay();
      return parent.createHref({ pathname: base, ...strip(placed(location)) } as Location);
    },
  };
}

/** Without what is undefined, so that a default stands. */
function strip<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined)
  ) as Partial<T>;
}
