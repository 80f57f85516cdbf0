import { writeFileSync } from 'node:fs';
import { readSteps, readTutorial, runStep, TUTORIAL } from './tutorial';

/**
 * Puts the answers as they are now into docs/tutorial.md: `npx tsx scripts/dev/write_tutorial.ts`, with
 * ELASTICSEARCH_URL at an empty node and PEAK_SEARCH_MODEL at the demo model.
 */
async function main(): Promise<void> {
  const lines = readTutorial().split('\n');
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  );
  const answers: string[][] = [];
  const steps = readSteps(lines.join('\n'));
  for (const step of steps) answers.push(await runStep(step, env));
  // From the end, so that earlier places stay where they are.
  for (const [i, step] of [...steps.entries()].reverse()) {
    lines.splice(step.from, step.to - step.from, ...answers[i]);
  }
  writeFileSync(TUTORIAL, lines.join('\n'));
}

void main();
