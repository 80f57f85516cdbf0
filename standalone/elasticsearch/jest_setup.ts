import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { TEST_APP_VARIABLE } from '../testing/test_app_settings';
import { startEmbeddedElasticsearch, type EmbeddedNode } from './embedded_node';
import { TEST_KEY_VARIABLE, TEST_URL_VARIABLE } from './test_node';

/** How jest_teardown.ts finds what to stop (both run in jest's main process). */
export interface TestNodeHolder {
  peakSearchTestNode?: { node: EmbeddedNode; dataDir: string };
  peakSearchTestApp?: ChildProcess;
}

/**
 * Jest's globalSetup: starts the node that all integration and browser tests of this run share, with a throw-away data folder, and
 * the process that starts the app for those which ask for it. Where the variable names a node already (a developer's own, for
 * quick repeats), that one is used.
 */
export default async function startTestNode(): Promise<void> {
  // Nodes of tests live for minutes: compiling for years to come took half of their CPU time. Their owners' own options stay.
  process.env.JDK_JAVA_OPTIONS ??= '-XX:TieredStopAtLevel=1';
  const holder = globalThis as TestNodeHolder;
  if (!process.env[TEST_URL_VARIABLE]) {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'peak-search-test-'));
    const log = (line: string) => console.log(line);
    const node = await startEmbeddedElasticsearch({ dataDir, log });
    process.env[TEST_URL_VARIABLE] = node.url;
    process.env[TEST_KEY_VARIABLE] = node.apiKey;
    holder.peakSearchTestNode = { node, dataDir };
  }
  // Beside the node, not beside the run: a node that starts afresh must not meet an old journal.
  const appData = holder.peakSearchTestNode
    ? path.join(holder.peakSearchTestNode.dataDir, 'app')
    : path.join(tmpdir(), `peak-search-app-${new URL(process.env[TEST_URL_VARIABLE]).port}`);
  const program = path.join(__dirname, '../testing/shared_app.ts');
  holder.peakSearchTestApp = spawn(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), program, appData],
    { stdio: ['pipe', 'pipe', 'inherit'] }
  );
  for await (const line of createInterface({ input: holder.peakSearchTestApp.stdout! })) {
    process.env[TEST_APP_VARIABLE] = line;
    break;
  }
}
