import { Client } from '@elastic/elasticsearch';
import { API, PRIVILEGES } from '../common/constants';
import { startPluginHost, USERS, type PluginHost } from './testing/plugin_host';

/** Nothing listens there: whoever is let in gets 503 or 404 from behind the door, never 403. */
const NOWHERE = 'http://127.0.0.1:9';

/** Low, so that the limit is met by a small body. */
const MAX_BYTES = 4096;

interface Route {
  name: keyof typeof API;
  method: string;
  body?: string;
  query?: string;
  contentType?: string;
  allowed: string[];
}
const ALL = ['all but exact places', 'all'];
const EVERYBODY = ['reader', 'reader with exact places', 'reader with originals', ...ALL];
const ROUTES: Route[] = [
  { name: 'status', method: 'GET', allowed: EVERYBODY },
  { name: 'peaks', method: 'GET', allowed: EVERYBODY },
  { name: 'search', method: 'POST', body: '{}', allowed: EVERYBODY },
  { name: 'understand', method: 'POST', body: '{"sentence":"May 2024"}', allowed: EVERYBODY },
  {
    name: 'map',
    method: 'POST',
    body: '{"bounds":{"top":1,"left":0,"bottom":0,"right":1},"zoom":3}',
    allowed: EVERYBODY,
  },
  { name: 'view', method: 'GET', query: '?lat=27.9&lon=86.8', allowed: EVERYBODY },
  { name: 'photo', method: 'GET', allowed: EVERYBODY },
  { name: 'thumbnail', method: 'GET', allowed: EVERYBODY },
  { name: 'rendition', method: 'GET', allowed: EVERYBODY },
  { name: 'original', method: 'GET', allowed: ['reader with originals', 'all'] },
  {
    name: 'originals',
    method: 'POST',
    body: '{"ids":["a"]}',
    allowed: ['reader with originals', 'all'],
  },
  { name: 'identify', method: 'POST', body: 'x', contentType: 'image/jpeg', allowed: ALL },
  {
    name: 'compass',
    method: 'POST',
    body: '{"correctionDeg":1,"scope":"photo"}',
    allowed: ALL,
  },
  { name: 'references', method: 'GET', allowed: EVERYBODY },
  { name: 'references', method: 'POST', body: '{"photoId":"a"}', allowed: ALL },
  { name: 'references', method: 'DELETE', query: '?photoId=a', allowed: ALL },
  { name: 'quality', method: 'GET', allowed: ALL },
  {
    name: 'qualityKnn',
    method: 'POST',
    body: '{"filter":{"kind":"none"},"from":0,"count":1}',
    allowed: ALL,
  },
];

describe('who may do what', () => {
  let plugin: PluginHost;
  const client = new Client({ node: NOWHERE, maxRetries: 0 });

  beforeAll(async () => {
    plugin = await startPluginHost({
      elasticsearch: client,
      config: { upload: { maxBytes: MAX_BYTES } },
    });
  });
  afterAll(async () => {
    await plugin.stop();
    await client.close();
  });

  const call = ({ name, method, body, query = '', contentType }: Route, user: string) =>
    plugin.call(`${API[name].replace('{id}', 'an-id')}${query}`, {
      user,
      method,
      body,
      type: contentType,
    });

  it.each(ROUTES)('$method $name', async (route) => {
    for (const user of Object.keys(USERS)) {
      const { status } = await call(route, user);
      expect({ user, refused: status === 403 }).toEqual({
        user,
        refused: !route.allowed.includes(user),
      });
    }
  });

  it('covers every route there is', () => {
    const served = plugin.host.server
      .table()
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
      .filter((route) => route.includes('/internal/'));
    const tested = ROUTES.map(({ name, method }) => `${method} ${API[name]}`);
    expect(served.sort()).toEqual(tested.sort());
  });

  it('says in words that the cluster is away, and with what to do', async () => {
    const response = await call(ROUTES[2]!, 'reader');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      message: expect.stringMatching(/Elasticsearch does not answer/) as string,
      attributes: { code: 'elasticsearch_unreachable' },
    });
    expect(response.headers.get('retry-after')).toBe('5');
    expect(plugin.errors).toEqual([]);
  });

  it.each(ROUTES.filter(({ method, contentType }) => method === 'POST' && !contentType))(
    'reads no more JSON than $name needs',
    async (route) => {
      // Spaces, so that the size alone is wrong with it.
      const { status } = await call({ ...route, body: `${' '.repeat(256 * 1024)}{}` }, 'all');
      expect(status).toBe(413);
    }
  );

  it('bounds an upload, with its length announced or not', async () => {
    const upload = (body: RequestInit['body']) =>
      plugin.call(API.identify, { method: 'POST', body, type: 'image/jpeg' });
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    expect((await upload(bytes)).status).toBe(413);
    // A Blob's stream has no length: it is sent in chunks, which the host's own limit does not count.
    const chunked = await upload(new Blob([bytes]).stream());
    expect(chunked.status).toBe(413);
    expect(await chunked.json()).toMatchObject({ attributes: { code: 'too_large' } });
    // Small enough: what is wrong now is that no model is configured.
    expect((await upload(Buffer.alloc(MAX_BYTES))).status).toBe(503);
  });

  it('tells the app the same in its capabilities', () => {
    const ui = (user: string) => plugin.host.features.grants(USERS[user]!).ui.peakSearch;
    expect(ui('nobody')!.show).toBe(false);
    expect(ui('reader')).toMatchObject({ show: true, identify: false, originals: false });
    expect(ui('reader with originals')).toMatchObject({ originals: true, identify: false });
    expect(Object.values(ui('all')!).every(Boolean)).toBe(true);
    expect([...plugin.host.features.grants(USERS.all!).api].sort()).toEqual(
      Object.values(PRIVILEGES).sort()
    );
  });
});
