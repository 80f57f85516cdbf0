import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API } from '../common/constants';
import { fillPhotos, syntheticPhotos, testSettings } from '../server/search/testing/synthetic';
import { testElasticsearch } from './elasticsearch/test_node';
import { startPluginHost, type PluginHost } from './testing/plugin_host';

/** A page in a photo's clothes: what somebody hopes that a browser opens as one. */
const PAGE = Buffer.from('<!doctype html><script>parent.postMessage(document.cookie)</script>');

const { client, indexName } = testElasticsearch();
const settings = testSettings(indexName('originals'));
const [shown, downloaded, outside, odd] = syntheticPhotos(4);
const sha256 = createHash('sha256').update(PAGE).digest('hex');
let root: string;
let plugin: PluginHost;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'peak-originals-'));
  await fillPhotos(client, settings, [shown!, downloaded!, outside!, odd!]);
  await writeFile(join(root, 'a "quoted"\n.jpg'), PAGE);
  await put(shown!.id, { path: 'a "quoted"\n.jpg', format: 'jpeg' });
  await put(downloaded!.id, { path: 'a "quoted"\n.jpg', format: 'heic' });
  await put(outside!.id, { path: '../../../../etc/passwd', format: 'jpeg' });
  plugin = await startPluginHost({
    elasticsearch: client,
    config: { indices: settings.indices, photos: { roots: { pages: root } } },
  });
});
afterAll(async () => {
  await plugin.stop();
  const indices = Object.keys(await client.indices.get({ index: settings.indices.photos }));
  await client.indices.delete({ index: indices });
  await client.close();
  await rm(root, { recursive: true });
});

const put = (id: string, doc: object) =>
  client.update({
    index: settings.indices.photos,
    id,
    doc: { album: 'pages', bytes: PAGE.length, content_hash: sha256, ...doc },
    refresh: true,
  });

const original = (id: string, query = '') =>
  plugin.call(`${API.original.replace('{id}', id)}${query}`);

it.each([
  ['shown', '', /^inline$/],
  ['shown, as a download', '?download=true', /^attachment; filename=/],
  ['of a format that browsers do not show', '', /^attachment; filename=/],
])('an original %s runs nothing', async (what, query, disposition) => {
  const response = await original((what.includes('format') ? downloaded! : shown!).id, query);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PAGE);
  const header = (name: string) => response.headers.get(name);
  expect(header('content-type')).toMatch(/^image\//);
  expect(header('x-content-type-options')).toBe('nosniff');
  // Kibana's policy stands in the place of any of a route's own; what keeps bytes from running is the line above.
  expect(header('content-security-policy')).toContain("script-src 'report-sample' 'self'");
  expect(header('cross-origin-resource-policy')).toBe('same-origin');
  expect(header('content-disposition')).toMatch(disposition);
});

it('is none where the document leads out of the album', async () => {
  const response = await original(outside!.id);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('root:');
});

describe('pictures', () => {
  const picture = (route: string, id: string, headers?: Record<string, string>) =>
    plugin.call(`${route.replace('{id}', id)}`, { headers });
  const ROUTES: Array<[string, string, () => string, string]> = [
    ['a thumbnail', API.thumbnail, () => shown!.id, sha256],
    ['an original', API.original, () => shown!.id, sha256],
    // Neither of these can be read or drawn, so that an early 304 is all that can come.
    ['an original that is gone', API.original, () => outside!.id, sha256],
    ['a rendition', API.rendition, () => shown!.id, `${sha256}-2048`],
  ];

  it.each(ROUTES)('%s is not read when the browser has it', async (_, route, id, tag) => {
    for (const known of [`"${tag}"`, `W/"${tag}"`, `"x", "${tag}"`, '*']) {
      const response = await picture(route, id(), { 'if-none-match': known });
      expect({ known, status: response.status }).toEqual({ known, status: 304 });
      expect(response.headers.get('cache-control')).toBe('private, no-cache');
      // hapi changes the tag of an answer without a body; the browser keeps it, and asks with that one.
      const next = { 'if-none-match': response.headers.get('etag')! };
      expect((await picture(route, id(), next)).status).toBe(304);
    }
    const other = await picture(route, id(), { 'if-none-match': '"another"' });
    expect(other.status).not.toBe(304);
  });

  it('has a tag that was quoted once, and makes Kibana’s log no longer', async () => {
    const before = plugin.warnings.length;
    const response = await picture(API.thumbnail, shown!.id);
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(`"${sha256}"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(plugin.warnings.slice(before)).toEqual([]);
  });

  it.each(ROUTES)(
    '%s tells pages of other sites nothing, not even that it exists',
    async (_, route, id) => {
      for (const site of ['cross-site', 'same-site']) {
        const answers = await Promise.all(
          [id(), 'no-such-photo'].map(async (one) => {
            const response = await picture(route, one, { 'sec-fetch-site': site });
            const { status, headers } = response;
            return [status, headers.get('cross-origin-resource-policy'), await response.text()];
          })
        );
        expect(answers[0]).toEqual(answers[1]);
        expect(answers[0]!.slice(0, 2)).toEqual([403, 'same-origin']);
      }
      for (const site of ['same-origin', 'none']) {
        const response = await picture(route, id(), { 'sec-fetch-site': site });
        expect(response.status).not.toBe(403);
        expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      }
    }
  );

  it.each([
    ['a hash that is none', { content_hash: 'a\r\nset-cookie: b' }],
    ['a format that is none', { format: 'svg+xml' }],
    ['no path', { path: null }],
    ['several paths', { path: ['../a', 'b'] }],
    ['an album of every object', { album: 'constructor' }],
  ])('of a document with %s are not found', async (_, doc) => {
    await put(odd!.id, { path: 'a "quoted"\n.jpg', format: 'jpeg', ...doc });
    for (const route of [API.thumbnail, API.original, API.rendition]) {
      for (const headers of [undefined, { 'if-none-match': '"x"' }]) {
        const { status } = await picture(route, odd!.id, headers);
        // A thumbnail lies in the document and needs no file.
        const fine = route === API.thumbnail && !('content_hash' in doc);
        if (!fine) expect({ route, headers, status }).toEqual({ route, headers, status: 404 });
      }
    }
    const several = { method: 'POST', body: JSON.stringify({ ids: [odd!.id] }) };
    expect((await plugin.call(API.originals, several)).status).toBeLessThan(500);
    expect((await picture(API.photo, odd!.id)).status).toBeLessThan(500);
  });
});
