import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { createServices, type OwnedServices } from '../../server/create_services';
import type { PhotoDocument } from '../../server/photos/photo_document';
import type { PeakSearchServices } from '../../server/services';
import { testElasticsearch } from '../../standalone/elasticsearch/test_node';
import { ownProcessSettings } from '../cli/context';
import type { IngestEvent, IngestOptions, IngestReport } from '../ingest/events';
import { ingestAlbum } from '../ingest/ingest_album';

/** A model that knows nothing of pictures and is loaded in no time. */
export const TINY_MODEL = join(__dirname, '../../server/embedding/fixtures/tiny-siglip2');
export const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** An empty album, indices and states of its own for each test of a file; child processes and model are shared. */
export interface TestAlbum {
  client: Client;
  /** Removed after the last test. */
  folder: string;
  root: string;
  stateDir: string;
  services: PeakSearchServices;
  /** Settings of the present test, for another model. */
  settings(model?: string): PeakSearchServices['settings'];
  ingest(
    options?: IngestOptions,
    more?: {
      onEvent?: (event: IngestEvent) => void;
      signal?: AbortSignal;
      name?: string;
      root?: string;
    }
  ): Promise<IngestReport>;
  /** All documents by path. */
  documents(): Promise<Map<string, PhotoDocument>>;
}

/** @param prefix of the indices, of this test file alone */
export function testAlbum(prefix: string): TestAlbum {
  const { client, indexName } = testElasticsearch();
  let shared: OwnedServices;
  let counter = 0;
  const album = {
    client,
    settings: (model = TINY_MODEL) =>
      ownProcessSettings({
        model,
        photosIndex: indexName(`${prefix}-${counter}`),
        peaksIndex: indexName(`${prefix}-peaks-${counter}`),
      }),
    ingest: (options, more = {}) =>
      ingestAlbum({
        services: album.services,
        client,
        album: { name: more.name ?? 'walk', root: more.root ?? album.root },
        options: { stateDir: album.stateDir, ...options },
        onEvent: more.onEvent,
        signal: more.signal,
      }),
    documents: async () => {
      const index = album.services.settings.indices.photos;
      await client.indices.refresh({ index });
      const { hits } = await client.search<PhotoDocument>({ index, size: 1000 });
      return new Map(hits.hits.map(({ _source }) => [_source!.path, _source!]));
    },
  } as TestAlbum;
  beforeAll(async () => {
    album.folder = await mkdtemp(join(tmpdir(), `peak-${prefix}-`));
    shared = createServices(album.settings(), SILENT);
  });
  beforeEach(async () => {
    counter++;
    album.root = join(album.folder, `album-${counter}`);
    album.stateDir = join(album.folder, `state-${counter}`);
    await mkdir(album.root);
    album.services = { ...shared, settings: album.settings() };
  });
  afterAll(async () => {
    await Promise.all([shared.close(), client.close()]);
    await rm(album.folder, { recursive: true, force: true });
  });
  return album;
}
