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
const [shown, downloaded, outside] = syntheticPhotos(3);
let root: string;
let plugin: PluginHost;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'peak-originals-'));
  await fillPhotos(client, settings, [shown!, downloaded!, outside!]);
  await writeFile(join(root, 'a "quoted"\n.jpg'), PAGE);
  const content_hash = createHash('sha256').update(PAGE).digest('hex');
  const put = (id: string, doc: object) =>
    client.update({
      index: settings.indices.photos,
      id,
      doc: { album: 'pages', bytes: PAGE.length, content_hash, ...doc },
      refresh: true,
    });
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
  expect(header('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(header('content-disposition')).toMatch(disposition);
});

it('is none where the document leads out of the album', async () => {
  const response = await original(outside!.id);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('root:');
});
