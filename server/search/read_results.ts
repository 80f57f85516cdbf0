import type { estypes } from '@elastic/elasticsearch';
import { reciprocalRankFusion } from '../../common/fusion';
import { MAX_RESULT_WINDOW } from '../../common/search_api';
import type { MatchReason, PhotoHit, SearchRequest, WrittenField } from '../../common/search_api';
import { totalOf } from '../elasticsearch/multi_search';
import type { Answer } from '../elasticsearch/multi_search';
import { idOfColumns, summaryOfColumns } from '../photos/photo_columns';
import type { Columns } from '../photos/photo_columns';
import type { Places } from '../photos/exact_places/places';
import { backgroundScale, chanceScale, cosineOfScore, sigmoidScale } from './match';
import type { MatchScale } from './match';
import type { NullScale } from '../calibration/null_scale';
import { BEST_FRAME, isShows, showsPart } from './plan';
import type { ResolvedQuery } from './terms/resolve_terms';

/** From Elasticsearch's answers to what people see. Pure: nothing is read here. */

/** A page of hits, of so many that can be paged through. */
export interface Page {
  listed: number;
  hits: PhotoHit[];
}

/** A photo in a ranked list. */
export interface RankedPhoto {
  id: string;
  /** Elasticsearch's score of the nearest vectors: (1 + cos) / 2. */
  score: number;
  /** What bursts are collapsed by: the burst's id, or the photo's own. */
  group: string;
  /** 1 = best frame of its burst. */
  frame: number;
  /** Columns as the list brought them. */
  columns: Columns;
  /** 1-based place in each list; undefined where a list does not hold it. The first list is that of the nearest. */
  ranks: Array<number | undefined>;
  /** Where the words of the search are written about it, and its place in that list. */
  written?: { fields: WrittenField[]; rank: number };
  /** Whether it stands among the best matches, which come first; undefined where nobody knows. */
  fits?: boolean;
}

/** What hits are read with. */
export interface Reading {
  query: ResolvedQuery;
  /** What a cosine means under this query; undefined where nobody knows. */
  scale?: MatchScale;
  places: Places;
}

/** What a query with terms found, before a page is cut from it. */
export interface Ranking {
  photos: RankedPhoto[];
  /** What a cosine means under this query; undefined where nobody knows. */
  scale?: MatchScale;
  /** True when nothing that the filters admit is like the terms. */
  nothingLikeThat: boolean;
}

/**
 * Where nothing but peaks is asked for, what was predicted to show them counts twice what only looks like them: the
 * prediction has weighed the looks already, and the place besides.
 */
const PREDICTED_WEIGHT = 2;

/**
 * Reads the answers of planRanked: one list is taken as it is, several are fused by their ranks.
 *
 * @param options.steps of the plan
 * @param options.nulls what chance finds in this library; absent where it is not calibrated
 * @param options.lowered by id, the cosine that a photo loses for what it shows and should not
 */
export function readRanking(
  answers: Readonly<Record<string, Answer>>,
  query: ResolvedQuery,
  {
    steps,
    nulls,
    lowered,
  }: {
    steps: readonly number[];
    nulls?: NullScale;
    lowered?: ReadonlyMap<string, number>;
  }
): Ranking {
  const { peakLists } = query;
  const lists = [answers.nearest, ...peakLists.map(({ peakId }) => answers[showsPart(peakId)])].map(
    (answer) => inSteps(rankedList(answer.hits.hits), steps, lowered)
  );
  const written = writtenList(answers, lowered);
  const scale = scaleOf(answers, query, nulls);
  const weights = [1, ...peakLists.map(({ alone }) => (alone ? PREDICTED_WEIGHT : 1))];
  const pages =
    written.length === 0
      ? fuse(lists, weights, steps)
      : fuse([...lists, written], [...weights, 1], steps).map((page) =>
          // Where nothing is written, the ranks stay what they are without that list.
          page.map((photo) => ({
            ...photo,
            ranks: photo.ranks.slice(0, lists.length),
            written: written.find(({ id }) => id === photo.id)?.written,
          }))
        );
  const photos = bestFirst(pages, scale);
  const predicted = written.length > 0 || lists.slice(1).some((list) => list.length > 0);
  const best = scale && Math.max(...photos.map(({ score }) => scale.match(cosineOfScore(score))));
  return {
    photos,
    scale,
    nothingLikeThat:
      photos.length > 0 && !predicted && best !== undefined && scale!.isNothing(best),
  };
}

/** Reads the hits of a kNN request. Equal scores are ordered by id, so that two runs agree. */
function rankedList(
  hits: ReadonlyArray<estypes.SearchHit<unknown>>
): Array<Omit<RankedPhoto, 'ranks'>> {
  return hits
    .map((hit) => {
      const columns = hit.fields as Columns;
      const id = idOfColumns(columns);
      return {
        id,
        score: hit._score ?? 0,
        group: (columns.burst_key?.[0] as string | undefined) ?? id,
        frame: (columns['burst.rank']?.[0] as number | undefined) ?? 1,
        columns,
      };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** The photos about which the words are written, in BM25's order, each with its cosine. */
function writtenList(
  { written, writtenNearest }: Readonly<Record<string, Answer>>,
  lowered: ReadonlyMap<string, number> | undefined
): Array<Omit<RankedPhoto, 'ranks'>> {
  if (!written || !writtenNearest) return [];
  const { hits } = writtenNearest.hits;
  const listed = inSteps(rankedList(hits), [hits.length], lowered);
  const near = new Map(listed.map((photo) => [photo.id, photo]));
  return written.hits.hits.flatMap((hit, i) => {
    const photo = near.get(idOfColumns(hit.fields as Columns));
    const fields = (hit.matched_queries ?? []) as WrittenField[];
    return photo ? [{ ...photo, written: { fields, rank: i + 1 } }] : [];
  });
}

/** The ids of all photos that some list holds. */
export function listedIds(answers: Readonly<Record<string, Answer>>): string[] {
  const lists = Object.entries(answers).filter(
    ([name]) => name === 'nearest' || name === 'writtenNearest' || isShows(name)
  );
  const ids = lists.flatMap(([, { hits }]) =>
    hits.hits.map((hit) => idOfColumns(hit.fields as Columns))
  );
  return [...new Set(ids)];
}

/**
 * The list with what is not wanted lowered. Each step is ordered by itself, so that a longer list leaves the pages
 * before as they were.
 */
function inSteps<T extends { id: string; score: number }>(
  list: readonly T[],
  steps: readonly number[],
  lowered: ReadonlyMap<string, number> | undefined
): T[] {
  if (!lowered) return [...list];
  // A cosine counts half in Elasticsearch's score.
  const after = list.map((photo) => ({
    ...photo,
    score: photo.score - (lowered.get(photo.id) ?? 0) / 2,
  }));
  return [0, ...steps].flatMap((from, i, bounds) =>
    after
      .slice(from, bounds[i + 1] ?? from)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
  );
}

function scaleOf(
  answers: Readonly<Record<string, Answer>>,
  { logits, languages }: ResolvedQuery,
  nulls: NullScale | undefined
): MatchScale | undefined {
  const background = answers.background?.hits.hits.map(({ _score }) => cosineOfScore(_score ?? 0));
  if (languages && nulls && background) return chanceScale(nulls, languages, background);
  return logits ? sigmoidScale(logits) : backgroundScale(background ?? []);
}

/**
 * Longer lists bring photos that shorter ones did not have, and fused anew they would come between those of the pages
 * before. So each step is fused by itself, and only what is new in it is added: no photo comes twice, and none is
 * passed over.
 *
 * @returns what each step adds
 */
function fuse(
  lists: ReadonlyArray<ReadonlyArray<Omit<RankedPhoto, 'ranks'>>>,
  weights: number[],
  steps: readonly number[]
): RankedPhoto[][] {
  if (lists.length === 1) {
    return [lists[0].map((photo, i) => ({ ...photo, ranks: [i + 1] }))];
  }
  const photos = new Map(lists.flat().map((photo) => [photo.id, photo]));
  const known = new Set<string>();
  return steps.map((step) => {
    const cut = lists.map((list) => list.slice(0, step).map(({ id }) => id));
    const added = reciprocalRankFusion(cut, { weights }).filter(({ id }) => !known.has(id));
    added.forEach(({ id }) => known.add(id));
    return added.map(({ id, ranks }) => ({ ...photos.get(id)!, ranks }));
  });
}

/** Whether a photo is like the terms, shows a peak that was asked for, or has the words written about it. */
function fitting({ score, ranks, written }: RankedPhoto, scale: MatchScale): boolean {
  return (
    written !== undefined ||
    scale.band(scale.match(cosineOfScore(score))) !== 'weak' ||
    ranks.slice(1).some((rank) => rank !== undefined)
  );
}

/**
 * Fused ranks alone would list photos that fit, that don't, and that do again. So the ones that fit come first; behind
 * the first that doesn't, nothing is called a best match, because later pages mustn't change the ones before.
 */
function bestFirst(pages: RankedPhoto[][], scale: MatchScale | undefined): RankedPhoto[] {
  if (!scale) return pages.flat();
  const ordered = pages.flatMap((page) => {
    const judged = page.map((photo) => ({ ...photo, fits: fitting(photo, scale) }));
    return [...judged.filter(({ fits }) => fits), ...judged.filter(({ fits }) => !fits)];
  });
  const end = ordered.findIndex(({ fits }) => !fits);
  return end < 0
    ? ordered
    : ordered.map((photo, i) => (i < end ? photo : { ...photo, fits: false }));
}

/**
 * One photo a burst: the best frame among those found, at the place of the first. Collapsing what was found (and not
 * searching best frames only) loses no burst of which only another frame fits or passes the filters.
 */
export function collapseBursts(photos: readonly RankedPhoto[]): RankedPhoto[] {
  const best = new Map<string, RankedPhoto>();
  for (const photo of photos) {
    const kept = best.get(photo.group);
    if (!kept || photo.frame < kept.frame) {
      // Setting a key that is there keeps its place in the order, and what the place means.
      best.set(photo.group, kept ? { ...photo, fits: kept.fits } : photo);
    }
  }
  return [...best.values()];
}

/**
 * The photos that are like the terms at all, for another order than that of the match: the newest of the k nearest
 * would otherwise be the newest of anything.
 */
export function fittingPhotos({ photos, scale }: Ranking): RankedPhoto[] {
  return scale ? photos.filter((photo) => fitting(photo, scale)) : [...photos];
}

/** A page in the order of the match. @param columns by id; what is not there was removed meanwhile */
export function matchPage(
  photos: readonly RankedPhoto[],
  wanted: readonly RankedPhoto[],
  columns: ReadonlyMap<string, Columns>,
  by: Reading
): Page {
  const hits = wanted.flatMap((photo) => {
    const read = columns.get(photo.id);
    return read ? [withMatch(summaryOfColumns(photo.id, read, by.places), photo, by)] : [];
  });
  return { listed: photos.length, hits };
}

/** The page that a browse (`browseBody`) found among ranked photos. */
export function sortedPage(
  answer: Answer,
  request: SearchRequest,
  photos: readonly RankedPhoto[],
  by: Reading
): Page {
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  const page = browsedPage(answer, request, by.places);
  const hits = page.hits.map((hit) => {
    const photo = byId.get(hit.id);
    return photo ? { ...hit, ...withMatch(hit, photo, by) } : hit;
  });
  return { ...page, hits };
}

/** Adds how well a photo fits and why it was found. */
function withMatch(
  summary: Omit<PhotoHit, 'reasons'>,
  { score, ranks, written, fits }: RankedPhoto,
  { query, scale }: Reading
): PhotoHit {
  const nearest = ranks[0];
  const reasons: MatchReason[] = [
    ...(nearest === undefined ? [] : query.meaning.map((reason) => ({ ...reason, rank: nearest }))),
    ...query.peakLists.flatMap(({ reason }, l) => {
      const place = ranks[l + 1];
      return place === undefined ? [] : [{ ...reason, rank: place }];
    }),
    ...(written ? [{ source: 'written' as const, term: query.written.join(' '), ...written }] : []),
  ];
  if (!scale) {
    return { ...summary, reasons };
  }
  const predicted = query.peakLists
    .filter(({ alone }, l) => alone && ranks[l + 1] !== undefined)
    .map(({ peakId }) => summary.peaks.find(({ id }) => id === peakId)?.probability ?? 0);
  const match = Math.max(scale.match(cosineOfScore(score)), ...predicted);
  return { ...summary, match, band: scale.band(match), fits, reasons };
}

/** The page that a browse (`browseBody`) found. */
export function browsedPage(answer: Answer, request: SearchRequest, places: Places): Page {
  return { listed: browsable(answer, request), hits: pageHits(answer, request, places) };
}

/** Columns of the photos that `pageBody` asked for, by id. */
export function readColumns(answer: Answer): Map<string, Columns> {
  return new Map(
    answer.hits.hits.map(({ fields }) => [idOfColumns(fields as Columns), fields as Columns])
  );
}

/** How many photos (or bursts) a browse can be paged through: all, up to Elasticsearch's window. */
function browsable(answer: Answer, { collapseBursts: collapsed }: SearchRequest): number {
  const groups = answer.aggregations?.groups as unknown as { value: number } | undefined;
  return Math.min(collapsed && groups ? groups.value : totalOf(answer), MAX_RESULT_WINDOW);
}

function pageHits(answer: Answer, request: SearchRequest, places: Places): PhotoHit[] {
  // From the middle of a cell, more digits would only look exact.
  const told = (meters: number) => (places.exact ? meters : Math.round(meters));
  return answer.hits.hits.map((hit) => {
    const shown = (hit.inner_hits?.[BEST_FRAME]?.hits.hits[0] ?? hit) as typeof hit;
    const columns = shown.fields as Columns;
    const distance = request.sort === 'nearest' ? Number(hit.sort?.[0]) : NaN;
    return {
      ...summaryOfColumns(idOfColumns(columns), columns, places),
      reasons: [],
      ...(Number.isFinite(distance) ? { distanceM: told(distance) } : {}),
    };
  });
}
