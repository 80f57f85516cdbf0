import { Command, CommanderError } from 'commander';
import { escapeConsole } from '../../common/escape';
import { EXIT_CODES } from './exit_codes';
import { calibrateVerb } from './verbs/calibrate';
import { catalogVerb } from './verbs/catalog';
import { productVersion } from './context';
import { evalVerb } from './verbs/eval';
import { exportVerb } from './verbs/export';
import { identifyVerb } from './verbs/identify';
import { importVerb } from './verbs/import';
import { ingestVerb } from './verbs/ingest';
import { mapsVerb } from './verbs/maps';
import { modelVerb } from './verbs/model';
import { LOGIN_HELP } from './options';
import { predictVerb } from './verbs/predict';
import { quarantineVerb } from './verbs/quarantine';
import { searchVerb } from './verbs/search';
import { setupVerb } from './verbs/setup';
import { splitVerb } from './verbs/split';
import { statusVerb } from './verbs/status';
import { trailVerb } from './verbs/trail';
import { tellFailure } from './verb';

/** Each adds its command to the program. */
const VERBS: Array<(program: Command) => void> = [
  setupVerb,
  splitVerb,
  exportVerb,
  importVerb,
  catalogVerb,
  ingestVerb,
  calibrateVerb,
  searchVerb,
  identifyVerb,
  evalVerb,
  modelVerb,
  predictVerb,
  quarantineVerb,
  trailVerb,
  mapsVerb,
  statusVerb,
];

/**
 * The command line `peak-search <verb>`. Sets `process.exitCode` (scripts/cli/exit_codes.ts) and lets the process end by
 * itself, so that everything written to a pipe arrives.
 *
 * @param argv arguments without node and script
 * @returns when the verb has done its work
 */
export async function main(argv: string[]): Promise<void> {
  escapeConsole();
  // A reader that has seen enough (`| head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const program = buildProgram();
  await program.parseAsync(argv, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) {
      process.exitCode = EXIT_CODES[tellFailure(error, argv.includes('--json'))].code;
      return;
    }
    // Commander has printed its sentence; asking for help or the version is no mistake.
    process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.usage.code;
  });
}

/** The program with all its verbs, which reads nothing and does nothing yet. */
export function buildProgram(): Command {
  const program = new Command('peak-search')
    .description('Fills and asks a library of mountain photos in Elasticsearch.')
    .version(productVersion())
    .showSuggestionAfterError()
    .addHelpText('after', `${exitCodeHelp()}\n${LOGIN_HELP}`);
  VERBS.forEach((add) => add(program));
  for (const command of [program, ...program.commands.flatMap((c) => [c, ...c.commands])]) {
    command.exitOverride().showHelpAfterError('(see --help)');
  }
  return program;
}

function exitCodeHelp(): string {
  const lines = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`
  );
  return `\nExit codes:\n${lines.join('\n')}`;
}
