import { seededRandom } from '../../common/seeded_random';
import { cosine, product } from '../embedding/vectors';
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

test('a text prototype is as like a photo as its prompts are in the mean, less what pictures of pictures are', () => {
  const prompts = [around(0), around(0, 0.8), around(0, 1.5)];
  const anti = [around(1), around(1)];
  const prototype = textPrototype(prompts, anti);
  const photo = around(0);
  const mean = (vectors: Float32Array[]) =>
    vectors.reduce((sum, vector) => sum + cosine(vector, photo), 0) / vectors.length;
  expect(product(prototype, photo)).toBeCloseTo(mean(prompts) - 0.25 * mean(anti), 5);
});

test('in a model that keeps photos and texts apart, likeness is the same up to scale and shift', () => {
  const photos = Array.from({ length: 20 }, (_, i) => around(i % 4, 0.6));
  const peaks = [0, 1, 2].map((cluster) => [0.2, 0.9, 2].map((spread) => around(cluster, spread)));
  const likenesses = (photoOf: (v: Float32Array) => Float32Array, textOf: typeof photoOf) =>
    peaks.flatMap((prompts) => {
      const prototype = textPrototype(prompts.map(textOf), [textOf(CLUSTERS[5])]);
      return photos.map((photo) => product(prototype, photoOf(photo)));
    });
  const near = likenesses(
    (vector) => vector,
    (vector) => vector
  );
  const apart = likenesses(
    (vector) => Float32Array.from([...vector.map((x) => 0.6 * x), 0.8, 0]),
    (vector) => Float32Array.from([...vector.map((x) => 0.5 * x), 0.1, Math.sqrt(0.74)])
  );
  const shift = apart[0] - 0.3 * near[0];
  apart.forEach((value, i) => expect(value).toBeCloseTo(0.3 * near[i] + shift, 5));
});

test('a reference unlike the others is left out; of two nobody can say which', () => {
  expect(agreeingReferences([around(2), around(5), around(2)])).toEqual([0, 2]);
  expect(agreeingReferences([around(2), around(2), around(2)])).toEqual([0, 1, 2]);
  expect(agreeingReferences([around(2), around(5)])).toEqual([0, 1]);
  expect(agreeingReferences([])).toEqual([]);
});
