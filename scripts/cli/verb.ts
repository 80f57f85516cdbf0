import type { Command } from 'commander';
import { EXIT_CODES, commandFailure } from './exit_codes';
import type { ExitReason } from './exit_codes';
import { stopSignal } from '../../server/own_process/stop_signal';
import { openContext } from './context';
import type { CliContext } from './context';
import { addGlobalOptions } from './options';
import type { GlobalOptions } from './options';

/** Ends in a reason other than "ok" by returning it. */
export type VerbOutcome = ExitReason | void;

/**
 * Gives a command the options that all verbs take, and runs its action with an open context: errors become one
 * sentence and an exit code, Ctrl-C becomes the signal (a second one ends at once).
 *
 * @param action gets the command's arguments as commander hands them out
 */
export function verb<Options extends object, Args extends unknown[]>(
  command: Command,
  action: (
    context: CliContext,
    options: Options & GlobalOptions,
    ...args: Args
  ) => Promise<VerbOutcome>
): Command {
  return addGlobalOptions(command).action(async (...given: unknown[]) => {
    const options = command.opts<Options & GlobalOptions>();
    // Commander's own two come last: the options again, and the command.
    const args = given.slice(0, -2) as Args;
    const interrupt = stopSignal(() =>
      console.error('Stopping: what is under way is finished. Press Ctrl-C again to stop at once.')
    );
    let context: CliContext | undefined;
    let reason: ExitReason = 'ok';
    try {
      context = openContext(options, interrupt.signal);
      reason = (await action(context, options, ...args)) ?? 'ok';
    } catch (error) {
      reason = tellFailure(error, options.json === true);
    } finally {
      interrupt.release();
      await context?.close();
    }
    process.exitCode = EXIT_CODES[reason].code;
  });
}

/** Prints an error: a sentence, or with --json an object, on stderr in both cases. */
export function tellFailure(error: unknown, json: boolean): ExitReason {
  const { reason, code, message } = commandFailure(error);
  console.error(
    json ? JSON.stringify({ error: { code, message, exitCode: EXIT_CODES[reason].code } }) : message
  );
  return reason;
}
