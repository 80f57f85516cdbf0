import type { ScopedHistory } from '@kbn/core/public';

/** Where the Quality page lies, below the app. */
export const QUALITY_PATH = '/quality';

/** Opens the page, and remembers the search that it was opened from. */
export function openQuality(history: ScopedHistory): void {
  history.push({ pathname: QUALITY_PATH, state: { search: history.location.search } });
}

/** Back to the search that the page was opened from. */
export function leaveQuality(history: ScopedHistory): void {
  const { search = '' } = (history.location.state ?? {}) as { search?: string };
  history.push({ pathname: '/', search });
}
