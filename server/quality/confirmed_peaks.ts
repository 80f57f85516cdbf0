import type { ConfirmedAnswer } from '../../common/quality/confirmed';
import { MAX_CONFIRMED_PHOTOS } from '../../common/quality/confirmed';
import { catalogEntry } from '../catalog/peak_repository';
import type { CatalogEntry, StoredPeak } from '../catalog/peak_repository';
import { learnPrototype } from '../catalog/learned_prototype';
import { builtOf } from '../catalog/taught_peak';
import { predictPeaks } from '../identify/predict_peaks';
import type { PredictionInput } from '../identify/predict_peaks';
import type { Library } from '../library';
import { readBackground } from '../photos/index/background_sample';
import type { PhotoRepository } from '../photos/photo_repository';
import { metadataOf } from '../photos/stored_capture';

/**
 * How the photos that people confirmed as a peak's references would be answered had they not been: each is taken out of
 * its peak's prototype before it is asked about, or it would only recognize itself.
 *
 * @param logits the model's own calibration; absent where there is none
 */
export async function confirmedAnswers({ peaks, photos }: Library): Promise<ConfirmedAnswer[]> {
  const hits = await peaks.read({ vectors: true });
  const catalog = hits.map(catalogEntry);
  const asked = hits
    .flatMap((hit, place) =>
      (hit.source.confirmed_references ?? []).map((photoId) => ({ hit, place, photoId }))
    )
    .slice(0, MAX_CONFIRMED_PHOTOS);
  if (asked.length === 0) return [];
  const [stored, background, { meta }] = await Promise.all([
    readPhotos(photos, asked),
    readBackground(photos),
    photos.describe(),
  ]);
  return asked.flatMap(({ hit, place, photoId }) => {
    const photo = stored.get(photoId);
    if (!photo) return [];
    const heldOut = [...catalog];
    heldOut[place] = withoutPhoto(catalog[place], hit, photoId, { stored, background });
    const looks = meta.calibration?.looks;
    const { candidates } = predictPeaks({ ...photo, catalog: heldOut, looks });
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
  hit: StoredPeak,
  photoId: string,
  {
    stored,
    background,
  }: { stored: ReadonlyMap<string, StoredPhoto>; background: readonly Float32Array[] }
): CatalogEntry {
  const { text, reference } = builtOf(hit);
  const others = (hit.source.confirmed_references ?? [])
    .filter((id) => id !== photoId)
    .flatMap((id) => stored.get(id)?.imageVector ?? []);
  const shown = [...(reference ? [reference] : []), ...others];
  const { vector, gain, offset } = learnPrototype(text, { shown }, background);
  return { ...entry, prototype: vector, gain, offset };
}

async function readPhotos(
  photos: PhotoRepository,
  asked: ReadonlyArray<{ photoId: string }>
): Promise<Map<string, StoredPhoto>> {
  const found = await photos.withSources(asked.map(({ photoId }) => photoId));
  return new Map(
    found.map(({ id, source, vector }) => [
      id,
      {
        metadata: metadataOf(source),
        width: source.width,
        height: source.height,
        imageVector: vector,
      },
    ])
  );
}
