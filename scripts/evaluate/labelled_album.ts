import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { measureLooks } from '../../server/calibration/measure';
import type { LooksEvidence } from '../../server/calibration/looks_evidence';
import { catalogEntries } from '../../server/catalog/catalog_entries';
import { readCatalogFile } from '../../server/catalog/catalog_file';
import type { CatalogEntry } from '../../server/catalog/peak_repository';
import { buildPrototypes } from '../../server/catalog/prototypes';
import type { Embedder } from '../../server/embedding/embedder';
import { obstaclesInSight } from '../../server/identify/peak_geometry';
import type { PredictionInput } from '../../server/identify/predict_peaks';
import type { CaptureMetadata } from '../../server/images/capture/capture_metadata';
import type { PeakSearchServices } from '../../server/services';
import { readLabels } from './labels';
import type { PhotoLabel } from './labels';

/** A labelled photo with what identify looks at. */
export interface LabelledPhoto {
  label: PhotoLabel;
  metadata: CaptureMetadata;
  width: number;
  height: number;
  /** Absent where there is no model. */
  imageVector?: Float32Array;
  /** What the ground puts before peaks; absent where no terrain is known. */
  obstacles?: PredictionInput['obstacles'];
}

/** Everything that an evaluation of identify needs; no Elasticsearch. */
export interface LabelledAlbum {
  photos: LabelledPhoto[];
  catalog: CatalogEntry[];
  /** What the looks are worth in the albums that are judged, measured without their labels. */
  looks?: LooksEvidence;
  /** The peaks that the labels speak of; undefined: of all. */
  spokenOf?: Set<string>;
}

export interface AlbumRequest {
  services: PeakSearchServices;
  /** Folder with the photos and labels.jsonl. */
  root: string;
  catalogFile: string;
  /** Absent: geometry alone. */
  embedder?: Embedder;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Reads labels and catalog, decodes and embeds the photos. */
export async function openLabelledAlbum(request: AlbumRequest): Promise<LabelledAlbum> {
  const { services, root, embedder, signal } = request;
  const labels = (await readLabels(join(root, 'labels.jsonl'))).map((label) => ({
    ...label,
    // A scene of one album is none of another's, whatever it is called.
    group: `${root}: ${label.group}`,
  }));
  const photos: LabelledPhoto[] = [];
  // Decoder and model have queues of their own; four at a time keep both busy and little in memory.
  const queue = labels.map((label, i) => ({ label, i }));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next && !signal?.aborted; next = queue.shift()) {
      photos[next.i] = await readPhoto(next.label, services, root, embedder, signal);
      request.onProgress?.(labels.length - queue.length, labels.length);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  signal?.throwIfAborted();
  const catalog = await readCatalog(
    request,
    photos.flatMap(({ imageVector }) => imageVector ?? [])
  );
  for (const photo of photos) {
    photo.obstacles = await obstaclesInSight(services.terrain, photo, catalog);
  }
  const looks = embedder && measureLooks(photos, catalog);
  return { photos, catalog, looks, spokenOf: await spokenOf(root) };
}

async function readPhoto(
  label: PhotoLabel,
  { decoder, settings }: PeakSearchServices,
  root: string,
  embedder: Embedder | undefined,
  signal: AbortSignal | undefined
): Promise<LabelledPhoto> {
  const file = join(root, label.file);
  const { defaultZone } = settings.photos;
  const bytes = await readFile(file);
  if (!embedder) {
    return { label, ...(await decoder.readCapture({ bytes, defaultZone }, { signal })) };
  }
  const { imageSize } = embedder.model;
  const decoded = await decoder.decode({ bytes, imageSize, defaultZone }, { signal });
  const { metadata, width, height } = decoded;
  const [imageVector] = await embedder.embedImages([decoded.pixels], { signal });
  return { label, metadata, width, height, imageVector };
}

async function readCatalog(
  { services, catalogFile, embedder, signal }: AlbumRequest,
  background: readonly Float32Array[]
): Promise<CatalogEntry[]> {
  const peaks = await readCatalogFile(catalogFile);
  const { decoder, logger } = services;
  const prototypes = embedder
    ? await buildPrototypes({ peaks, embedder, decoder, logger, signal })
    : undefined;
  return catalogEntries(peaks, prototypes, background);
}

/** `peaks.json` beside the labels names the peaks that the labeller looked for; nothing is known of others. */
async function spokenOf(root: string): Promise<Set<string> | undefined> {
  const path = join(root, 'peaks.json');
  if (!existsSync(path)) return undefined;
  const schema = z.object({ peaks: z.array(z.object({ id: z.string() })) });
  const { peaks } = schema.parse(JSON.parse(await readFile(path, 'utf8')));
  return new Set(peaks.map(({ id }) => id));
}
