import { isDeepStrictEqual } from 'node:util';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { predictionFields } from '../../../server/photos/make_photo_document';
import type { PredictedFields, StoredPhoto } from '../../../server/photos/photo_document';
import { metadataOf } from '../../../server/photos/stored_capture';
import { PhotoUpdater, scanAlbum } from '../scan/album_scan';
import type { ScannedPhoto } from '../scan/album_scan';
import { compassDays, compassKey } from './compass_days';
import type { Retry } from '../../../server/elasticsearch/retry';
import { isCorrected } from '../../../server/identify/stored_pose';
import type { Predictor } from '../prepare/predictor';
import type { StoredPoses } from './stored_poses';

export interface PredictReport {
  photos: number;
  updated: number;
}

export interface PredictRequest {
  client: ElasticsearchClient;
  /** Alias or index of the photos. */
  index: string;
  album: string;
  predict: Predictor;
  /** Works out poses that are missing or out of date; absent: poses stay as they are. */
  poses?: StoredPoses;
  patience: Retry;
  /** Only days whose photos were predicted with another error of the compass than the day has. */
  staleDaysOnly?: boolean;
  /** Only photos of these days (YYYY-MM-DD). */
  days?: readonly string[];
  /** Before the first photo is written. */
  onFirstWrite?: () => Promise<void>;
  onProgress?: (done: number) => void;
}

const FIELDS = [
  'width',
  'height',
  'gps',
  'gps_error_m',
  'altitude_m',
  'bearing_deg',
  'bearing_reference',
  'bearing_correction_deg',
  'horizontal_fov_deg',
  'vertical_fov_deg',
  'focal_length_35mm',
  'shot_time',
  'shot_day',
  'camera',
  'predicted_peaks',
  'predicted_peaks_ranked',
  'peak_candidates',
  'none_probability',
  'coarse',
  'calibration',
  'gravity',
  'pitch_deg',
  'pose',
  'panorama',
];

/**
 * Predicts the peaks of an album's photos again, from the stored vectors and places: after a change of the catalog, of
 * the compass or of the method. The error that a day's compass readings have in common is removed. Nothing is decoded
 * or embedded; photos whose prediction stays are not written.
 */
export async function predictAlbum(request: PredictRequest): Promise<PredictReport> {
  const { client, index, album, predict, patience, staleDaysOnly, onProgress } = request;
  const days = await compassDays(client, index, album, patience);
  const stale = [...new Set([...days.values()].filter((day) => day.stale).map(({ day }) => day))];
  if (staleDaysOnly && stale.length === 0) return { photos: 0, updated: 0 };
  const updater = new PhotoUpdater(client, index, patience, request.onFirstWrite);
  let photos = 0;
  const chosen = staleDaysOnly ? stale : request.days;
  const query = chosen && { terms: { shot_day: [...chosen] } };
  const options = { fields: FIELDS, sort: ['path'], vectors: true, query };
  for await (const photo of scanAlbum<StoredPhoto>(client, index, album, options, patience)) {
    patience.signal?.throwIfAborted();
    const { source, vector } = photo;
    const { width, height } = source;
    const pose = (await request.poses?.renewed(photo)) ?? source.pose;
    const prediction = predictionFields(
      await predict({
        id: photo.id,
        imageVector: vector,
        metadata: metadataOf(source),
        width,
        height,
        pose: isCorrected(source) ? undefined : pose,
        bearingCorrectionDeg: days.get(compassKey(source) ?? '')?.biasDeg,
      })
    );
    const fields = { ...prediction, ...(pose && { pose }) };
    if (differs(photo, fields)) await updater.add({ photo, fields });
    photos++;
    onProgress?.(photos);
  }
  await updater.flush();
  await client.indices.refresh({ index });
  return { photos, updated: updater.updated };
}

function differs(
  { source }: ScannedPhoto<StoredPhoto>,
  fields: ReturnType<typeof predictionFields> & Pick<StoredPhoto, 'pose'>
): boolean {
  const { gps: _cell, ...coarse } = source.coarse ?? {};
  // What was stored has been through JSON, which drops undefined values.
  const { pose } = source;
  const stored = JSON.parse(JSON.stringify({ ...predicted(source), coarse, pose })) as object;
  return !isDeepStrictEqual(stored, JSON.parse(JSON.stringify(fields)));
}

function predicted(fields: PredictedFields): PredictedFields {
  const { predicted_peaks, predicted_peaks_ranked, peak_candidates, none_probability } = fields;
  return { predicted_peaks, predicted_peaks_ranked, peak_candidates, none_probability };
}
