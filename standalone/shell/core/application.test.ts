/** @jest-environment jsdom */
import { createMemoryHistory } from 'history';
import type { App } from '@kbn/core/public';
import { NEVER } from 'rxjs';
import { Application } from './application';
import { createHttp } from './http';

const app = (id: string, more: Partial<App> = {}): App => ({
  id,
  title: id,
  mount: () => () => {},
  ...more,
});

function page(base = '/base/s/trek') {
  const missing: string[] = [];
  const history = createMemoryHistory({ initialEntries: ['/app/peakSearch/?q=snow'] });
  const application = new Application({
    basePath: createHttp(base, '/base', '9.1.0').basePath,
    history,
    capabilities: {},
    onMissing: (id) => void missing.push(id),
  });
  application.setup.register(app('peakSearch'));
  const start = application.start();
  const mount = () =>
    application.mountParameters(application.apps[0]!, {
      element: document.createElement('div'),
      theme$: NEVER,
    });
  const where = () =>
    `${history.location.pathname}${history.location.search}${history.location.hash}`;
  return { application, start, missing, mount, where, history };
}

it('refuses apps that Kibana refuses', () => {
  const { setup } = page().application;
  expect(() => setup.register(app('peakSearch'))).toThrow(/already registered with the id/);
  expect(() => setup.register(app('not an id'))).toThrow(/Invalid application id/);
  expect(() => setup.register(app('other', { appRoute: '/app/peakSearch' }))).toThrow(/appRoute/);
});

it.each([
  [undefined, '/base/s/trek/app/peakSearch'],
  ['?q=1', '/base/s/trek/app/peakSearch?q=1'],
  ['/', '/base/s/trek/app/peakSearch'],
  ['quality/', '/base/s/trek/app/peakSearch/quality'],
  ['//quality', '/base/s/trek/app/peakSearch/quality'],
  ['#/a/', '/base/s/trek/app/peakSearch#/a/'],
])('writes the address of %j in an app', (path, url) => {
  expect(page().start.getUrlForApp('peakSearch', { path })).toBe(url);
});

it('goes to addresses of its own app without leaving the page', async () => {
  const { start, where, missing, history } = page();
  await start.navigateToUrl('/base/s/trek/app/peakSearch/quality?x=1#y');
  expect(where()).toBe('/app/peakSearch/quality?x=1#y');
  await start.navigateToApp('peakSearch', { path: '?q=ice', state: { from: 'here' } });
  expect(where()).toBe('/app/peakSearch?q=ice');
  expect(history.location.state).toEqual({ from: 'here' });
  await start.navigateToApp('dashboards');
  expect(missing).toEqual(['dashboards']);
});

it('tells which app is shown, once there is one', () => {
  const { start, mount } = page();
  const seen: Array<string | undefined> = [];
  start.currentAppId$.subscribe((id) => seen.push(id));
  expect(seen).toEqual([]);
  expect(mount().appBasePath).toBe('/base/s/trek/app/peakSearch');
  mount();
  expect(seen).toEqual(['peakSearch']);
});

it('asks before the page is left, if the app wants that', () => {
  const { mount } = page();
  const leave = () => {
    const event = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const { onAppLeave } = mount();
  expect(leave()).toBe(false);
  onAppLeave((actions) => actions.confirm('The album is not saved.'));
  expect(leave()).toBe(true);
  onAppLeave((actions) => actions.default());
  expect(leave()).toBe(false);
});

it('hands on what the app puts into the header', () => {
  const { application, mount } = page();
  const menu = () => () => {};
  const { setHeaderActionMenu } = mount();
  setHeaderActionMenu(menu);
  expect(application.actionMenu$.value).toBe(menu);
  setHeaderActionMenu(undefined);
  expect(application.actionMenu$.value).toBeUndefined();
});
