import type { ReferencesResponse } from '../../common/api';
import { cosine } from '../embedding/vectors';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { readBackground } from '../photos/index/background_sample';
import type { PeakDocument } from './catalog_mapping';
import type { StoredPeak } from './peak_repository';
import { referenceEffect } from './reference_effect';
import { builtOf, withReferences } from './taught_peak';
import type { TaughtFields } from './taught_peak';

/** As many as the catalog file may name: more views than three and a prototype stands for weather, not for a peak. */
const MAX_CONFIRMED = 3;
/** Photos of which people said that they do not show the peak; the oldest give way. */
const MAX_DENIED = 10;
/** Where the library does not say from when on two photos are one view: the very same picture. */
const SAME_PICTURE_COSINE = 0.9999;

/** Photos that people confirmed as references of a peak, and that they denied. */
export async function listReferences(
  { peaks }: Library,
  peakId: string
): Promise<ReferencesResponse> {
  return answerOf((await peaks.find(peakId)).source);
}

/**
 * Makes a photo of the index a reference of a peak, or with `preview` only says what that would change. With
 * `shows: false` the photo teaches what the peak is not.
 *
 * @throws PeakSearchError `bad_request` when there are enough references or one is nearly the same picture,
 *   `not_found` for a peak or photo that is not there, `busy` when somebody else changed the peak meanwhile
 */
export async function addReference(
  library: Library,
  peakId: string,
  photoId: string,
  { preview, shows = true }: { preview: boolean; shows?: boolean }
): Promise<ReferencesResponse> {
  const { peaks, photos } = library;
  const peak = await peaks.find(peakId);
  const { confirmed_references: confirmed = [], denied_references: denied = [] } = peak.source;
  if ((shows ? confirmed : denied).includes(photoId)) return answerOf(peak.source);
  const vectors = await photos.vectors([...confirmed, photoId]);
  if (!vectors.has(photoId)) {
    throw new PeakSearchError('not_found', `There is no photo ${photoId} in the index.`);
  }
  if (shows) await refuseSuperfluous(library, peak, { photoId, vectors });
  const without = (ids: readonly string[]) => ids.filter((id) => id !== photoId);
  const change = await taught(library, peak, {
    confirmed: shows ? [...confirmed, photoId] : without(confirmed),
    denied: shows ? without(denied) : [...denied, photoId].slice(-MAX_DENIED),
  });
  const effect = await referenceEffect(library, peakId, photoId, change);
  if (preview) return { ...answerOf(peak.source), effect };
  await peaks.replace(peak, changed(peak, change));
  return { ...answerOf({ ...peak.source, ...change }), effect };
}

/** Takes back what was said of a photo: the prototype is as if it had never been said. */
export async function removeReference(
  library: Library,
  peakId: string,
  photoId: string
): Promise<ReferencesResponse> {
  const { peaks } = library;
  const peak = await peaks.find(peakId);
  const { confirmed_references: confirmed = [], denied_references: denied = [] } = peak.source;
  if (![...confirmed, ...denied].includes(photoId)) return answerOf(peak.source);
  const change = await taught(library, peak, {
    confirmed: confirmed.filter((id) => id !== photoId),
    denied: denied.filter((id) => id !== photoId),
  });
  await peaks.replace(peak, changed(peak, change));
  return answerOf({ ...peak.source, ...change });
}

function answerOf(source: StoredPeak['source']): ReferencesResponse {
  return {
    peakId: source.id,
    photoIds: source.confirmed_references ?? [],
    deniedIds: source.denied_references ?? [],
  };
}

async function refuseSuperfluous(
  { photos }: Library,
  { source: { names, confirmed_references: confirmed = [] } }: StoredPeak,
  { photoId, vectors }: { photoId: string; vectors: ReadonlyMap<string, Float32Array> }
): Promise<void> {
  if (confirmed.length >= MAX_CONFIRMED) {
    throw new PeakSearchError(
      'bad_request',
      `${names[0]} has ${MAX_CONFIRMED} references already. Remove one of them first.`
    );
  }
  const { meta } = await photos.describe();
  const same = meta.calibration?.same_view?.cosine ?? SAME_PICTURE_COSINE;
  const twin = confirmed.find((id) => {
    const vector = vectors.get(id);
    return vector !== undefined && cosine(vector, vectors.get(photoId)!) >= same;
  });
  if (twin !== undefined) {
    throw new PeakSearchError(
      'bad_request',
      `A reference of ${names[0]} is nearly the same picture already. Choose another view or another light.`
    );
  }
}

async function taught(
  { photos }: Library,
  peak: StoredPeak,
  said: { confirmed: readonly string[]; denied: readonly string[] }
): Promise<TaughtFields> {
  const background = await readBackground(photos);
  return withReferences(photos, { built: builtOf(peak), background, ...said });
}

/** Without what the change leaves out, so that fields that are not needed any more go. */
function changed({ source }: StoredPeak, change: TaughtFields): PeakDocument {
  const {
    confirmed_references: _confirmed,
    denied_references: _denied,
    looks_gain: _gain,
    looks_offset: _offset,
    ...rest
  } = source;
  return { ...rest, ...change };
}
