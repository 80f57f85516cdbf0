import type { Embedder } from './embedding/embedder';
import type { PhotoDecoder } from './images/photo_decoder';
import type { Logger } from './logger';
import type { PeakSearchSettings } from './settings';

/**
 * What capabilities need beside the request's own Elasticsearch client. Made once by the host (Kibana plugin,
 * standalone host or command line), closed by it at the end.
 */
export interface PeakSearchServices {
  readonly settings: PeakSearchSettings;
  readonly logger: Logger;
  readonly decoder: PhotoDecoder;
  /** The embedder, loaded lazily; throws PeakSearchError `model_missing` with a sentence when there is none. */
  embedder(): Promise<Embedder>;
}
