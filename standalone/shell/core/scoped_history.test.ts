/** @jest-environment jsdom */
import { createMemoryHistory } from 'history';
import { createScopedHistory } from './scoped_history';

const BASE = '/app/peakSearch';
const open = (path = '/?q=snow') => {
  const parent = createMemoryHistory({
    initialEntries: ['/before', `${BASE}${path}`],
    initialIndex: 1,
  });
  return { parent, history: createScopedHistory(parent, BASE) };
};
const at = (location: { pathname: string; search: string; hash: string }) =>
  `${location.pathname}${location.search}${location.hash}`;

it('sees what lies below its own path, and writes below it', () => {
  const { parent, history } = open();
  expect(at(history.location)).toBe('/?q=snow');
  history.push('/quality');
  expect(at(parent.location)).toBe(`${BASE}/quality`);
  history.push('quality?x=1');
  expect(at(parent.location)).toBe(`${BASE}/quality?x=1`);
  history.push('');
  expect(at(parent.location)).toBe(BASE);
});

it('takes a location without a path for a change of the one that is shown', () => {
  const { parent, history } = open('/quality');
  history.push({ search: '?x=1' });
  expect(at(parent.location)).toBe(`${BASE}/quality?x=1`);
  history.replace({ pathname: '/', search: '?x=2', state: { from: 1 } });
  expect(at(parent.location)).toBe(`${BASE}/?x=2`);
  expect(history.location.state).toEqual({ from: 1 });
});

it('makes addresses of its own root where no path is given', () => {
  const { history } = open('/quality');
  expect(history.createHref({ search: '?x=1' })).toBe(`${BASE}?x=1`);
  expect(history.createHref({ pathname: '/quality' })).toBe(`${BASE}/quality`);
});

it('never goes back past its own first entry', () => {
  const { parent, history } = open();
  history.goBack();
  expect(at(parent.location)).toBe(`${BASE}/?q=snow`);
  history.push('/quality');
  expect(history.length).toBe(2);
  history.goBack();
  expect(at(history.location)).toBe('/?q=snow');
  history.goBack();
  expect(at(history.location)).toBe('/?q=snow');
  history.goForward();
  expect(at(history.location)).toBe('/quality');
});

it('tells its listeners of its own places, and is over when the page has left them', () => {
  const { parent, history } = open();
  const seen: string[] = [];
  const unlisten = history.listen((location, action) => seen.push(`${action} ${at(location)}`));
  history.push('/quality');
  history.replace('/');
  parent.push('/app/maps');
  expect(seen).toEqual(['PUSH /quality', 'REPLACE /']);
  expect(() => history.push('/')).toThrow(/fell out of navigation scope/);
  unlisten();
});

it('is not made for a page that shows something else', () => {
  const parent = createMemoryHistory({ initialEntries: ['/app/maps'] });
  expect(() => createScopedHistory(parent, BASE)).toThrow(/not currently in expected basePath/);
});
