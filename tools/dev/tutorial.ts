import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../scripts/testing/run_cli';

export const ROOT = join(__dirname, '../..');
export const TUTORIAL = join(ROOT, 'docs/tutorial.md');

/** A command of the tutorial with the answer that stands below it. */
export interface Step {
  /** Arguments of peak-search. */
  args: string[];
  /** Lines as they stand in the text. */
  answer: string[];
  /** Where the answer begins and ends among the tutorial's lines. */
  from: number;
  to: number;
}

const PROMPT = '$ peak-search ';

/** Splits a command line as a shell would, as far as the tutorial needs it: blanks and double quotes. */
function splitArguments(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
}

/** The commands in the ```console blocks of a text, in order. */
export function readSteps(text: string): Step[] {
  const steps: Step[] = [];
  let inBlock = false;
  text.split('\n').forEach((line, i) => {
    if (line.startsWith('```')) inBlock = line === '```console';
    else if (inBlock && line.startsWith(PROMPT)) {
      steps.push({
        args: splitArguments(line.slice(PROMPT.length)),
        answer: [],
        from: i + 1,
        to: i + 1,
      });
    } else if (inBlock && steps.length > 0) {
      const step = steps[steps.length - 1];
      step.answer.push(line);
      step.to = i + 1;
    }
  });
  return steps;
}

/** Runs a step from the repository's root; what it prints, without blanks at the ends of lines. */
export async function runStep(step: Step, env: Record<string, string>): Promise<string[]> {
  const { code, stdout, stderr } = await runCli(step.args, env);
  if (code !== 0)
    throw new Error(`peak-search ${step.args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** A line without what differs from run to run: times, moment and mapping version in an index's name, widths of columns. */
function comparable(line: string): string {
  return line
    .replace(/(\d[\d.,]* (ms|s|min|h)\b ?)+/g, '… ')
    .replace(/-([0-9a-f]{8})-([0-9a-z]{8}|v\d+)\b/g, '-$1-…')
    .replace(/(\d+) %/g, (_, percent: string) => (Number(percent) / 100).toFixed(2))
    .replace(/\s+/g, ' ');
}

/** Numbers with decimals may differ in the last digit from processor to processor. */
const TOLERANCE = 0.03;
const DECIMALS = /-?\d+\.\d+/g;

/** The first difference between what the tutorial says and what was answered, or undefined. */
export function difference(
  said: readonly string[],
  answered: readonly string[]
): string | undefined {
  if (said.length !== answered.length) {
    return `${said.length} lines in the tutorial, ${answered.length} answered:\n${answered.join('\n')}`;
  }
  for (const [i, line] of said.entries()) {
    const [a, b] = [comparable(line), comparable(answered[i])];
    const [numbersA, numbersB] = [a, b].map((text) => (text.match(DECIMALS) ?? []).map(Number));
    const same =
      a.replace(DECIMALS, '#') === b.replace(DECIMALS, '#') &&
      numbersA.every((value, n) => Math.abs(value - numbersB[n]) <= TOLERANCE);
    if (!same) return `the tutorial says\n  ${line}\nanswered was\n  ${answered[i]}`;
  }
  return undefined;
}

export function readTutorial(): string {
  return readFileSync(TUTORIAL, 'utf8');
}
