import fc from 'fast-check';
import { RRF_K, reciprocalRankFusion } from './fusion';

const fusedIds = (lists: string[][]): string[] => reciprocalRankFusion(lists).map(({ id }) => id);

test('scores are the sum of 1 / (k + rank)', () => {
  const [first, second, third] = reciprocalRankFusion([
    ['a', 'b'],
    ['b', 'c'],
  ]);
  expect(first).toEqual({
    id: 'b',
    score: 1 / (RRF_K + 2) + 1 / (RRF_K + 1),
    ranks: [2, 1],
  });
  expect(second).toMatchObject({ id: 'a', ranks: [1, undefined] });
  expect(third).toMatchObject({ id: 'c', ranks: [undefined, 2] });
});

test('weights count a list more', () => {
  const lists = [['a'], ['b']];
  expect(reciprocalRankFusion(lists, { weights: [1, 2] })[0].id).toBe('b');
  expect(reciprocalRankFusion(lists, { weights: [2, 1] })[0].id).toBe('a');
});

test('ties: first the earlier list, then the id', () => {
  expect(fusedIds([['b'], ['a']])).toEqual(['b', 'a']);
  expect(
    fusedIds([
      ['x', 'b', 'c'],
      ['y', 'c', 'b'],
    ])
  ).toEqual(['b', 'c', 'x', 'y']);
});

const list = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 });

test('one list alone keeps its order', () => {
  fc.assert(fc.property(list, (only) => expect(fusedIds([only])).toEqual(only)));
});

test('holds every id once, best first, and the same in every run', () => {
  fc.assert(
    fc.property(fc.array(list, { maxLength: 4 }), (lists) => {
      const fused = reciprocalRankFusion(lists);
      expect(fused.map(({ id }) => id).sort()).toEqual([...new Set(lists.flat())].sort());
      fused.slice(1).forEach(({ score }, i) => expect(score).toBeLessThanOrEqual(fused[i].score));
      expect(reciprocalRankFusion(lists)).toEqual(fused);
    })
  );
});

test('an item that is better in every list is never below', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 3 }), (lists) => {
      const fused = fusedIds(lists);
      for (const a of fused) {
        for (const b of fused) {
          const better = lists.every(
            (one) => one.includes(a) && (!one.includes(b) || one.indexOf(a) < one.indexOf(b))
          );
          if (a !== b && better) {
            expect(fused.indexOf(a)).toBeLessThan(fused.indexOf(b));
          }
        }
      }
    })
  );
});
