import { vectorNumbers } from '../photos/photo_document';
import type { PhotoRepository } from '../photos/photo_repository';
import type { PeakDocument } from './catalog_mapping';
import { learnPrototype, MIN_BACKGROUND } from './learned_prototype';
import type { StoredPeak } from './peak_repository';
import type { BuiltPrototype } from './prototypes';

/** What a peak is taught by. */
export interface Teaching {
  built: BuiltPrototype;
  /** Ids of photos that people confirmed, and that they denied. */
  confirmed: readonly string[];
  denied: readonly string[];
  /** Vectors of a sample of the library. */
  background: readonly Float32Array[];
}

/** The fields of a peak's document that follow from its prototype and what photos taught. */
export type TaughtFields = Pick<
  PeakDocument,
  | 'text_embed'
  | 'looks_gain'
  | 'looks_offset'
  | 'base_embed'
  | 'reference_embed'
  | 'confirmed_references'
  | 'denied_references'
>;

/** Reads back what texts and the catalog's own references made. */
export function builtOf({ vector, baseVector, referenceVector }: StoredPeak): BuiltPrototype {
  return {
    text: Float32Array.from(baseVector ?? vector),
    reference: referenceVector && Float32Array.from(referenceVector),
  };
}

/** By photo, then peak: true where people confirmed that it shows the peak, false where they denied it. */
export function saidOfPhotos(
  peaks: ReadonlyArray<Pick<StoredPeak, 'source'>>
): Map<string, Map<string, boolean>> {
  const said = new Map<string, Map<string, boolean>>();
  const note = (photoIds: readonly string[] | undefined, peakId: string, shows: boolean) => {
    for (const photoId of photoIds ?? []) {
      if (!said.has(photoId)) said.set(photoId, new Map());
      said.get(photoId)!.set(peakId, shows);
    }
  };
  for (const { source } of peaks) {
    note(source.confirmed_references, source.id, true);
    note(source.denied_references, source.id, false);
  }
  return said;
}

/** Learns from the photos that people confirmed and denied; photos that are gone teach nothing any more. */
export async function withReferences(
  photos: PhotoRepository,
  { built, confirmed, denied, background }: Teaching
): Promise<TaughtFields> {
  const vectors = await photos.vectors([...confirmed, ...denied]);
  const present = (ids: readonly string[]) => ids.filter((id) => vectors.has(id));
  const [kept, refused] = [present(confirmed), present(denied)];
  const shown = [
    ...(built.reference ? [built.reference] : []),
    ...kept.map((id) => vectors.get(id)!),
  ];
  const lists = {
    reference_embed: built.reference && vectorNumbers(built.reference),
    confirmed_references: kept.length > 0 ? kept : undefined,
    denied_references: refused.length > 0 ? refused : undefined,
  };
  const teaches = shown.length + refused.length > 0 && background.length >= MIN_BACKGROUND;
  if (!teaches) return { text_embed: vectorNumbers(built.text), ...lists };
  const taught = { shown, denied: refused.map((id) => vectors.get(id)!) };
  const { vector, gain, offset } = learnPrototype(built.text, taught, background);
  return {
    text_embed: vectorNumbers(vector),
    looks_gain: gain,
    looks_offset: offset,
    base_embed: vectorNumbers(built.text),
    ...lists,
  };
}
