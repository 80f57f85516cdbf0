import { CommanderError } from 'commander';
import { escapeConsole } from '../common/escape';
import { runCheck } from './check/check';
import { YES_VARIABLE } from './elasticsearch/consent';
import { modelFor } from './photos_model';
import { startSystem } from './running_system';
import { parseStartOptions, type StartOptions } from './start_options';
import { IngestProgress } from './start_progress';

const APP_PATH = '/app/peakSearch';

/** Warnings and errors of the parts; their everyday talk would bury the progress. */
const logger = {
  debug: () => {},
  info: () => {},
  warn: (message: string) => console.warn(`warning: ${message}`),
  error: (message: string) => console.error(`error: ${message}`),
};

/**
 * Ctrl-C once: end in order. Twice: end now; Elasticsearch's node notices that its parent is gone and ends, too.
 */
function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      console.log('\nStopping …');
      controller.abort();
    });
  }
  return controller.signal;
}

async function serve(options: StartOptions, signal: AbortSignal): Promise<number> {
  const progress = new IngestProgress();
  const system = await startSystem({
    ...options,
    model: await modelFor(options),
    logger,
    signal,
    log: console.log,
    onIngestEvent: progress.onEvent,
    onServing: ({ url }) =>
      console.log(
        `\n  Peak Search is open at ${url}${APP_PATH}\n  Photos appear as they are taken in. Ctrl-C stops.\n`
      ),
  });
  if (!signal.aborted) {
    console.log('Ready.');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  }
  await system.stop();
  console.log('Stopped; the data is kept.');
  return 0;
}

/**
 * `npm start`: exits with 0 after Ctrl-C or a passed check, 1 when something failed, 2 for a wrong command line, 130
 * when it was stopped before it was up.
 */
export async function main(argv: readonly string[]): Promise<void> {
  escapeConsole();
  const options = readOptions(argv);
  if (options.yes) process.env[YES_VARIABLE] = '1';
  const signal = stopOnSignals();
  try {
    process.exitCode = await (options.check ? runCheck(options, signal) : serve(options, signal));
  } catch (error) {
    if (signal.aborted) process.exit(130);
    console.error(`\nPeak Search could not start: ${(error as Error).message}`);
    if (process.env.DEBUG !== undefined) console.error(error);
    process.exitCode = 1;
  }
  // Nothing is left to do here, whatever a library still holds open.
  process.exit();
}

function readOptions(argv: readonly string[]): StartOptions {
  try {
    return parseStartOptions(argv);
  } catch (error) {
    // commander has said what is wrong, or has shown the help.
    process.exit(error instanceof CommanderError && error.exitCode === 0 ? 0 : 2);
  }
}
