import type { estypes } from '@elastic/elasticsearch';
import { reciprocalRankFusion } from '../../common/fusion';
import { MAX_RESULT_WINDOW } from '../../common/search_api';
import type { PhotoHit, SearchRequest, SearchResponse } from '../../common/search_api';
import { peakNamesMark, peakNamesMarkBody } from '../catalog/catalog_index';
import type { ElasticsearchClient } from '../elasticsearch_client';
import { columnsOnly, idOfColumns, PHOTO_COLUMNS, summaryOfColumns } from '../photos/photo_columns';
import type { Columns } from '../photos/photo_columns';
import type { IndexInfo } from '../photos/photos_index';
import { isQuantized } from '../photos/quantization';
import type { PeakSearchServices } from '../services';
import { cohortCosines } from './cohort';
import { facetsBody, readFacets, readTimeSpan, tickedFacetBodies, timelineBody } from './facets';
import { cohortScale, cosineOfScore, sigmoidScale } from './match_scale';
import type { MatchScale } from './match_scale';
import { multiSearch } from './multi_search';
import type { SearchPart } from './multi_search';
import {
  BEST_FRAME,
  browseBody,
  countBody,
  knnBody,
  knnNumbers,
  pageBody,
  stablePreference,
} from './plan';
import { resolveTerms } from './query_terms';
import type { ResolvedQuery } from './query_terms';
import { collapseBursts, RANK_COLUMNS, rankedList } from './ranked_list';
import type { RankedPhoto } from './ranked_list';
import { searchOnBasis } from './search_basis';
import type { OnBasis } from './search_basis';

export interface SearchOptions {
  signal?: AbortSignal;
}

interface Context {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  request: SearchRequest;
  signal?: AbortSignal;
  preference: string;
}

type Answer = estypes.SearchResponseBody<unknown>;
const DOING = 'search the photos';

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

/** What every step of one search needs. */
export function searchContext(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  request: SearchRequest,
  { signal }: SearchOptions
): Context {
  return { services, client, request, signal, preference: stablePreference(request) };
}

type Found = Omit<SearchResponse, 'tookMs'>;

/** No terms: a page of all that the filters admit, in the order of a field. */
async function browse(context: Context): Promise<Found> {
  const { request } = context;
  const page = { index: context.services.settings.indices.photos, body: browseBody(request) };
  const { answers, warnings } = await ask(context, [page, ...countParts(context)]);
  const counted = await readCounts(context, answers.slice(1), warnings);
  return {
    total: counted.total,
    listed: browsable(answers[0], request),
    hits: pageHits(answers[0], request),
    facets: counted.facets,
    nothingLikeThat: false,
    warnings,
  };
}

/** Terms: turned into one direction and the lists beside it, then ranked. */
function rank(context: Context): Promise<Found> {
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
  context: Context,
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
      total: counted.total,
      listed: page.listed,
      hits: page.hits,
      facets: counted.facets,
      nothingLikeThat: isNothing(ranked, query, answers, scale),
      knn,
      warnings,
    },
    indices: new Set(listed.flatMap(({ hits }) => hits.hits.map((hit) => hit._index))),
    namesMark: options.names ? peakNamesMark(answers.at(-1)!) : undefined,
  };
}

function namesPart({ services }: Context): SearchPart {
  const index = services.settings.indices.peaks;
  return { index, body: peakNamesMarkBody(), optional: true, doing: 'look for names of peaks' };
}

function ask(
  { client, preference, signal }: Context,
  parts: readonly SearchPart[]
): Promise<{ answers: Answer[]; warnings: string[] }> {
  return multiSearch(client, parts, { doing: DOING, preference, signal });
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
  { services, client }: Context,
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

interface Page {
  listed: number;
  hits: PhotoHit[];
}

/** @param whole the lists have brought the page's columns with them */
async function matchPage(
  context: Context,
  found: readonly RankedPhoto[],
  query: ResolvedQuery,
  scale: MatchScale | undefined,
  whole: boolean
): Promise<Page> {
  const { request } = context;
  const wanted = found.slice(request.from, request.from + request.size);
  const columns = whole
    ? new Map(wanted.map((photo) => [photo.id, photo.columns]))
    : await readColumns(context, wanted);
  const hits = wanted.flatMap((photo) => {
    const read = columns.get(photo.id);
    // Gone between the two requests.
    return read ? [withMatch(summaryOfColumns(photo.id, read), photo, query, scale)] : [];
  });
  return { listed: found.length, hits };
}

async function readColumns(
  context: Context,
  wanted: readonly RankedPhoto[]
): Promise<Map<string, Columns>> {
  if (wanted.length === 0) {
    return new Map();
  }
  const body = pageBody(wanted.map(({ id }) => id));
  const { answers } = await ask(context, [
    { index: context.services.settings.indices.photos, body },
  ]);
  return new Map(
    answers[0].hits.hits.map(({ fields }) => [idOfColumns(fields as Columns), fields as Columns])
  );
}

/**
 * The same photos in the order of time or distance. Only those that are like the terms at all: the newest of the k
 * nearest would otherwise be the newest of anything.
 */
async function sortedPage(
  context: Context,
  ranked: readonly RankedPhoto[],
  query: ResolvedQuery,
  scale: MatchScale | undefined,
  warnings: string[]
): Promise<Page> {
  const { request } = context;
  const fitting = ranked.filter(
    ({ score, ranks }) =>
      !scale ||
      !scale.isNothing(scale.match(cosineOfScore(score))) ||
      ranks.slice(1).some((rank) => rank !== undefined)
  );
  const body = browseBody(
    request,
    fitting.map(({ id }) => id)
  );
  const answered = await ask(context, [{ index: context.services.settings.indices.photos, body }]);
  warnings.push(...answered.warnings);
  const byId = new Map(fitting.map((photo) => [photo.id, photo]));
  const hits = pageHits(answered.answers[0], request).map((hit) => {
    const photo = byId.get(hit.id);
    return photo ? { ...hit, ...withMatch(hit, photo, query, scale) } : hit;
  });
  return { listed: browsable(answered.answers[0], request), hits };
}

/** Adds how well a photo fits and why it was found. */
function withMatch(
  summary: Omit<PhotoHit, 'reasons'>,
  { score, ranks }: RankedPhoto,
  query: ResolvedQuery,
  scale: MatchScale | undefined
): PhotoHit {
  const nearest = ranks[0];
  const reasons = [
    ...(nearest === undefined ? [] : query.meaning.map((reason) => ({ ...reason, rank: nearest }))),
    ...query.peakLists.flatMap(({ reason }, l) => {
      const place = ranks[l + 1];
      return place === undefined ? [] : [{ ...reason, rank: place }];
    }),
  ];
  if (!scale) {
    return { ...summary, reasons };
  }
  const predicted = query.peakLists
    .filter(({ alone }, l) => alone && ranks[l + 1] !== undefined)
    .map(({ peakId }) => summary.peaks.find(({ id }) => id === peakId)?.probability ?? 0);
  const match = Math.max(scale.match(cosineOfScore(score)), ...predicted);
  return { ...summary, match, band: scale.band(match), reasons };
}

/** How many photos (or bursts) a browse can be paged through: all, up to Elasticsearch's window. */
function browsable(answer: Answer, { collapseBursts: collapsed }: SearchRequest): number {
  const groups = answer.aggregations?.groups as unknown as { value: number } | undefined;
  return Math.min(collapsed && groups ? groups.value : totalOf(answer), MAX_RESULT_WINDOW);
}

function pageHits(answer: Answer, request: SearchRequest): PhotoHit[] {
  return answer.hits.hits.map((hit) => {
    const shown = (hit.inner_hits?.[BEST_FRAME]?.hits.hits[0] ?? hit) as typeof hit;
    const columns = shown.fields as Columns;
    const distance = request.sort === 'nearest' ? Number(hit.sort?.[0]) : NaN;
    return {
      ...summaryOfColumns(idOfColumns(columns), columns),
      reasons: [],
      ...(Number.isFinite(distance) ? { distanceM: distance } : {}),
    };
  });
}

function countParts({ services, request }: Context): SearchPart[] {
  const index = services.settings.indices.photos;
  if (!request.facets) {
    return [{ index, body: countBody(request.filters) }];
  }
  const bodies = [facetsBody(request.filters), ...tickedFacetBodies(request.filters)];
  return bodies.map((body) => ({ index, body }));
}

async function readCounts(
  context: Context,
  [count, ...ticked]: readonly Answer[],
  warnings: string[]
): Promise<Pick<SearchResponse, 'total' | 'facets'>> {
  const { services, request } = context;
  if (!request.facets) {
    return { total: totalOf(count) };
  }
  const span = readTimeSpan(count);
  if (!span) {
    return { total: totalOf(count), facets: readFacets(count, ticked, span, undefined) };
  }
  const index = services.settings.indices.photos;
  const timeline = await ask(context, [{ index, body: timelineBody(request.filters, span) }]);
  warnings.push(...timeline.warnings.filter((warning) => !warnings.includes(warning)));
  return { total: totalOf(count), facets: readFacets(count, ticked, span, timeline.answers[0]) };
}

function totalOf({ hits: { total } }: Answer): number {
  return typeof total === 'number' ? total : (total?.value ?? 0);
}
