import { quantile } from '../../common/statistics';

/** One photo and peak: how alike they are, and how far the place expects the peak there. */
export interface MixedPair {
  looks: number;
  /** Probability of being visible by the place alone, 0 … 1. */
  place: number;
  /** What people said, where they did. */
  seen?: boolean;
}

/**
 * What is not shown takes many looks (another kind of picture, another valley, the next peak in the same frame), so it
 * gets four normal distributions; what is shown gets one. Fewer take the likeness of neighbors for the peak itself
 * (demo album: precision 0.40 with two of them, 0.81 with three, 0.83 with four and with five).
 */
const UNSEEN_PARTS = 4;
const PARTS = UNSEEN_PARTS + 1;

/** How far the place expects a peak, in steps inside of which its share of seen ones is taken for the same. */
const PLACE_STEPS = [1e-9, 0.01, 0.05, 0.2, 0.5];
const STEPS = PLACE_STEPS.length + 1;

/** Each round raises the likelihood; after 300 shares change by less than 0.01, and before where no mean moves. */
const ROUNDS = 300;
/** A mean that moves by less of its deviation stands. */
const STANDS = 1e-4;
/** A share of a step must not become 0 or 1 for want of pairs. */
const PRIOR_COUNT = 0.5;

/**
 * How probable it is that each pair shows its peak (expectation maximization). Looks and place cannot see each other:
 * among pairs where the place expects the peak, those that are also alike are most probably it. Nobody has to label
 * anything; the pairs that the place rules out say what "not shown" looks like.
 *
 * @param pairs the place leaves open whether they show the peak
 * @param ruledOut looks of pairs that surely do not show it
 * @returns one probability a pair, in their order
 */
export function seenShares(pairs: readonly MixedPair[], ruledOut: readonly number[]): number[] {
  const looks = Float64Array.from([...pairs.map((pair) => pair.looks), ...ruledOut]);
  const step = Uint8Array.from([
    ...pairs.map(({ place }) => PLACE_STEPS.filter((limit) => place >= limit).length),
    ...ruledOut.map(() => STEPS),
  ]);
  const model = firstGuess(looks, pairs);
  const shares = new Float64Array(looks.length * PARTS);
  for (let round = 0; round < ROUNDS; round++) {
    const before = [...model.means];
    expect(looks, step, pairs, model, shares);
    maximize(looks, step, shares, model);
    const moved = before.map((mean, k) => Math.abs(model.means[k] - mean) / model.deviations[k]);
    if (Math.max(...moved) < STANDS) break;
  }
  return pairs.map((_, i) => shares[i * PARTS + UNSEEN_PARTS]);
}

interface Mixture {
  means: number[];
  deviations: number[];
  /** By step, then part; the last step is of what is ruled out, and has none that is seen. */
  weights: number[][];
}

function firstGuess(looks: Float64Array, pairs: readonly MixedPair[]): Mixture {
  const open = pairs.map((pair) => pair.looks);
  const places = [
    ...Array.from({ length: UNSEEN_PARTS }, (_, i) => 0.1 + (0.6 * i) / (UNSEEN_PARTS - 1)),
    0.97,
  ];
  const center = looks.reduce((a, b) => a + b, 0) / looks.length;
  const spread = Math.sqrt(looks.reduce((sum, x) => sum + (x - center) ** 2, 0) / looks.length);
  const weights = Array.from({ length: STEPS + 1 }, (_, k) => {
    // Rises with the place; only a beginning.
    const seen = k === STEPS ? 0 : 0.02 + (0.6 * k) / (STEPS - 1);
    return [...new Array<number>(UNSEEN_PARTS).fill((1 - seen) / UNSEEN_PARTS), seen];
  });
  return {
    means: places.map((share) => quantile(open, share)),
    deviations: new Array<number>(PARTS).fill(0.6 * spread),
    weights,
  };
}

function expect(
  looks: Float64Array,
  step: Uint8Array,
  pairs: readonly MixedPair[],
  { means, deviations, weights }: Mixture,
  shares: Float64Array
): void {
  const logs = weights.map((row) =>
    row.map((w, k) => Math.log(w + 1e-300) - Math.log(deviations[k]))
  );
  const part = new Float64Array(PARTS);
  for (let i = 0; i < looks.length; i++) {
    const seen = pairs[i]?.seen;
    let top = -Infinity;
    for (let k = 0; k < PARTS; k++) {
      const impossible = seen !== undefined && seen !== (k === UNSEEN_PARTS);
      const z = (looks[i] - means[k]) / deviations[k];
      part[k] = impossible ? -Infinity : logs[step[i]][k] - 0.5 * z * z;
      top = Math.max(top, part[k]);
    }
    let total = 0;
    for (let k = 0; k < PARTS; k++) total += part[k] = Math.exp(part[k] - top);
    for (let k = 0; k < PARTS; k++) shares[i * PARTS + k] = part[k] / total;
  }
}

function maximize(
  looks: Float64Array,
  step: Uint8Array,
  shares: Float64Array,
  model: Mixture
): void {
  const least = 1e-3 * Math.max(...model.deviations);
  for (let k = 0; k < PARTS; k++) {
    let [total, sum, square] = [1e-9, 0, 0];
    for (let i = 0; i < looks.length; i++) {
      total += shares[i * PARTS + k];
      sum += shares[i * PARTS + k] * looks[i];
    }
    const center = sum / total;
    for (let i = 0; i < looks.length; i++) {
      square += shares[i * PARTS + k] * (looks[i] - center) ** 2;
    }
    model.means[k] = center;
    model.deviations[k] = Math.max(least, Math.sqrt(square / total));
  }
  const counts = model.weights.map(() => new Array<number>(PARTS).fill(PRIOR_COUNT));
  for (let i = 0; i < looks.length; i++) {
    for (let k = 0; k < PARTS; k++) counts[step[i]][k] += shares[i * PARTS + k];
  }
  counts[STEPS][UNSEEN_PARTS] = 0;
  model.weights = counts.map((row) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((count) => count / total);
  });
}
