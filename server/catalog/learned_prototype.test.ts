import { seededRandom } from '../../common/seeded_random';
import { cosine, l2Normalized } from '../embedding/vectors';
import { CLUSTERS, near } from '../search/testing/synthetic';
import { learnPrototype } from './learned_prototype';

const random = seededRandom(5);
/** Texts and photos lie apart: photos share a direction that texts lack, as in a trained model. */
const apart = (vector: Float32Array) =>
  l2Normalized(Float32Array.from([...vector.map((x) => 0.6 * x), 0.8]));
const text = Float32Array.from([...CLUSTERS[0], 0]);
const photo = (cluster: number) => apart(near(CLUSTERS[cluster], 0.6, random));
const background = Array.from({ length: 200 }, (_, i) => photo(i % CLUSTERS.length));
const learned = (parts: Parameters<typeof learnPrototype>[1]) =>
  learnPrototype(text, parts, background);
const likeness = (of: ReturnType<typeof learned>, vector: Float32Array) =>
  of.gain * cosine(of.vector, vector) - of.offset;

test('nothing taught: the text as it is', () => {
  const { vector, gain, offset } = learned({ shown: [] });
  expect(cosine(vector, text)).toBeCloseTo(1, 6);
  expect(gain).toBeCloseTo(1, 6);
  expect(offset).toBe(0);
});

test('photos like the references gain, and no other photo does in the mean', () => {
  const own = () => photo(3);
  const taught = learned({ shown: [own(), own(), own()] });
  const change = (vector: Float32Array) => likeness(taught, vector) - cosine(text, vector);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(Array.from({ length: 30 }, () => change(own())))).toBeGreaterThan(0.01);
  expect(mean(background.map(change))).toBeLessThan(0);
});

test('photos that people denied lose, and a unit vector stays one', () => {
  const denied = [photo(0), photo(0)];
  const taught = learned({ shown: [], denied });
  expect(Math.hypot(...taught.vector)).toBeCloseTo(1, 5);
  expect(likeness(taught, denied[0])).toBeLessThan(cosine(text, denied[0]));
});
