import { catalogKnowledge, judge, keptSentences } from './judge';

/** `npm run sentences`: how many of the kept sentences are read right, and which are not. */
export function main(): void {
  const { sentences, exact, wrongTaken, meanMs, misread } = judge(
    keptSentences(),
    catalogKnowledge()
  );
  for (const { wanted, got } of misread) {
    console.log(
      `${wanted.sentence}\n  means ${JSON.stringify(wanted)}\n  read  ${JSON.stringify(got)}`
    );
  }
  console.log(
    `${sentences} sentences: exactly right ${exact.toFixed(3)} (wanted: 0.95), ` +
      `wrong conditions taken ${wrongTaken.toFixed(4)} (at most 0.01), ${meanMs.toFixed(2)} ms each`
  );
  if (exact < 0.95 || wrongTaken > 0.01) process.exitCode = 1;
}
