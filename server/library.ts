import { PeakRepository } from './catalog/peak_repository';
import { Elasticsearch } from './elasticsearch/elasticsearch';
import type { ElasticsearchClient } from './elasticsearch/elasticsearch_client';
import type { Retry } from './elasticsearch/retry';
import { PhotoRepository } from './photos/photo_repository';
import { COARSE_PLACES, EXACT_PLACES } from './photos/exact_places/places';
import type { Places } from './photos/exact_places/places';
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
  /** From which fields places are read; coarse ones unless the library was opened with exact ones. */
  readonly places: Places;
  /** Whether the caller may see with what photos were taken. */
  readonly camera: boolean;
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
  /** Default: false, for the same reason. */
  camera?: boolean;
}

/** @param client asks as the caller: Elasticsearch's own rights decide what is seen */
export function openLibrary(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  { signal, retry, exactPlaces = false, camera = false }: LibraryOptions = {}
): Library {
  const { settings } = services;
  const elasticsearch = new Elasticsearch(client, { signal, retry });
  const places = exactPlaces ? EXACT_PLACES : COARSE_PLACES;
  return {
    services,
    settings,
    signal,
    elasticsearch,
    places,
    camera,
    photos: new PhotoRepository(elasticsearch, settings.indices.photos, places),
    peaks: new PeakRepository(elasticsearch, settings.indices.peaks),
    trails: new TrailRepository(elasticsearch, settings.indices.trails),
  };
}
