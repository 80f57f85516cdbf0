import { useEffect, useRef, useState } from 'react';
import type { ScopedHistory } from '@kbn/core/public';
import { formatView, parseView, VIEW_PATH } from './view_address';
import type { ViewAddress } from './view_address';

/** A drag moves the view sixty times a second, and browsers take no more than some hundred new addresses a minute. */
const WRITE_MS = 250;

/**
 * The view that the address names, and a way to change it. Looking around replaces the address; links, back and forward
 * change the view.
 */
export function useViewAddress(history: ScopedHistory) {
  const [address, setAddress] = useState(() => parseView(history.location.search));
  const written = useRef(history.location.search);
  useEffect(
    () =>
      history.listen(({ pathname, search }) => {
        if (pathname !== VIEW_PATH || search === written.current) return;
        written.current = search;
        setAddress(parseView(search));
      }),
    [history]
  );
  useEffect(() => {
    const search = address && formatView(address);
    if (search === undefined || search === written.current) return undefined;
    const timer = setTimeout(() => {
      written.current = search;
      history.replace({ pathname: VIEW_PATH, search, state: history.location.state });
    }, WRITE_MS);
    return () => clearTimeout(timer);
  }, [address, history]);
  const change = (part: Partial<ViewAddress>) => setAddress((now) => now && { ...now, ...part });
  return { address, change };
}
