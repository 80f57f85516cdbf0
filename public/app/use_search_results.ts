import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { PhotoHit, SearchRequestInput, SearchResponse } from '../../common/search_api';
import type { SearchState } from '../state/search_state';
import type { ApiClient } from '../services/api_client';

/** A screenful on a large screen, so that the first answer is quick. */
const FIRST_PAGE = 60;
/** Later pages: some 150 kB of JSON; 10,000 hits are 40 of them. */
const NEXT_PAGE = 250;
/** MAX_RESULT_WINDOW of common/search_api.ts, whose schemas are not wanted in a browser. */
const MOST_HITS = 10_000;
/** From here on a person wonders whether something is broken. */
const SLOW_MS = 4_000;

export interface SearchResults {
  /** Counts, facets and warnings of the first page; of the search before while a new one runs. */
  answer?: SearchResponse;
  hits: PhotoHit[];
  loading: boolean;
  /** The search takes longer than people expect. */
  slow: boolean;
  error?: Error;
  /** The list goes on: its next page can be asked for. */
  more: boolean;
  /** The list is at its end, but a longer one can be asked for: a search by words lists only the best. */
  longer: boolean;
  /** Where the next page begins: hits that have come, those among them that stood in the list already too. */
  next: number;
}

type Event =
  | { type: 'asked' }
  | { type: 'slow' }
  | { type: 'cancelled' }
  | { type: 'answered'; answer: SearchResponse }
  | { type: 'continued'; page: SearchResponse }
  | { type: 'failed'; error: Error };

const NOTHING: SearchResults = {
  hits: [],
  loading: true,
  slow: false,
  more: false,
  longer: false,
  next: 0,
};

/** A photo that moved between two pages while they were read must not stand there twice. */
function append(hits: PhotoHit[], page: PhotoHit[]): PhotoHit[] {
  const known = new Set(hits.map(({ id }) => id));
  return [...hits, ...page.filter(({ id }) => !known.has(id))];
}

/** Whether the list goes on behind `next`, or could be asked for longer than it is. */
function whatIsLeft({ hits, listed, knn, total }: SearchResponse, next: number) {
  const more = hits.length > 0 && next < Math.min(listed, MOST_HITS);
  const longer = !more && hits.length > 0 && knn !== undefined && knn.k < total && next < MOST_HITS;
  return { more, longer };
}

function reduce(state: SearchResults, event: Event): SearchResults {
  switch (event.type) {
    case 'asked':
      return { ...state, loading: true, slow: false, error: undefined };
    case 'slow':
      return { ...state, slow: true };
    case 'cancelled':
      return { ...state, loading: false, slow: false };
    case 'answered': {
      const { answer } = event;
      const next = answer.hits.length;
      const left = whatIsLeft(answer, next);
      return { answer, hits: answer.hits, loading: false, slow: false, ...left, next };
    }
    case 'continued': {
      const { hits, listed, knn } = event.page;
      // By what has come and not by what is shown: pages that bring nothing new would be asked for without an end.
      const next = state.next + hits.length;
      return {
        ...state,
        // A longer list: its length is the one number that everything names.
        answer: state.answer && { ...state.answer, listed, knn },
        hits: append(state.hits, hits),
        next,
        ...whatIsLeft(event.page, next),
      };
    }
    case 'failed':
      return {
        ...state,
        loading: false,
        slow: false,
        more: false,
        longer: false,
        error: event.error,
      };
  }
}

function toRequest(state: SearchState): SearchRequestInput {
  const { terms, filters, sort, nearTo, collapseBursts } = state;
  return { terms, filters, sort, nearTo, collapseBursts };
}

/**
 * Answers of the search that the state asks for, page by page. Of overlapping searches only the last one counts:
 * those before are aborted, down to Elasticsearch.
 */
export function useSearchResults(
  api: ApiClient,
  state: SearchState
): SearchResults & { loadMore(): void; loadLonger(): void; retry(): void; cancel(): void } {
  const [results, emit] = useReducer(reduce, NOTHING);
  // What is open on top of the grid changes the state, but not the question.
  const question = JSON.stringify(toRequest(state));
  const running = useRef<AbortController>();
  const continuing = useRef(false);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    continuing.current = false;
    emit({ type: 'asked' });
    const slow = setTimeout(() => emit({ type: 'slow' }), SLOW_MS);
    api
      .search({ ...JSON.parse(question), from: 0, size: FIRST_PAGE }, signal)
      .then((answer) => {
        if (!signal.aborted) emit({ type: 'answered', answer });
      })
      .catch((error) => {
        if (!signal.aborted) emit({ type: 'failed', error });
      })
      .finally(() => clearTimeout(slow));
    return () => {
      clearTimeout(slow);
      controller.abort();
    };
  }, [api, question, attempt]);

  const from = results.next;
  const listed = results.answer?.listed ?? 0;
  const proceed = (size: number) => {
    const signal = running.current?.signal;
    if (results.loading || continuing.current || signal === undefined || signal.aborted) return;
    continuing.current = true;
    api
      .search({ ...JSON.parse(question), from, size, facets: false }, signal)
      .then((page) => {
        if (!signal.aborted) emit({ type: 'continued', page });
      })
      .catch((error) => {
        if (!signal.aborted) emit({ type: 'failed', error });
      })
      .finally(() => {
        if (running.current?.signal === signal) continuing.current = false;
      });
  };
  // Not past the end of the list: a search by words would answer with a longer one.
  const loadMore = () => results.more && proceed(Math.min(NEXT_PAGE, listed - from));
  const loadLonger = () => results.longer && proceed(Math.min(NEXT_PAGE, MOST_HITS - from));

  const cancel = useCallback(() => {
    running.current?.abort();
    emit({ type: 'cancelled' });
  }, []);

  return { ...results, loadMore, loadLonger, retry, cancel };
}
