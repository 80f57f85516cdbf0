import { basename } from 'node:path';
import type { ElasticsearchClient } from '../../server/elasticsearch/elasticsearch_client';
import type { PeakSearchServices } from '../../server/services';
import { albumRoot, openAlbumState } from './scan/album_state';
import type { IngestEvent, IngestOptions, IngestReport } from './events';
import { IngestRun } from './ingest_run';
import { DEFAULT_MAX_WAIT_MS } from '../../server/elasticsearch/retry';

export interface IngestRequest {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  album: {
    /** Default: the folder's name. */
    name?: string;
    root: string;
  };
  options?: IngestOptions;
  /** Told of every file and phase; must not throw. */
  onEvent?: (event: IngestEvent) => void;
  /** Aborting ends the run in order: what is under way is finished and written, the report says `interrupted`. */
  signal?: AbortSignal;
}

/**
 * Brings an album's photos into the index: walk, skip what is in, decode, embed, predict peaks, write.
 *
 * Every photo of the album ends as indexed, unchanged or quarantined with a reason. May be killed at any moment; the
 * next run goes on from there and ends with the same index content.
 *
 * @throws PeakSearchError (cluster away for too long, model or index missing or of another model, folder missing),
 *   AlbumLockedError (another process works on the album)
 */
export async function ingestAlbum(request: IngestRequest): Promise<IngestReport> {
  const { services, client, options = {}, signal } = request;
  const onEvent = request.onEvent ?? (() => undefined);
  const root = await albumRoot(request.album.root);
  const album = { name: (request.album.name ?? basename(root)).normalize('NFC'), root };
  const state = await openAlbumState(album, options);
  try {
    const patience = { onEvent, signal, maxWaitMs: options.maxWaitMs ?? DEFAULT_MAX_WAIT_MS };
    const run = new IngestRun({
      services,
      client,
      album,
      options,
      onEvent,
      signal,
      patience,
      journal: state.journal,
      inWork: state.inWork,
    });
    return await run.run();
  } finally {
    await state.close();
  }
}
