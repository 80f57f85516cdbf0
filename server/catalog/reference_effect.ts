import type { ReferenceEffect } from '../../common/api';
import { multiSearch } from '../elasticsearch/multi_search';
import { obstaclesInSight } from '../identify/peak_geometry';
import { predictPeaks } from '../identify/predict_peaks';
import type { Library } from '../library';
import { coarseMetadata } from '../photos/exact_places/coarse_places';
import { metadataOf } from '../photos/stored_capture';
import type { CatalogEntry } from './peak_repository';
import type { TaughtFields } from './taught_peak';

/** Photos that are judged: those most like the peak as it would be, and those said to show it. */
const JUDGED = 200;
/** Photos that are named; more nobody looks through. */
const SHOWN = 12;
/** A peak is said to be seen from here on (predictedPeakIds). */
const SEEN = 0.5;

interface Change {
  id: string;
  visible: number;
}

/**
 * What teaching a peak changes: photos that would newly be said to show it, and photos that would not be any more. The
 * photo that teaches counts in neither.
 */
export async function referenceEffect(
  library: Library,
  peakId: string,
  photoId: string,
  change: TaughtFields
): Promise<ReferenceEffect> {
  const { peaks, photos, places, services } = library;
  const [before, ids, { meta }] = await Promise.all([
    peaks.catalog(),
    judgedPhotos(library, peakId, change.text_embed),
    photos.describe(),
  ]);
  const learned = {
    prototype: Float32Array.from(change.text_embed),
    gain: change.looks_gain,
    offset: change.looks_offset,
  };
  const after = before.map((entry) => (entry.id === peakId ? { ...entry, ...learned } : entry));
  const gained: Change[] = [];
  const lost: Change[] = [];
  let seen = 0;
  for (const { id, source, vector } of await photos.withSources(ids)) {
    if (id === photoId) continue;
    const { width, height } = source;
    const exact = metadataOf(source);
    const metadata = places.exact ? exact : coarseMetadata(exact);
    const photo = { metadata, width, height, imageVector: vector };
    const obstacles = await obstaclesInSight(services.terrain, photo, before);
    const visible = (catalog: readonly CatalogEntry[]): number => {
      const input = { ...photo, catalog, obstacles, looks: meta.calibration?.looks };
      return predictPeaks(input).candidates.find((peak) => peak.id === peakId)?.visible ?? 0;
    };
    const [was, is] = [visible(before), visible(after)];
    if (was >= SEEN) seen++;
    if (was < SEEN && is >= SEEN) gained.push({ id, visible: is });
    if (was >= SEEN && is < SEEN) lost.push({ id, visible: was });
  }
  return { seen, gained: summed(gained), lost: summed(lost) };
}

function summed(changes: readonly Change[]): ReferenceEffect['gained'] {
  const sorted = [...changes].sort((a, b) => b.visible - a.visible);
  return { count: changes.length, photoIds: sorted.slice(0, SHOWN).map(({ id }) => id) };
}

async function judgedPhotos(
  { elasticsearch, places, photos: { index } }: Library,
  peakId: string,
  prototype: number[]
): Promise<string[]> {
  const list = { size: JUDGED, _source: false };
  const knn = { field: 'clip_image', query_vector: prototype, k: JUDGED, num_candidates: JUDGED };
  const answers = await multiSearch(
    elasticsearch,
    {
      alike: { index, body: { ...list, knn } },
      said: {
        index,
        body: { ...list, query: { term: { [places.fields.predictedPeaks]: peakId } } },
      },
    },
    { doing: 'measure the effect', warnings: new Set() }
  );
  const hits = [...answers.alike.hits.hits, ...answers.said.hits.hits];
  return [...new Set(hits.map((hit) => hit._id!))];
}
