import type { MatchReason, QueryTerm } from '../../../common/search_api';
import { matchNames } from '../../../common/names';
import type { NamedPeak, NameMatch } from '../../../common/names';
import { languageShares } from '../../calibration/query_language';
import type { LanguageShares } from '../../calibration/query_language';
import type { Logits } from '../../embedding/model/model_folder';
import { PeakSearchError } from '../../errors';
import { directionOf } from './vector_sum';
import type { TermNulls, WeightedVector, Without } from './vector_sum';

/** A second list beside the nearest photos: of those predicted to show a peak. */
export interface PeakList {
  peakId: string;
  reason: Pick<MatchReason, 'source' | 'term'>;
  /** True when nothing but peaks was asked for: then the photo's own probability of the peak says how well it fits. */
  alone: boolean;
}

/** What the terms of a query come to. */
export interface ResolvedQuery {
  /** Unit vector. */
  vector: Float32Array;
  /** Why a photo is in the list of the nearest: one for each wanted term. */
  meaning: Array<Pick<MatchReason, 'source' | 'term'>>;
  peakLists: PeakList[];
  /** Texts that are also looked for in what is written about photos. */
  written: string[];
  /** What is to stay out of the order, beside what is wanted; absent where there is nothing. */
  without?: Without;
  /** SigLIP's own scale and bias, when the query is one text and the model says them. */
  logits?: Logits;
  /** When the query is one text: the languages that it may be in. */
  languages?: LanguageShares;
  warnings: string[];
}

type TermOf<T extends QueryTerm['type']> = Extract<QueryTerm, { type: T }>;
interface NamedText {
  term: TermOf<'text'>;
  names: NameMatch[];
}

/** What the terms of a request say, before any vector is known. */
export interface ReadTerms {
  wanted: QueryTerm[];
  /** Texts that are exactly one peak's name. */
  named: NamedText[];
  /** Texts that the model has to read. */
  meant: NamedText[];
  peaks: Array<TermOf<'peak'>>;
  photos: Array<TermOf<'photo'>>;
  /** Peaks whose prototypes are needed. */
  peakIds: string[];
}

/** The vectors that ReadTerms asks for; what there is none of is absent. */
export interface TermVectors {
  /** Of `meant`, in its order. */
  texts: Float32Array[];
  logits?: Logits;
  prototypes: ReadonlyMap<string, Float32Array>;
  photos: ReadonlyMap<string, Float32Array>;
}

/** More lists than peaks in one picture help nobody; 20 terms could name dozens. */
const MAX_PEAK_LISTS = 8;

/**
 * Reads the terms of a request: which are texts for the model, which name a peak.
 *
 * A text that is exactly a peak's name, in whatever script, takes the peak's prototype instead of its own vector: the
 * text encoder knows hardly any name outside Latin script (one SigLIP-2: English 75 %, Hindi 28 % recall), and a
 * prototype needs no model. A catalog is a help here, not a need: without one, texts are only texts.
 *
 * @param names of the peaks that the caller may see
 */
export function readTerms(terms: readonly QueryTerm[], names: Iterable<NamedPeak>): ReadTerms {
  const wanted = terms.filter(({ weight }) => weight !== 0);
  const texts = ofType(wanted, 'text').map((term) => ({
    term,
    names: matchNames(term.text, names),
  }));
  const named = texts.filter(isOnePeak);
  const peaks = ofType(wanted, 'peak');
  return {
    wanted,
    named,
    meant: texts.filter((text) => !isOnePeak(text)),
    peaks,
    photos: ofType(wanted, 'photo'),
    peakIds: [...peaks.map(({ id }) => id), ...named.map((text) => text.names[0].id)],
  };
}

/**
 * Turns terms into one direction and the lists beside it: unit vectors are summed with their weights, each in units of
 * how far it spreads over the library, and the sum is normalized. Photos lie apart from texts and spread far wider, so
 * a sum of both as they are would follow the photo alone. What is not wanted lowers the photos that show it
 * (term_nulls.ts); where nothing else is asked for, the direction is away from it.
 *
 * @param nulls absent, or without one of the terms, where the library is too small for a spread: then terms count as they
 *   are, and what is not wanted is subtracted
 * @throws PeakSearchError `not_found` when no term can be used, `bad_request` when the terms cancel each other out
 */
export function resolveTerms(
  terms: ReadTerms,
  vectors: TermVectors,
  nulls: TermNulls = new Map()
): ResolvedQuery {
  const { meant, named, peaks, photos } = terms;
  const warnings: string[] = [];
  const parts: WeightedVector[] = [];
  const meaning: ResolvedQuery['meaning'] = [];
  const add = (
    vector: Float32Array | undefined,
    weight: number,
    reason: ResolvedQuery['meaning'][number],
    absent: string
  ): void => {
    if (!vector) {
      warnings.push(absent);
      return;
    }
    parts.push({ vector, weight });
    if (weight > 0) {
      meaning.push(reason);
    }
  };
  meant.forEach(({ term }, i) =>
    add(vectors.texts[i], term.weight, { source: 'meaning', term: term.text }, '')
  );
  for (const { term, names } of named) {
    const prototype = vectors.prototypes.get(names[0].id);
    const reason = { source: 'meaning', term: term.text } as const;
    add(prototype, term.weight, reason, `"${term.text}" is not in the catalog.`);
  }
  for (const { id, weight } of peaks) {
    const absent = `The catalog has no peak "${id}": it was left out of the search.`;
    add(vectors.prototypes.get(id), weight, { source: 'meaning', term: id }, absent);
  }
  for (const { id, weight } of photos) {
    const absent = `There is no photo ${id} any more: it was left out of the search.`;
    add(vectors.photos.get(id), weight, { source: 'photo', term: id }, absent);
  }
  if (parts.length === 0) {
    throw new PeakSearchError(
      'not_found',
      warnings.length > 0
        ? `None of the terms can be searched for. ${warnings.join(' ')}`
        : 'All terms have the weight 0: nothing is searched for. Give at least one another weight.'
    );
  }
  const oneText = parts.length === 1 && meant.length === 1 && meant[0].term.weight > 0;
  return {
    ...directionOf(parts, nulls),
    meaning,
    peakLists: peakLists(terms, vectors.prototypes),
    written: meant.flatMap(({ term }) => (term.weight > 0 ? [term.text] : [])),
    logits: oneText ? vectors.logits : undefined,
    languages: oneText ? languageShares(meant[0].term.text) : undefined,
    warnings,
  };
}

function ofType<T extends QueryTerm['type']>(terms: readonly QueryTerm[], type: T): TermOf<T>[] {
  return terms.filter((term): term is TermOf<T> => term.type === type);
}

/**
 * A text that is one peak's name from end to end. Two peaks of one name stay a text, and so does a name with a typing
 * error in it: it may be a word of its own ("pollute" for Polluce).
 */
function isOnePeak({ names }: NamedText): boolean {
  return names.length === 1 && names[0].whole && names[0].exact;
}

function peakLists(
  { wanted, named, meant, peaks }: ReadTerms,
  prototypes: ReadonlyMap<string, Float32Array>
): PeakList[] {
  const alone = wanted.every(
    (term) => term.type === 'peak' || named.some((text) => text.term === term)
  );
  const asked = peaks
    .filter(({ id, weight }) => weight > 0 && prototypes.has(id))
    .map(({ id }) => ({ peakId: id, reason: { source: 'peak', term: id } as const, alone }));
  // In the order of the request, whether a text is a name or only holds one.
  const inTexts = wanted
    .flatMap((term) => [...named, ...meant].filter((text) => text.term === term))
    .filter(({ term }) => term.weight > 0)
    .flatMap(({ names }) => names)
    .map(({ id }) => ({ peakId: id, reason: { source: 'name', term: id } as const, alone }));
  const byPeak = new Map<string, PeakList>();
  for (const list of [...asked, ...inTexts]) {
    if (!byPeak.has(list.peakId)) {
      byPeak.set(list.peakId, list);
    }
  }
  return [...byPeak.values()].slice(0, MAX_PEAK_LISTS);
}
