import type { ReferenceEffect, ReferencesResponse } from '../../common/api';
import { cosine } from '../embedding/vectors';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { vectorNumbers } from '../photos/photo_document';
import type { PhotoRepository } from '../photos/photo_repository';
import type { PeakDocument } from './catalog_mapping';
import type { CatalogEntry, StoredPeak } from './peak_repository';
import { blendReferences } from './prototypes';

/** As many as the catalog file may name: more views than three and a prototype stands for weather, not for a peak. */
const MAX_CONFIRMED = 3;
/** Frames of a burst are this alike and more (different photos: 0.96 at most); a second one teaches nothing. */
const SAME_VIEW_COSINE = 0.97;
/** Photos that the effect of a reference is measured on; a page of vectors of 768 numbers is then 2 MB. */
const EFFECT_SAMPLE = 200;

type PrototypeFields = Pick<PeakDocument, 'text_embed' | 'base_embed' | 'confirmed_references'>;

/** The fields of a peak's document that follow from its prototype and the photos that people confirmed. */
export async function withReferences(
  photos: PhotoRepository,
  base: Float32Array,
  confirmed: readonly string[]
): Promise<PrototypeFields> {
  const vectors = await photos.vectors(confirmed);
  // A photo that is not in the index any more cannot be a reference.
  const kept = confirmed.filter((id) => vectors.has(id));
  if (kept.length === 0) return { text_embed: vectorNumbers(base) };
  return {
    text_embed: vectorNumbers(
      blendReferences(
        base,
        kept.map((id) => vectors.get(id)!)
      )
    ),
    base_embed: vectorNumbers(base),
    confirmed_references: kept,
  };
}

/** Photos that people confirmed as references of a peak. */
export async function listReferences(
  { peaks }: Library,
  peakId: string
): Promise<ReferencesResponse> {
  const { source } = await peaks.find(peakId);
  return { peakId, photoIds: source.confirmed_references ?? [] };
}

/**
 * Makes a photo of the index a reference of a peak, or with `preview` only says what that would change.
 *
 * @throws PeakSearchError `bad_request` when there are enough references or one is nearly the same picture,
 *   `not_found` for a peak or photo that is not there, `busy` when somebody else changed the peak meanwhile
 */
export async function addReference(
  library: Library,
  peakId: string,
  photoId: string,
  { preview }: { preview: boolean }
): Promise<ReferencesResponse> {
  const { peaks, photos } = library;
  const peak = await peaks.find(peakId);
  const confirmed = peak.source.confirmed_references ?? [];
  if (confirmed.includes(photoId)) return { peakId, photoIds: confirmed };
  if (confirmed.length >= MAX_CONFIRMED) {
    throw new PeakSearchError(
      'bad_request',
      `${peak.source.names[0]} has ${MAX_CONFIRMED} references already. Take one of them back first.`
    );
  }
  const vectors = await photos.vectors([...confirmed, photoId]);
  const added = vectors.get(photoId);
  if (!added) throw new PeakSearchError('not_found', `There is no photo ${photoId} in the index.`);
  const twin = confirmed.find((id) => {
    const vector = vectors.get(id);
    return vector !== undefined && cosine(vector, added) >= SAME_VIEW_COSINE;
  });
  if (twin !== undefined) {
    throw new PeakSearchError(
      'bad_request',
      `A reference of ${peak.source.names[0]} is nearly the same picture already. Choose another view or another light.`
    );
  }
  const photoIds = [...confirmed, photoId];
  const change = await withReferences(photos, baseOf(peak), photoIds);
  const effect = await effectOf(library, peakId, photoIds, Float32Array.from(change.text_embed));
  if (!preview) await peaks.replace(peak, changed(peak, change));
  return { peakId, photoIds: preview ? confirmed : photoIds, effect };
}

/** Takes a reference back: the prototype is as if it had never been one. */
export async function removeReference(
  library: Library,
  peakId: string,
  photoId: string
): Promise<ReferencesResponse> {
  const { peaks, photos } = library;
  const peak = await peaks.find(peakId);
  const confirmed = peak.source.confirmed_references ?? [];
  const photoIds = confirmed.filter((id) => id !== photoId);
  if (photoIds.length < confirmed.length) {
    const change = await withReferences(photos, baseOf(peak), photoIds);
    await peaks.replace(peak, changed(peak, change));
  }
  return { peakId, photoIds };
}

const baseOf = ({ baseVector, vector }: StoredPeak) => Float32Array.from(baseVector ?? vector);

function changed({ source }: StoredPeak, change: PrototypeFields): PeakDocument {
  const { confirmed_references: _replaced, ...rest } = source;
  return { ...rest, ...change };
}

/**
 * What a new prototype changes for photos that are said to show the peak and are no references of it: how many look
 * most like this peak among all, before and after.
 */
async function effectOf(
  { peaks, photos, places }: Library,
  peakId: string,
  references: readonly string[],
  prototype: Float32Array
): Promise<ReferenceEffect> {
  const said = {
    bool: {
      filter: [{ term: { [places.fields.predictedPeaks]: peakId } }],
      must_not: [{ ids: { values: [...references] } }],
    },
  };
  const [catalog, vectors] = await Promise.all([
    peaks.catalog(),
    photos.vectorsOf({ query: said, size: EFFECT_SAMPLE }, 'measure the effect'),
  ]);
  const others = catalog.filter(({ id }) => id !== peakId);
  const before = catalog.find(({ id }) => id === peakId)!.prototype;
  return {
    photos: vectors.length,
    firstBefore: vectors.filter((photo) => isFirst(photo, before, others)).length,
    firstAfter: vectors.filter((photo) => isFirst(photo, prototype, others)).length,
  };
}

function isFirst(photo: Float32Array, own: Float32Array, others: readonly CatalogEntry[]): boolean {
  const likeness = cosine(photo, own);
  return others.every(({ prototype }) => cosine(photo, prototype) < likeness);
}
