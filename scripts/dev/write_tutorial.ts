import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedElasticsearch } from '../../standalone/elasticsearch/embedded_node';
import { readSteps, readTutorial, ROOT, runStep, TUTORIAL } from './tutorial';

/** Puts the answers as they are now into docs/tutorial.md, from a node of its own: `npx tsx scripts/dev/write_tutorial.ts`. */
async function main(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'peak-search-tutorial-'));
  const node = await startEmbeddedElasticsearch({
    dataDir: join(data, 'elasticsearch'),
    log: console.error,
  });
  try {
    await write({
      ELASTICSEARCH_URL: node.url,
      PEAK_SEARCH_MODEL: join(ROOT, 'demo/model/siglip2-demo'),
      PEAK_SEARCH_DATA: join(data, 'state'),
    });
  } finally {
    await node.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function write(env: Record<string, string>): Promise<void> {
  const lines = readTutorial().split('\n');
  const steps = readSteps(lines.join('\n'));
  const answers: string[][] = [];
  for (const step of steps) answers.push(await runStep(step, env));
  // From the end, so that earlier places stay where they are.
  for (const [i, step] of [...steps.entries()].reverse()) {
    lines.splice(step.from, step.to - step.from, ...answers[i]);
  }
  writeFileSync(TUTORIAL, lines.join('\n'));
}

void main();
