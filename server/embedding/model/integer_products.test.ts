import { activations, kernelTestModel, products, ROW_COUNTS, worstError } from './integer_products';

/** `vpmaddubsw`: two products are added in 16 bits, and cut off at their ends. */
const in16Bits = (a: number, b: number) => Math.max(-32768, Math.min(32767, a + b));

test('activations reach both ends, so that quantizing gives them back as they are', () => {
  for (const rows of ROW_COUNTS) {
    const values = activations(rows);
    expect(Math.min(...values)).toBe(0);
    expect(Math.max(...values)).toBe(255);
    expect(values.every(Number.isInteger)).toBe(true);
  }
});

test('products are whole numbers that float32 holds', () => {
  const largest = Math.max(...products(1).map(Math.abs));
  expect(largest).toBe(127 * 255 * 127);
  expect(largest).toBeLessThan(2 ** 24);
});

test('right products are right, whatever the order they are added in', () => {
  expect(worstError(ROW_COUNTS.map((rows) => products(rows)))).toBe(0);
});

test('products that saturate are found out', () => {
  const found = ROW_COUNTS.map((rows) => products(rows, in16Bits));
  // The number ONNX Runtime 1.30 gave on an emulated Haswell.
  expect(found[0][0]).toBe(2_096_706);
  expect(worstError(found)).toBeCloseTo(0.4902116, 6);
});

test('the kernel for one row alone, or for several alone, is found out too', () => {
  expect(worstError([products(ROW_COUNTS[0], in16Bits), products(ROW_COUNTS[1])])).toBeCloseTo(
    0.49,
    2
  );
  expect(worstError([products(ROW_COUNTS[0]), products(ROW_COUNTS[1], in16Bits)])).toBeGreaterThan(
    0.1
  );
});

test('anything but numbers is wrong', () => {
  expect(worstError([])).toBe(Infinity);
  const found = ROW_COUNTS.map((rows) => products(rows));
  found[1][5] = NaN;
  expect(worstError(found)).toBe(Infinity);
});

test('the model is small enough to be made anew at each start', () => {
  expect(kernelTestModel().length).toBeLessThan(4096);
});
