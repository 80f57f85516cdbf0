/**
 * Scales a vector to length 1 (L2), in a new array.
 *
 * @throws RangeError when the vector has a length of zero or holds NaN or an infinity: such a vector has no direction,
 * and Elasticsearch refuses it under cosine similarity
 */
export function l2Normalized(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) {
    sum += value * value;
  }
  const length = Math.sqrt(sum);
  if (!Number.isFinite(length) || length === 0) {
    throw new RangeError(`A vector of length ${length} has no direction.`);
  }
  return vector.map((value) => value / length);
}

/** Cosine of the angle between two vectors of the same length, -1 to 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    lengthA += a[i] * a[i];
    lengthB += b[i] * b[i];
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

/** Scalar product of two vectors of the same length; of unit vectors the cosine. */
export function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
