import { confirmedFigures } from './confirmed';
import { knnFigures } from './knn';
import type { KnnPlan } from './knn';

const plan: KnnPlan = { photos: 9, filters: [], k: 10, numCandidates: 40, vectorKind: 'hnsw' };
const filter = { kind: 'none', admitted: 9 } as const;

it('sums up a comparison: mean recall, median times', () => {
  const outcome = (recall: number, ms: number) => ({ recall, approximateMs: ms, exactMs: 2 * ms });
  const outcomes = [outcome(1, 1), outcome(0.5, 9), outcome(0.9, 2)];
  const figures = knnFigures(plan, filter, outcomes);
  expect(figures).toMatchObject({ queries: 3, approximateMs: 2, exactMs: 4, k: 10, filter });
  expect(figures.recall.value).toBeCloseTo(0.8);
  expect(figures.recall.low).toBeGreaterThanOrEqual(0.5);
});

it('counts a confirmed peak where it stands among the candidates', () => {
  const answer = (peakId: string, place: number | undefined, visible: number, first = peakId) => ({
    peakId,
    photoId: `${peakId}${place}`,
    first: { peakId: first, visible },
    place,
  });
  const figures = confirmedFigures([
    answer('a', 1, 0.95),
    answer('a', 2, 0.65, 'b'),
    answer('b', undefined, 0.35, 'c'),
    answer('c', 1, 0.92),
  ])!;
  expect(figures).toMatchObject({ photos: 4, peaks: 3 });
  expect(figures.top1.value).toBe(0.5);
  expect(figures.top3.value).toBe(0.75);
  expect(figures.reliability.map(({ count, shareRight }) => [count, shareRight])).toEqual([
    [1, 0],
    [1, 0],
    [2, 1],
  ]);
  expect(confirmedFigures([])).toBeUndefined();
});
