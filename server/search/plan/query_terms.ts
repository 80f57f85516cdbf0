import type { MatchReason, QueryTerm } from '../../../common/search_api';
import { matchNames } from '../../../common/names';
import type { NameMatch } from '../../../common/names';
import { readPrototypes, requirePeaksIndex } from '../../catalog/catalog_index';
import type { ElasticsearchClient } from '../../elasticsearch/elasticsearch_client';
import type { Logits } from '../../embedding/model/model_folder';
import { PeakSearchError } from '../../errors';
import { getPhotoVectors } from '../../photos/photo_repository';
import { assertSameEmbedding } from '../../photos/photos_index';
import type { PeakSearchServices } from '../../services';
import { embeddingError } from '../embedding_errors';
import type { SearchBasis } from '../execute/search_basis';
import { sumOfTerms } from './vector_sum';
import type { WeightedVector } from './vector_sum';

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
  /** SigLIP's own scale and bias, when the query is one text and the model says them. */
  logits?: Logits;
  warnings: string[];
}

interface Context {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  basis: SearchBasis;
  signal?: AbortSignal;
}

type TermOf<T extends QueryTerm['type']> = Extract<QueryTerm, { type: T }>;
interface NamedText {
  term: TermOf<'text'>;
  names: NameMatch[];
}

/** More lists than peaks in one picture help nobody; 20 terms could name dozens. */
const MAX_PEAK_LISTS = 8;

/** A text that is typed and searched waits this long for its vector; loading the base model takes 5 s. */
const TEXT_DEADLINE_MS = 30_000;

/**
 * Turns terms into one direction and the lists beside it.
 *
 * Unit vectors are summed with their weights ("without" subtracts) and the sum is normalised. A text that is exactly a
 * peak's name, in whatever script, takes the peak's prototype instead of its own vector: the text tower knows hardly
 * any name outside Latin script (one SigLIP-2: English 75 %, Hindi 28 % recall), and a prototype needs no model. A
 * catalog is a help here, not a need: without one, texts are only texts.
 *
 * @throws PeakSearchError when no term can be used, when the terms cancel each other out, or `model_missing`
 */
export async function resolveTerms(
  terms: readonly QueryTerm[],
  context: Context
): Promise<ResolvedQuery> {
  const wanted = terms.filter(({ weight }) => weight !== 0);
  const warnings: string[] = [];
  const texts = ofType(wanted, 'text').map((term) => ({
    term,
    names: matchNames(term.text, context.basis.names.peaks),
  }));
  const named = texts.filter(isOnePeak);
  const meant = texts.filter((text) => !isOnePeak(text));
  const peaks = ofType(wanted, 'peak');

  const [textVectors, prototypes, photoVectors] = await Promise.all([
    embedTexts(meant, context),
    peakVectors([...peaks.map(({ id }) => id), ...named.map(({ names }) => names[0].id)], context),
    getPhotoVectors(
      context.client,
      context.services.settings,
      ofType(wanted, 'photo').map(({ id }) => id),
      context.signal
    ),
  ]);

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
    add(textVectors.vectors[i], term.weight, { source: 'meaning', term: term.text }, '')
  );
  for (const { term, names } of named) {
    const reason = { source: 'meaning', term: term.text } as const;
    add(prototypes.get(names[0].id), term.weight, reason, `"${term.text}" is not in the catalog.`);
  }
  for (const { id, weight } of peaks) {
    const absent = `The catalog has no peak "${id}": it was left out of the search.`;
    add(prototypes.get(id), weight, { source: 'meaning', term: id }, absent);
  }
  for (const { id, weight } of ofType(wanted, 'photo')) {
    const absent = `There is no photo ${id} any more: it was left out of the search.`;
    add(photoVectors.get(id), weight, { source: 'photo', term: id }, absent);
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
    vector: sumOfTerms(parts),
    meaning,
    peakLists: peakLists(peaks, texts, prototypes, wanted),
    logits: oneText ? textVectors.logits : undefined,
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

async function embedTexts(
  texts: readonly NamedText[],
  { services, basis, signal }: Context
): Promise<{ vectors: Float32Array[]; logits?: Logits }> {
  if (texts.length === 0) {
    return { vectors: [] };
  }
  try {
    const embedder = await services.embedder();
    const { embedding } = basis.photos.meta;
    assertSameEmbedding(services.settings.indices.photos, embedding, embedder.identity);
    const vectors = await embedder.embedTexts(
      texts.map(({ term }) => term.text),
      { priority: 'typed', signal, deadlineMs: TEXT_DEADLINE_MS }
    );
    return { vectors, logits: embedder.model.logits };
  } catch (error) {
    throw embeddingError(error);
  }
}

/** Prototypes from the catalog, which must come from the embedding that filled the photos. */
async function peakVectors(
  ids: readonly string[],
  { services, client, basis, signal }: Context
): Promise<Map<string, Float32Array>> {
  if (ids.length === 0) {
    return new Map();
  }
  const { settings } = services;
  const [catalog, prototypes] = await Promise.all([
    requirePeaksIndex(client, settings, signal),
    readPrototypes(client, settings, ids, signal),
  ]);
  const { embedding } = basis.photos.meta;
  assertSameEmbedding(settings.indices.photos, embedding, catalog.meta.embedding);
  return prototypes;
}

function peakLists(
  peaks: readonly TermOf<'peak'>[],
  texts: readonly NamedText[],
  prototypes: ReadonlyMap<string, Float32Array>,
  terms: readonly QueryTerm[]
): PeakList[] {
  const alone = terms.every(
    (term) => term.type === 'peak' || texts.some((text) => text.term === term && isOnePeak(text))
  );
  const asked = peaks
    .filter(({ id, weight }) => weight > 0 && prototypes.has(id))
    .map(({ id }) => ({ peakId: id, reason: { source: 'peak', term: id } as const, alone }));
  const named = texts
    .filter(({ term }) => term.weight > 0)
    .flatMap(({ names }) => names)
    .map(({ id }) => ({ peakId: id, reason: { source: 'name', term: id } as const, alone }));
  const byPeak = new Map<string, PeakList>();
  for (const list of [...asked, ...named]) {
    if (!byPeak.has(list.peakId)) {
      byPeak.set(list.peakId, list);
    }
  }
  return [...byPeak.values()].slice(0, MAX_PEAK_LISTS);
}
