import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor } from '../../standalone/elasticsearch/node_access';
import { ownElasticsearch } from '../../standalone/elasticsearch/own_elasticsearch';
import { readSteps, readTutorial, ROOT, runStep, TUTORIAL } from './tutorial';

/** Puts the answers as they are now into docs/tutorial.md, from a node of its own: `npx tsx tools/dev/write_tutorial.ts`. */
async function main(): Promise<void> {
  const elasticsearch = await ownElasticsearch('tutorial');
  try {
    await write({
      ...environmentFor(elasticsearch),
      PEAK_SEARCH_MODEL: join(ROOT, 'demo/model/siglip2-demo'),
      PEAK_SEARCH_DATA: join(elasticsearch.folder, 'state'),
    });
  } finally {
    await elasticsearch.stop();
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
