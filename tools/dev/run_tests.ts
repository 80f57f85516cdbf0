import { spawn, type StdioOptions } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { YES_VARIABLE } from '../../standalone/elasticsearch/consent';
import { notAtHand, type JestReport } from './test_report';

const ROOT = join(__dirname, '../..');

/** A unit test starts nothing and waits for nobody: most take milliseconds, the longest 7 s on an idle machine. */
const UNIT_TIMEOUT_MS = 60_000;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What to say of tests whose inputs are not beside this checkout. */
  notAtHand?: string;
}

/** Runs a Node program of node_modules to its end; resolves with its exit code and what it said, unless `stdio` shows it at once. */
function run(
  bin: string,
  args: string[],
  stdio: StdioOptions
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', bin), ...args], {
      cwd: ROOT,
      stdio,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

const CHECKS: ReadonlyArray<[name: string, bin: string, args: string[]]> = [
  ['types', 'typescript/bin/tsc', ['--noEmit']],
  ['types with the newest EUI', 'typescript/bin/tsc', ['--noEmit', '-p', 'tools/eui_highest']],
  ['lint', 'eslint/bin/eslint.js', ['.']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']],
];

/** One after the other, so that the tests beside them keep most of the machine. A check counts as one test. */
async function runChecks(): Promise<Tally> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, bin, args] of CHECKS) {
    const { code, said } = await run(bin, args, ['ignore', 'pipe', 'pipe']);
    const passed = code === 0;
    tally[passed ? 'passed' : 'failed']++;
    // In one piece: jest is printing too.
    process.stderr.write(`${passed ? 'PASS' : 'FAIL'} ${name}\n${said}`);
  }
  return tally;
}

/** Runs jest and reads its own count; a test file that cannot even load counts as one failure. */
async function runJest(args: string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'peak-search-test-'));
  const report = join(folder, 'jest.json');
  try {
    const { code } = await run(
      'jest/bin/jest.js',
      [
        // A test that failed may have left a server listening: the run must end, and say so, all the same.
        '--forceExit',
        '--json',
        `--outputFile=${report}`,
        ...args,
      ],
      // jest prints its JSON on standard output as well; people read its standard error, and may be asked at a terminal.
      ['inherit', 'ignore', 'inherit']
    );
    const counts = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
    const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
    return {
      passed: counts.numPassedTests,
      // jest can fail without a failed test, for instance in its global teardown.
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: counts.numPendingTests + counts.numTodoTests,
      notAtHand: notAtHand(counts),
    };
  } catch (error) {
    console.error(`jest gave no report: ${(error as Error).message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * `npm test` runs everything: types, lint, formatting, and beside them all jest projects. `npm test -- PART…` runs the tests
 * whose path contains PART, nothing else; `npm run test:unit` the unit tests. `--yes` lets it install what is missing (Maven,
 * Chromium) by apt-get without asking, as CI=true does. Ends with the line `N passed, N failed`; exit code 1 when anything failed.
 */
export async function main(argv: string[]): Promise<void> {
  if (argv.includes('--yes')) process.env[YES_VARIABLE] = '1';
  const unit = argv.includes('--unit');
  const parts = argv.filter((part) => part !== '--yes' && part !== '--unit');
  const tallies = await Promise.all(
    unit
      ? [runJest([...parts, '--selectProjects', 'unit', `--testTimeout=${UNIT_TIMEOUT_MS}`])]
      : parts.length > 0
        ? [runJest(parts)]
        : [runChecks(), runJest([])]
  );
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  if (total.passed + total.failed === 0) {
    console.error(`No test matches ${parts.join(' ')}.`);
    total.failed = 1;
  }
  for (const line of tallies.flatMap((tally) => tally.notAtHand ?? [])) console.log(`\n${line}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}
