import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readCatalogFile } from '../../server/catalog/catalog_file';
import { loadCatalog } from '../../server/catalog/load_catalog';
import { Elasticsearch } from '../../server/elasticsearch/elasticsearch';
import type { ElasticsearchClient } from '../../server/elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../../server/elasticsearch/elasticsearch_errors';
import { ensurePhotosIndex } from '../../server/photos/index/photos_index';
import type { PeakSearchServices } from '../../server/services';
import { listAlbums } from '../ingest/scan/albums';
import { ingestAlbum } from '../ingest/ingest_album';

/** Services that ask a library in which the album is. */
export interface Library {
  services: PeakSearchServices;
  /** What the library calls the album. */
  album: string;
  /** True when it was made for this evaluation. */
  temporary: boolean;
  /** Deletes what was made; does nothing to a library that was there. */
  close(): Promise<void>;
}

interface Request {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  root: string;
  catalogFile: string;
  /** Default: the folder's name. */
  album?: string;
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
}

/** The cluster's own library where it holds the album; else one of its own with this album, for as long as it is needed. */
export async function libraryWith(request: Request): Promise<Library> {
  const { services, client, root } = request;
  const album = request.album ?? basename(root);
  if (await holdsAlbum(request, album)) {
    return { services, album, temporary: false, close: async () => undefined };
  }
  const temporary = withOwnIndices(services);
  const state = await mkdtemp(join(tmpdir(), 'peak-search-eval-'));
  const close = async (): Promise<void> => {
    await rm(state, { recursive: true, force: true });
    await dropIndices(temporary, client);
  };
  try {
    await fill(temporary, request, { album, root, state });
    return { services: temporary, album, temporary: true, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function holdsAlbum({ services, client }: Request, album: string): Promise<boolean> {
  const index = services.settings.indices.photos;
  const doing = 'look for the album';
  const exists = await withElasticsearchErrors({ index, doing }, () =>
    client.indices.exists({ index })
  );
  if (!exists) return false;
  return (await listAlbums(client, index)).has(album);
}

/** The same services with indices that nobody else uses. */
function withOwnIndices(services: PeakSearchServices): PeakSearchServices {
  const name = (kind: string) => `peak_search_eval_${randomBytes(4).toString('hex')}_${kind}`;
  const { settings, logger, decoder } = services;
  const indices = { photos: name('photos'), peaks: name('peaks'), trails: name('trails') };
  return {
    settings: { ...settings, indices },
    logger,
    decoder,
    embedder: () => services.embedder(),
  };
}

async function fill(
  services: PeakSearchServices,
  { client, catalogFile, signal, onProgress }: Request,
  { album, root, state }: { album: string; root: string; state: string }
): Promise<void> {
  const { settings, decoder, logger } = services;
  const embedder = await services.embedder();
  const peaks = await readCatalogFile(catalogFile);
  await ensurePhotosIndex(new Elasticsearch(client, { signal }), settings, embedder.identity);
  await loadCatalog({ client, settings, embedder, decoder, peaks, logger, signal });
  let done = 0;
  await ingestAlbum({
    services,
    client,
    album: { name: album, root },
    options: { stateDir: state },
    onEvent: ({ type }) => {
      if (type === 'indexed' || type === 'quarantined') onProgress?.(++done);
    },
    signal,
  });
  signal?.throwIfAborted();
}

async function dropIndices(
  { settings }: PeakSearchServices,
  client: ElasticsearchClient
): Promise<void> {
  const { photos, peaks, trails } = settings.indices;
  // The names are aliases: asked for, they tell the indices behind them. No wildcards, which clusters may forbid.
  const existing = await client.indices.get({
    index: [photos, peaks, trails],
    ignore_unavailable: true,
    allow_no_indices: true,
  });
  const index = Object.keys(existing);
  if (index.length > 0) await client.indices.delete({ index });
}
