import { useCallback, useEffect, useReducer, useState } from 'react';

export interface Loaded<T> {
  value?: T;
  error?: Error;
  reload(): void;
}

/**
 * The outcome of a request made when first shown, again on `reload`, and every `pollMs` while that is given. The last
 * good value stays while a new one is on its way.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  pollMs?: (value: T | undefined) => number | undefined
): Loaded<T> {
  const [outcome, setOutcome] = useState<{ value?: T; error?: Error }>({});
  const [attempt, reload] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    load(signal)
      .then((value) => {
        if (!signal.aborted) setOutcome({ value });
      })
      .catch((error: Error) => {
        if (!signal.aborted) setOutcome(({ value }) => ({ value, error }));
      });
    return () => controller.abort();
  }, [load, attempt]);

  const wait = pollMs?.(outcome.error ? undefined : outcome.value);
  useEffect(() => {
    if (wait === undefined) return undefined;
    const timer = setTimeout(reload, wait);
    return () => clearTimeout(timer);
  }, [wait, outcome]);

  return { ...outcome, reload: useCallback(() => reload(), []) };
}
