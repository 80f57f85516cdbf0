import type { Client } from '@elastic/elasticsearch';
import { seededRandom } from '../../../common/seeded_random';
import { isDay } from '../../../common/days';
import type { SearchFilters } from '../../../common/search_api';
import { Elasticsearch } from '../../elasticsearch/elasticsearch';
import type { Embedder } from '../../embedding/embedder';
import type { EmbeddingIdentity } from '../../embedding/model/identity';
import { l2Normalized } from '../../embedding/vectors';
import { openLibrary } from '../../library';
import type { Library, LibraryOptions } from '../../library';
import type { Logger } from '../../logger';
import { ensurePhotosIndex } from '../../photos/index/photos_index';
import { photoDocument } from '../../photos/make_photo_document';
import { photoId } from '../../photos/photo_document';
import type { Burst, PhotoDocument } from '../../photos/photo_document';
import type { PeakSearchServices } from '../../services';
import { DEFAULT_SETTINGS } from '../../settings';
import type { PeakSearchSettings } from '../../settings';

/** A library of synthetic photos for search tests: vectors in clusters, places around the world, times, bursts. */

export const DIMS = 32;

export const IDENTITY: EmbeddingIdentity = {
  model: 'synthetic',
  modelHash: 'a'.repeat(64),
  preprocessingVersion: 1,
  dims: DIMS,
  dtype: 'fp32',
};

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A unit vector in a random direction. */
export function randomUnit(random: () => number): Float32Array {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return l2Normalized(Float32Array.from({ length: DIMS }, normal));
}

/** A unit vector near another; `spread` 0.3 keeps the cosine around 0.95. */
export function near(center: Float32Array, spread: number, random: () => number): Float32Array {
  const away = randomUnit(random);
  return l2Normalized(center.map((value, i) => value + spread * away[i]));
}

/** Directions that texts, peaks and photos share; the text "cluster 3" points at the third. */
export const CLUSTERS = ((): Float32Array[] => {
  const random = seededRandom(7);
  return Array.from({ length: 8 }, () => randomUnit(random));
})();

export const PEAK_IDS = ['ama-dablam', 'nuptse', 'thamserku', 'matterhorn'] as const;
export const ALBUMS = ['khumbu', 'alps', 'fiji'] as const;
/** Around Namche, Zermatt, and Taveuni in Fiji, which the antimeridian crosses. */
const CENTERS = [
  { lat: 27.8, lon: 86.71 },
  { lat: 46.02, lon: 7.75 },
  { lat: -16.85, lon: 180 },
];

export interface SyntheticPhoto {
  id: string;
  vector: Float32Array;
  document: PhotoDocument;
}

/** Every field that a filter asks for is missing in some photos, and present in most. */
export function syntheticPhotos(count: number, seed = 1): SyntheticPhoto[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const place = i % ALBUMS.length;
    const cluster = Math.floor(random() * CLUSTERS.length);
    const vector = near(CLUSTERS[cluster], 0.6, random);
    const lon = CENTERS[place].lon + (random() - 0.5) * 2;
    const shot = new Date(Date.UTC(2023, 9, 20) + random() * 30 * 86_400_000);
    const peaks = PEAK_IDS.filter(() => random() < 0.25);
    // Every fifth photo begins a burst of up to three: best frame first.
    const burst: Burst | undefined =
      i % 5 < 3 ? { id: `burst-${Math.floor(i / 5)}`, rank: (i % 5) + 1, size: 3 } : undefined;
    const album = ALBUMS[place];
    const path = `day ${shot.getUTCDate()}/IMG_${String(i).padStart(4, '0')}.HEIC`;
    const prediction = {
      predictedPeaks: peaks,
      none: peaks.length ? 0.1 : 0.9,
      candidates: peaks.map((id) => ({
        id,
        names: [id],
        probability: 0.7,
        visible: 0.8,
        evidence: [],
      })),
    };
    const document = photoDocument({
      album,
      path,
      contentHash: i.toString(16).padStart(64, '0'),
      bytes: 1000 + i,
      vector,
      burst,
      ingestedAt: new Date(0),
      predictions: { exact: prediction, coarse: prediction },
      decoded: {
        format: 'heic',
        width: 4032,
        height: 3024,
        thumbnail: Buffer.from(`thumbnail ${i}`),
        thumbnailWidth: 512,
        thumbnailHeight: 384,
        dominantColour: '#8090a0',
        perceptualHash: i.toString(16).padStart(16, '0'),
        decodedFrom: 'full',
        metadata: {
          ...(random() < 0.85
            ? {
                gps: {
                  lat: CENTERS[place].lat + (random() - 0.5) * 2,
                  lon: lon > 180 ? lon - 360 : lon,
                },
              }
            : {}),
          ...(random() < 0.7 ? { bearingDeg: random() * 360, bearingReference: 'true' } : {}),
          ...(random() < 0.9
            ? { shotTime: shot.toISOString().replace('Z', '+00:00'), zone: 'Asia/Kathmandu' }
            : {}),
        },
      },
    });
    return { id: photoId(album, path), vector, document };
  });
}

/** Settings of their own index names. */
export function testSettings(prefix: string): PeakSearchSettings {
  return {
    ...DEFAULT_SETTINGS,
    indices: { photos: `${prefix}-photos`, peaks: `${prefix}-peaks`, trails: `${prefix}-trails` },
  };
}

export async function fillPhotos(
  client: Client,
  settings: PeakSearchSettings,
  photos: readonly SyntheticPhoto[],
  identity: EmbeddingIdentity = IDENTITY
): Promise<string> {
  const { index } = await ensurePhotosIndex(new Elasticsearch(client), settings, identity);
  const answer = await client.bulk({
    index,
    refresh: true,
    operations: photos.flatMap(({ id, document }) => [{ index: { _id: id } }, document]),
  });
  const failed = answer.items.find((item) => item.index?.error);
  if (failed) {
    throw new Error(JSON.stringify(failed));
  }
  return index;
}

/**
 * Stands in for the model where vectors are synthetic anyway: "cluster 3" is the third direction, every other text a
 * direction of its own.
 */
export function syntheticEmbedder(
  options: { identity?: EmbeddingIdentity; logits?: { scale: number; bias: number } } = {}
): Embedder {
  const identity = options.identity ?? IDENTITY;
  const unused = async (): Promise<never> => {
    throw new Error('not part of a search');
  };
  return {
    identity,
    model: {
      name: identity.model,
      dims: identity.dims,
      logits: options.logits,
    } as Embedder['model'],
    embedTexts: async (texts) => texts.map(textVector),
    embedImages: unused,
    status: () => {
      throw new Error('not part of a search');
    },
    warm: () => undefined,
    close: async () => undefined,
  };
}

export function textVector(text: string): Float32Array {
  const cluster = /^cluster (\d)$/.exec(text)?.[1];
  if (cluster !== undefined) {
    return CLUSTERS[Number(cluster)];
  }
  const seed = [...text].reduce((sum, letter) => sum * 31 + letter.codePointAt(0)!, 17);
  return randomUnit(seededRandom(seed | 0));
}

export function testServices(
  settings: PeakSearchSettings,
  embedder: Embedder = syntheticEmbedder()
): PeakSearchServices {
  return {
    settings,
    logger: silent,
    // A search decodes nothing.
    decoder: undefined as never,
    embedder: async () => embedder,
  };
}

/** The whole library, exact places included, as whoever the client belongs to sees it. */
export function testLibrary(
  client: Client,
  services: PeakSearchServices | PeakSearchSettings,
  options: LibraryOptions = {}
): Library {
  const by = 'indices' in services ? testServices(services) : services;
  return openLibrary(by, client, { exactPlaces: true, camera: true, ...options });
}

export function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, i) => sum + value * b[i], 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}

/** Whether a photo passes the filters, worked out without Elasticsearch. */
export function admits({ id, document }: SyntheticPhoto, filters: SearchFilters): boolean {
  const { peaks, time, area, hasPlace, hasBearing, albums, ids } = filters;
  const shot = document.shot_time === undefined ? undefined : Date.parse(document.shot_time);
  return (
    (!peaks?.length || peaks.some((peak) => document.predicted_peaks.includes(peak))) &&
    (!time?.from ||
      (isDay(time.from)
        ? document.shot_day! >= time.from
        : shot !== undefined && shot >= Date.parse(time.from))) &&
    (!time?.to ||
      (isDay(time.to)
        ? document.shot_day! <= time.to
        : shot !== undefined && shot < Date.parse(time.to))) &&
    (hasPlace === undefined || hasPlace === (document.gps !== undefined)) &&
    (hasBearing === undefined || hasBearing === (document.bearing_deg !== undefined)) &&
    (!albums?.length || albums.includes(document.album)) &&
    (!ids || ids.includes(id)) &&
    (!area || (document.gps !== undefined && isInside(document.gps, area)))
  );
}

type Place = { lat: number; lon: number };

function isInside(place: Place, area: NonNullable<SearchFilters['area']>): boolean {
  switch (area.type) {
    case 'box': {
      const { top, left, bottom, right } = area;
      const between = left <= right;
      const inLon = between
        ? place.lon >= left && place.lon <= right
        : place.lon >= left || place.lon <= right;
      return place.lat <= top && place.lat >= bottom && inLon;
    }
    case 'circle':
      return haversineM(place, area.center) <= area.radiusM;
    case 'polygon':
      return insidePolygon(place, area.points);
  }
}

export function haversineM(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6_371_008.7714 * Math.asin(Math.sqrt(h));
}

/** Even-odd rule, in longitudes counted from the first corner so that the antimeridian is nothing special. */
function insidePolygon(place: Place, points: readonly Place[]): boolean {
  const origin = points[0].lon;
  const relative = (lon: number): number => ((((lon - origin + 180) % 360) + 360) % 360) - 180;
  const x = relative(place.lon);
  let inside = false;
  points.forEach((a, i) => {
    const b = points[(i + 1) % points.length];
    const [ax, bx] = [relative(a.lon), relative(b.lon)];
    if (a.lat > place.lat !== b.lat > place.lat) {
      const crossing = ax + ((place.lat - a.lat) / (b.lat - a.lat)) * (bx - ax);
      if (x < crossing) {
        inside = !inside;
      }
    }
  });
  return inside;
}
