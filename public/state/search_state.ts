import type { QueryTerm, SearchFilters, SearchSort } from '../../common/search_api';

/**
 * Everything a link carries: a search can be shared, bookmarked, and survives reload and back. What is not in
 * here (thumbnail size, theme, recent searches) is the user's own and lives in the browser's storage.
 */
export interface SearchState {
  terms: QueryTerm[];
  filters: SearchFilters;
  sort: SearchSort;
  /** For sort `nearest`. */
  nearTo?: { lat: number; lon: number };
  collapseBursts: boolean;
  groupByDay: boolean;
  /** Id of the photo that is open in the photo view. */
  photo?: string;
  identifyOpen: boolean;
}

export const EMPTY_STATE: SearchState = {
  terms: [],
  filters: {},
  sort: 'match',
  collapseBursts: true,
  groupByDay: false,
  identifyOpen: false,
};

export type SearchAction =
  | { type: 'addTerm'; term: QueryTerm }
  /** Replaces the term at `index`, for instance with another weight. */
  | { type: 'replaceTerm'; index: number; term: QueryTerm }
  | { type: 'removeTerm'; index: number }
  /** A new question: these terms instead of all others; filters stay. */
  | { type: 'setTerms'; terms: QueryTerm[] }
  /** Merged into the filters; `undefined` takes one away. */
  | { type: 'setFilters'; filters: Partial<SearchFilters> }
  | { type: 'setSort'; sort: SearchSort; nearTo?: { lat: number; lon: number } }
  | { type: 'setCollapseBursts'; collapseBursts: boolean }
  | { type: 'setGroupByDay'; groupByDay: boolean }
  | { type: 'openPhoto'; id: string }
  | { type: 'closePhoto' }
  | { type: 'setIdentifyOpen'; open: boolean }
  | { type: 'clear' }
  /** The address changed by back, forward or a link. */
  | { type: 'restore'; state: SearchState };

export type SearchDispatch = (action: SearchAction) => void;

/** Two terms that ask for the same thing; adding one again only changes its weight. */
function sameTerm(a: QueryTerm, b: QueryTerm): boolean {
  if (a.type === 'text' || b.type === 'text') {
    return a.type === 'text' && b.type === 'text' && a.text === b.text;
  }
  return a.type === b.type && a.id === b.id;
}

function withTerm(terms: QueryTerm[], term: QueryTerm): QueryTerm[] {
  const at = terms.findIndex((other) => sameTerm(other, term));
  return at === -1 ? [...terms, term] : terms.map((other, i) => (i === at ? term : other));
}

function withoutUndefined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, v]) => v !== undefined)) as T;
}

/** A new question is answered by the grid: what lies over it goes away. */
const CLOSED = { photo: undefined, identifyOpen: false };

export function searchReducer(state: SearchState, action: SearchAction): SearchState {
  switch (action.type) {
    case 'addTerm':
      return { ...state, ...CLOSED, terms: withTerm(state.terms, action.term) };
    case 'replaceTerm':
      return {
        ...state,
        terms: state.terms.map((term, i) => (i === action.index ? action.term : term)),
      };
    case 'removeTerm':
      return { ...state, terms: state.terms.filter((_, i) => i !== action.index) };
    case 'setTerms':
      return { ...state, ...CLOSED, terms: action.terms };
    case 'setFilters':
      return {
        ...state,
        // "From here" in the photo view is answered by the grid behind it.
        photo: undefined,
        filters: withoutUndefined({ ...state.filters, ...action.filters }),
      };
    case 'setSort':
      return { ...state, sort: action.sort, nearTo: action.nearTo };
    case 'setCollapseBursts':
      return { ...state, collapseBursts: action.collapseBursts };
    case 'setGroupByDay':
      return { ...state, groupByDay: action.groupByDay };
    case 'openPhoto':
      return { ...state, photo: action.id };
    case 'closePhoto':
      return { ...state, photo: undefined };
    case 'setIdentifyOpen':
      return { ...state, identifyOpen: action.open };
    case 'clear':
      return EMPTY_STATE;
    case 'restore':
      return action.state;
  }
}
