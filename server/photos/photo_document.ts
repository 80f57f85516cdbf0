import { createHash } from 'node:crypto';
import type { PeakCandidate } from '../../common/api';
import type { Point } from '../../common/search_api';
import type { ImageFormat } from '../images/picture/image_format';
import type { PlaceSource } from '../images/capture/capture_metadata';
import type { TimeSource } from '../images/capture/capture_time';
import type { StoredPose } from './photo_pose';
import type { SearchFields } from './search_fields';

/** A burst (or set of near-duplicates) that a photo belongs to. */
export interface Burst {
  id: string;
  /** 1 = best frame. */
  rank: number;
  size: number;
}

/** What a prediction fills. */
export interface PredictedFields {
  /** Peak ids, best first, at most 4, may be empty. */
  predicted_peaks: string[];
  /**
   * The same with rank and probability, "1 ama-dablam 0.87" (ranked_peaks.ts), for lists, which read columns.
   */
  predicted_peaks_ranked: string[];
  /** The evidence, in the API's own shape: stored, not indexed. */
  peak_candidates: PeakCandidate[];
  none_probability: number;
}

/** What may be told of a photo to those who may not see its exact place: all of it follows from its cell. */
export interface CoarseFields extends PredictedFields {
  /** The middle of the cell. */
  gps?: Point;
}

/** `_source` of the photos index. Fields are snake_case as everywhere in Elasticsearch; this file maps them. */
export interface PhotoDocument extends PredictedFields, SearchFields {
  album: string;
  /** Relative to the album's root, '/' separated. */
  path: string;
  /** sha256 of the file's bytes, hex. */
  content_hash: string;
  /** sha256 of the sidecar that was read with it. */
  sidecar_hash?: string;
  /** Names of the other files of the same shot, in the same folder: RAW, the film of a Live Photo. */
  companions?: string[];
  bytes: number;
  format: ImageFormat;
  /** Upright size in pixels. */
  width: number;
  height: number;
  dominant_colour: string;
  perceptual_hash: string;
  decoded_from: 'full' | 'preview';
  /** Unit vector. */
  clip_image: number[];
  /** WebP, base64. */
  thumbnail: string;
  /** Id of the calibration that the predictions were made with. */
  calibration?: string;
  coarse: CoarseFields;
  gps?: Point;
  /** What the position was read from; `track`: put there by time. */
  place_source?: PlaceSource;
  /** How a track gave the place: what was added to the camera's clock, how far apart in time the track's points lay. */
  track_place?: {
    clock_s: number;
    gap_s: number;
    /** Fields that it changed, as they were. */
    before: Partial<PhotoDocument>;
  };
  gps_error_m?: number;
  altitude_m?: number;
  /** As the camera measured it; degrees from true north, unless `bearing_reference` says magnetic. */
  bearing_deg?: number;
  /** Magnetic where no place tells the declination. */
  bearing_reference?: 'true' | 'magnetic';
  /** What was added to a magnetic direction. */
  declination_deg?: number;
  /** Degrees that people added to it. */
  bearing_correction_deg?: number;
  /** Degrees above the horizontal that the camera looked, as people said; null where they took it back. */
  pitch_deg?: number | null;
  /** How the phone was held against gravity, as its maker note says. */
  gravity?: { pitch_deg: number; roll_deg: number };
  /** Of the exact place: never told to those who may not see it. */
  pose?: StoredPose;
  horizontal_fov_deg?: number;
  vertical_fov_deg?: number;
  focal_length_35mm?: number;
  /** Stitched of several frames: it has no field of view here. */
  panorama?: true;
  /** ISO 8601 with the photo's own offset. */
  shot_time?: string;
  /** What the time was read from. */
  time_source?: TimeSource;
  /** Only the day is known; the time is noon. */
  time_precision?: 'day';
  zone?: string;
  zone_source?: 'exif' | 'gps' | 'setting';
  /** YYYY-MM-DD in the photo's own zone: the day as the photographer lived it. */
  shot_day?: string;
  camera?: {
    make?: string;
    model?: string;
    lens?: string;
    exposure_time?: number;
    f_number?: number;
    iso?: number;
  };
  title?: string;
  headline?: string;
  caption?: string;
  keywords?: string[];
  creator?: string;
  /** Place, city, state, country, as people wrote them. */
  location?: string;
  /** Stars, 0 to 5; −1 is "rejected". */
  rating?: number;
  burst?: Burst;
  /** The burst's id, or the photo's own where it is in none: what a collapsed list groups by. */
  burst_key: string;
  ingested_at: string;
  /** From 0 to SAMPLE_KEYS − 1, by the photo's id. */
  sample_key: number;
}

/** A document without what lists and details never need: it is large, and a vector says nothing to a reader. */
export type StoredPhoto = Omit<PhotoDocument, 'clip_image' | 'thumbnail'>;

/** A stored photo as one caller sees it: place, and all that follows from it, are either exact or those of the cell. */
export type PhotoSource = Omit<StoredPhoto, 'coarse' | 'track_place'>;

/** What `_source` filters leave out when everything else of a document is wanted. */
export const HEAVY_PHOTO_FIELDS: readonly string[] = ['clip_image', 'thumbnail'];

/**
 * The stable `_id` of a photo: the same file in the same album keeps it whatever its content, so that ingesting
 * again replaces. 128 bits of sha256, hex: no two of a billion photos collide, and a shell or URL takes it as it is.
 */
export function photoId(album: string, path: string): string {
  return createHash('sha256').update(`${album}\0${path}`).digest('hex').slice(0, 32);
}

/** The first 24 bits of the id, which is a hash. */
export function sampleKey(id: string): number {
  return Number.parseInt(id.slice(0, 6), 16);
}

/**
 * A vector as JSON numbers. Nine significant digits bring every float32 back exactly; its double has seventeen and
 * doubles the size of a bulk request.
 */
export function vectorNumbers(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toPrecision(9)));
}

/** Where the camera looked: what it wrote plus what people corrected, 0 ≤ degrees < 360 from true north. */
export function correctedBearing(
  source: Pick<PhotoDocument, 'bearing_deg' | 'bearing_correction_deg'>
): number | undefined {
  if (source.bearing_deg === undefined) {
    return undefined;
  }
  const turned = (source.bearing_deg + (source.bearing_correction_deg ?? 0)) % 360;
  // Adding to what is in range already would only cost digits.
  return turned < 0 ? (turned + 360) % 360 : turned;
}
