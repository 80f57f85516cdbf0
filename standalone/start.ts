import { CommanderError } from 'commander';
import { escapeConsole } from '../common/escape';
import { runCheck } from './check/check';
import { YES_VARIABLE } from './elasticsearch/consent';
import { stderrLogger } from '../server/own_process/stderr_logger';
import { INTERRUPTED_EXIT_CODE, stopSignal } from '../server/own_process/stop_signal';
import type { CommandLine } from './command_line';
import { atTheTerminal, modelFor } from './photos_model';
import { startSystem } from './running_system';
import { parseStartOptions, type StartOptions } from './start_options';
import { IngestProgress } from './start_progress';

const APP_PATH = '/app/peakSearch';

async function serve(
  options: StartOptions,
  commandLine: CommandLine,
  signal: AbortSignal
): Promise<number> {
  const progress = new IngestProgress();
  const system = await startSystem({
    ...options,
    model: await modelFor(options, atTheTerminal(commandLine)),
    commandLine,
    logger: stderrLogger,
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
export async function main(argv: readonly string[], commandLine: CommandLine): Promise<void> {
  escapeConsole();
  const options = readOptions(argv);
  if (options.yes) process.env[YES_VARIABLE] = '1';
  const { signal } = stopSignal(() => console.log('\nStopping …'));
  try {
    process.exitCode = await (options.check
      ? runCheck(options, commandLine, signal)
      : serve(options, commandLine, signal));
  } catch (error) {
    if (signal.aborted) process.exit(INTERRUPTED_EXIT_CODE);
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
