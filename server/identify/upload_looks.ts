import type { Calibration } from '../calibration/calibration';
import type { LooksEvidence } from '../calibration/looks_evidence';
import type { Embedder } from '../embedding/embedder';
import { identityHash } from '../embedding/model/identity';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { vectorNumbers } from '../photos/photo_document';

import { agreement, trustedLooks } from './fusion_model';
import { readSigns } from './predict_peaks';
import type { PredictionInput } from './predict_peaks';

/** The library's calibration; undefined where there is none, no library, or one of another model. */
export async function calibrationOf(
  { photos }: Library,
  { identity }: Embedder
): Promise<Calibration | undefined> {
  try {
    const { meta } = await photos.describe();
    const { calibration } = meta;
    return calibration?.embedding === identityHash(identity) ? calibration : undefined;
  } catch (error) {
    const absent =
      error instanceof PeakSearchError &&
      (error.code === 'index_missing' || error.code === 'model_mismatch');
    if (!absent) throw error;
    return undefined;
  }
}

/** What the looks of an upload are worth, or why they count nothing. */
export interface UploadLooks {
  looks?: LooksEvidence;
  /** A sentence. */
  doubt?: string;
}

/**
 * A model that knows its own world only says nothing of a stranger's photo: one in a hundred of those that seem to fit
 * would fit by chance, so looks and place have to agree a hundred times better than that.
 */
const STRANGER_LOG_ODDS = Math.log(99);

const BY_PLACE = 'The answer goes by the place alone.';
const NO_CLAIM = 'Peaks are listed in the order of their looks; how sure that is, nobody knows.';

/**
 * Looks are worth in an upload what they are worth in the library, as long as the upload is of the library's world.
 * Where it is not, or the library does not say what they are worth, the place answers alone.
 */
export async function looksFor(
  library: Library,
  input: PredictionInput & { imageVector: Float32Array },
  calibration: Calibration | undefined
): Promise<UploadLooks> {
  const placed = input.metadata.gps !== undefined && input.without !== 'geometry';
  const then = placed ? BY_PLACE : NO_CLAIM;
  if (!calibration?.looks) {
    return {
      doubt: calibration
        ? `Vision isn't calibrated in this library: too few photos have a place. ${then}`
        : `The library isn't calibrated yet; run "peak-search calibrate". ${then}`,
    };
  }
  const looks = trustedLooks(calibration.looks);
  if (!looks) return { doubt: `In this library, vision can't tell peaks apart. ${then}` };
  const nearest = await nearestCosine(library, input.imageVector);
  if (calibration.open_world) {
    return nearest >= calibration.likeness
      ? { looks }
      : { doubt: `This photo is unlike all photos of the library. ${then}` };
  }
  const knownView = nearest >= (calibration.same_view?.cosine ?? Infinity);
  const { signs } = readSigns(input);
  if (knownView || (placed && agreement(signs, looks) > STRANGER_LOG_ODDS)) return { looks };
  return {
    doubt: `The model knows its own world only, and this photo shows no view of the library. ${then}`,
  };
}

/** Cosine with the photo of the library that is most alike; -1 where there is none. */
async function nearestCosine(
  { elasticsearch, photos: { index }, settings }: Library,
  vector: Float32Array
): Promise<number> {
  const knn = {
    field: 'clip_image',
    query_vector: vectorNumbers(vector),
    k: 1,
    num_candidates: settings.knn.numCandidates,
  };
  const { hits } = await elasticsearch.search<never>(
    { index, doing: 'look for similar photos' },
    { knn, size: 1, _source: false }
  );
  // Elasticsearch's score of a cosine is (1 + cos) / 2.
  return 2 * (hits.hits[0]?._score ?? 0) - 1;
}
