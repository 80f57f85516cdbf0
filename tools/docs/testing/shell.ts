import { spawn, type ChildProcess } from 'node:child_process';

export interface RanLine {
  code: number | null;
  /** standard output and error together */
  output: string;
}

export interface StartedLine {
  output(): string;
  /** Ends it as Ctrl-C does; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * In a process group of its own, so that Ctrl-C reaches what npm started. Its stdin is a pipe that we hold: when it ends, because
 * we want so or because we were killed, the whole group gets that Ctrl-C, and nothing is left behind.
 */
const ENDS_WITH_STDIN = 'exec 3<&0 </dev/null; (cat <&3; kill -INT 0) >/dev/null 2>&1 &';

function shell(script: string, cwd: string, env: Record<string, string>): ChildProcess {
  return spawn('bash', ['-c', `${ENDS_WITH_STDIN}\nshopt -s expand_aliases\n${script}`], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Runs lines as somebody types them into bash; the code is that of the last one. */
export function runLine(
  script: string,
  cwd: string,
  env: Record<string, string>
): Promise<RanLine> {
  const child = shell(script, cwd, env);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * Starts a line that goes on until it is stopped, and waits until it says that it is ready.
 *
 * @throws Error with what it said when it ended before
 */
export async function startLine(
  line: string,
  cwd: string,
  env: Record<string, string>
): Promise<StartedLine> {
  const child = shell(line, cwd, env);
  let output = '';
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (/^Ready\.$/m.test(output)) resolve();
      });
    }
    void gone.then(() => reject(new Error(`"${line}" ended:\n${output}`)));
  });
  return {
    output: () => output,
    stop: async () => {
      child.stdin!.end();
      await gone;
    },
  };
}
