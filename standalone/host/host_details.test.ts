import { errors, type Client } from '@elastic/elasticsearch';
import type { IRouter, RequestHandler, VersionedRouteConfig } from '@kbn/core/server';
import { HttpHost } from './http_host';

/** What Kibana's own code does in the corners; each test names the file it was read in (types/kbn says at which commit). */
const INTERNAL = { 'x-elastic-internal-origin': 'Kibana', 'elastic-api-version': '1' };
const security = { authz: { enabled: false as const, reason: 'a test' } };
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const hosts: HttpHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
});

async function serve(register: (router: IRouter) => void): Promise<string> {
  // No route of this test asks Elasticsearch.
  const host = new HttpHost({ port: 0, version: '1', elasticsearch: {} as Client, logger: quiet });
  hosts.push(host);
  register(host.createRouter());
  return (await host.start()).url;
}

/** One route at /internal/test. */
const serveOne = async (
  handler: RequestHandler,
  config: Partial<VersionedRouteConfig> = {},
  validate: Parameters<ReturnType<IRouter['versioned']['get']>['addVersion']>[0]['validate'] = false
) => {
  const path = config.path ?? '/internal/test';
  const url = await serve(({ versioned }) =>
    versioned
      .get({ path, access: 'internal', security, ...config })
      .addVersion({ version: config.access === 'public' ? '2023-10-31' : '1', validate }, handler)
  );
  return (query = '', headers: Record<string, string> = INTERNAL) =>
    fetch(`${url}${path}${query}`, { headers });
};

const messageOf = async (response: Response) =>
  ((await response.json()) as { message: string }).message;

describe('versions (core_versioned_route.ts, route_version_utils.ts)', () => {
  const withVersions = (access: 'public' | 'internal', versions: string[]) =>
    serve(({ versioned }) => {
      const route = versioned.get({ path: '/api/test', access, security });
      for (const version of versions) {
        route.addVersion({ version, validate: false }, (_c, _r, response) => response.ok());
      }
    });
  const versionOf = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/api/test`, { headers });
    return response.ok ? response.headers.get('elastic-api-version') : messageOf(response);
  };
  const origin = { 'x-elastic-internal-origin': 'Kibana' };

  it('takes the oldest of a public route and version 1 of an internal one where none is named', async () => {
    const versions = ['2024-05-01', '2023-10-31'];
    expect(await versionOf(await withVersions('public', versions))).toBe('2023-10-31');
    expect(await versionOf(await withVersions('internal', ['10', '2', '1']), origin)).toBe('1');
    expect(await versionOf(await withVersions('internal', ['2']), origin)).toMatch(
      /^No version "1" available for \[get\] \[\/api\/test\]\. Available versions are: \[2\]/
    );
  });

  it('wants a date of a public route and a whole number of an internal one', async () => {
    const asked = async (access: 'public' | 'internal', version: string) =>
      versionOf(await withVersions(access, [access === 'public' ? '2023-10-31' : '1']), {
        ...origin,
        'elastic-api-version': version,
      });
    expect(await asked('public', '1')).toMatch(/expected a valid date string formatted as YYYY/);
    expect(await asked('public', '2023-13-31')).toMatch(/expected a valid date string/);
    expect(await asked('internal', '0')).toMatch(/_only_ a finite, whole number greater than 0/);
  });

  it('refuses a version of the wrong kind when it is registered, and a second of the same', async () => {
    await expect(withVersions('public', ['1'])).rejects.toThrow(/valid date string/);
    await expect(withVersions('internal', ['2023-10-31'])).rejects.toThrow(/whole number/);
    await expect(withVersions('internal', ['1', '1'])).rejects.toThrow(/already been registered/);
  });

  it('answers 500 for a route without any version', async () => {
    const response = await fetch(`${await withVersions('public', [])}/api/test`);
    expect(response.status).toBe(500);
  });

  it('reads the version in the address only where the route allows it, and the header counts', async () => {
    const ask = await serveOne((_c, _r, response) => response.ok(), { enableQueryVersion: true });
    expect((await ask('?apiVersion=1', INTERNAL)).status).toBe(200);
    expect((await ask('?apiVersion=7', INTERNAL)).status).toBe(200);
    expect((await ask('?apiVersion=7', origin)).status).toBe(400);
    const strict = await serveOne((_c, _r, response) => response.ok());
    expect(await messageOf(await strict('?apiVersion=1'))).toMatch(/is not allowed/);
  });
});

describe('requests (request.ts, validator.ts)', () => {
  it('takes elasticInternalOrigin=false for what it says', async () => {
    const ask = await serveOne(
      (_c, request, response) => response.ok({ body: { internal: request.isInternalApiRequest } }),
      { path: '/api/test', access: 'public' }
    );
    const internal = async (query: string, headers = {}) =>
      ((await (await ask(query, headers)).json()) as { internal: boolean }).internal;
    expect(await internal('')).toBe(false);
    expect(await internal('?elasticInternalOrigin=true')).toBe(true);
    expect(await internal('?elasticInternalOrigin=false')).toBe(false);
    expect(await internal('?elasticInternalOrigin=false', INTERNAL_ORIGIN)).toBe(false);
    const closed = await serveOne((_c, _r, response) => response.ok());
    expect((await closed('?elasticInternalOrigin=false', {})).status).toBe(400);
  });
  const INTERNAL_ORIGIN = { 'x-elastic-internal-origin': 'Kibana' };

  it('takes a validator that throws for a refusal', async () => {
    const ask = await serveOne(
      (_c, _r, response) => response.ok(),
      {},
      {
        request: {
          query: () => {
            throw new Error('size must be a number');
          },
        },
      }
    );
    const refused = await ask();
    expect(refused.status).toBe(400);
    expect(await messageOf(refused)).toBe('[request query]: size must be a number');
    expect(refused.headers.get('elastic-api-version')).toBe('1');
  });

  it('gives handlers headers that nobody can change', async () => {
    const ask = await serveOne((_c, { headers }, response) =>
      response.ok({ body: { frozen: Object.isFrozen(headers) } })
    );
    expect(await (await ask()).json()).toEqual({ frozen: true });
  });

  it('tells a handler that its answer was sent, and that it was not aborted', async () => {
    const said: string[] = [];
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const ask = await serveOne((_c, { events }, response) => {
      events.aborted$.subscribe(() => said.push('aborted'));
      events.completed$.subscribe({ next: () => said.push('completed'), complete: end });
      return response.ok();
    });
    await ask();
    await ended;
    expect(said).toEqual(['completed']);
  });

  it('asks for kbn-xsrf before it compares kbn-version', async () => {
    const url = await serve(({ versioned }) =>
      versioned
        .post({ path: '/internal/test', access: 'internal', security })
        .addVersion({ version: '1', validate: false }, (_c, _r, response) => response.ok())
    );
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/internal/test`, { method: 'POST', headers: { ...INTERNAL, ...headers } });
    expect(await messageOf(await post({}))).toMatch(/kbn-xsrf/);
    expect(await messageOf(await post({ 'kbn-version': '2' }))).toMatch(/out of date/);
    // An empty one names no version that could be wrong.
    expect((await post({ 'kbn-version': '' })).status).toBe(200);
  });
});

describe('answers (response.ts, response_adapter.ts, router.ts)', () => {
  it('names a file in its header, says how long it is, and finds its type', async () => {
    const ask = await serveOne((_c, _r, response) =>
      response.file({ body: 'name,elevation', filename: 'Gipfel über 8000.csv' })
    );
    const { headers } = await ask();
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename=Gipfel%20%C3%BCber%208000.csv'
    );
    expect(headers.get('content-length')).toBe('14');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('takes a name that is encoded already as it is', async () => {
    const ask = await serveOne((_c, _r, response) =>
      response.file({
        body: Buffer.from('x'),
        filename: 'a%20b.bin',
        fileContentType: 'image/heic',
        bypassFileNameEncoding: true,
      })
    );
    const { headers } = await ask();
    expect(headers.get('content-disposition')).toBe('attachment; filename=a%20b.bin');
    expect(headers.get('content-type')).toBe('image/heic');
  });

  it.each([
    ['a file of nothing', (response) => response.file({ body: '', filename: 'a.txt' })],
    ['an error without a status', (response) => response.customError({ statusCode: 0 })],
    ['an error that is none', (response) => response.customError({ statusCode: 200 })],
    ['nothing', () => undefined as never],
  ] as Array<[string, (response: Parameters<RequestHandler>[2]) => ReturnType<RequestHandler>]>)(
    'answers 500 where a handler returns %s',
    async (_what, answer) => {
      const ask = await serveOne((_c, _r, response) => answer(response));
      const failed = await ask();
      expect(failed.status).toBe(500);
      expect(await messageOf(failed)).toMatch(/^An internal server error occurred/);
    }
  );

  it('gives an error without a message its own name', async () => {
    const ask = await serveOne((_c, _r, response) => response.notFound({ body: '' }));
    expect(await messageOf(await ask())).toBe('Not Found');
  });

  it('tells what Elasticsearch says, and passes its 401 on', async () => {
    const failure = (statusCode: number) =>
      new errors.ResponseError({
        statusCode,
        body: { error: { type: 'no_such', reason: 'no such thing' } },
        headers: {},
        warnings: null,
        meta: {} as never,
      });
    const told = await serveOne((_c, _r, response) => response.notFound({ body: failure(404) }));
    expect(await messageOf(await told())).toMatch(/^\[.*no_such.*\]: no such thing$/s);
    const thrown = await serveOne(() => {
      throw failure(401);
    });
    const refused = await thrown();
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="Authorization Required"');
  });
});
