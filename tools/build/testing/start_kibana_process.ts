import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { KibanaProcessMessage, KibanaProcessOptions } from './kibana_process';

const ROOT = resolve(__dirname, '../../..');

/**
 * How bin/kibana starts its Node: src/dev/build/tasks/bin/scripts/kibana and config/node.options, and
 * --disallow-code-generation-from-strings of kbn-security-hardening. Without Kibana's --no-warnings, so that
 * warnings are seen.
 */
export const KIBANA_NODE_FLAGS = [
  '--disallow-code-generation-from-strings',
  '--max-http-header-size=65536',
  '--unhandled-rejections=warn',
  '--dns-result-order=ipv4first',
  '--openssl-legacy-provider',
  '--no-experimental-require-module',
];

/** Compiles the two scripts of the process once; they may lie anywhere. */
export async function buildKibanaProcess(outdir: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['harden', 'kibana_process'].map((name) => join(__dirname, `${name}.ts`)),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  });
}

export interface KibanaProcess {
  url: string;
  startCpuMs: number;
  hostCpuMs: number;
  nativeLibraries: string[];
  /** Warnings, unhandled rejections, and what the plugin logged as warning or error. */
  problems: string[];
  /** Asks it to stop; resolves with how it ended by itself, rejects where it did not within `ms`. */
  stop(ms: number): Promise<{ code: number | null; signal: string | null }>;
  kill(): void;
}

/**
 * Starts the packed server as Kibana would: under its flags, hardened, from its folder.
 *
 * @param node a Node's program
 * @param scripts where buildKibanaProcess has put them
 * @param home working directory, home and temporary folder of the process, so that stray files are found
 */
export async function startKibanaProcess(
  node: string,
  scripts: string,
  home: string,
  options: KibanaProcessOptions
): Promise<KibanaProcess> {
  const problems: string[] = [];
  const child = fork(join(scripts, 'kibana_process.js'), [], {
    execPath: node,
    execArgv: [...KIBANA_NODE_FLAGS, '--require', join(scripts, 'harden.js')],
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: home,
      NODE_ENV: 'production',
      KIBANA_PROCESS: JSON.stringify(options),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // Kibana's own logger is all that a plugin may write with.
  child.stdout!.on('data', (text: Buffer) => problems.push(`on stdout: ${text.toString()}`));
  child.stderr!.on('data', (text: Buffer) => problems.push(`on stderr: ${text.toString()}`));
  const ready = new Promise<Extract<KibanaProcessMessage, { type: 'ready' }>>((resolve, reject) => {
    child.on('message', (message: KibanaProcessMessage) => {
      if (message.type === 'ready') resolve(message);
      else problems.push(message.text);
    });
    child.once('exit', (code) =>
      reject(new Error(`The process ended with ${code}:\n${problems.join('\n')}`))
    );
  });
  const { url, startCpuMs, hostCpuMs, nativeLibraries } = await ready;
  return {
    url,
    startCpuMs,
    hostCpuMs,
    nativeLibraries,
    problems,
    stop: (ms) => stop(child, ms),
    kill: () => void child.kill('SIGKILL'),
  };
}

async function stop(child: ChildProcess, ms: number) {
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(ms) });
  child.send('stop');
  const [code, signal] = (await exit) as [number | null, string | null];
  return { code, signal };
}
