import { useCallback, useState } from 'react';

/** What is the user's own, not the link's, by its key in the browser's storage. */
const PREFIX = 'peakSearch.';
/** More recent searches than this nobody reads through. */
const RECENT = 8;

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    // No storage (private windows, policies), or written by something else.
    return fallback;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // As above: the preference then lasts as long as the page.
  }
}

/** As `useState`, kept in the browser's storage where there is one. */
export function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => read(key, fallback));
  const store = useCallback(
    (next: T) => {
      setValue(next);
      write(key, next);
    },
    [key]
  );
  return [value, store];
}

/** A list of texts with `text` in front, each once, and no longer than people read. */
export function withRecent(recent: readonly string[], text: string): string[] {
  return [text, ...recent.filter((other) => other !== text)].slice(0, RECENT);
}
