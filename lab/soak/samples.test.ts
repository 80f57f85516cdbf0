import { growthOf, sampler, type Sample } from './samples';

const sample = (rssMb: number): Sample => ({
  at: 0,
  rssMb,
  heapMb: 1,
  handles: 20,
  delayP99Ms: 0,
  delayMaxMs: 0,
});

it('tells growth from what is loaded once, and from a peak', () => {
  const loadedOnce = [100, 200, 300, 500, 500, 510, 500, 900, 500, 505, 500, 500].map(sample);
  expect(growthOf(loadedOnce, 'rssMb')).toEqual({ before: 505, after: 500 });
  const leaking = Array.from({ length: 40 }, (_, i) => sample(100 + 10 * i));
  expect(growthOf(leaking, 'rssMb')).toEqual({ before: 271, after: 445 });
  // A machine short of memory took some away for a while.
  const squeezed = [400, 410, 405, 200, 190, 200, 390, 400, 405, 400, 402, 401].map(sample);
  expect(growthOf(squeezed, 'rssMb').after - growthOf(squeezed, 'rssMb').before).toBeLessThan(5);
});

it('sees a blocked event loop, and memory and files of this process', async () => {
  const take = sampler();
  // Its own timer runs first, then is kept waiting, then runs again.
  await new Promise((resolve) => setTimeout(resolve, 30));
  const until = performance.now() + 500;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const blocked = take();
  expect(blocked.delayMaxMs).toBeGreaterThan(400);
  expect(blocked.rssMb).toBeGreaterThan(20);
  expect(blocked.handles).toBeGreaterThan(2);
});
