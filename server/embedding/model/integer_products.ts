/**
 * A test of the 8-bit matrix product that quantized towers consist of, whatever the model.
 *
 * x86 CPUs without VNNI multiply unsigned activations with signed weights by `vpmaddubsw`, which adds two products in
 * 16 bits: 255 × 127 × 2 = 64,770 is cut to 32,767. Vectors made so have a cosine down to 0.81 to the right ones, and
 * nothing says so. Numbers in, numbers out: the products themselves are made in integer_kernel_worker.ts.
 */

import { bytes, FLOAT, INT8, node, number, tensor, text, value } from './onnx_writer';

/** Length of the sums: a few of the 16 to 64 that kernels take at a time. */
const DEPTH = 128;
/** One panel of a packed matrix is 16 wide; a second, begun one, goes another way through the kernel. */
const COLUMNS = 20;
/** One row (a text's pooled vector) and several (its tokens) are the work of different kernels. */
export const ROW_COUNTS = [1, 7] as const;

const UINT8_MAX = 255;
const INT8_MAX = 127;

/**
 * The weights, depth × columns: the first column is as large as can be, the second as small, the others change sign
 * as they please.
 */
const WEIGHTS = Int8Array.from({ length: DEPTH * COLUMNS }, (_, i) => {
  const column = i % COLUMNS;
  if (column < 2) return column === 0 ? INT8_MAX : -INT8_MAX;
  return ((i * 7919) % (2 * INT8_MAX + 1)) - INT8_MAX;
});

/**
 * Activations, rows × depth: whole numbers from 0 to 255, both of which occur, so that quantizing gives them back as
 * they are (scale 1, zero point 0) and each product is a whole number that float32 holds.
 */
export function activations(rows: number): Float32Array {
  return Float32Array.from({ length: rows * DEPTH }, (_, i) => {
    const row = Math.floor(i / DEPTH);
    if (row === 0) return i === DEPTH - 1 ? 0 : UINT8_MAX;
    return (i * 6151) % (UINT8_MAX + 1);
  });
}

/** What adds up the products of a pair of neighbors; a kernel that is right simply adds. */
type AddPair = (a: number, b: number) => number;

/** The products of `activations(rows)` with the weights, rows × columns, computed in whole numbers. */
export function products(rows: number, addPair: AddPair = (a, b) => a + b): Float32Array {
  const values = activations(rows);
  return Float32Array.from({ length: rows * COLUMNS }, (_, i) => {
    const row = Math.floor(i / COLUMNS);
    const column = i % COLUMNS;
    const product = (k: number) => values[row * DEPTH + k] * WEIGHTS[k * COLUMNS + column];
    let sum = 0;
    for (let k = 0; k < DEPTH; k += 2) sum += addPair(product(k), product(k + 1));
    return sum;
  });
}

/**
 * How far products are from the right ones.
 *
 * @param found for each of ROW_COUNTS what the kernel made of `activations`
 * @returns the largest difference as a share of the largest product: 0 where the kernel is exact, about 0.5 where it
 *   saturates, Infinity where it gives anything but numbers
 */
export function worstError(found: readonly Float32Array[]): number {
  const errors = ROW_COUNTS.flatMap((rows, i) => {
    const right = products(rows);
    const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (found[i]?.length !== right.length) return [Infinity];
    return Array.from(right, (value, at) => {
      const error = Math.abs(found[i][at] - value) / largest;
      return Number.isNaN(error) ? Infinity : error;
    });
  });
  return Math.max(...errors);
}

/** A GPU may add in an order or a width of its own; what saturation does is a thousand times more. */
export const EXACT_WITHIN = 1e-4;

/**
 * An ONNX model of one product, some 3 KB: the very nodes that ONNX Runtime's `quantize_dynamic` puts in the place of a
 * MatMul (quantize the activations, multiply, scale back), so that the runtime fuses and packs them as it does a
 * tower's. Input `x` (rows × depth), output `y` (rows × columns), both float32.
 */
export function kernelTestModel(): Uint8Array {
  const castToFloat = [...text(1, 'to'), ...number(3, FLOAT), ...number(20, 2)];
  const nodes = [
    node('DynamicQuantizeLinear', ['x'], ['quantised', 'scale', 'zero']),
    node('MatMulInteger', ['quantised', 'weights', 'zero', 'weights_zero'], ['sums']),
    node('Cast', ['sums'], ['sums_float'], [castToFloat]),
    node('Mul', ['scale', 'weights_scale'], ['scales']),
    node('Mul', ['sums_float', 'scales'], ['y']),
  ];
  const graph = [
    ...nodes.flatMap((each) => [...bytes(1, each)]),
    ...text(2, 'kernel_test'),
    ...bytes(5, tensor('weights', INT8, [DEPTH, COLUMNS], WEIGHTS)),
    ...bytes(5, tensor('weights_zero', INT8, [], Int8Array.of(0))),
    ...bytes(5, tensor('weights_scale', FLOAT, [], Float32Array.of(1))),
    ...bytes(11, value('x', DEPTH)),
    ...bytes(12, value('y', COLUMNS)),
  ];
  const operators = bytes(8, [...text(1, ''), ...number(2, 17)]);
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...operators]);
}

/** The shape of `activations(rows)`. */
export const inputShape = (rows: number): [number, number] => [rows, DEPTH];
