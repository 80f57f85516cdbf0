import type { Logger } from '../logger';

/** Warnings and errors go to stderr; what is merely informative only with PEAK_SEARCH_VERBOSE. */
export const stderrLogger: Logger = {
  debug: (message) => verbose(message),
  info: (message) => verbose(message),
  warn: (message) => console.error(`warning: ${message}`),
  error: (message) => console.error(`error: ${message}`),
};

function verbose(message: string): void {
  if (process.env.PEAK_SEARCH_VERBOSE) console.error(message);
}
