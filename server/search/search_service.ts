import type { estypes } from '@elastic/elasticsearch';
import { reciprocalRankFusion } from '../../common/fusion';
import { MAX_RESULT_WINDOW } from '../../common/search_api';
import type { PhotoHit, SearchRequest, SearchResponse } from '../../common/search_api';
import type { ElasticsearchClient } from '../elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch_errors';
import { PHOTO_LIST_FIELDS, toPhotoSummary } from '../photos/photo_document';
import type { PhotoSource } from '../photos/photo_document';
import { requirePhotosIndex } from '../photos/photos_index';
import type { IndexInfo } from '../photos/photos_index';
import { isQuantized } from '../photos/quantization';
import type { PeakSearchServices } from '../services';
import { cohortCosines } from './cohort';
import { facetsBody, readFacets, readTimeSpan, tickedFacetBodies, timelineBody } from './facets';
import { cohortScale, cosineOfScore, sigmoidScale } from './match_scale';
import type { MatchScale } from './match_scale';
import { multiSearch } from './multi_search';
import type { SearchPart } from './multi_search';
import { BEST_FRAME, browseBody, countBody, knnBody, knnNumbers, stablePreference } from './plan';
import { resolveTerms } from './query_terms';
import type { ResolvedQuery } from './query_terms';
import { collapseBursts, rankedList } from './ranked_list';
import type { RankedPhoto } from './ranked_list';

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

type Answer = estypes.SearchResponseBody<PhotoSource>;
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
async function rank(context: Context): Promise<Found> {
  const { services, client, request, signal } = context;
  const asked = requirePhotosIndex(client, services.settings, signal);
  const resolving = resolveTerms(request.terms, { services, client, photos: asked, signal });
  // An index that is missing is what people need to hear of first, whatever else is missing.
  resolving.catch(() => undefined);
  const photos = await asked;
  return rankQuery(context, photos, await resolving);
}

/** The photos nearest to a direction, fused with the lists of the peaks that were named. */
export async function rankQuery(
  context: Context,
  photos: IndexInfo,
  query: ResolvedQuery
): Promise<Found> {
  const { services, request } = context;
  const { settings } = services;
  const knn = knnNumbers(request, settings.knn);
  const numbers = {
    ...knn,
    oversample: isQuantized(photos.vectorKind) ? settings.knn.oversample : undefined,
  };
  const index = settings.indices.photos;
  const lists: SearchPart[] = [
    { index, body: knnBody(query.vector, request.filters, numbers) },
    ...query.peakLists.map(({ peakId }) => ({
      index,
      body: knnBody(query.vector, request.filters, {
        ...numbers,
        extra: [{ term: { predicted_peaks: peakId } }],
      }),
    })),
  ];
  const [{ answers, warnings }, scale] = await Promise.all([
    ask(context, [...lists, ...countParts(context)]),
    matchScale(context, photos.index, query),
  ]);
  warnings.unshift(...query.warnings);
  const ranked = fuse(answers.slice(0, lists.length), query);
  const found = request.collapseBursts ? collapseBursts(ranked) : ranked;
  const [page, counted] = await Promise.all([
    request.sort === 'match'
      ? matchPage(context, found, query, scale)
      : sortedPage(context, ranked, query, scale, warnings),
    readCounts(context, answers.slice(lists.length), warnings),
  ]);
  return {
    total: counted.total,
    listed: page.listed,
    hits: page.hits,
    facets: counted.facets,
    nothingLikeThat: isNothing(ranked, query, answers, scale),
    knn,
    warnings,
  };
}

function ask(
  { client, preference, signal }: Context,
  parts: readonly SearchPart[]
): Promise<{ answers: Answer[]; warnings: string[] }> {
  return multiSearch<PhotoSource>(client, parts, { doing: DOING, preference, signal });
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

async function matchPage(
  { services, client, request, signal }: Context,
  found: readonly RankedPhoto[],
  query: ResolvedQuery,
  scale: MatchScale | undefined
): Promise<Page> {
  const wanted = found.slice(request.from, request.from + request.size);
  if (wanted.length === 0) {
    return { listed: found.length, hits: [] };
  }
  const index = services.settings.indices.photos;
  const { docs } = await withElasticsearchErrors({ index, doing: DOING }, () =>
    client.mget<PhotoSource>(
      { index, ids: wanted.map(({ id }) => id), _source_includes: [...PHOTO_LIST_FIELDS] },
      { signal }
    )
  );
  const sources = new Map(
    docs.map((doc) => [doc._id, 'found' in doc && doc.found ? doc._source : undefined])
  );
  const hits = wanted.flatMap((photo) => {
    const source = sources.get(photo.id);
    // Gone between the two requests.
    return source ? [withMatch(toPhotoSummary(photo.id, source), photo, query, scale)] : [];
  });
  return { listed: found.length, hits };
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
    const distance = request.sort === 'nearest' ? Number(hit.sort?.[0]) : NaN;
    return {
      ...toPhotoSummary(shown._id!, shown._source as PhotoSource),
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
