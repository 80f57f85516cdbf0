import type { ConfirmedAnswer } from '../../common/quality/confirmed';
import { MAX_CONFIRMED_PHOTOS } from '../../common/quality/confirmed';
import { readPeaks, toPeak } from '../catalog/catalog_index';
import type { CatalogEntry, PeakHit } from '../catalog/catalog_index';
import { blendReferences } from '../catalog/prototypes';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { predictPeaks } from '../identify/predict_peaks';
import type { PredictionInput } from '../identify/predict_peaks';
import { HEAVY_PHOTO_FIELDS } from '../photos/photo_document';
import type { PhotoSource } from '../photos/photo_document';
import { vectorField } from '../photos/photo_repository';
import { metadataOf } from '../photos/stored_capture';
import type { PeakSearchSettings } from '../settings';

interface Request {
  client: ElasticsearchClient;
  settings: PeakSearchSettings;
  /** The model's own calibration; absent where there is none. */
  logits?: PredictionInput['logits'];
  signal?: AbortSignal;
}

/**
 * How the photos that people confirmed as a peak's references would be answered had they not been: each is taken out of
 * its peak's prototype before it is asked about, or it would only recognise itself.
 */
export async function confirmedAnswers({
  client,
  settings,
  logits,
  signal,
}: Request): Promise<ConfirmedAnswer[]> {
  const hits = await readPeaks(client, settings, { vectors: true, signal });
  const catalog = hits.map(({ source, vector }): CatalogEntry => ({
    ...toPeak(source),
    prototype: Float32Array.from(vector),
  }));
  const asked = hits
    .flatMap((hit, place) =>
      (hit.source.confirmed_references ?? []).map((photoId) => ({ hit, place, photoId }))
    )
    .slice(0, MAX_CONFIRMED_PHOTOS);
  if (asked.length === 0) return [];
  const photos = await readPhotos({ client, settings, signal }, asked);
  return asked.flatMap(({ hit, place, photoId }) => {
    const photo = photos.get(photoId);
    if (!photo) return [];
    const heldOut = [...catalog];
    heldOut[place] = withoutPhoto(catalog[place], hit, photoId, photos);
    const { candidates } = predictPeaks({ ...photo, catalog: heldOut, logits });
    const [first] = candidates;
    const found = candidates.findIndex(({ id }) => id === hit.source.id);
    return [
      {
        peakId: hit.source.id,
        photoId,
        first: first && { peakId: first.id, visible: first.visible },
        place: found < 0 ? undefined : found + 1,
      },
    ];
  });
}

type StoredPhoto = Pick<PredictionInput, 'metadata' | 'width' | 'height'> & {
  imageVector: Float32Array;
};

function withoutPhoto(
  entry: CatalogEntry,
  { source, baseVector }: PeakHit,
  photoId: string,
  photos: ReadonlyMap<string, StoredPhoto>
): CatalogEntry {
  if (!baseVector) return entry;
  const others = (source.confirmed_references ?? [])
    .filter((id) => id !== photoId)
    .flatMap((id) => photos.get(id)?.imageVector ?? []);
  return { ...entry, prototype: blendReferences(Float32Array.from(baseVector), others) };
}

async function readPhotos(
  { client, settings, signal }: Omit<Request, 'logits'>,
  asked: ReadonlyArray<{ photoId: string }>
): Promise<Map<string, StoredPhoto>> {
  const index = settings.indices.photos;
  const answer = await withElasticsearchErrors({ index, doing: 'read the photos' }, () =>
    client.search<PhotoSource>(
      {
        index,
        size: asked.length,
        query: { ids: { values: asked.map(({ photoId }) => photoId) } },
        _source: { excludes: [...HEAVY_PHOTO_FIELDS] },
        fields: ['clip_image'],
      },
      { signal }
    )
  );
  return new Map(
    answer.hits.hits.map(({ _id, _source, fields }) => [
      _id!,
      {
        metadata: metadataOf(_source!),
        width: _source!.width,
        height: _source!.height,
        imageVector: Float32Array.from(vectorField(fields)),
      },
    ])
  );
}
