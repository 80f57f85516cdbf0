import { useCallback, useEffect, useRef, useState } from 'react';
import type { ScopedHistory } from '@kbn/core/public';
import {
  type SearchAction,
  type SearchDispatch,
  searchReducer,
  type SearchState,
} from '../state/search_state';
import { fromQueryString, toQueryString } from '../state/url_state';

/** Steps that nobody wants to walk back through one by one. */
function replaces(action: SearchAction, before: SearchState): boolean {
  return action.type === 'openPhoto' && before.photo !== undefined;
}

/**
 * The state of the search, kept in the address: each action makes an entry in the browser's history (leafing
 * through photos makes one), and back, forward and links change the state.
 */
export function useSearchState(history: ScopedHistory): {
  state: SearchState;
  dispatch: SearchDispatch;
  /** Takes the last action back; absent where the app began. */
  undo?: () => void;
} {
  const [state, setState] = useState(() => fromQueryString(history.location.search));
  const [steps, setSteps] = useState(0);
  const latest = useRef(state);

  const show = useCallback((next: SearchState) => {
    latest.current = next;
    setState(next);
  }, []);

  useEffect(
    () =>
      history.listen(({ search }, action) => {
        if (toQueryString(latest.current) !== search) show(fromQueryString(search));
        if (action === 'POP') setSteps((count) => Math.max(0, count - 1));
      }),
    [history, show]
  );

  const dispatch = useCallback<SearchDispatch>(
    (action) => {
      const before = latest.current;
      const next = searchReducer(before, action);
      const search = toQueryString(next);
      show(next);
      if (search === toQueryString(before)) return;
      if (replaces(action, before)) {
        history.replace({ pathname: '/', search });
      } else {
        history.push({ pathname: '/', search });
        setSteps((count) => count + 1);
      }
    },
    [history, show]
  );

  const undo = useCallback(() => history.goBack(), [history]);
  return { state, dispatch, undo: steps > 0 ? undo : undefined };
}
