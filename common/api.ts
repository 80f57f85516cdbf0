import { z } from 'zod';
import type { PhotoHit, PhotoSummary, Point } from './search_api';

/** State of one part, in words that an operator can act on. */
export interface PartStatus {
  state: 'ok' | 'loading' | 'degraded' | 'missing' | 'failed';
  message: string;
}

export interface StatusResponse {
  version: string;
  elasticsearch: PartStatus & { version?: string };
  model: PartStatus & {
    name?: string;
    dims?: number;
    provider?: string;
    /** The demo model is labelled as what it is, everywhere. */
    demo?: boolean;
    queued?: number;
  };
  photosIndex: PartStatus & { name: string; count?: number };
  peaksIndex: PartStatus & { name: string; count?: number };
  /** For operators, where terrain is configured. */
  terrain?: TerrainStatus;
  /** What lies below the small map, where a tile server is configured. */
  tiles?: MapTiles;
}

export interface TerrainStatus extends PartStatus {
  /** Share of the photos' places that some tile covers, 0 to 1; absent where no photo has a place. */
  covered?: number;
  /** Photos whose direction was not worked out with these tiles. */
  stale?: number;
}

/** Raster tiles of a map. */
export interface MapTiles {
  /** With {z}, {x} and {y}, possibly {s}. */
  url: string;
  /** Text with links as in Markdown. */
  attribution: string;
  /** The closest zoom that there are tiles for. */
  maxZoom: number;
}

export interface Peak {
  id: string;
  names: string[];
  latlon?: Point;
  elevationM?: number;
  region?: string;
  massif?: string;
}

export interface PeaksResponse {
  peaks: Peak[];
}

/** One line of reasoning; the app and the command line put it in words. */
export type Evidence =
  | { code: 'looks_like'; rank: number }
  | { code: 'does_not_look_like' }
  | { code: 'in_view'; distanceKm: number; offAxisDeg: number; heightDeg: number }
  | { code: 'out_of_view'; offAxisDeg: number }
  | { code: 'below_horizon' }
  | { code: 'hidden_behind'; peakId: string }
  /** `peakId`: whose slope it is that stands before it. */
  | { code: 'hidden_by_terrain'; distanceKm: number; peakId?: string }
  | { code: 'stands_out' }
  | { code: 'too_far'; distanceKm: number }
  | { code: 'no_place' }
  | { code: 'no_bearing' }
  | { code: 'place_ignored' };

export interface PeakGeometry {
  distanceM: number;
  /** From the camera, degrees from true north. */
  bearingDeg: number;
  /** Signed, right of the optical axis positive; absent without a bearing. */
  offAxisDeg?: number;
  /** Above the horizontal, with curvature and refraction. */
  elevationAngleDeg: number;
  /** Where its summit should be, in pixels of the upright photo; absent without direction or field of view. */
  pixel?: { x: number; y: number };
}

export interface PeakCandidate {
  id: string;
  names: string[];
  /** Share of the answer: that the photo was taken of this peak, and not of another or of none. They sum to 1. */
  probability: number;
  /** Calibrated probability that it is to be seen in the photo (several can be): what a reader is told. */
  visible: number;
  /**
   * Vision's share alone: cosine with the prototype, and its probability where the library is calibrated; absent with
   * `without=vision`.
   */
  vision?: { cosine: number; probability?: number };
  /** Geometry's share alone; absent without place or with `without=geometry`. */
  geometry?: PeakGeometry & { probability: number };
  evidence: Evidence[];
}

export const identifyQuerySchema = z.strictObject({
  without: z.enum(['vision', 'geometry']).optional(),
  /** As if the camera had written no direction: the skyline alone tells it. */
  ignoreCompass: z.stringbool().optional(),
  /** How many photos like it to list. */
  similar: z.coerce.number().int().min(0).max(100).default(24),
});
export type IdentifyQuery = z.infer<typeof identifyQuerySchema>;

/** How the camera was turned, degrees: clockwise from true north, upward, clockwise as the photographer sees it. */
export interface CameraAnswer {
  bearingDeg: number;
  /** Absent where neither the skyline nor the phone's gravity tells it. */
  pitchDeg?: number;
  rollDeg?: number;
  /** Of the upright photo. */
  horizontalFovDeg?: number;
  /** `skyline`: by laying the terrain's skyline over the photo's; `person`: as somebody set it. */
  source: 'skyline' | 'compass' | 'person';
  /** One standard deviation of the bearing. */
  sigmaDeg: number;
}

export interface IdentifyResponse {
  width: number;
  height: number;
  format: string;
  /** A small upright WebP (base64) of the upload, for formats that browsers do not draw: HEIC, TIFF, RAW. */
  picture?: string;
  shotTime?: string;
  gps?: Point;
  altitudeM?: number;
  bearingDeg?: number;
  horizontalFovDeg?: number;
  /** Absent where nothing tells the bearing. */
  camera?: CameraAnswer;
  /**
   * What the answer rests on. `order`: looks that are not calibrated; the candidates come in the order of their looks,
   * and no probability means anything.
   */
  basis: 'both' | 'place' | 'looks' | 'order' | 'nothing';
  /** The calibration it was made with; absent where the library is not calibrated yet. */
  calibration?: { id: string; photos: number };
  /** Best first. */
  candidates: PeakCandidate[];
  none: { probability: number };
  /** The answer where single peaks are unsure: a massif or region named by the catalog. */
  backedOffTo?: { kind: 'massif' | 'region'; name: string; probability: number };
  similar: PhotoHit[];
  warnings: string[];
}

/** Everything about one photo. Exact place and camera data need the privilege; without it they are absent. */
export interface PhotoResponse extends PhotoSummary {
  altitudeM?: number;
  gpsErrorM?: number;
  /** The direction as the camera wrote it, and the correction that people made (degrees, added). */
  bearingFromCameraDeg?: number;
  bearingCorrectionDeg?: number;
  /** How far above the horizontal the camera looked, where people said so (degrees); EXIF does not. */
  pitchDeg?: number;
  /** How the camera was turned, as far as it was worked out; absent for readers who may not see exact places. */
  pose?: CameraAnswer;
  verticalFovDeg?: number;
  focalLength35mm?: number;
  /** Stitched of several frames: it has no field of view. */
  panorama?: boolean;
  /** What the time was read from: EXIF's original, digitized or last change, XMP, IPTC, PNG, the GPS clock, the file's name. */
  timeSource?: 'original' | 'digitized' | 'modified' | 'xmp' | 'iptc' | 'png' | 'gps' | 'name';
  /** Only the day is known; the time is noon. */
  timePrecision?: 'day';
  /** What the position was read from; `track`: put there by time. */
  placeSource?: 'exif' | 'xmp' | 'sidecar' | 'track';
  /** What people wrote about it, in the file or its sidecar. */
  description?: {
    title?: string;
    headline?: string;
    caption?: string;
    keywords?: string[];
    creator?: string;
    location?: string;
    rating?: number;
  };
  zone?: string;
  zoneSource?: 'exif' | 'gps' | 'setting';
  format: string;
  bytes: number;
  /** Names of the other files of the same shot: RAW, the film of a Live Photo. */
  companions?: string[];
  camera?: {
    make?: string;
    model?: string;
    lens?: string;
    exposureTime?: number;
    fNumber?: number;
    iso?: number;
  };
  decodedFrom: 'full' | 'preview';
  candidates: PeakCandidate[];
  /** Summits that geometry puts into the frame, for names drawn on the photo. */
  summits: Array<PeakGeometry & { id: string; names: string[]; visible: number }>;
  originalReachable: boolean;
}

/** A standpoint to look around from. */
export const viewQuerySchema = z.strictObject({
  lat: z.coerce.number().min(-90).max(90),
  lon: z.coerce.number().min(-180).max(180),
  /** Meters above the sea; absent or below the ground: a person standing there. */
  altitudeM: z.coerce.number().min(-500).max(10_000).optional(),
});
export type ViewQuery = z.infer<typeof viewQuerySchema>;

/** What is to be seen all around a standpoint. */
export interface ViewResponse {
  lat: number;
  lon: number;
  /** Of the eye, meters above the sea. */
  altitudeM: number;
  /** IANA name of the zone that clocks there go by. */
  zone?: string;
  /** Degrees between two directions of a band, of which the first is north. */
  stepDeg: number;
  /** Share of the directions whose skyline is known for sure, 0 to 1. */
  known: number;
  /** Nearest first; each is the skyline of all ground up to its end. */
  bands: ViewBand[];
  /** Catalog peaks as far as 80 km, highest above the horizontal first. */
  peaks: ViewPeak[];
}
export interface ViewBand {
  endM: number;
  /** By direction, hundredths of a degree above the horizontal; null where no ground is known. */
  elevations: Array<number | null>;
}
export interface ViewPeak extends PeakGeometry {
  id: string;
  names: string[];
  latlon: Point;
  elevationM: number;
  /** `unknown`: no tile lies between. */
  sight: 'free' | 'partly' | 'hidden' | 'unknown';
  /** What stands before a hidden peak: the ground so far away, and the peak that it belongs to. */
  behind?: { distanceM: number; peakId?: string };
}

export const compassRequestSchema = z.strictObject({
  /** Degrees added to what the camera wrote; 0 takes a correction back. */
  correctionDeg: z.number().min(-180).max(180),
  scope: z.enum(['photo', 'day']),
  /** How far above the horizontal this photo's camera looked, whatever the scope; null takes it back. */
  pitchDeg: z.number().min(-90).max(90).nullable().optional(),
});
export type CompassRequest = z.infer<typeof compassRequestSchema>;
export interface CompassResponse {
  updated: number;
}

export const originalsRequestSchema = z.strictObject({
  /** Photos whose files go into one ZIP; as many as a filter by ids takes. */
  ids: z.array(z.string().min(1).max(200)).min(1).max(1000),
});
export type OriginalsRequest = z.infer<typeof originalsRequestSchema>;

export const referenceRequestSchema = z.strictObject({
  photoId: z.string().min(1).max(200),
  /** Tell the effect only; nothing is kept. */
  preview: z.boolean().default(false),
  /** False: the photo does not show this peak, and teaches what the peak is not. */
  shows: z.boolean().default(true),
});
export type ReferenceRequest = z.infer<typeof referenceRequestSchema>;
export interface ReferencesResponse {
  peakId: string;
  /** Photos that people confirmed as references of this peak. */
  photoIds: string[];
  /** Photos of which people said that they do not show it. */
  deniedIds: string[];
  /** What it changes for other photos. */
  effect?: ReferenceEffect;
}
export interface ReferenceEffect {
  /** How many other photos are said to show the peak now, of those most like it. */
  seen: number;
  /** Photos that would newly be said to show it, and that would not be any more; at most 12 are named, surest first. */
  gained: { count: number; photoIds: string[] };
  lost: { count: number; photoIds: string[] };
}

/** Every error body's `attributes`: a code that a program can act on; the message is for people. */
export type ErrorCode =
  | 'bad_request'
  | 'unsupported_format'
  | 'damaged'
  | 'too_large'
  | 'timeout'
  | 'busy'
  | 'model_missing'
  | 'model_mismatch'
  | 'index_missing'
  | 'elasticsearch_unreachable'
  | 'forbidden'
  | 'not_found'
  | 'internal';
export interface ErrorAttributes {
  code: ErrorCode;
  retryAfterS?: number;
}
