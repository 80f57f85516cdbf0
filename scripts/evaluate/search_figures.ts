import { searchRequestSchema } from '../../common/search_api';
import type { SearchResponse } from '../../common/search_api';
import { search } from '../../server/search/search';
import type { Library } from '../../server/library';
import { sceneOf, truthOf } from './labels';
import type { LabelledQuery, PhotoLabel } from './labels';
import { averagePrecision, estimate, hitAt, recallAt } from '../../common/quality/metrics';
import { mean } from '../../common/statistics';
import type { Estimate } from '../../common/quality/metrics';

/** How well the search answers queries whose answers are known, asked as anybody asks them. */
export interface SearchFigures {
  queries: number;
  /** Queries that some photo answers. */
  answerable: number;
  /** A photo that answers is among the first n. */
  hitAt1: Estimate;
  hitAt5: Estimate;
  hitAt10: Estimate;
  /** Share of what answers among the first n (of more than n, n is all). */
  recallAt1: Estimate;
  recallAt5: Estimate;
  recallAt10: Estimate;
  meanAveragePrecision: Estimate;
  /** Nonsense answered "nothing like that". */
  nonsense: number;
  nonsenseRefused: Estimate;
  /** Answerable queries answered "nothing like that": true hits lost. */
  answerableRefused: Estimate;
  /** The worst first. */
  worst: Array<{ text: string; averagePrecision: number; relevant: number }>;
}

export interface QueryOutcome {
  query: LabelledQuery;
  relevant: number;
  /** Listed photos that the labels decide, best first. */
  ranking: boolean[];
  nothing: boolean;
  /** The best hit's match. */
  best: number;
}

export interface SearchEvaluation {
  library: Library;
  album: string;
  labels: readonly PhotoLabel[];
  queries: readonly LabelledQuery[];
  onProgress?: (done: number, total: number) => void;
}

/** A page that holds the demo album; what is not listed counts as not found. */
const LISTED = 500;

/** Asks every query within the album. */
export async function askQueries({
  library,
  album,
  labels,
  queries,
  onProgress,
}: SearchEvaluation): Promise<QueryOutcome[]> {
  const byFile = new Map(labels.map((label) => [label.file, label]));
  const outcomes: QueryOutcome[] = [];
  for (const query of queries) {
    const request = searchRequestSchema.parse({
      terms: [{ type: 'text', text: query.text }],
      filters: { albums: [album] },
      size: LISTED,
      k: LISTED,
      facets: false,
    });
    const answer = await search(library, request);
    outcomes.push(outcomeOf(query, answer, byFile));
    onProgress?.(outcomes.length, queries.length);
  }
  return outcomes;
}

function outcomeOf(
  query: LabelledQuery,
  { hits, nothingLikeThat }: SearchResponse,
  byFile: ReadonlyMap<string, PhotoLabel>
): QueryOutcome {
  const scene = sceneOf(query, [...byFile.values()]);
  const truth = (label: PhotoLabel | undefined) =>
    label && !query.nonsense ? truthOf(query, label, scene) : 'undecided';
  const decided = hits
    .map(({ path }) => truth(byFile.get(path)))
    .filter((answer) => answer !== 'undecided');
  return {
    query,
    relevant: [...byFile.values()].filter((label) => truth(label) === 'yes').length,
    ranking: decided.map((answer) => answer === 'yes'),
    nothing: nothingLikeThat,
    best: Math.max(0, ...hits.map(({ match }) => match ?? 0)),
  };
}

export function searchFigures(outcomes: readonly QueryOutcome[]): SearchFigures {
  const asked = outcomes.filter(({ query, relevant }) => !query.nonsense && relevant > 0);
  const nonsense = outcomes.filter(({ query }) => query.nonsense);
  const of = (some: readonly QueryOutcome[], value: (outcome: QueryOutcome) => number) =>
    estimate(
      some,
      ({ query }) => query.text,
      (drawn) => mean(drawn.map(value))
    );
  const ap = ({ ranking, relevant }: QueryOutcome) => averagePrecision(ranking, relevant);
  const hit = (k: number) => of(asked, ({ ranking }) => hitAt(ranking, k));
  const recall = (k: number) =>
    of(asked, ({ ranking, relevant }) => recallAt(ranking, relevant, k));
  return {
    queries: outcomes.length,
    answerable: asked.length,
    hitAt1: hit(1),
    hitAt5: hit(5),
    hitAt10: hit(10),
    recallAt1: recall(1),
    recallAt5: recall(5),
    recallAt10: recall(10),
    meanAveragePrecision: of(asked, ap),
    nonsense: nonsense.length,
    nonsenseRefused: of(nonsense, ({ nothing }) => Number(nothing)),
    answerableRefused: of(asked, ({ nothing }) => Number(nothing)),
    worst: asked
      .map((o) => ({ text: o.query.text, averagePrecision: ap(o), relevant: o.relevant }))
      .sort((a, b) => a.averagePrecision - b.averagePrecision)
      .slice(0, 10),
  };
}
