import { peakNamesBody, readPeakNames } from '../catalog/peak_repository';
import type { PeakNames } from '../catalog/peak_repository';
import { multiSearch, totalOf } from '../elasticsearch/multi_search';
import type { Answer, SearchPart } from '../elasticsearch/multi_search';
import type { IndexInfo } from '../elasticsearch/indices';
import { assertSameEmbedding } from '../embedding/model/identity';
import { l2Normalized } from '../embedding/vectors';
import { PeakSearchError } from '../errors';
import type { Library } from '../library';
import { embeddingError } from '../failures';
import type { ReadTerms, TermVectors } from './terms/resolve_terms';

/** What a ranked search has to know before it can ask. */
export interface SearchBasis {
  /** Which model filled the index, and how its vectors are held. */
  photos: IndexInfo;
  /** How many photos the caller may see. */
  visible: number;
  /** Of the peaks that the caller may see; none where there is no catalog. */
  names: PeakNames[];
}

/** A text that is typed and searched waits this long for its vector; loading the base model takes 5 s. */
const TEXT_DEADLINE_MS = 30_000;

/**
 * Reads the basis of a search in one round trip, as the caller: what one user may see never decides for another. It
 * costs 2 ms of 7 on two cores; keeping it from one search for the next was tried, and was not worth its 180 lines.
 */
export async function readBasis(
  { elasticsearch, photos, peaks }: Library,
  { withNames, warnings }: { withNames: boolean; warnings: Set<string> }
): Promise<SearchBasis> {
  const visible = { index: photos.index, body: { size: 0, track_total_hits: true } };
  const parts: Record<string, SearchPart> = { visible };
  if (withNames) {
    const doing = 'look for names of peaks';
    parts.names = { index: peaks.index, body: peakNamesBody(), optional: true, doing };
  }
  const [described, answers] = await Promise.all([
    photos.describe(),
    multiSearch(elasticsearch, parts, { doing: 'search the photos', warnings }),
  ]);
  return {
    photos: described,
    visible: totalOf(answers.visible),
    names: answers.names ? readPeakNames(answers.names) : [],
  };
}

/** Vectors of one model say nothing about photos of another; between two requests an alias may have moved. */
export function assertNotMoved(
  { index }: IndexInfo,
  answers: Readonly<Record<string, Answer>>
): void {
  const hits = Object.values(answers).flatMap((answer) => answer.hits.hits);
  if (hits.every((hit) => hit._index === index)) return;
  throw new PeakSearchError(
    'busy',
    `"${index}" has just been replaced by another index. Try again in a moment.`,
    { retryAfterS: 1 }
  );
}

/**
 * The vectors that terms stand for, each of the embedding that filled the photos.
 *
 * @throws PeakSearchError `model_missing`, `model_mismatch`, `index_missing`
 */
export async function readTermVectors(
  library: Library,
  terms: ReadTerms,
  photos: IndexInfo
): Promise<TermVectors> {
  const [texts, prototypes, vectors] = await Promise.all([
    embedTexts(library, terms, photos),
    prototypesOf(library, terms.peakIds, photos),
    library.photos.vectors(terms.photos.map(({ id }) => id)),
  ]);
  return { ...texts, prototypes, photos: vectors };
}

async function embedTexts(
  { services, settings, signal }: Library,
  { meant }: ReadTerms,
  { meta }: IndexInfo
): Promise<Pick<TermVectors, 'texts' | 'logits'>> {
  if (meant.length === 0) return { texts: [] };
  try {
    const embedder = await services.embedder();
    assertSameEmbedding(settings.indices.photos, meta.embedding, embedder.identity);
    const texts = await embedder.embedTexts(
      meant.map(({ term }) => term.text),
      { priority: 'typed', signal, deadlineMs: TEXT_DEADLINE_MS }
    );
    return { texts, logits: embedder.model.logits };
  } catch (error) {
    throw embeddingError(error);
  }
}

async function prototypesOf(
  { peaks, settings }: Library,
  ids: readonly string[],
  { meta }: IndexInfo
): Promise<Map<string, Float32Array>> {
  if (ids.length === 0) return new Map();
  const [catalog, prototypes] = await Promise.all([peaks.describe(), peaks.prototypes(ids)]);
  assertSameEmbedding(settings.indices.photos, meta.embedding, catalog.meta.embedding);
  return new Map([...prototypes].map(([id, vector]) => [id, l2Normalized(vector)]));
}
