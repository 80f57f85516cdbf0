import { seededRandom } from '../../common/seeded_random';
import { sameView } from './same_view';

const random = seededRandom(3);
const around = (center: number, spread: number, count: number) =>
  Array.from({ length: count }, () => center + spread * (random() + random() + random() - 1.5));
const same = around(0.98, 0.01, 40);
const different = around(0.25, 0.2, 800);

test('lies between both kinds, nearer to the one that varies less', () => {
  const { cosine } = sameView({ same, different })!;
  expect(cosine).toBeGreaterThan(Math.max(...different));
  expect(cosine).toBeLessThan(Math.min(...same));
});

test('follows the model: of squeezed cosines it is squeezed the same way', () => {
  const squeeze = (value: number) => 0.5 * value + 0.5;
  const straight = sameView({ same, different })!;
  const squeezed = sameView({ same: same.map(squeeze), different: different.map(squeeze) })!;
  expect(squeezed.cosine).toBeCloseTo(squeeze(straight.cosine), 6);
});

test('too few pairs, or kinds that cannot be told apart, say nothing', () => {
  expect(sameView({ same: same.slice(0, 3), different })).toBeUndefined();
  expect(sameView({ same, different: different.slice(0, 10) })).toBeUndefined();
  expect(sameView({ same: different, different: same })).toBeUndefined();
});
