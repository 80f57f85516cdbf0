import { NEVER } from 'rxjs';
import type { KibanaRequest, RequestHandlerContext } from '@kbn/core/server';
import { RouteCollector } from '../../standalone/host/router';
import { responseFactory } from '../../standalone/host/responses';
import { memoryLogger } from '../embedding/testing/tiny_model';
import { PeakSearchError } from '../errors';
import type { PeakSearchServices } from '../services';
import { DEFAULT_SETTINGS } from '../settings';
import { defineRoute, mayUse } from './define_route';

const asked = (authzResult: Record<string, boolean> | undefined) =>
  mayUse({ authzResult } as KibanaRequest, 'read_exact_places');

it('lets nobody use what nobody has asked about', () => {
  expect(asked({ read_exact_places: true })).toBe(true);
  expect(asked({ read_exact_places: false })).toBe(false);
  expect(asked({ read: true })).toBe(false);
  expect(asked(undefined)).toBe(false);
});

it('tells an operator who wants to know of each request: the route, never what was asked', async () => {
  const logger = memoryLogger();
  const services = { logger, settings: DEFAULT_SETTINGS } as unknown as PeakSearchServices;
  const router = new RouteCollector();
  defineRoute<{ id: string }>(
    { router, services, version: '1' },
    {
      method: 'get',
      path: '/internal/peak_search/photos/{id}',
      summary: 'One photo',
      privileges: ['read'],
      handler: async ({ request, response }) => {
        if (request.params.id === 'none') throw new PeakSearchError('not_found', 'No such photo.');
        return response.ok();
      },
    }
  );
  const context = {
    core: Promise.resolve({ elasticsearch: { client: { asCurrentUser: {} } } }),
  } as unknown as RequestHandlerContext;
  const { handler } = router.routes[0]!.versions.get('1')!;
  for (const id of ['secret', 'none']) {
    const request = {
      params: { id },
      headers: {},
      url: new URL(`http://kibana/internal/peak_search/photos/${id}`),
      events: { aborted$: NEVER },
    } as unknown as KibanaRequest;
    await handler(context, request, responseFactory);
  }
  const told = logger.lines.filter((line) => line.startsWith('debug'));
  expect(told).toEqual([
    expect.stringMatching(/^debug: GET \/internal\/peak_search\/photos\/\{id\}: 200 in \d+ ms\.$/),
    expect.stringMatching(/: 404 in \d+ ms\.$/),
  ]);
});
