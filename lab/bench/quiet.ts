import type { Logger } from '../../server/logger';

/** Warnings and errors only: figures are what is to be read here. */
export const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => console.error(`  warning: ${message}`),
  error: (message) => console.error(`  error: ${message}`),
};
