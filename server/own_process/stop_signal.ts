/** What a shell calls a program that Ctrl-C ended. */
export const INTERRUPTED_EXIT_CODE = 130;

/**
 * Ctrl-C or SIGTERM once: the signal is aborted, and what is under way ends in order. Twice: the process ends at once, and what
 * it started notices that and ends, too.
 *
 * @param onFirst says what happens now
 * @returns the signal, and a function after which Ctrl-C is nobody's again
 */
export function stopSignal(onFirst: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED_EXIT_CODE);
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
