import { reciprocalRankFusion } from '../../common/fusion';
import type { SearchRequest, SearchResponse } from '../../common/search_api';
import { peakNamesMark, peakNamesMarkBody } from '../catalog/catalog_index';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { columnsOnly, PHOTO_COLUMNS } from '../photos/photo_columns';
import type { IndexInfo } from '../photos/photos_index';
import { isQuantized } from '../photos/quantization';
import type { PeakSearchServices } from '../services';
import { cohortCosines } from './execute/cohort';
import { countParts, readCounts } from './counts';
import { cohortScale, cosineOfScore, sigmoidScale } from './match_scale';
import type { MatchScale } from './match_scale';
import type { SearchPart } from './execute/multi_search';
import { browseBody, knnBody, knnNumbers } from './plan/plan';
import { resolveTerms } from './plan/query_terms';
import type { ResolvedQuery } from './plan/query_terms';
import { collapseBursts, RANK_COLUMNS, rankedList } from './ranked_list';
import type { RankedPhoto } from './ranked_list';
import { browsedPage, matchPage, sortedPage } from './result_page';
import { searchOnBasis } from './execute/search_basis';
import type { OnBasis } from './execute/search_basis';
import { ask, searchContext } from './search_context';
import type { Answer, SearchContext, SearchOptions } from './search_context';

/**
 * Answers a search: by terms (texts, peaks, photos), by filters, or by both.
 *
 * @throws PeakSearchError with a sentence for everything that can go wrong; an aborted search throws the client's
 *   RequestAbortedError
 */
export async function search(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  request: SearchRequest,
  options: SearchOptions = {}
): Promise<SearchResponse> {
  const started = performance.now();
  const context = searchContext(services, client, request, options);
  const answer = request.terms.length === 0 ? await browse(context) : await rank(context);
  return { tookMs: Math.round(performance.now() - started), ...answer };
}

type Found = Omit<SearchResponse, 'tookMs'>;

/** No terms: a page of all that the filters admit, in the order of a field. */
async function browse(context: SearchContext): Promise<Found> {
  const { request } = context;
  const page = { index: context.services.settings.indices.photos, body: browseBody(request) };
  const { answers, warnings } = await ask(context, [page, ...countParts(context)]);
  const counted = await readCounts(context, answers.slice(1), warnings);
  return { ...browsedPage(answers[0], request), ...counted, nothingLikeThat: false, warnings };
}

/** Terms: turned into one direction and the lists beside it, then ranked. */
function rank(context: SearchContext): Promise<Found> {
  const { services, client, request, signal } = context;
  const texts = request.terms.flatMap((term) => (term.type === 'text' ? [term.text] : []));
  return searchOnBasis({ services, client, texts, signal }, async (basis) => {
    const query = await resolveTerms(request.terms, { services, client, basis, signal });
    return rankQuery(context, basis.photos, query, { names: texts.length > 0 });
  });
}

/**
 * A list brings the columns of a page with it as long as all lists together have no more rows than this; else the
 * page's photos are asked for when it is known which they are. At 1,000 rows both took the same.
 */
const MAX_WHOLE_ROWS = 500;

/**
 * The photos nearest to a direction, fused with the lists of the peaks that were named.
 *
 * @param options.names asks as well whether the names of peaks are still the same
 */
export async function rankQuery(
  context: SearchContext,
  photos: IndexInfo,
  query: ResolvedQuery,
  options: { names?: boolean } = {}
): Promise<OnBasis<Found>> {
  const { services, request } = context;
  const { settings } = services;
  const knn = knnNumbers(request, settings.knn);
  const numbers = {
    ...knn,
    oversample: isQuantized(photos.vectorKind) ? settings.knn.oversample : undefined,
  };
  const extras = [
    [],
    ...query.peakLists.map(({ peakId }) => [{ term: { predicted_peaks: peakId } }]),
  ];
  const whole = request.sort === 'match' && extras.length * knn.k <= MAX_WHOLE_ROWS;
  const columns = columnsOnly(
    whole ? [...new Set([...RANK_COLUMNS, ...PHOTO_COLUMNS])] : RANK_COLUMNS
  );
  const lists: SearchPart[] = extras.map((extra) => ({
    index: settings.indices.photos,
    body: { ...knnBody(query.vector, request.filters, { ...numbers, extra }), ...columns },
  }));
  const counts = countParts(context);
  const names = options.names ? [namesPart(context)] : [];
  const [{ answers, warnings }, scale] = await Promise.all([
    ask(context, [...lists, ...counts, ...names]),
    matchScale(context, photos.index, query),
  ]);
  warnings.unshift(...query.warnings);
  const listed = answers.slice(0, lists.length);
  const ranked = fuse(listed, query);
  const found = request.collapseBursts ? collapseBursts(ranked) : ranked;
  const [page, counted] = await Promise.all([
    request.sort === 'match'
      ? matchPage(context, found, query, scale, whole)
      : sortedPage(context, ranked, query, scale, warnings),
    readCounts(context, answers.slice(lists.length, lists.length + counts.length), warnings),
  ]);
  return {
    found: {
      ...page,
      ...counted,
      nothingLikeThat: isNothing(ranked, query, answers, scale),
      knn,
      warnings,
    },
    indices: new Set(listed.flatMap(({ hits }) => hits.hits.map((hit) => hit._index))),
    namesMark: options.names ? peakNamesMark(answers.at(-1)!) : undefined,
  };
}

function namesPart({ services }: SearchContext): SearchPart {
  const index = services.settings.indices.peaks;
  return { index, body: peakNamesMarkBody(), optional: true, doing: 'look for names of peaks' };
}

/**
 * Where nothing but peaks is asked for, what was predicted to show them counts twice what only looks like them: the
 * prediction has weighed the looks already, and the place besides.
 */
const PREDICTED_WEIGHT = 2;

/** One list is taken as it is; several are fused by their ranks. */
function fuse(answers: readonly Answer[], { peakLists }: ResolvedQuery): RankedPhoto[] {
  const lists = answers.map((answer) => rankedList(answer.hits.hits));
  if (lists.length === 1) {
    return lists[0].map((photo, i) => ({ ...photo, ranks: [i + 1] }));
  }
  const photos = new Map(lists.flat().map((photo) => [photo.id, photo]));
  const weights = [1, ...peakLists.map(({ alone }) => (alone ? PREDICTED_WEIGHT : 1))];
  return reciprocalRankFusion(
    lists.map((list) => list.map(({ id }) => id)),
    { weights }
  ).map(({ id, ranks }) => ({ ...photos.get(id)!, ranks }));
}

async function matchScale(
  { services, client }: SearchContext,
  index: string,
  query: ResolvedQuery
): Promise<MatchScale | undefined> {
  return query.logits
    ? sigmoidScale(query.logits)
    : cohortScale(await cohortCosines(services, client, index, query.vector));
}

/** True when nothing in the index is like the terms. A photo predicted to show a peak that was asked for is. */
function isNothing(
  ranked: readonly RankedPhoto[],
  query: ResolvedQuery,
  answers: readonly Answer[],
  scale: MatchScale | undefined
): boolean {
  if (!scale || ranked.length === 0) {
    return false;
  }
  const predicted = query.peakLists.some((_, l) => answers[l + 1].hits.hits.length > 0);
  const best = Math.max(...ranked.map(({ score }) => scale.match(cosineOfScore(score))));
  return !predicted && scale.isNothing(best);
}
