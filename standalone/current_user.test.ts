import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { API } from '../common/constants';
import { startPluginHost, type PluginHost } from './testing/plugin_host';

/** An Elasticsearch that refuses as document-level or index security does, whatever is asked. */
function refusingElasticsearch(asked: string[]): Server {
  return createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    const reason = 'action [indices:data/read/search] is unauthorized for user [guest]';
    const error = { type: 'security_exception', reason };
    response.writeHead(403, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
    });
    response.end(JSON.stringify({ error: { root_cause: [error], ...error }, status: 403 }));
  });
}

const listen = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    )
  );

/** A smallest JPEG head: what is asked of Elasticsearch comes before the picture is looked at. */
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const BOUNDS = { top: 1, left: 0, bottom: 0, right: 1 };
const AREA = { type: 'circle', center: { lat: 1, lon: 1 }, radiusM: 1000 };

/** Every route that reads or writes an index, as a user of the feature's All privilege whom Elasticsearch refuses. */
const REQUESTS: Array<{
  method: string;
  path: string;
  body?: unknown;
  bytes?: Uint8Array<ArrayBuffer>;
}> = [
  { method: 'GET', path: API.peaks },
  { method: 'POST', path: API.search, body: {} },
  { method: 'POST', path: API.search, body: { filters: { area: AREA } } },
  { method: 'POST', path: API.search, body: { terms: [{ type: 'peak', id: 'a' }] } },
  { method: 'POST', path: API.search, body: { terms: [{ type: 'photo', id: 'a' }] } },
  { method: 'POST', path: API.search, body: { terms: [{ type: 'text', text: 'snow' }] } },
  { method: 'POST', path: API.understand, body: { sentence: 'in Namche' } },
  { method: 'POST', path: API.map, body: { bounds: BOUNDS, zoom: 3 } },
  { method: 'GET', path: `${API.view}?lat=1&lon=1` },
  { method: 'GET', path: API.photo },
  { method: 'GET', path: API.thumbnail },
  { method: 'GET', path: API.rendition },
  { method: 'GET', path: API.original },
  { method: 'POST', path: API.originals, body: { ids: ['a'] } },
  { method: 'POST', path: `${API.identify}?without=vision`, bytes: JPEG },
  { method: 'POST', path: API.compass, body: { correctionDeg: 1, scope: 'day' } },
  { method: 'GET', path: API.references },
  { method: 'POST', path: API.references, body: { photoId: 'b' } },
  { method: 'DELETE', path: `${API.references}?photoId=b` },
  { method: 'GET', path: API.quality },
  {
    method: 'POST',
    path: API.qualityKnn,
    body: { filter: { kind: 'none' }, from: 0, count: 1 },
  },
];

describe('indices are read as the user who asks', () => {
  const askedAsUser: string[] = [];
  const askedInside: string[] = [];
  const servers = [refusingElasticsearch(askedAsUser), refusingElasticsearch(askedInside)];
  let clients: Client[];
  let plugin: PluginHost;

  beforeAll(async () => {
    const urls = await Promise.all(servers.map(listen));
    clients = urls.map((node) => new Client({ node, maxRetries: 0 }));
    const [asCurrentUser, asInternalUser] = clients as [Client, Client];
    plugin = await startPluginHost({
      elasticsearch: asInternalUser,
      clientsOf: () => ({ asCurrentUser, asInternalUser }),
      config: { terrain: { dir: join(__dirname, '../demo/terrain') } },
    });
  });
  afterAll(async () => {
    await plugin.stop();
    await Promise.all(clients.map((client) => client.close()));
    servers.forEach((server) => server.close());
  });

  it.each(REQUESTS)('$method $path: refused in words', async ({ method, path, body, bytes }) => {
    askedAsUser.length = 0;
    const response = await plugin.call(path.replace('{id}', 'an-id'), {
      method,
      body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
      type: bytes ? 'image/jpeg' : undefined,
    });
    const answer = (await response.json()) as { message: string };
    expect({ status: response.status, answer }).toMatchObject({
      status: 403,
      answer: {
        message: expect.stringMatching(/^You may not .* Ask for the privileges/) as string,
        attributes: { code: 'forbidden' },
      },
    });
    expect(askedAsUser.length).toBeGreaterThan(0);
    expect(askedInside).toEqual([]);
  });

  it('has a request here for every route', () => {
    const served = plugin.host.server
      .table()
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .filter((route) => route.includes('/internal/') && !route.endsWith(API.status));
    const tested = REQUESTS.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
    expect([...new Set(tested)].sort()).toEqual(served.sort());
  });

  it('says so in the status, which itself always answers', async () => {
    const response = await plugin.call(API.status);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      photosIndex: {
        state: 'failed',
        message: expect.stringMatching(/^You may not read "photos"/) as string,
      },
    });
    expect(askedInside).toEqual([]);
    expect(plugin.errors).toEqual([]);
  });
});
