import type { IdentifyQuery, IdentifyResponse } from '../../common/api';
import { twoDigits, withTwoDigits } from '../../common/probabilities';
import type { CatalogEntry } from '../catalog/peak_repository';
import type { Embedder } from '../embedding/embedder';
import { assertSameEmbedding } from '../embedding/model/identity';
import { PeakSearchError } from '../errors';
import { DRAWN_BY_BROWSERS } from '../images/picture/image_format';
import type { CaptureMetadata } from '../images/capture/capture_metadata';
import type { Library } from '../library';
import { embeddingError } from '../failures';
import { similarPhotos } from '../search/similar_photos';
import { cameraPose, OUTLINE_PX, withPose } from './camera_pose';
import { obstaclesInSight } from './peak_geometry';
import { predictedPeakIds, predictPeaks } from './predict_peaks';
import type { PeakPrediction, PredictionInput } from './predict_peaks';
import { calibrationOf, looksFor } from './upload_looks';

/**
 * How much the prototypes of the named peaks count beside the photo's own vector, all together, each in units of its
 * spread over the library: enough that other
 * photos of the peak come before other photos of the same weather, too little to drown what else is in the picture.
 */
const PROTOTYPE_WEIGHT = 0.35;

/** Side of the model input where there is no model: the decoder makes the pixels all the same. */
const ANY_IMAGE_SIZE = 224;

/** Somebody waits for the answer; loading the base model takes 5 s, a photo 0.5 s. */
const EMBED_DEADLINE_MS = 30_000;

interface Context {
  library: Library;
  query: IdentifyQuery;
  /** Sentences for whoever asked. */
  warnings: string[];
}

/**
 * Which peak an uploaded photo shows, and photos like it. The upload is held in memory only.
 *
 * Without a model a photo that knows its place is still answered, by geometry alone; without photos in the index the
 * peaks are named all the same. Both are said in `warnings`.
 *
 * @throws PhotoError for bytes that are no photo; PeakSearchError for a missing catalog, a catalog of another model, or
 *   a missing model where the place cannot answer
 */
export async function identify(
  library: Library,
  bytes: Uint8Array,
  query: IdentifyQuery
): Promise<IdentifyResponse> {
  const { settings, services, signal } = library;
  const { decoder } = services;
  const context: Context = { library, query, warnings: [] };
  const embedder = await embedderFor(context);
  const [photo, catalog] = await Promise.all([
    decoder.decode(
      {
        bytes,
        imageSize: embedder?.model.imageSize ?? ANY_IMAGE_SIZE,
        defaultZone: settings.photos.defaultZone,
        outlinePx: services.terrain && OUTLINE_PX,
      },
      { signal, timeoutMs: settings.upload.timeoutMs }
    ),
    catalogFor(context, embedder),
  ]);
  const { width, height, format } = photo;
  const camera = await cameraPose(services.terrain, photo, query);
  const metadata = withPose(photo.metadata, camera);
  const imageVector = embedder && (await embed(embedder, photo.pixels, signal));
  const input: PredictionInput = {
    imageVector,
    metadata,
    camera,
    width,
    height,
    catalog,
    without: query.without,
    obstacles:
      query.without === 'geometry'
        ? undefined
        : await obstaclesInSight(services.terrain, { ...photo, metadata }, catalog),
  };
  const calibration = embedder && (await calibrationOf(library, embedder));
  const { looks, doubt } =
    imageVector && query.without !== 'vision'
      ? await looksFor(library, { ...input, imageVector }, calibration)
      : {};
  if (doubt) context.warnings.push(doubt);
  const prediction = predictPeaks({ ...input, looks });
  context.warnings.push(...missingPieces(metadata, query, catalog));
  const similar =
    embedder && imageVector
      ? await photosLike(context, embedder, imageVector, prediction, catalog)
      : [];
  return {
    width,
    height,
    format,
    picture: DRAWN_BY_BROWSERS.has(format)
      ? undefined
      : Buffer.from(photo.thumbnail).toString('base64'),
    shotTime: metadata.shotTime,
    gps: metadata.gps,
    altitudeM: metadata.altitudeM,
    bearingDeg: metadata.bearingDeg,
    horizontalFovDeg: metadata.horizontalFovDeg,
    camera,
    basis: prediction.basis,
    calibration: calibration && { id: calibration.id, photos: calibration.placed },
    candidates: withTwoDigits(prediction.candidates),
    none: { probability: twoDigits(prediction.none) },
    backedOffTo: prediction.backedOffTo && {
      ...prediction.backedOffTo,
      probability: twoDigits(prediction.backedOffTo.probability),
    },
    similar,
    warnings: context.warnings,
  };
}

/** The embedder, or undefined where there is none and the place may answer alone. */
async function embedderFor({ library, query, warnings }: Context): Promise<Embedder | undefined> {
  try {
    return await library.services.embedder();
  } catch (cause) {
    const error = embeddingError(cause);
    const missing = error instanceof PeakSearchError && error.code === 'model_missing';
    if (!missing || query.without === 'geometry') throw error;
    warnings.push(`The answer rests on the place alone: ${error.message}`);
    return undefined;
  }
}

/** The catalog; its prototypes must come from the model that is in use, or they would be compared in vain. */
async function catalogFor(
  { library: { peaks } }: Context,
  embedder: Embedder | undefined
): Promise<CatalogEntry[]> {
  const { meta } = await peaks.describe();
  if (embedder) assertSameEmbedding(peaks.index, meta.embedding, embedder.identity);
  return peaks.catalog();
}

async function embed(
  embedder: Embedder,
  pixels: Uint8Array,
  signal: AbortSignal | undefined
): Promise<Float32Array> {
  try {
    const options = { priority: 'upload', signal, deadlineMs: EMBED_DEADLINE_MS } as const;
    const [vector] = await embedder.embedImages([pixels], options);
    return vector;
  } catch (error) {
    throw embeddingError(error);
  }
}

/** What the photo does not say, and what the answer lacks for it. */
function missingPieces(
  { gps, altitudeM, bearingDeg, horizontalFovDeg }: CaptureMetadata,
  { without }: IdentifyQuery,
  catalog: readonly CatalogEntry[]
): string[] {
  if (catalog.length === 0) return ['The catalog is empty: no peak can be named.'];
  if (without === 'geometry') return [];
  if (!gps) {
    return [
      without === 'vision'
        ? 'The photo does not say where it was taken, and its looks were left out: nothing is left to tell the peaks by.'
        : 'The photo does not say where it was taken: the answer rests on its looks alone.',
    ];
  }
  const missing = [
    ...(altitudeM === undefined ? ['how high it was taken'] : []),
    ...(bearingDeg === undefined ? ['in which direction'] : []),
    ...(horizontalFovDeg === undefined ? ['with which focal length'] : []),
  ];
  return missing.length === 0
    ? []
    : [`The photo does not say ${missing.join(' and ')}, so more peaks come into question.`];
}

/** Photos like it: its vector blended with the prototypes of the peaks that were named. */
async function photosLike(
  { library, query, warnings }: Context,
  embedder: Embedder,
  imageVector: Float32Array,
  prediction: PeakPrediction,
  catalog: readonly CatalogEntry[]
): Promise<IdentifyResponse['similar']> {
  if (query.similar === 0) return [];
  const peakIds = predictedPeakIds(prediction);
  const prototypes = catalog.filter(({ id }) => peakIds.includes(id));
  const terms = [
    { vector: imageVector, weight: 1 },
    ...prototypes.map(({ prototype }) => ({
      vector: prototype,
      weight: PROTOTYPE_WEIGHT / prototypes.length,
    })),
  ];
  try {
    const { identity } = embedder;
    const request = { terms, identity, peakIds, size: query.similar };
    const found = await similarPhotos(library, request);
    warnings.push(...found.warnings);
    return found.hits;
  } catch (error) {
    const absent =
      error instanceof PeakSearchError &&
      (error.code === 'index_missing' || error.code === 'model_mismatch');
    if (!absent) throw error;
    warnings.push(`No similar photos: ${error.message}`);
    return [];
  }
}
