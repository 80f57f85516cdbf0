import { seededRandom } from '../../common/seeded_random';
import { cosine, l2Normalized } from '../embedding/vectors';
import { CLUSTERS, near } from '../search/testing/synthetic';
import { promptsOf, textPrototype } from './prototypes';
import { agreeingReferences } from './reference_check';

const random = seededRandom(11);
const around = (cluster: number, spread = 0.3) => near(CLUSTERS[cluster], spread, random);

test('the first name stands in every prompt, the others in one, the catalog’s own come last', () => {
  const prompts = promptsOf({
    names: ['Ama Dablam', 'आमा दब्लम'],
    prompts: ['a fang of ice above Pangboche'],
  });
  expect(prompts.filter((prompt) => prompt.includes('Ama Dablam')).length).toBeGreaterThan(3);
  expect(prompts.filter((prompt) => prompt.includes('आमा दब्लम'))).toEqual(['a photo of आमा दब्लम']);
  expect(prompts.at(-1)).toBe('a fang of ice above Pangboche');
});

test('a text prototype is a unit vector, turned away from pictures of pictures', () => {
  const prompts = [around(0), around(0), around(0)];
  const anti = l2Normalized(CLUSTERS[0].map((value, i) => value + CLUSTERS[1][i]));
  const prototype = textPrototype(prompts, anti);
  expect(cosine(prototype, prototype)).toBeCloseTo(1, 6);
  expect(Math.hypot(...prototype)).toBeCloseTo(1, 6);
  const mean = l2Normalized(prompts[0].map((_, i) => prompts.reduce((sum, p) => sum + p[i], 0)));
  expect(cosine(prototype, anti)).toBeLessThan(cosine(mean, anti));
  expect(cosine(prototype, mean)).toBeGreaterThan(0.9);
});

test('a reference unlike the others is left out; of two nobody can say which', () => {
  expect(agreeingReferences([around(2), around(5), around(2)])).toEqual([0, 2]);
  expect(agreeingReferences([around(2), around(2), around(2)])).toEqual([0, 1, 2]);
  expect(agreeingReferences([around(2), around(5)])).toEqual([0, 1]);
  expect(agreeingReferences([])).toEqual([]);
});
