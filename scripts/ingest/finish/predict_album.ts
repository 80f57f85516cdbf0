import { isDeepStrictEqual } from 'node:util';
import type { ElasticsearchClient } from '../../../server/elasticsearch/elasticsearch_client';
import { predictionFields } from '../../../server/photos/photo_document';
import type { PredictedFields, StoredPhoto } from '../../../server/photos/photo_document';
import { metadataOf } from '../../../server/photos/stored_capture';
import { PhotoUpdater, scanAlbum } from '../scan/album_scan';
import type { ScannedPhoto } from '../scan/album_scan';
import { compassDays, compassKey } from './compass_days';
import type { Retry } from '../../../server/elasticsearch/retry';
import type { Predictor } from '../prepare/predictor';

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
    const fields = predictionFields(
      await predict({
        id: photo.id,
        imageVector: vector,
        metadata: metadataOf(source),
        width,
        height,
        bearingCorrectionDeg: days.get(compassKey(source) ?? '')?.biasDeg,
      })
    );
    if (differs(photo, fields)) await updater.add({ photo, fields });
    onProgress?.(++photos);
  }
  await updater.flush();
  await client.indices.refresh({ index });
  return { photos, updated: updater.updated };
}

function differs(
  { source }: ScannedPhoto<StoredPhoto>,
  fields: ReturnType<typeof predictionFields>
): boolean {
  const { gps: _cell, ...coarse } = source.coarse ?? {};
  // What was stored has been through JSON, which drops undefined values.
  return !isDeepStrictEqual({ ...predicted(source), coarse }, JSON.parse(JSON.stringify(fields)));
}

function predicted(fields: PredictedFields): PredictedFields {
  const { predicted_peaks, predicted_peaks_ranked, peak_candidates, none_probability } = fields;
  return { predicted_peaks, predicted_peaks_ranked, peak_candidates, none_probability };
}
