/** Logistic regression on one or two features by Newton's method. Pure: numbers in, numbers out. */

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** One observation: its features and how probable it is, 0 … 1, that the event happened. */
export interface Observation {
  features: readonly number[];
  share: number;
  /** Of how many such observations it stands; default 1. */
  weight?: number;
}

/** A ridge so small that it only holds what the data leave open. */
const RIDGE = 1e-3;
const MAX_STEPS = 50;
const CONVERGED = 1e-7;

/**
 * Weights of `logistic(weights[0] + Σ weights[i + 1] · features[i])`. Shares between 0 and 1 count as that much of
 * both outcomes.
 *
 * @param observations all with the same number of features, scaled to about 1
 */
export function fitLogistic(observations: readonly Observation[]): number[] {
  const size = observations[0].features.length + 1;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < MAX_STEPS; step++) {
    const gradient = weights.map((weight) => -RIDGE * weight);
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    for (const { features, share, weight = 1 } of observations) {
      const x = [1, ...features];
      const p = logistic(x.reduce((sum, value, i) => sum + value * weights[i], 0));
      for (let i = 0; i < size; i++) {
        gradient[i] += weight * x[i] * (share - p);
        for (let j = 0; j < size; j++) curvature[i][j] += weight * x[i] * x[j] * p * (1 - p);
      }
    }
    const change = solve(curvature, gradient);
    weights = weights.map((weight, i) => weight + change[i]);
    if (Math.max(...change.map(Math.abs)) < CONVERGED) break;
  }
  return weights;
}

/** Gaussian elimination with pivots. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows
      .slice(column)
      .reduce(
        (best, row, i) =>
          Math.abs(row[column]) > Math.abs(rows[best][column]) ? column + i : best,
        column
      );
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row][column] / rows[column][column];
      for (let k = column; k <= size; k++) rows[row][k] -= factor * rows[column][k];
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    const known = solution.reduce((sum, value, k) => sum + (k > row ? rows[row][k] * value : 0), 0);
    solution[row] = (rows[row][size] - known) / rows[row][row];
  }
  return solution;
}
