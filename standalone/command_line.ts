import type { ElasticsearchClient } from '../server/elasticsearch/elasticsearch_client';
import type { EmbeddingIdentity } from '../server/embedding/model/identity';
import type { PeakSearchServices } from '../server/services';
import type { PeakSearchSettings } from '../server/settings';

/** What `npm start` tells of an album that was taken in; counts of photos, and seconds. */
export interface AlbumReport {
  album: string;
  seen: number;
  indexed: number;
  unchanged: number;
  quarantined: number;
  seconds: number;
}

/** What it shows while that goes on. */
export type AlbumEvent =
  | { type: 'started'; album: string }
  | { type: 'total'; files: number }
  | { type: 'indexed' | 'unchanged'; path: string }
  | { type: 'quarantined'; path: string; message: string }
  | { type: 'waiting'; reason: string; retryInS: number }
  | { type: 'note'; message: string }
  | { type: 'finished'; report: AlbumReport }
  | { type: 'would_index' | 'skipped' | 'removed' | 'moved' | 'resumed' | 'phase' };

/**
 * What this host takes of the command line. They do not know each other: whoever starts the host (bin/start.js) hands in
 * scripts/for_hosts.ts.
 */
export interface CommandLine {
  ingestAlbum(request: {
    services: PeakSearchServices;
    client: ElasticsearchClient;
    album: { name: string; root: string };
    options: { stateDir: string; rootMoved: boolean; newModel: boolean };
    onEvent?: (event: AlbumEvent) => void;
    signal?: AbortSignal;
  }): Promise<AlbumReport>;
  switchToModel(
    client: ElasticsearchClient,
    settings: PeakSearchSettings,
    identity: EmbeddingIdentity
  ): Promise<unknown>;
  /** @throws Error named ModelFetchError for a download that cannot succeed; its message says what to do */
  fetchModel(
    name: string,
    options: {
      into: string;
      variant?: 'fp32' | 'uint8';
      onProgress?: (progress: { bytes: number; totalBytes: number }) => void;
    }
  ): Promise<unknown>;
}
