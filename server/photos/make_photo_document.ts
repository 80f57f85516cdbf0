import type { PeakCandidate } from '../../common/api';
import { twoDigits, withTwoDigits } from '../../common/probabilities';
import type { DecodedPhoto } from '../images/pool/photo_decoder';
import type { CaptureMetadata } from '../images/capture/capture_metadata';
import { coarsePoint } from './exact_places/coarse_places';
import type { StoredPose } from './photo_pose';
import { rankedPeaks } from './ranked_peaks';
import { searchFields } from './search_fields';
import type { SearchFields } from './search_fields';
import { withoutUndefined } from '../../common/without_undefined';
import { photoId, sampleKey, vectorNumbers, correctedBearing } from './photo_document';
import type { Burst, PredictedFields, CoarseFields, PhotoDocument } from './photo_document';

export interface PhotoParts {
  album: string;
  path: string;
  contentHash: string;
  sidecarHash?: string;
  companions?: string[];
  bytes: number;
  decoded: Omit<DecodedPhoto, 'pixels'>;
  /** Unit vector. */
  vector: Float32Array;
  predictions?: PhotoPredictions;
  pose?: StoredPose;
  burst?: Burst;
  /** Kept from the document that this one replaces. */
  bearingCorrectionDeg?: number;
  pitchDeg?: number;
  ingestedAt?: Date;
}

export interface PhotoPrediction {
  predictedPeaks: string[];
  candidates: PeakCandidate[];
  none: number;
  /** Id of the calibration that it was made with. */
  calibration?: string;
}

/** What a photo shows, judged from its exact place and from the middle of its cell. */
export interface PhotoPredictions {
  exact: PhotoPrediction;
  coarse: PhotoPrediction;
}

const NO_PREDICTION: PhotoPrediction = { predictedPeaks: [], candidates: [], none: 1 };

/** Puts together what is stored of one photo. Absent facts stay absent: no nulls, no zeros that mean "unknown". */
export function photoDocument(parts: PhotoParts): PhotoDocument {
  const { decoded } = parts;
  const { metadata } = decoded;
  return withoutUndefined<PhotoDocument>({
    album: parts.album,
    path: parts.path,
    content_hash: parts.contentHash,
    sidecar_hash: parts.sidecarHash,
    companions: parts.companions,
    bytes: parts.bytes,
    format: decoded.format,
    width: decoded.width,
    height: decoded.height,
    dominant_colour: decoded.dominantColour,
    perceptual_hash: decoded.perceptualHash,
    decoded_from: decoded.decodedFrom,
    clip_image: vectorNumbers(parts.vector),
    thumbnail: Buffer.from(decoded.thumbnail).toString('base64'),
    ...predictedFields(parts.predictions?.exact ?? NO_PREDICTION),
    ...calibrationField(parts.predictions?.exact ?? NO_PREDICTION),
    coarse: withoutUndefined<CoarseFields>({
      gps: metadata.gps && coarsePoint(metadata.gps),
      ...predictedFields(parts.predictions?.coarse ?? NO_PREDICTION),
    }),
    ...captureFields(metadata),
    bearing_correction_deg: parts.bearingCorrectionDeg,
    pitch_deg: parts.pitchDeg,
    pose: parts.pose,
    ...burstFields(photoId(parts.album, parts.path), parts.burst),
    ingested_at: (parts.ingestedAt ?? new Date()).toISOString(),
    sample_key: sampleKey(photoId(parts.album, parts.path)),
    ...withoutUndefined(searchFieldsOf(parts)),
  });
}

function searchFieldsOf({ path, decoded, bearingCorrectionDeg }: PhotoParts): SearchFields {
  const { metadata, width, height } = decoded;
  return searchFields({
    path,
    width,
    height,
    gps: metadata.gps,
    shotTime: metadata.shotTime,
    // Of a day alone nobody knows the hour, of a magnetic direction not where north is.
    dayOnly: metadata.timePrecision === 'day',
    lookingDeg:
      metadata.bearingReference === 'magnetic'
        ? undefined
        : correctedBearing({
            bearing_deg: metadata.bearingDeg,
            bearing_correction_deg: bearingCorrectionDeg,
          }),
    panorama: metadata.panorama,
    make: metadata.make,
    model: metadata.model,
    written: Object.values(metadata.description ?? {})
      .flat()
      .filter((text) => typeof text === 'string'),
  });
}

/** A partial update, when peaks are predicted again; the cell of `coarse` stays. */
export function predictionFields({
  exact,
  coarse,
}: PhotoPredictions): PredictedFields & { coarse: PredictedFields } {
  return {
    ...predictedFields(exact),
    ...calibrationField(exact),
    coarse: predictedFields(coarse),
  };
}

/** Left out and not "none": indices of before have no such field until they are calibrated. */
function calibrationField({ calibration }: PhotoPrediction): { calibration?: string } {
  return calibration === undefined ? {} : { calibration };
}

function predictedFields({ predictedPeaks, candidates, none }: PhotoPrediction): PredictedFields {
  const told = withTwoDigits(candidates);
  return {
    predicted_peaks: predictedPeaks,
    predicted_peaks_ranked: rankedPeaks({ predictedPeaks, candidates: told }),
    peak_candidates: told,
    none_probability: twoDigits(none),
  };
}

/** The fields that belonging to a burst fills; also a partial update, when bursts are grouped after the ingest. */
export function burstFields(
  id: string,
  burst: Burst | undefined
): Pick<PhotoDocument, 'burst' | 'burst_key'> {
  return { burst, burst_key: burst?.id ?? id };
}

function captureFields(metadata: CaptureMetadata): Partial<PhotoDocument> {
  const camera = withoutUndefined({
    make: metadata.make,
    model: metadata.model,
    lens: metadata.lens,
    exposure_time: metadata.exposureTime,
    f_number: metadata.fNumber,
    // The field is an integer; some cameras write 49.6.
    iso: metadata.iso === undefined ? undefined : Math.round(metadata.iso),
  });
  return {
    gps: metadata.gps,
    place_source: metadata.placeSource,
    gps_error_m: metadata.gpsErrorM,
    altitude_m: metadata.altitudeM,
    bearing_deg: metadata.bearingDeg,
    bearing_reference: metadata.bearingReference,
    declination_deg: metadata.declinationDeg,
    gravity: metadata.gravity && {
      pitch_deg: metadata.gravity.pitchDeg,
      roll_deg: metadata.gravity.rollDeg,
    },
    horizontal_fov_deg: metadata.horizontalFovDeg,
    vertical_fov_deg: metadata.verticalFovDeg,
    focal_length_35mm: metadata.focalLength35mm,
    panorama: metadata.panorama,
    shot_time: metadata.shotTime,
    time_source: metadata.timeSource,
    time_precision: metadata.timePrecision,
    zone: metadata.zone,
    zone_source: metadata.zoneSource,
    // The first ten characters of a time with its own offset are its own calendar day.
    shot_day: metadata.shotTime?.slice(0, 10),
    camera: Object.keys(camera).length > 0 ? camera : undefined,
    ...metadata.description,
  };
}
