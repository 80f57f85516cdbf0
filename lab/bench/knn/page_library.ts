import { randomBytes } from 'node:crypto';
import type { Client } from '@elastic/elasticsearch';
import type { VariantChoice } from '../../../server/embedding/model/model_variants';
import { createServices, type OwnedServices } from '../../../server/create_services';
import { photoDocument } from '../../../server/photos/make_photo_document';
import { photoId } from '../../../server/photos/photo_document';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import { ensurePhotosIndex } from '../../../server/photos/index/photos_index';
import { DEFAULT_SETTINGS, type PeakSearchSettings } from '../../../server/settings';
import { loadRandomCatalog } from '../catalog';
import { quiet } from '../quiet';
import { syntheticLibrary } from '../parts/synthetic_library';

/** The mean of the 25 real photos' thumbnails: they weigh in `_source`, whatever is in them. */
const THUMBNAIL_BYTES = 33_000;
const BATCH = 100;
/** Days of a trek; their photos lie along one line, as a trail's do. */
const DAYS = 14;

export interface PageLibraryOptions {
  /** Of the indices' names. */
  prefix: string;
  thumbnail?: (i: number) => Uint8Array;
  /** Below `peakSearch.model` of kibana.yml, beside the folder. */
  modelConfig?: { variant?: VariantChoice };
}

export interface PageLibrary {
  settings: PeakSearchSettings;
  services: OwnedServices;
  /** Names that occur as `predicted_peaks`. */
  peaks: string[];
}

/**
 * A library as the ingest leaves it: whole documents with thumbnails, under the demo model's identity, so that texts
 * are embedded by a real model; and the whole catalog.
 */
export async function fillPageLibrary(
  client: Client,
  model: string,
  photos: number,
  options: PageLibraryOptions
): Promise<PageLibrary> {
  const { prefix, thumbnail = () => randomBytes(THUMBNAIL_BYTES) } = options;
  const settings: PeakSearchSettings = {
    ...DEFAULT_SETTINGS,
    indices: { photos: `${prefix}-photos`, peaks: `${prefix}-peaks`, trails: `${prefix}-trails` },
    model: { ...DEFAULT_SETTINGS.model, ...options.modelConfig, dir: model },
  };
  const services = createServices(settings, quiet);
  const embedder = await services.embedder();
  await ensurePhotosIndex(new Elasticsearch(client), settings, embedder.identity);
  const catalog = await loadRandomCatalog(client, services);
  const peaks = catalog.slice(0, 25).map(({ id }) => id);
  const vectors = syntheticLibrary(photos);
  for (let from = 0; from < photos; from += BATCH) {
    const documents = Array.from({ length: Math.min(BATCH, photos - from) }, (_, j) =>
      document(from + j, photos, vectors.photo(), peaks, thumbnail(from + j))
    );
    await client.bulk({
      index: settings.indices.photos,
      operations: documents.flatMap((each) => [
        { index: { _id: photoId(each.album, each.path) } },
        each,
      ]),
    });
  }
  await client.indices.refresh({ index: settings.indices.photos });
  return { settings, services, peaks };
}

function document(
  i: number,
  photos: number,
  vector: Float32Array,
  peaks: readonly string[],
  thumbnail: Uint8Array
) {
  const along = i / photos;
  const shot = new Date(Date.UTC(2023, 9, 26) + along * DAYS * 86_400_000);
  const seen = i % 3 === 0 ? [] : [peaks[i % peaks.length], peaks[(i * 7 + 3) % peaks.length]];
  const portrait = i % 4 === 0;
  const prediction = {
    predictedPeaks: seen,
    none: seen.length > 0 ? 0.1 : 0.9,
    candidates: seen.map((id) => ({
      id,
      names: [id],
      probability: 0.5,
      visible: 0.8,
      evidence: [],
    })),
  };
  return photoDocument({
    album: `bench-${Math.floor(along * 4)}`,
    path: `${shot.toISOString().slice(0, 10)}/IMG_${String(i).padStart(6, '0')}.HEIC`,
    contentHash: i.toString(16).padStart(64, '0'),
    bytes: 2_000_000,
    vector,
    predictions: { exact: prediction, coarse: prediction },
    decoded: {
      format: 'heic',
      width: portrait ? 3024 : 4032,
      height: portrait ? 4032 : 3024,
      thumbnail,
      thumbnailWidth: portrait ? 384 : 512,
      thumbnailHeight: portrait ? 512 : 384,
      dominantColour: '#7088a0',
      perceptualHash: i.toString(16).padStart(16, '0'),
      decodedFrom: 'full',
      metadata: {
        gps: { lat: 27.7 + 0.3 * along, lon: 86.7 + 0.13 * along },
        bearingDeg: (i * 37) % 360,
        bearingReference: 'true',
        horizontalFovDeg: 67,
        shotTime: shot.toISOString().replace('Z', '+00:00'),
        zone: 'Asia/Kathmandu',
      },
    },
  });
}
