import { catalogEntry, PeakRepository } from '../../../server/catalog/peak_repository';
import type { CatalogEntry } from '../../../server/catalog/peak_repository';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { Embedder } from '../../../server/embedding/embedder';
import { identityMismatch } from '../../../server/embedding/model/identity';
import { readCalibration } from '../../../server/calibration/stored_calibration';
import type { Calibration } from '../../../server/calibration/calibration';
import { saidOfPhotos } from '../../../server/catalog/taught_peak';
import { obstaclesInSight } from '../../../server/identify/peak_geometry';
import { predictedPeakIds, predictPeaks } from '../../../server/identify/predict_peaks';
import type { PredictionInput } from '../../../server/identify/predict_peaks';
import { coarseMetadata } from '../../../server/photos/exact_places/coarse_places';
import { COMPASS_SCALE_DEG } from '../../../server/identify/geometry_model';
import type { PhotoPrediction, PhotoPredictions } from '../../../server/photos/make_photo_document';
import type { StoredPose } from '../../../server/photos/photo_pose';
import type { PeakSearchServices } from '../../../server/services';
import type { Terrain } from '../../../server/terrain/terrain';
import type { IngestContext } from '../ingest_context';

/** A photo as far as a prediction looks at it. */
export type PredictablePhoto = Pick<
  PredictionInput,
  'imageVector' | 'metadata' | 'width' | 'height'
> & {
  /** Degrees to add to what the camera wrote, as the exact places of its day tell, and as their cells do. */
  bearingCorrectionDeg?: { exact: number; coarse: number };
  /** How the camera was turned, where its exact place tells. */
  pose?: StoredPose;
  /** Of its document: what people said of it holds. */
  id: string;
};

/** Says which peaks a photo shows, from its exact place and from its cell. */
export type Predictor = (photo: PredictablePhoto) => Promise<PhotoPredictions>;

/** What a photo shows where there is no catalog to compare it with. */
const NOTHING = { predictedPeaks: [], candidates: [], none: 1 };
const predictNothing: Predictor = async () => ({ exact: NOTHING, coarse: NOTHING });

/**
 * A predictor with the catalog in memory (a few hundred vectors). Where there is no catalog, or one that another model
 * made, photos are taken in all the same, without peaks, and it is said.
 */
export async function loadPredictor(
  {
    services,
    client,
    onEvent,
    patience,
  }: Pick<IngestContext, 'services' | 'client' | 'onEvent' | 'patience'>,
  embedder: Embedder,
  index: string
): Promise<Predictor> {
  const { settings } = services;
  const elasticsearch = new Elasticsearch(client, { retry: patience });
  const peaks = new PeakRepository(elasticsearch, settings.indices.peaks);
  const identity = await peaks.identity();
  const mismatch = identity && identityMismatch(identity, embedder.identity);
  if (!identity || mismatch) {
    onEvent({
      type: 'note',
      message: `${mismatch ?? `There is no catalog "${settings.indices.peaks}".`} Photos are taken in without peaks: run "peak-search catalog", then "peak-search predict".`,
    });
    return predictNothing;
  }
  return libraryPredictor(services, elasticsearch, index);
}

/**
 * A predictor with the cluster's catalog, the calibration of an index, and what people said of its photos.
 *
 * @param index of the photos, or its alias
 */
export async function libraryPredictor(
  { settings, terrain }: Pick<PeakSearchServices, 'settings' | 'terrain'>,
  elasticsearch: Elasticsearch,
  index: string
): Promise<Predictor> {
  const repository = new PeakRepository(elasticsearch, settings.indices.peaks);
  const [peaks, calibration] = await Promise.all([
    repository.read({ vectors: true }),
    readCalibration(elasticsearch, index),
  ]);
  const catalog = peaks.map(catalogEntry);
  return catalogPredictor(catalog, { terrain, calibration, said: saidOfPhotos(peaks) });
}

/** A predictor for this catalog. */
export function catalogPredictor(
  catalog: readonly CatalogEntry[],
  {
    calibration,
    terrain,
    said,
  }: {
    calibration?: Pick<Calibration, 'id' | 'looks'>;
    terrain?: Terrain;
    /** By photo, then peak: what people said. */
    said?: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  }
): Predictor {
  const predictOne = async (
    { id, ...photo }: Omit<PredictablePhoto, 'bearingCorrectionDeg' | 'pose'>,
    { bearingCorrectionDeg, camera }: Pick<PredictionInput, 'bearingCorrectionDeg' | 'camera'>
  ): Promise<PhotoPrediction> => {
    const obstacles = await obstaclesInSight(terrain, photo, catalog);
    const prediction = predictPeaks({
      ...photo,
      bearingCorrectionDeg,
      camera,
      catalog,
      looks: calibration?.looks,
      obstacles,
      said: said?.get(id),
    });
    return {
      predictedPeaks: predictedPeakIds(prediction),
      candidates: prediction.candidates,
      none: prediction.none,
      calibration: calibration?.id,
    };
  };
  return async ({ bearingCorrectionDeg: correction, pose, ...photo }) => {
    const exact = await predictOne(
      { ...photo, ...turned(photo.metadata, pose) },
      pose?.source === 'skyline'
        ? { camera: cameraOf(pose) }
        : { bearingCorrectionDeg: correction?.exact }
    );
    if (!photo.metadata.gps) return { exact, coarse: exact };
    // Without the pose, which tells where inside its cell a photo was taken.
    const moved = { ...photo, metadata: coarseMetadata(photo.metadata) };
    return {
      exact,
      coarse: await predictOne(moved, { bearingCorrectionDeg: correction?.coarse }),
    };
  };
}

/** The metadata with the bearing that the skyline told. */
function turned(
  metadata: PredictionInput['metadata'],
  pose: StoredPose | undefined
): Pick<PredictionInput, 'metadata'> {
  return pose?.source === 'skyline' && pose.bearing_deg !== null
    ? { metadata: { ...metadata, bearingDeg: pose.bearing_deg } }
    : { metadata };
}

const cameraOf = (pose: StoredPose): PredictionInput['camera'] => ({
  source: 'skyline',
  pitchDeg: pose.pitch_deg ?? undefined,
  sigmaDeg: pose.sigma_deg ?? COMPASS_SCALE_DEG,
});
