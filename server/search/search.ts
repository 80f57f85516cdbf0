import type { SearchRequest, SearchResponse } from '../../common/search_api';
import { multiSearch } from '../elasticsearch/multi_search';
import type { Answer } from '../elasticsearch/multi_search';
import type { IndexInfo } from '../elasticsearch/indices';
import type { Library } from '../library';
import { absentPeak } from './absent_peak';
import { countParts, readCounts, spanParts } from './counts/facets';
import { browseBody, oversampleOf, pageBody, planRanked, stablePreference } from './plan';
import type { SearchParts } from './plan';
import { browsedPage, collapseBursts, fittingPhotos, listedIds } from './read_results';
import { matchPage, readColumns, readRanking, sortedPage } from './read_results';
import { contextOf, resolveConditions } from './filters/resolve_conditions';
import type { ResolvedConditions } from './filters/resolve_conditions';
import { readTerms, resolveTerms } from './terms/resolve_terms';
import type { ResolvedQuery } from './terms/resolve_terms';
import { withSentence } from './terms/understand_sentence';
import { assertNotMoved, readBasis, readTermVectors } from './search_basis';
import { nullParts, readNulls, readPenalties, unwantedParts } from './terms/term_nulls';
import type { TermNulls } from './terms/vector_sum';

type Found = Omit<SearchResponse, 'tookMs'>;
type Answers = Record<string, Answer>;
/** Runs named searches, all of them on the same copies of the shards. */
type Ask = (parts: SearchParts) => Promise<Answers>;

/**
 * Answers a search: by terms (texts, peaks, photos), by filters, or by both. Resolve, plan, execute, read: this is the
 * only part that does input and output, and every other file here can be tested without.
 *
 * @throws PeakSearchError with a sentence for everything that can go wrong
 */
export async function search(library: Library, asked: SearchRequest): Promise<SearchResponse> {
  const started = performance.now();
  const { request: said, understood, warnings } = await withSentence(library, asked);
  const conditions = await resolveConditions(library, said.filters);
  const request = { ...said, filters: conditions.filters };
  const answer = await (request.terms.length === 0
    ? browse(library, request, conditions)
    : ranked(library, request, conditions));
  const tookMs = Math.round(performance.now() - started);
  return {
    ...answer,
    ...(understood && { understood }),
    warnings: [...warnings, ...answer.warnings],
    tookMs,
  };
}

/** No terms: a page of all that the filters admit, in the order of a field. */
async function browse(
  library: Library,
  request: SearchRequest,
  conditions: ResolvedConditions
): Promise<Found> {
  const { places } = library;
  const { index } = library.photos;
  const warnings = new Set<string>();
  const ask = asking(library, request, warnings);
  const page = { index, body: browseBody(request, places) };
  const first = await ask({
    page,
    ...countParts(request, { index, context: conditions.context }),
    ...conditions.parts(index),
  });
  const second = await ask(spanParts(request, { index, context: conditions.context }, first));
  return {
    ...browsedPage(first.page, request, places),
    ...readCounts(request, { ...first, ...second }),
    ...conditions.read(first),
    nothingLikeThat: false,
    warnings: [...warnings],
  };
}

async function ranked(
  library: Library,
  request: SearchRequest,
  conditions: ResolvedConditions
): Promise<Found> {
  const withNames = request.terms.some(({ type }) => type === 'text');
  const warnings = new Set<string>();
  const basis = await readBasis(library, { withNames, warnings });
  const terms = readTerms(request.terms, basis.names);
  const vectors = await readTermVectors(library, terms, basis.photos);
  const { texts, prototypes, photos } = vectors;
  const all = [...texts, ...prototypes.values(), ...photos.values()];
  const nulls = await readTermNulls(library, request, all, { ...basis, warnings });
  const query = resolveTerms(terms, vectors, nulls);
  return rankQuery(library, request, { ...basis, query, warnings, conditions });
}

/** Where several terms stand, each by itself; a single one needs no such scale. */
export async function readTermNulls(
  library: Library,
  request: SearchRequest,
  vectors: readonly Float32Array[],
  { photos, visible, warnings }: { photos: IndexInfo; visible: number; warnings: Set<string> }
): Promise<TermNulls> {
  if (vectors.length < 2) return new Map();
  const { index } = library.photos;
  const oversample = oversampleOf(photos.vectorKind, library.settings.knn);
  const ask = asking(library, request, warnings);
  const answers = await ask(nullParts(vectors, { index, visible, oversample }));
  assertNotMoved(photos, answers);
  return readNulls(answers, vectors);
}

/** The photos nearest to a direction, fused with the lists of the peaks that were named. */
export async function rankQuery(
  library: Library,
  request: SearchRequest,
  on: {
    photos: IndexInfo;
    visible: number;
    query: ResolvedQuery;
    warnings: Set<string>;
    conditions?: ResolvedConditions;
  }
): Promise<Found> {
  const { photos, visible, query, warnings, conditions } = on;
  query.warnings.forEach((warning) => warnings.add(warning));
  const { settings, places } = library;
  const context = conditions?.context ?? contextOf(library);
  const ask = asking(library, request, warnings);
  const index = library.photos.index;
  const { vectorKind } = photos;
  const { calibration } = photos.meta;
  const calibrated = calibration !== undefined;
  const plan = planRanked(request, query, { settings, places, vectorKind, visible, calibrated });
  const first = await ask({
    ...plan.parts,
    ...countParts(request, { index, context }),
    ...conditions?.parts(index),
  });
  assertNotMoved(photos, first);
  const lowered = await loweredBy(ask, query, first, {
    index,
    oversample: oversampleOf(vectorKind, settings.knn),
  });
  const ranking = readRanking(first, query, {
    steps: plan.steps,
    nulls: calibration?.nulls,
    lowered,
  });
  const absent = await absentPeak(library, query, first, photos);
  const byMatch = request.sort === 'match';
  const listed = request.collapseBursts ? collapseBursts(ranking.photos) : ranking.photos;
  const wanted = byMatch ? listed.slice(request.from, request.from + request.size) : [];
  const fitting = byMatch ? [] : fittingPhotos(ranking);
  const ids = (byMatch ? wanted : fitting).map(({ id }) => id);
  const page = { index, body: byMatch ? pageBody(ids, places) : browseBody(request, places, ids) };
  const second = await ask({
    ...spanParts(request, { index, context }, first),
    ...(byMatch && (plan.whole || ids.length === 0) ? {} : { page }),
  });
  const columns = second.page
    ? readColumns(second.page)
    : new Map(wanted.map((photo) => [photo.id, photo.columns]));
  const by = { query, scale: ranking.scale, places };
  return {
    ...(byMatch
      ? matchPage(listed, wanted, columns, by)
      : sortedPage(second.page, request, fitting, by)),
    ...readCounts(request, { ...first, ...second }),
    ...conditions?.read(first),
    nothingLikeThat: ranking.nothingLikeThat || absent !== undefined,
    absentPeak: absent,
    knn: plan.knn,
    warnings: [...warnings],
  };
}

/** By how much each listed photo is lowered for what it shows and should not, as a cosine with the query. */
async function loweredBy(
  ask: Ask,
  { without }: ResolvedQuery,
  answers: Answers,
  where: { index: string; oversample?: number }
): Promise<Map<string, number> | undefined> {
  if (!without) return undefined;
  const ids = listedIds(answers);
  if (ids.length === 0) return undefined;
  const { terms, nulls, deviation } = without;
  const shown = await ask(unwantedParts(terms, ids, where));
  const penalties = readPenalties(shown, terms, nulls);
  return new Map([...penalties].map(([id, deviations]) => [id, deviations * deviation]));
}

function asking({ elasticsearch }: Library, request: SearchRequest, warnings: Set<string>): Ask {
  const options = { doing: 'search the photos', warnings, preference: stablePreference(request) };
  return async (parts) =>
    Object.keys(parts).length === 0 ? {} : multiSearch(elasticsearch, parts, options);
}
