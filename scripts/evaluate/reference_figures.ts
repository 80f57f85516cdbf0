import { precisionRecall } from '../../common/quality/metrics';
import { seededRandom } from '../../common/seeded_random';
import { mean } from '../../common/statistics';
import { learnPrototype } from '../../server/catalog/learned_prototype';
import type { CatalogEntry } from '../../server/catalog/peak_repository';
import { answerAll } from './identify_figures';
import type { LabelledAlbum, LabelledPhoto } from './labelled_album';

/** What confirmed references do to the list of peaks that are said to be seen. */
export interface ReferenceFigures {
  /** Peaks that were taught, each by `references` photos; means over `draws` of such photos. */
  peaks: number;
  references: number;
  draws: number;
  before: { precision: number; recall: number };
  after: { precision: number; recall: number };
}

/** The peaks seen most: of the others there are too few photos left to judge by. */
const PEAKS = 24;
const REFERENCES = 3;
const DRAWS = 3;
/** A peak keeps at least as many photos to be judged by as it gave away. */
const LEAST_PHOTOS = 2 * REFERENCES;

/**
 * Teaches the peaks that the labels name most by three photos each, drawn by chance, and judges all other pairs of photo
 * and peak before and after.
 *
 * @returns undefined where there is no model, or no peak has enough photos
 */
export function referenceFigures(album: LabelledAlbum): ReferenceFigures | undefined {
  const background = album.photos.flatMap(({ imageVector }) => imageVector ?? []);
  const shown = photosByPeak(album);
  const peaks = [...shown]
    .filter(([, photos]) => photos.length >= LEAST_PHOTOS)
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, PEAKS);
  if (background.length === 0 || peaks.length === 0) return undefined;
  const outcomes = Array.from({ length: DRAWS }, (_, draw) => {
    const random = seededRandom(draw + 1);
    const taught = new Map(peaks.map(([id, photos]) => [id, drawn(photos, REFERENCES, random)]));
    const catalog = album.catalog.map((entry) => learned(entry, taught, background));
    return { before: judged(album, taught), after: judged({ ...album, catalog }, taught) };
  });
  const over = (when: 'before' | 'after') => ({
    precision: mean(outcomes.map((outcome) => outcome[when].precision)),
    recall: mean(outcomes.map((outcome) => outcome[when].recall)),
  });
  return {
    peaks: peaks.length,
    references: REFERENCES,
    draws: DRAWS,
    before: over('before'),
    after: over('after'),
  };
}

type Taught = ReadonlyMap<string, readonly LabelledPhoto[]>;

function photosByPeak({ photos, catalog }: LabelledAlbum): Map<string, LabelledPhoto[]> {
  const known = new Set(catalog.map(({ id }) => id));
  const shown = new Map<string, LabelledPhoto[]>();
  for (const photo of photos) {
    for (const id of photo.label.peaks) {
      if (known.has(id)) shown.set(id, [...(shown.get(id) ?? []), photo]);
    }
  }
  return shown;
}

function drawn<T>(items: readonly T[], count: number, random: () => number): T[] {
  const rest = [...items];
  return Array.from({ length: count }, () => {
    const [one] = rest.splice(Math.floor(random() * rest.length), 1);
    return one;
  });
}

function learned(
  entry: CatalogEntry,
  taught: Taught,
  background: readonly Float32Array[]
): CatalogEntry {
  const photos = taught.get(entry.id)?.flatMap(({ imageVector }) => imageVector ?? []);
  if (!photos?.length) return entry;
  const text = entry.prototype.map((value) => value * (entry.gain ?? 1));
  const { vector, gain, offset } = learnPrototype(text, { shown: photos }, background);
  return { ...entry, prototype: vector, gain, offset };
}

/** Precision and recall of the list, over all pairs but those that taught. */
function judged(album: LabelledAlbum, taught: Taught): { precision: number; recall: number } {
  return precisionRecall(
    answerAll(album, 'both').flatMap(({ photo, known }) => {
      const said = new Set(known.filter(({ visible }) => visible >= 0.5).map(({ id }) => id));
      return [...new Set([...said, ...photo.label.peaks])]
        .filter((id) => !taught.get(id)?.includes(photo))
        .map((id) => ({ said: said.has(id), true: photo.label.peaks.has(id) }));
    })
  );
}
