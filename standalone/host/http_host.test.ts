import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import type { Client } from '@elastic/elasticsearch';
import type { IRouter, RouteValidationFunction } from '@kbn/core/server';
import { HttpHost, type HttpHostOptions } from './http_host';
import type { HostUser } from './security';

/** A tiny plugin's routes, on a real server and a real socket. */
const HEADERS = { 'elastic-api-version': '1', 'x-elastic-internal-origin': 'Kibana' };
const POST_HEADERS = { ...HEADERS, 'kbn-xsrf': 'true', 'content-type': 'application/json' };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const anyStream: RouteValidationFunction<Readable> = (data, { ok, badRequest }) =>
  data instanceof Readable ? ok(data) : badRequest('must be a stream');
const smallSize: RouteValidationFunction<{ size: number }> = (data, { ok, badRequest }) => {
  const { size } = data as { size: number };
  return size <= 500 ? ok({ size }) : badRequest('size must be at most 500');
};

interface Seen {
  aborted: Promise<void>;
  started: Promise<void>;
}

function registerTestRoutes(router: IRouter): Seen {
  const security = { authz: { requiredPrivileges: ['read_test'] } };
  const base = '/internal/test';
  router.versioned
    .get({ path: `${base}/echo/{id}`, access: 'internal', security, enableQueryVersion: true })
    .addVersion(
      {
        version: '1',
        validate: {
          request: {
            params: (data, { ok }) => ok(data as { id: string }),
            query: (data, { ok }) => ok(data as Record<string, string>),
          },
        },
      },
      (_context, { params, query, authzResult }, response) =>
        response.ok({ body: { params, query, authzResult }, headers: { 'x-test': 'yes' } })
    );
  router.versioned
    .post({ path: `${base}/sized`, access: 'internal', security })
    .addVersion(
      { version: '1', validate: { request: { body: smallSize } } },
      (_c, { body }, response) => response.ok({ body: { size: body.size } })
    );
  router.versioned
    .post({
      path: `${base}/upload`,
      access: 'internal',
      security: { authz: { requiredPrivileges: ['write_test'] } },
      options: {
        body: { output: 'stream', parse: false, accepts: ['image/jpeg'], maxBytes: 2048 },
      },
    })
    .addVersion(
      { version: '1', validate: { request: { body: anyStream } } },
      async (_c, { body }, response) => {
        let bytes = 0;
        for await (const chunk of body) bytes += (chunk as Buffer).length;
        return response.ok({ body: { bytes } });
      }
    );
  router.versioned
    .get({ path: `${base}/fails`, access: 'internal', security })
    .addVersion({ version: '1', validate: false }, () => {
      throw new Error('secret of the inside');
    });
  router.versioned
    .get({ path: `${base}/busy`, access: 'internal', security })
    .addVersion({ version: '1', validate: false }, (_c, _r, response) =>
      response.customError({
        statusCode: 429,
        body: { message: 'Try again.', attributes: { code: 'busy' } },
        headers: { 'retry-after': '3' },
      })
    );

  router.versioned
    .get({ path: `${base}/tagged`, access: 'internal', security })
    .addVersion({ version: '1', validate: false }, (_c, _r, response) =>
      response.ok({
        body: 'bytes',
        headers: { etag: 'abc', 'content-security-policy': 'sandbox', 'cache-control': 'no-cache' },
      })
    );
  router.versioned.get({ path: `${base}/unavailable`, access: 'internal', security }).addVersion(
    {
      version: '1',
      validate: {
        request: { query: (data, { ok }) => ok(data as { raw?: string }) },
      },
    },
    (_c, { query }, response) =>
      response.customError({
        statusCode: 503,
        body: 'Not now.',
        bypassErrorFormat: query.raw !== undefined,
      })
  );
  let abort = () => {};
  let start = () => {};
  const seen = {
    aborted: new Promise<void>((resolve) => (abort = resolve)),
    started: new Promise<void>((resolve) => (start = resolve)),
  };
  router.versioned
    .get({ path: `${base}/waits`, access: 'internal', security })
    .addVersion({ version: '1', validate: false }, async (_c, { events }, response) => {
      start();
      await new Promise<void>((resolve) => events.aborted$.subscribe(() => resolve()));
      abort();
      return response.ok();
    });
  return seen;
}

const NOTHING = { savedObject: { all: [], read: [] } };

async function startHost(options: Partial<HttpHostOptions> = {}) {
  const warnings: string[] = [];
  const host = new HttpHost({
    port: 0,
    version: '1.2.3',
    // No route of this test asks Elasticsearch.
    elasticsearch: {} as Client,
    logger: { ...quiet, warn: (line) => void warnings.push(line) },
    userOf: (headers) => ({
      name: 'test',
      privilege: (headers['x-test-user'] as HostUser['privilege'] | undefined) ?? 'all',
    }),
    ...options,
  });
  host.features.register({
    id: 'test',
    name: 'Test',
    category: { id: 'kibana', label: 'Analytics' },
    app: ['test'],
    privileges: {
      all: { ...NOTHING, app: ['test'], api: ['read_test', 'write_test'], ui: ['show', 'write'] },
      read: { ...NOTHING, app: ['test'], api: ['read_test'], ui: ['show'] },
    },
  });
  const seen = registerTestRoutes(host.createRouter());
  const { url, port } = await host.start();
  return { host, url, port, seen, warnings };
}

describe('the host keeps Kibana’s contract', () => {
  let running: Awaited<ReturnType<typeof startHost>>;
  const get = (path: string, headers: Record<string, string> = HEADERS) =>
    fetch(`${running.url}/internal/test${path}`, { headers });
  const post = (path: string, body: BodyInit, headers: Record<string, string> = POST_HEADERS) =>
    fetch(`${running.url}/internal/test${path}`, { method: 'POST', body, headers });
  const messageOf = async (response: Response) =>
    ((await response.json()) as { message: string }).message;

  beforeAll(async () => {
    running = await startHost();
  });
  afterAll(() => running.host.stop());

  it('answers a versioned route, with the security headers of Kibana', async () => {
    const response = await get('/echo/a%20b?q=1');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      params: { id: 'a b' },
      query: { q: '1' },
      authzResult: { read_test: true },
    });
    expect(response.headers.get('content-security-policy')).toContain(
      "script-src 'report-sample' 'self';"
    );
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe-eval');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('elastic-api-version')).toBe('1');
    expect(response.headers.get('x-test')).toBe('yes');
  });

  it('takes version 1 of an internal route when none is asked for, and none that does not exist', async () => {
    const without = await get('/echo/a', { 'x-elastic-internal-origin': 'Kibana' });
    expect(without.status).toBe(200);
    expect(without.headers.get('elastic-api-version')).toBe('1');
    const other = await get('/echo/a', { ...HEADERS, 'elastic-api-version': '2' });
    expect(other.status).toBe(400);
    expect(await messageOf(other)).toMatch(/^No version "2" available for \[get\]/);
    const odd = await get('/echo/a', { ...HEADERS, 'elastic-api-version': '1.0' });
    expect(odd.status).toBe(400);
    expect(await messageOf(odd)).toMatch(/^Invalid version number/);
  });

  it('makes entity tags of its own, and answers 304 to whoever names one', async () => {
    const first = await get('/tagged');
    expect(first.headers.get('etag')).toBe('"abc"');
    for (const known of ['"abc"', 'W/"abc"', '"x", "abc"']) {
      const again = await get('/tagged', { ...HEADERS, 'if-none-match': known });
      expect({ known, status: again.status }).toEqual({ known, status: 304 });
      expect(await again.text()).toBe('');
    }
  });

  it('puts its own policy in the place of a route’s, and says so in the log', async () => {
    const response = await get('/tagged');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src/
    );
    expect(running.warnings).toContain(
      'onPreResponseHandler rewrote a response header [content-security-policy].'
    );
  });

  it('keeps the message of an error it did not make, and sends a raw body where it is told to', async () => {
    expect(await messageOf(await get('/unavailable'))).toBe('Not now.');
    const raw = await get('/unavailable?raw=1');
    expect(raw.status).toBe(503);
    expect(await raw.text()).toBe('Not now.');
  });

  it('takes version and origin from the address where the route allows it, and hides both from the handler', async () => {
    const response = await get('/echo/a?apiVersion=1&elasticInternalOrigin=true&q=2', {});
    expect(response.status).toBe(200);
    expect(((await response.json()) as { query: object }).query).toEqual({ q: '2' });
    expect((await get('/busy?apiVersion=1&elasticInternalOrigin=true', {})).status).toBe(400);
  });

  it('keeps internal routes from outside', async () => {
    const response = await get('/echo/a', { 'elastic-api-version': '1' });
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(/exists but is not available/);
  });

  it('wants kbn-xsrf or kbn-version where something may change, and a kbn-version that fits', async () => {
    const rest = { ...HEADERS, 'content-type': 'application/json' };
    const without = await post('/sized', '{"size":1}', rest);
    expect(without.status).toBe(400);
    expect(await messageOf(without)).toBe('Request must contain a kbn-xsrf header.');
    expect((await post('/sized', '{"size":1}', { ...rest, 'kbn-version': '1.2.3' })).status).toBe(
      200
    );
    const other = await post('/sized', '{"size":1}', { ...rest, 'kbn-version': '1.2.2' });
    expect(other.status).toBe(400);
    expect(await messageOf(other)).toMatch(/Browser client is out of date/);
  });

  it('validates, and says what is wrong', async () => {
    const response = await post('/sized', '{"size":501}');
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toBe('[request body]: size must be at most 500');
    expect((await post('/sized', '{"size":')).status).toBe(400);
  });

  it('bounds bodies: 413 too large, 415 another type', async () => {
    const image = { ...POST_HEADERS, 'content-type': 'image/jpeg' };
    expect((await post('/upload', Buffer.alloc(2048), image)).status).toBe(200);
    expect((await post('/upload', Buffer.alloc(2049), image)).status).toBe(413);
    expect((await post('/upload', 'x', POST_HEADERS)).status).toBe(415);
    // Kibana's own limit for bodies without one of their own is 1 MiB.
    expect(
      (await post('/sized', JSON.stringify({ size: 1, x: 'y'.repeat(1_048_576) }))).status
    ).toBe(413);
  });

  it('lets in who has the privilege: none, Read and All', async () => {
    const as = (privilege: string, headers: Record<string, string>) => ({
      ...headers,
      'x-test-user': privilege,
    });
    const image = { ...POST_HEADERS, 'content-type': 'image/jpeg' };
    const statuses = async (privilege: string) => [
      (await get('/echo/a', as(privilege, HEADERS))).status,
      (await post('/upload', 'x', as(privilege, image))).status,
    ];
    expect(await statuses('none')).toEqual([403, 403]);
    expect(await statuses('read')).toEqual([200, 403]);
    expect(await statuses('all')).toEqual([200, 200]);
    const { features } = running.host;
    expect(features.grants({ name: 'x', privilege: 'read' }).ui).toEqual({
      test: { show: true, write: false },
    });
  });

  it('passes on statuses, attributes and headers of errors, and hides what it did not expect', async () => {
    const busy = await get('/busy');
    expect(busy.status).toBe(429);
    expect(busy.headers.get('retry-after')).toBe('3');
    expect(await busy.json()).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: 'Try again.',
      attributes: { code: 'busy' },
    });
    const fails = await get('/fails');
    expect(fails.status).toBe(500);
    expect(await fails.text()).not.toContain('secret');
  });

  it('tells a handler when the caller goes away', async () => {
    const call = httpRequest(`${running.url}/internal/test/waits`, { headers: HEADERS });
    call.on('error', () => {});
    call.end();
    await running.seen.started;
    call.destroy();
    await running.seen.aborted;
  });

  const statusAs = (host: string) =>
    new Promise<number>((resolve, reject) => {
      httpRequest(
        `${running.url}/internal/test/echo/a`,
        { headers: { ...HEADERS, host } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        }
      )
        .on('error', reject)
        .end();
    });

  it.each([
    ['evil.example', 403],
    ['evil.example:80', 403],
    ['127.0.0.1.evil.example', 403],
    ['127.0.0.1', 200],
    ['localhost:5601', 200],
    ['[::1]:5601', 200],
    ['localhost:99999', 400],
    ['localhost:', 400],
    ['localhost:80:80', 400],
    ['127.0.0.1:5601.evil.example', 400],
    ['localhost:-1', 400],
  ])('answers as loopback only: %s gets %i', async (host, status) => {
    expect(await statusAs(host)).toBe(status);
  });
});

describe('variants of the host', () => {
  it('serves below a base path', async () => {
    const { host, url } = await startHost({ basePath: '/kibana' });
    expect(url).toMatch(/\/kibana$/);
    expect((await fetch(`${url}/internal/test/echo/a`, { headers: HEADERS })).status).toBe(200);
    await host.stop();
  });

  it('takes the space off the path, behind the base path and nowhere else', async () => {
    const { host, url } = await startHost({ basePath: '/kibana' });
    const at = (path: string) => fetch(`${url}${path}`, { headers: HEADERS });
    const inSpace = await at('/s/trek/internal/test/echo/a?size=1');
    expect(inSpace.status).toBe(200);
    expect(await inSpace.json()).toMatchObject({ params: { id: 'a' }, query: { size: '1' } });
    expect((await at('/s/Not+An+Id/internal/test/echo/a')).status).toBe(404);
    expect((await at('/internal/s/trek/internal/test/echo/a')).status).toBe(404);
    await host.stop();
  });

  it('lets internal routes be called where server.restrictInternalApis is off', async () => {
    const { host, url } = await startHost({ restrictInternalApis: false });
    const headers = { 'elastic-api-version': '1' };
    expect((await fetch(`${url}/internal/test/echo/a`, { headers })).status).toBe(200);
    await host.stop();
  });

  it('refuses routes and features that Kibana would refuse', () => {
    const host = new HttpHost({
      port: 0,
      version: '1',
      elasticsearch: {} as Client,
      logger: quiet,
    });
    const { versioned } = host.createRouter();
    const security = { authz: { requiredPrivileges: ['x'] } };
    expect(() => versioned.get({ path: '/x', access: 'internal', security })).toThrow(/must start/);
    expect(() =>
      host.features.register({
        id: 'f',
        name: 'F',
        category: { id: 'kibana', label: 'Analytics' },
        app: ['f'],
        privileges: { all: { ...NOTHING, ui: [] }, read: { ...NOTHING, ui: [] } },
      })
    ).toThrow(/app "f"/);
  });
});
