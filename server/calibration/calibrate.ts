import { PeakRepository, toPeak } from '../catalog/peak_repository';
import type { CatalogEntry, StoredPeak } from '../catalog/peak_repository';
import { saidOfPhotos } from '../catalog/taught_peak';
import type { Elasticsearch } from '../elasticsearch/elasticsearch';
import { multiSearch } from '../elasticsearch/multi_search';
import type { SearchPart } from '../elasticsearch/multi_search';
import type { Embedder } from '../embedding/embedder';
import { identityHash } from '../embedding/model/identity';
import { PeakSearchError } from '../errors';
import { obstaclesInSight } from '../identify/peak_geometry';
import { vectorNumbers } from '../photos/photo_document';
import { metadataOf } from '../photos/stored_capture';
import type { PeakSearchServices } from '../services';
import type { Calibration } from './calibration';
import { calibrationId, CALIBRATION_VERSION, logitsHash, MIN_PHOTOS } from './calibration_due';
import { sampleLibrary } from './library_sample';
import type { SampledPhoto } from './library_sample';
import { measureLikeness, measureLooks, measureNulls } from './measure';
import type { MeasuredPhoto } from './measure';
import { photoPairs } from './photo_pairs';
import { tryPublishedPictures } from './published_pictures';
import { sameView } from './same_view';
import { storeCalibration } from './stored_calibration';
import { NULL_TEXTS_VERSION, UNRELATED_TEXTS } from './unrelated_texts';

export interface CalibrationRequest {
  services: PeakSearchServices;
  elasticsearch: Elasticsearch;
  /** Concrete index, or an alias of one. */
  index: string;
  onProgress?: (step: 'sample' | 'texts' | 'places') => void;
}

/** Photos whose place is worked out; the ground takes up to 40 ms each. */
const MAX_PLACED = 1000;

/** kNN searches in one request. */
const BATCH = 64;
/** The best of all is wanted: the graph is walked with many candidates. */
const CANDIDATES = 200;

/**
 * Measures what certainty means in a library and stores it there.
 *
 * @throws PeakSearchError; `not_found` where the library has too few photos to measure anything
 */
export async function calibrateLibrary(request: CalibrationRequest): Promise<Calibration> {
  const { services, elasticsearch, index } = request;
  const { signal } = elasticsearch;
  const embedder = await services.embedder();
  request.onProgress?.('sample');
  const { photos, total } = await sampleLibrary(elasticsearch, index);
  if (photos.length < MIN_PHOTOS) {
    throw new PeakSearchError(
      'not_found',
      `The library has ${photos.length} photos; it takes ${MIN_PHOTOS} to calibrate it. Ingest photos first.`
    );
  }
  request.onProgress?.('texts');
  const texts = await embedder.embedTexts(
    UNRELATED_TEXTS.map(({ text }) => text),
    { priority: 'background', signal }
  );
  const best = total > photos.length ? await bestOfAll(request, texts) : undefined;
  const background = photos.map(({ vector }) => vector);
  request.onProgress?.('places');
  const placed = photos.filter(({ source }) => source.gps).slice(0, MAX_PLACED);
  const parts: Omit<Calibration, 'id'> = {
    version: CALIBRATION_VERSION,
    texts_version: NULL_TEXTS_VERSION,
    embedding: identityHash(embedder.identity),
    logits: logitsHash(embedder.model.logits),
    photos: total,
    placed: placed.length,
    open_world: (await tryPublishedPictures(embedder, signal)).passed,
    nulls: measureNulls(texts, background, best),
    looks: await looksOf(request, embedder, placed),
    same_view: sameView(photoPairs(photos)),
    likeness: measureLikeness(
      photos.map(({ vector, source }) => ({ vector, shotMs: Date.parse(source.shot_time ?? '') }))
    ),
  };
  const calibration = { id: calibrationId(parts), ...parts };
  await storeCalibration(elasticsearch, index, calibration);
  return calibration;
}

/** The best cosine that each text has in the whole library. */
async function bestOfAll(
  { elasticsearch, index }: CalibrationRequest,
  texts: readonly Float32Array[]
): Promise<number[]> {
  const best: number[] = [];
  for (let i = 0; i < texts.length; i += BATCH) {
    const parts = texts.slice(i, i + BATCH).map((text, place): [string, SearchPart] => {
      const vector = vectorNumbers(text);
      const knn = { field: 'clip_image', query_vector: vector, k: 1, num_candidates: CANDIDATES };
      return [`${place}`, { index, body: { knn, size: 1, _source: false } }];
    });
    const answers = await multiSearch(elasticsearch, Object.fromEntries(parts), {
      doing: 'calibrate the library',
      warnings: new Set(),
    });
    // Elasticsearch's score of a cosine is (1 + cos) / 2.
    for (const [name] of parts) best.push(2 * (answers[name].hits.hits[0]?._score ?? NaN) - 1);
  }
  if (best.some(Number.isNaN)) {
    throw new PeakSearchError(
      'internal',
      `"${index}" did not answer all searches of the calibration. Run "peak-search calibrate" again.`
    );
  }
  return best;
}

/** What the looks are worth; undefined where there is no catalog of this model, or too few photos have a place. */
async function looksOf(
  { services, elasticsearch }: CalibrationRequest,
  embedder: Embedder,
  placed: readonly SampledPhoto[]
): Promise<Calibration['looks']> {
  const hits = await peaksOf(services, elasticsearch);
  if (hits.length === 0 || hits[0].vector.length !== embedder.identity.dims) return undefined;
  // Prototypes as the texts make them: what people confirmed is known of few peaks and would speak for all.
  const catalog = hits.map(({ source, vector, baseVector }): CatalogEntry => ({
    ...toPeak(source),
    prototype: Float32Array.from(baseVector ?? vector),
  }));
  const said = saidOfPhotos(hits);
  const photos: MeasuredPhoto[] = [];
  for (const { id, source, vector } of placed) {
    elasticsearch.signal?.throwIfAborted();
    const photo = { metadata: metadataOf(source), width: source.width, height: source.height };
    const obstacles = await obstaclesInSight(services.terrain, photo, catalog);
    photos.push({ ...photo, imageVector: vector, obstacles, said: said.get(id) });
  }
  return measureLooks(photos, catalog);
}

async function peaksOf(
  { settings }: PeakSearchServices,
  elasticsearch: Elasticsearch
): Promise<StoredPeak[]> {
  try {
    const repository = new PeakRepository(elasticsearch, settings.indices.peaks);
    return await repository.read({ vectors: true });
  } catch (error) {
    if (error instanceof PeakSearchError && error.code === 'index_missing') return [];
    throw error;
  }
}
