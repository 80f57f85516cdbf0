import type { Embedder } from './embedding/embedder';
import type { PhotoDecoder } from './images/pool/photo_decoder';
import type { Logger } from './logger';
import type { PeakSearchSettings } from './settings';
import type { Terrain } from './terrain/terrain';

/**
 * What capabilities need beside the request's own Elasticsearch client. Made once by the host (Kibana plugin,
 * standalone host or command line), closed by it at the end.
 */
export interface PeakSearchServices {
  readonly settings: PeakSearchSettings;
  readonly logger: Logger;
  readonly decoder: PhotoDecoder;
  /** The ground, where the settings name a folder of tiles. */
  readonly terrain?: Terrain;
  /** The embedder, loaded lazily; throws PeakSearchError `model_missing` with a sentence when there is none. */
  embedder(): Promise<Embedder>;
}
