import { rm } from 'node:fs/promises';
import type { TestNodeHolder } from './jest_setup';
import { TEST_KEY_VARIABLE, TEST_URL_VARIABLE } from './test_node';

/** Jest's globalTeardown: stops the node of jest_setup.ts and deletes its data. */
export default async function stopTestNode(): Promise<void> {
  const holder = globalThis as TestNodeHolder;
  if (!holder.peakSearchTestNode) return;
  const { node, dataDir } = holder.peakSearchTestNode;
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });
  delete holder.peakSearchTestNode;
  delete process.env[TEST_URL_VARIABLE];
  delete process.env[TEST_KEY_VARIABLE];
}
