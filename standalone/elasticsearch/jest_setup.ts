import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedElasticsearch, type EmbeddedNode } from './embedded_node';
import { TEST_KEY_VARIABLE, TEST_URL_VARIABLE } from './test_node';

/** How jest_teardown.ts finds what to stop (both run in jest's main process). */
export interface TestNodeHolder {
  peakSearchTestNode?: { node: EmbeddedNode; dataDir: string };
}

/**
 * Jest's globalSetup: starts the node that all integration and browser tests of this run share, with a throw-away data folder.
 * Where the variable names one already (a developer's own node, for quick repeats), that one is used.
 */
export default async function startTestNode(): Promise<void> {
  // Nodes of tests live for minutes: compiling for years to come took half of their CPU time. Their owners' own options stay.
  process.env.JDK_JAVA_OPTIONS ??= '-XX:TieredStopAtLevel=1';
  if (process.env[TEST_URL_VARIABLE]) return;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'peak-search-test-'));
  const log = (line: string) => console.log(line);
  const node = await startEmbeddedElasticsearch({ dataDir, log });
  process.env[TEST_URL_VARIABLE] = node.url;
  process.env[TEST_KEY_VARIABLE] = node.apiKey;
  (globalThis as TestNodeHolder).peakSearchTestNode = { node, dataDir };
}
