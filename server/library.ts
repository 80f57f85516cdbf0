import { PeakRepository } from './catalog/peak_repository';
import { Elasticsearch } from './elasticsearch/elasticsearch';
import type { ElasticsearchClient } from './elasticsearch/elasticsearch_client';
import type { Retry } from './elasticsearch/retry';
import { PhotoRepository } from './photos/photo_repository';
import { TrailRepository } from './photos/trail_repository';
import type { PeakSearchServices } from './services';
import type { PeakSearchSettings } from './settings';

/**
 * The library as one caller may use it: made for each request (or run of a command), and the only way by which
 * capabilities reach Elasticsearch.
 */
export interface Library {
  readonly services: PeakSearchServices;
  readonly settings: PeakSearchSettings;
  /** Aborts when the caller goes away; every request to Elasticsearch carries it. */
  readonly signal?: AbortSignal;
  readonly elasticsearch: Elasticsearch;
  /** Whether places may be told as they are. Otherwise nobody hears more than the cell that a photo lies in. */
  readonly exactPlaces: boolean;
  readonly photos: PhotoRepository;
  readonly peaks: PeakRepository;
  readonly trails: TrailRepository;
}

export interface LibraryOptions {
  signal?: AbortSignal;
  /** For runs that can wait for a cluster that is busy or restarting. */
  retry?: Retry;
  /** Default: false. Whoever wants exact places has to say that the caller may see them. */
  exactPlaces?: boolean;
}

/** @param client asks as the caller: Elasticsearch's own rights decide what is seen */
export function openLibrary(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  { signal, retry, exactPlaces = false }: LibraryOptions = {}
): Library {
  const { settings } = services;
  const elasticsearch = new Elasticsearch(client, { signal, retry });
  return {
    services,
    settings,
    signal,
    elasticsearch,
    exactPlaces,
    photos: new PhotoRepository(elasticsearch, settings.indices.photos),
    peaks: new PeakRepository(elasticsearch, settings.indices.peaks),
    trails: new TrailRepository(elasticsearch, settings.indices.trails),
  };
}
