import { MAX_RESULT_WINDOW } from '../../common/search_api';
import type { PhotoHit, SearchRequest } from '../../common/search_api';
import { idOfColumns, summaryOfColumns } from '../photos/photo_columns';
import type { Columns } from '../photos/photo_columns';
import { cosineOfScore } from './match_scale';
import type { MatchScale } from './match_scale';
import { BEST_FRAME, browseBody, pageBody } from './plan/plan';
import type { ResolvedQuery } from './plan/query_terms';
import type { RankedPhoto } from './ranked_list';
import { ask, totalOf } from './search_context';
import type { Answer, SearchContext } from './search_context';

/** A page of hits, of so many that can be paged through. */
export interface Page {
  listed: number;
  hits: PhotoHit[];
}

/**
 * A page in the order of the match.
 *
 * @param whole the lists have brought the page's columns with them
 */
export async function matchPage(
  context: SearchContext,
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
  context: SearchContext,
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
export async function sortedPage(
  context: SearchContext,
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
  const page = browsedPage(answered.answers[0], request);
  const hits = page.hits.map((hit) => {
    const photo = byId.get(hit.id);
    return photo ? { ...hit, ...withMatch(hit, photo, query, scale) } : hit;
  });
  return { ...page, hits };
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

/** The page that a browse (`browseBody`) found. */
export function browsedPage(answer: Answer, request: SearchRequest): Page {
  return { listed: browsable(answer, request), hits: pageHits(answer, request) };
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
