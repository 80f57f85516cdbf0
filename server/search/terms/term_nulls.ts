import { mean, median } from '../../../common/statistics';
import type { Answer } from '../../elasticsearch/multi_search';
import { columnsOnly, ID_COLUMNS, idOfColumns } from '../../photos/photo_columns';
import type { Columns } from '../../photos/photo_columns';
import { cosineOfScore, MIN_BACKGROUND } from '../match';
import { backgroundBody, knnBody } from '../plan';
import type { SearchParts } from '../plan';
import type { TermNull, TermNulls, UnwantedTerm } from './vector_sum';

const nullPart = (i: number) => `null:${i}`;
const unwantedPart = (i: number) => `unwanted:${i}`;

/** What reads the nulls of terms; the sample is the one that a query's scale is read from. */
export function nullParts(
  vectors: readonly Float32Array[],
  { index, visible, oversample }: { index: string; visible: number; oversample?: number }
): SearchParts {
  return Object.fromEntries(
    vectors.map((vector, i) => [
      nullPart(i),
      { index, body: backgroundBody(vector, visible, oversample) },
    ])
  );
}

/** Reads the answers of `nullParts`. */
export function readNulls(
  answers: Readonly<Record<string, Answer>>,
  vectors: readonly Float32Array[]
): TermNulls {
  return new Map(
    vectors.flatMap((vector, i): Array<[Float32Array, TermNull]> => {
      const cosines = answers[nullPart(i)].hits.hits.map(({ _score }) =>
        cosineOfScore(_score ?? 0)
      );
      if (cosines.length < MIN_BACKGROUND) return [];
      const center = mean(cosines);
      const spread = Math.sqrt(mean(cosines.map((x) => (x - center) ** 2)));
      return spread > 0 ? [[vector, { center: median(cosines), spread }]] : [];
    })
  );
}

/** What reads how far the photos of a list show what is not wanted. */
export function unwantedParts(
  terms: readonly UnwantedTerm[],
  ids: readonly string[],
  { index, oversample }: { index: string; oversample?: number }
): SearchParts {
  const filter = [{ ids: { values: [...ids] } }];
  // A filter that admits no more photos than k makes Lucene compare exactly these.
  const numbers = { k: ids.length, numCandidates: ids.length, oversample };
  return Object.fromEntries(
    terms.map(({ vector }, i) => [
      unwantedPart(i),
      { index, body: { ...knnBody(vector, filter, numbers), ...columnsOnly(ID_COLUMNS) } },
    ])
  );
}

/** From so many deviations on a photo shows a term: one in 44 by chance. */
const SHOWN_DEVIATIONS = 2;

/**
 * How much each photo loses in the order, by its id, in deviations: for each unwanted term, how far it is above what
 * photos have that do not show it. What stays below that loses nothing: being unlike the term is no merit.
 */
export function readPenalties(
  answers: Readonly<Record<string, Answer>>,
  terms: readonly UnwantedTerm[],
  nulls: TermNulls
): Map<string, number> {
  const penalties = new Map<string, number>();
  terms.forEach(({ vector, weight }, i) => {
    const { center, spread } = nulls.get(vector)!;
    for (const hit of answers[unwantedPart(i)].hits.hits) {
      const excess = (cosineOfScore(hit._score ?? 0) - center) / spread - SHOWN_DEVIATIONS;
      if (excess <= 0) continue;
      const id = idOfColumns(hit.fields as Columns);
      penalties.set(id, (penalties.get(id) ?? 0) + weight * excess);
    }
  });
  return penalties;
}
