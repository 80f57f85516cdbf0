import { setImmediate as turn } from 'node:timers/promises';
import { forEachConcurrently, inBatches } from './concurrency';

async function* numbers(upTo: number, onNext: (n: number) => void = () => undefined) {
  for (let n = 0; n < upTo; n++) {
    onNext(n);
    yield n;
  }
}

it('works on all items, never on more than allowed, never far ahead of the work', async () => {
  let taken = 0;
  let finished = 0;
  let now = 0;
  let most = 0;
  await forEachConcurrently(
    numbers(50, () => (taken = Math.max(taken, ++taken))),
    4,
    async () => {
      most = Math.max(most, ++now);
      expect(taken - finished).toBeLessThanOrEqual(5);
      await turn();
      now--;
      finished++;
    }
  );
  expect([finished, most]).toEqual([50, 4]);
});

it('stops taking at the first error, finishes what is under way, and throws it', async () => {
  const done: number[] = [];
  let last = 0;
  let fail = () => {};
  const hasFailed = new Promise<void>((resolve) => (fail = resolve));
  const work = async (n: number) => {
    if (n === 3) {
      fail();
      throw new Error('three');
    }
    await hasFailed;
    await turn();
    done.push(n);
  };
  await expect(
    forEachConcurrently(
      numbers(1000, (n) => (last = n)),
      4,
      work
    )
  ).rejects.toThrow('three');
  expect(done).toEqual(expect.arrayContaining([0, 1, 2]));
  expect(last).toBeLessThan(8);
});

it('throws an error of the source', async () => {
  async function* broken() {
    yield 1;
    throw new Error('disk');
  }
  await expect(forEachConcurrently(broken(), 3, async () => undefined)).rejects.toThrow('disk');
});

it('groups a stream', async () => {
  const groups: number[][] = [];
  for await (const group of inBatches(numbers(7), 3)) groups.push(group);
  expect(groups).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});
