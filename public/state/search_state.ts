import { withoutUndefined } from '../../common/without_undefined';
import type {
  QueryTerm,
  SaidCondition,
  SearchFilters,
  SearchSort,
  UnderstandResponse,
} from '../../common/search_api';
import { type Condition, formatCondition } from '../../common/sentence/conditions';

/**
 * Everything a link carries: a search can be shared, bookmarked, and survives reload and back. What is not in
 * here (thumbnail size, theme, recent searches) is the user's own and lives in the browser's storage.
 */
export interface SearchState {
  terms: QueryTerm[];
  filters: SearchFilters;
  /** The words that said a condition, by the condition as formatCondition writes it. */
  said: Record<string, string>;
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
  said: {},
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
  /** A sentence, as the server reads it: replaces the one before, or joins it. */
  | { type: 'say'; read: UnderstandResponse; adding: boolean }
  /** Another condition at a place of the list; `undefined` takes it away. */
  | { type: 'setCondition'; index: number; condition?: Condition }
  /** These conditions instead of all others: chosen from the facets. */
  | { type: 'setConditions'; conditions: readonly Condition[] }
  /** The words of a condition are searched for, instead of filtered by. */
  | { type: 'takeAsWords'; index: number }
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

/** Filters with these conditions, each once. */
function withConditions(state: SearchState, conditions: readonly Condition[]): SearchState {
  const each = new Map(conditions.map((one) => [formatCondition(one), one]));
  const filters = {
    ...state.filters,
    conditions: each.size > 0 ? [...each.values()] : undefined,
  };
  const said = Object.entries(state.said).filter(([condition]) => each.has(condition));
  return {
    ...state,
    ...CLOSED,
    filters: withoutUndefined(filters),
    said: Object.fromEntries(said),
  };
}

/** What was not said stays: it was chosen beside the search field. */
function withoutSentence(state: SearchState): SearchState {
  const chosen = (state.filters.conditions ?? []).filter(
    (condition) => state.said[formatCondition(condition)] === undefined
  );
  return withConditions({ ...state, terms: [] }, chosen);
}

function say(state: SearchState, { conditions, terms }: UnderstandResponse): SearchState {
  const words = conditions.map(({ condition, words }: SaidCondition) => [
    formatCondition(condition),
    words,
  ]);
  const next = {
    ...state,
    terms: terms.reduce(withTerm, state.terms),
    said: { ...state.said, ...Object.fromEntries(words) },
  };
  const all = [...(state.filters.conditions ?? []), ...conditions.map((one) => one.condition)];
  return withConditions(next, all);
}

/** Of several conditions that the same words said, all become words: no half of them can be told. */
function takeAsWords(state: SearchState, index: number): SearchState {
  const conditions = state.filters.conditions ?? [];
  const text = state.said[formatCondition(conditions[index])];
  if (text === undefined) return state;
  const rest = conditions.filter((one) => state.said[formatCondition(one)] !== text);
  const terms = withTerm(state.terms, { type: 'text', text, weight: 1 });
  return withConditions({ ...state, terms }, rest);
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
    case 'say':
      return say(action.adding ? state : withoutSentence(state), action.read);
    case 'setCondition': {
      const conditions = [...(state.filters.conditions ?? [])];
      conditions.splice(action.index, 1, ...(action.condition ? [action.condition] : []));
      return withConditions(state, conditions);
    }
    case 'setConditions':
      return withConditions(state, action.conditions);
    case 'takeAsWords':
      return takeAsWords(state, action.index);
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
