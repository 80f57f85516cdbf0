/** @jest-environment jsdom */
import React from 'react';
import { act, render, screen } from '@testing-library/react';
import type { App, AppMountParameters } from '@kbn/core/public';
import { createCore } from './core/core';
import { Frame } from './frame';

const METADATA = {
  version: '9.1.0',
  basePath: '/base/s/trek',
  serverBasePath: '/base',
  bundleBase: '/0/bundles',
  pluginVersion: '1',
  capabilities: {},
  translations: {},
};

/** The page with one app; `mount` is the app's. */
function page(mount: App['mount']) {
  window.history.replaceState(null, '', '/base/s/trek/app/peakSearch/?q=snow');
  const core = createCore(METADATA, {});
  core.setup.application.register({ id: 'peakSearch', title: 'Peak Search', mount });
  const [app] = core.application.apps;
  return render(core.start.rendering.addContext(<Frame core={core} app={app!} />));
}

it('mounts its app below the app’s path, with the header’s place for a menu, and unmounts all of it', async () => {
  let given: AppMountParameters | undefined;
  const unmounted: string[] = [];
  const { unmount } = page((parameters) => {
    given = parameters;
    return () => void unmounted.push('app');
  });
  expect(given!.appBasePath).toBe('/base/s/trek/app/peakSearch');
  expect(given!.history.location).toMatchObject({ pathname: '/', search: '?q=snow' });
  const themes: boolean[] = [];
  given!.theme$.subscribe(({ darkMode }) => themes.push(darkMode));
  expect(themes).toEqual([false]);

  act(() =>
    given!.setHeaderActionMenu((element) => {
      element.textContent = 'Export';
      return () => {
        element.textContent = '';
        unmounted.push('menu');
      };
    })
  );
  expect(screen.getByText('Export')).toBeTruthy();
  act(() => given!.setHeaderActionMenu(undefined));
  expect(screen.queryByText('Export')).toBeNull();
  unmount();
  await act(async () => {});
  expect(unmounted).toEqual(['menu', 'app']);
});

it('mounts its app anew for whoever comes back from another one, as Kibana does', async () => {
  const done: string[] = [];
  page(({ history: { location } }) => {
    done.push(`mounted at ${location.pathname}${location.search}`);
    return () => void done.push('unmounted');
  });
  const moveTo = async (path: string) => {
    await act(async () => {
      window.history.pushState(null, '', `/base/s/trek/app/${path}`);
      window.dispatchEvent(new PopStateEvent('popstate', { state: null }));
    });
  };
  await moveTo('peakSearch/?q=tent');
  await moveTo('peakSearchElsewhere');
  await moveTo('peakSearch?q=yak');
  expect(done).toEqual(['mounted at /?q=snow', 'unmounted', 'mounted at ?q=yak']);
});

it('keeps its frame where the app cannot be mounted', async () => {
  const told = jest.spyOn(console, 'error').mockImplementation(() => {});
  const failure = new Error('no such page');
  page(() => Promise.reject(failure));
  await act(async () => {});
  expect(told).toHaveBeenCalledWith(failure);
  expect(screen.getAllByText('Peak Search').length).toBeGreaterThan(0);
  told.mockRestore();
});
