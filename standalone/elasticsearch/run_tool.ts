import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { mayInstall } from './consent';

/** A command of the machine (mvn, pip, apt-get, java) that failed; `output` holds the end of what it said. */
export class ToolError extends Error {
  constructor(
    readonly command: string,
    readonly output: string
  ) {
    super(`${command} failed: ${lastLines(output, 6) || 'it said nothing'}`);
    this.name = 'ToolError';
  }
}

export interface ToolOptions {
  /** Added to this process's environment. */
  env?: Record<string, string>;
  signal?: AbortSignal;
}

/** What mvn and pip print stays far below this; a limit is needed because the output is kept in memory. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a command to its end and returns what it printed (stdout, then stderr).
 * @throws ToolError when it cannot be started or ends with another code than 0; the signal's reason when aborted.
 */
export async function runTool(
  command: string,
  args: string[],
  { env, signal }: ToolOptions = {}
): Promise<string> {
  // Windows starts .cmd files (mvn.cmd) only through its shell, which wants blanks quoted.
  const shell = process.platform === 'win32' && /\.(cmd|bat)$/i.test(command);
  const quote = (text: string) => (shell && /\s/.test(text) ? `"${text}"` : text);
  return new Promise((resolve, reject) => {
    execFile(
      quote(command),
      args.map(quote),
      { env: { ...process.env, ...env }, signal, shell, maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout + stderr);
        if (signal?.aborted) return reject(signal.reason);
        reject(new ToolError(path.basename(command), stdout + stderr || error.message));
      }
    );
  });
}

/** The full path of a command on PATH, or undefined. Knows the endings of Windows (PATHEXT). */
export function findOnPath(name: string): string | undefined {
  const endings =
    process.platform === 'win32' ? (process.env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending.toLowerCase());
      if (folder && isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Where `java` lies in a Java home. */
export function javaIn(home: string): string {
  return path.join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java');
}

/** Whether `file` is a file that this user may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Installs a Debian or Ubuntu package where we could (the user is root and apt-get is there: containers, CI) and somebody agrees
 * (consent.ts). Elsewhere returns false at once.
 * @throws ToolError when apt-get fails.
 */
export async function aptInstall(pkg: string, options: ToolOptions = {}): Promise<boolean> {
  const apt = findOnPath('apt-get');
  if (!apt || process.getuid?.() !== 0) return false;
  if (!(await mayInstall(`install ${pkg} (apt-get install ${pkg})`))) return false;
  const env = { ...options.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', pkg];
  try {
    await runTool(apt, install, { ...options, env });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    // A fresh image has no package lists, an old one stale ones.
    await runTool(apt, ['update'], { ...options, env });
    await runTool(apt, install, { ...options, env });
  }
  return true;
}

/** The last `count` non-blank lines of a text, without color codes. */
export function lastLines(text: string, count: number): string {
  return text
    .replace(/\u001b\[[0-9;]*m/g, '')
    .split(/\r?\n/)
    .filter((line) => line.trim())
    .slice(-count)
    .join('\n');
}
