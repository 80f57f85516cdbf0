import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { YES_VARIABLE } from '../../standalone/elasticsearch/consent';
import { notAtHand, type JestReport } from './test_report';

const ROOT = join(__dirname, '../..');

/** A unit test starts nothing and waits for nobody: most take milliseconds, the longest a few seconds on an idle machine. */
const UNIT_TIMEOUT_MS = 30_000;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What to say of tests whose inputs are not beside this checkout. */
  notAtHand?: string;
}

/** A check that either holds or does not counts as one test. */
function runCheck(name: string, bin: string, args: string[]): Tally {
  console.log(`\n== ${name}`);
  const result = spawnSync(process.execPath, [join(ROOT, 'node_modules', bin), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return result.status === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0 };
}

/** Runs jest and reads its own count; a test file that cannot even load counts as one failure. */
function runJest(args: string[]): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'peak-search-test-'));
  const report = join(folder, 'jest.json');
  try {
    const result = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/jest/bin/jest.js'),
        // A test that failed may have left a server listening: the run must end, and say so, all the same.
        '--forceExit',
        '--json',
        `--outputFile=${report}`,
        ...args,
      ],
      // jest prints its JSON on standard output as well; people read its standard error, and may be asked at a terminal.
      { cwd: ROOT, stdio: ['inherit', 'ignore', 'inherit'] }
    );
    const counts = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
    const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
    return {
      passed: counts.numPassedTests,
      // jest can fail without a failed test, for instance in its global teardown.
      failed: failed === 0 && result.status !== 0 ? 1 : failed,
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
 * `npm test` runs everything: types, lint, formatting, then all jest projects. `npm test -- PART…` runs the tests
 * whose path contains PART, nothing else; `npm run test:unit` the unit tests. `--yes` lets it install what is missing (Maven,
 * Chromium) by apt-get without asking, as CI=true does. Ends with the line `N passed, N failed`; exit code 1 when anything failed.
 */
export function main(argv: string[]): void {
  if (argv.includes('--yes')) process.env[YES_VARIABLE] = '1';
  const unit = argv.includes('--unit');
  const parts = argv.filter((part) => part !== '--yes' && part !== '--unit');
  const tallies = unit
    ? [runJest([...parts, '--selectProjects', 'unit', `--testTimeout=${UNIT_TIMEOUT_MS}`])]
    : parts.length > 0
      ? [runJest(parts)]
      : [
          runCheck('types', 'typescript/bin/tsc', ['--noEmit']),
          runCheck('types with the newest EUI', 'typescript/bin/tsc', [
            '--noEmit',
            '-p',
            'tools/eui_highest',
          ]),
          runCheck('lint', 'eslint/bin/eslint.js', ['.']),
          runCheck('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
          runJest([]),
        ];
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
