import { lackedInputs } from '../../common/testing/shared_inputs';

/** What is read of jest's `--json` report. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: Array<{
    assertionResults: Array<{ status: string; title: string; ancestorTitles: string[] }>;
  }>;
}

/**
 * One line that says how many tests were skipped for want of the inputs beside the checkout, and of which;
 * undefined when every input was there.
 */
export function notAtHand({ testResults }: JestReport): string | undefined {
  const lacking = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending')
    .map(({ ancestorTitles, title }) => lackedInputs([...ancestorTitles, title]))
    .filter((inputs) => inputs.length > 0);
  if (lacking.length === 0) return undefined;
  const inputs = [...new Set(lacking.flat())].sort();
  const tests = lacking.length === 1 ? 'test' : 'tests';
  return `not at hand: ${lacking.length} ${tests} (${inputs.join(', ')})`;
}
