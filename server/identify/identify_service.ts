import type { IdentifyQuery, IdentifyResponse } from '../../common/api';
import { readCatalog } from '../catalog/catalog_index';
import type { ElasticsearchClient } from '../elasticsearch_client';
import type { PeakSearchServices } from '../services';
import { predictPeaks } from './predict_peaks';

/** No photo is like it: filled as soon as search offers a query by vector. */
const NO_SIMILAR: IdentifyResponse['similar'] = [];

/**
 * Which peak an uploaded photo shows, and photos like it. The upload is held in memory only.
 *
 * @throws PhotoError for bytes that are no photo; PeakSearchError for a missing model or catalog
 */
export async function identify(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  bytes: Uint8Array,
  query: IdentifyQuery,
  { signal }: { signal?: AbortSignal } = {}
): Promise<IdentifyResponse> {
  const { settings, decoder } = services;
  const embedder = await services.embedder();
  const photo = await decoder.decode(
    { bytes, imageSize: embedder.model.imageSize, defaultZone: settings.photos.defaultZone },
    { signal, timeoutMs: settings.upload.timeoutMs }
  );
  const [[imageVector], catalog] = await Promise.all([
    embedder.embedImages([photo.pixels], { priority: 'upload', signal }),
    readCatalog(client, settings, signal),
  ]);
  const { metadata, width, height, format } = photo;
  const prediction = predictPeaks({
    imageVector,
    metadata,
    width,
    height,
    catalog,
    logits: embedder.model.logits,
    without: query.without,
  });
  return {
    width,
    height,
    format,
    shotTime: metadata.shotTime,
    gps: metadata.gps,
    altitudeM: metadata.altitudeM,
    bearingDeg: metadata.bearingDeg,
    horizontalFovDeg: metadata.horizontalFovDeg,
    candidates: prediction.candidates,
    none: { probability: prediction.none },
    backedOffTo: prediction.backedOffTo,
    similar: NO_SIMILAR,
    warnings: [],
  };
}
