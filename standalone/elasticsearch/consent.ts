import { createInterface } from 'node:readline/promises';

/** Set by `--yes` (npm start, npm test), so that processes started by these know as well. */
export const YES_VARIABLE = 'PEAK_SEARCH_YES';

function said(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}

/** Whether somebody has agreed beforehand: `--yes`, or a CI server (CI=true), where nobody can be asked. */
export function agreedBeforehand(env: NodeJS.ProcessEnv = process.env): boolean {
  return said(env[YES_VARIABLE]) || said(env.CI);
}

/**
 * Asks before anything is installed into the system. Without a terminal to ask at, and without an agreement given beforehand,
 * the answer is no.
 *
 * @param what such as "install Maven (apt-get install maven)"
 */
export async function mayInstall(
  what: string,
  terminal: {
    input: NodeJS.ReadableStream & { isTTY?: boolean };
    output: NodeJS.WritableStream;
  } = { input: process.stdin, output: process.stderr }
): Promise<boolean> {
  if (agreedBeforehand()) return true;
  if (!terminal.input.isTTY) return false;
  const question = createInterface(terminal);
  try {
    const answer = await question.question(`Peak Search needs to ${what}. Go ahead? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    question.close();
  }
}
