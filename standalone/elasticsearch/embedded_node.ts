import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, constants, existsSync } from 'node:fs';
import { access, open, readFile, rename, statfs } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ELASTICSEARCH_VERSION, provideDistribution } from './distribution';
import { privateFolder } from '../private_folder';
import { findJava } from './java';
import { newKey, type NodeAccess } from './node_access';
import { DEFAULT_HEAP_MB, jvmFlags, nodeSettings } from './node_options';
import { startFailure } from './start_failure';

/**
 * A running Elasticsearch node of our own: on the loopback only, and it answers only requests that carry this start's key, name
 * this machine as their host and come from no web page (GuardedTransportPlugin.java).
 */
export interface EmbeddedNode extends Required<NodeAccess> {
  pid: number;
  /** Ends the node properly (its indices are flushed); resolves when the process is gone. May be called more than once. */
  stop(): Promise<void>;
  /** Resolves when the process is gone, whatever the reason. */
  exited: Promise<void>;
}

export interface EmbeddedNodeOptions {
  /** Kept between starts; created when it is not there. A throw-away folder for tests. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  /** Upper limit of Java's heap in MB. */
  heapMb?: number;
  /** Progress, in sentences for people. */
  log: (line: string) => void;
  /** Ends a start that is under way; afterwards call stop(). */
  signal?: AbortSignal;
}

/** Measured 4 to 6 s on two idle cores; with thirty processes on those two cores 120 s were not enough. */
const START_MS = 300_000;
/** EsNode gives its closing 20 s (a small node takes under 1 s); what lasts longer hangs. */
const STOP_MS = 25_000;
/** An empty node writes under 1 MB, but a merge of segments needs room for a copy of them, and a full disk loses writes. */
const MIN_FREE_MB = 200;
/** Until the shards of a kept album can be searched. */
const RECOVERY_SECONDS = 60;

/**
 * Starts a real Elasticsearch node as a child process and waits until it answers. The first start fetches the node's jars (and a
 * Java, where none is found) into the cache.
 *
 * The node cannot outlive this process: it ends when its stdin ends, and the operating system closes that pipe even when this
 * process is killed (EsNode.java).
 * @throws Error whose message says what is wrong and what to do; the signal's reason when aborted.
 */
export async function startEmbeddedElasticsearch(
  options: EmbeddedNodeOptions
): Promise<EmbeddedNode> {
  const { log, signal, heapMb = DEFAULT_HEAP_MB, port = 0 } = options;
  const dataDir = path.resolve(options.dataDir);
  const java = await findJava({ log, signal });
  const { home, classPath, mainClass } = await provideDistribution(java, { log, signal });

  const logFile = await prepareDataDir(dataDir);
  const settings = Object.entries(nodeSettings(home, dataDir, port)).map(
    ([key, value]) => `${key}=${value}`
  );
  const scores = java.vectorised ? 'vectorised' : 'scalar';
  log(`Starting Elasticsearch ${ELASTICSEARCH_VERSION} on Java ${java.major} (${scores} scores).`);
  const args = [...jvmFlags(java, heapMb), '-cp', classPath, mainClass, ...settings];
  const apiKey = newKey();
  const { child, exited, ready } = await launch(java.executable, args, dataDir, logFile);
  child.stdin!.write(`${apiKey}\n`);

  const stop = once(() => stopChild(child, exited));
  try {
    const url = await firstOf(ready, exited, logFile, signal);
    await waitForShards({ url, apiKey }, logFile, signal);
    log(`Elasticsearch answers at ${url}.`);
    return { url, apiKey, pid: child.pid!, stop, exited };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Makes sure of a data folder that can be written and has room.
 * @returns the path of this start's log; the log of the start before is kept beside it, older ones are not.
 */
async function prepareDataDir(dataDir: string): Promise<string> {
  try {
    await privateFolder(dataDir);
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw new Error(
      `The data folder ${dataDir} cannot be written (${(error as Error).message}): choose another folder, or change its owner.`
    );
  }
  const { bavail, bsize } = await statfs(dataDir);
  const freeMb = Math.floor((bavail * bsize) / 1024 ** 2);
  if (freeMb < MIN_FREE_MB) {
    throw new Error(
      `Only ${freeMb} MB are free where the data folder ${dataDir} lies, and Elasticsearch needs at least ${MIN_FREE_MB}: ` +
        'make room, or choose a folder on another disk.'
    );
  }
  const logFile = path.join(dataDir, 'elasticsearch.log');
  if (existsSync(logFile)) await rename(logFile, path.join(dataDir, 'elasticsearch.previous.log'));
  return logFile;
}

interface Launched {
  child: ChildProcess;
  exited: Promise<void>;
  /** The URL, as soon as HTTP is bound; never settles when the node dies before. */
  ready: Promise<string>;
}

async function launch(
  java: string,
  args: string[],
  dataDir: string,
  logFile: string
): Promise<Launched> {
  const logHandle = await open(logFile, 'a');
  const child = spawn(java, args, {
    cwd: dataDir, // where Java leaves its report should it ever crash
    stdio: ['pipe', 'pipe', logHandle.fd],
    // A process group of its own: Ctrl-C in a terminal reaches only us, and we stop things in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve()); // after its last word on stdout
    child.once('error', (error) => {
      appendFileSync(logFile, `${error.message}\n`); // could not be started at all
      resolve();
    });
  });
  child.stdin!.on('error', () => undefined); // a node that died already does not read
  await logHandle.close();

  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const address = /^ready (\S+:\d+)$/.exec(line)?.[1];
      if (address) resolve(`http://${address}`);
      else appendFileSync(logFile, `${line}\n`); // Java's own few messages ("not enough memory") come on stdout
    });
  });
  return { child, exited, ready };
}

/** The node's URL, or the reason why there is none. */
async function firstOf(
  ready: Promise<string>,
  exited: Promise<void>,
  logFile: string,
  signal?: AbortSignal
): Promise<string> {
  const timer = new AbortController();
  const ended = exited.then(() => 'exited' as const);
  const late = sleep(START_MS, 'late' as const, { signal: timer.signal }).catch(
    () => 'late' as const
  );
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal?.aborted) resolve('aborted');
    signal?.addEventListener('abort', () => resolve('aborted'), {
      once: true,
      signal: timer.signal,
    });
  });
  const outcome = await Promise.race([ready, ended, late, aborted]);
  timer.abort();
  if (outcome === 'aborted') throw signal!.reason;
  if (outcome !== 'exited' && outcome !== 'late') return outcome;
  const what =
    outcome === 'exited'
      ? 'Elasticsearch ended while starting.'
      : `Elasticsearch did not answer within ${START_MS / 1000} seconds.`;
  throw startFailure(what, await readLog(logFile), logFile);
}

/** A kept album's shards are opened after HTTP is up; until then every search would fail. */
async function waitForShards(
  { url, apiKey }: Required<NodeAccess>,
  logFile: string,
  signal?: AbortSignal
): Promise<void> {
  const health = `${url}/_cluster/health?wait_for_status=yellow&timeout=${RECOVERY_SECONDS}s`;
  const headers = { authorization: `ApiKey ${apiKey}` };
  const response = await fetch(health, { signal, headers }).catch((error: Error) => {
    if (signal?.aborted) throw error;
    return undefined; // the node died meanwhile
  });
  await response?.arrayBuffer();
  if (!response) {
    throw startFailure(
      'Elasticsearch ended while opening its indices.',
      await readLog(logFile),
      logFile
    );
  }
  if (!response.ok) {
    const what = `Elasticsearch runs, but its indices could not be opened within ${RECOVERY_SECONDS} seconds.`;
    throw startFailure(what, await readLog(logFile), logFile);
  }
}

function readLog(logFile: string): Promise<string> {
  return readFile(logFile, 'utf8').catch(() => '');
}

/** Asks by closing the pipe (works on Windows too, which knows no SIGTERM), insists after a grace time. */
async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.stdin!.end();
  const timer = new AbortController();
  const grace = sleep(STOP_MS, 'hangs', { signal: timer.signal }).catch(() => 'hangs');
  if ((await Promise.race([exited, grace])) === 'hangs') child.kill('SIGKILL');
  timer.abort();
  await exited;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}
