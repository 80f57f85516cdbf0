import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { TestNodeHolder } from './jest_setup';
import { TEST_KEY_VARIABLE, TEST_URL_VARIABLE } from './test_node';

/** Jest's globalTeardown: stops the app and the node of jest_setup.ts and deletes the node's data. */
export default async function stopTestNode(): Promise<void> {
  const holder = globalThis as TestNodeHolder;
  const app = holder.peakSearchTestApp;
  if (app && app.exitCode === null) {
    const gone = once(app, 'exit');
    app.stdin!.end();
    await gone;
  }
  if (!holder.peakSearchTestNode) return;
  const { node, dataDir } = holder.peakSearchTestNode;
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });
  delete holder.peakSearchTestNode;
  delete process.env[TEST_URL_VARIABLE];
  delete process.env[TEST_KEY_VARIABLE];
}
