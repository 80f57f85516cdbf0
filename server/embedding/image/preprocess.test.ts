import sharp, { type Sharp } from 'sharp';
import { MODEL_INPUT_OPTIONS, toModelPixels } from './preprocess';
import { squash } from './resample';

const SIZE = 32;

function flat(width: number, height: number, background: string) {
  return sharp({ create: { width, height, channels: 3, background } });
}

async function pixelsOf(file: Buffer): Promise<Uint8Array> {
  return toModelPixels(sharp(file, MODEL_INPUT_OPTIONS), SIZE);
}

test('squashes: what fills the left half of a wide picture fills the left half of the square', async () => {
  const right = await flat(200, 100, '#0000ff').png().toBuffer();
  const file = await flat(400, 100, '#ff0000')
    .composite([{ input: right, left: 200, top: 0 }])
    .png()
    .toBuffer();
  const pixels = await pixelsOf(file);
  expect(pixels).toHaveLength(SIZE * SIZE * 3);
  const at = (x: number, y: number) => [
    ...pixels.subarray((y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3),
  ];
  for (const y of [0, 15, 31]) {
    expect(at(0, y)).toEqual([255, 0, 0]);
    expect(at(14, y)).toEqual([255, 0, 0]);
    expect(at(17, y)).toEqual([0, 0, 255]);
    expect(at(31, y)).toEqual([0, 0, 255]);
  }
});

test.each([
  ['grey', (image: Sharp) => image.greyscale().png()],
  ['16-bit', (image: Sharp) => image.toColourspace('rgb16').png()],
  ['opaque with alpha', (image: Sharp) => image.ensureAlpha().png()],
  ['palette', (image: Sharp) => image.png({ palette: true })],
  ['AVIF', (image: Sharp) => image.avif({ lossless: true })],
  ['TIFF', (image: Sharp) => image.tiff()],
])('%s becomes three channels of 8 bits', async (_, encode) => {
  const pixels = await pixelsOf(await encode(flat(100, 80, '#808080')).toBuffer());
  expect(pixels).toHaveLength(SIZE * SIZE * 3);
  expect(Math.min(...pixels)).toBeGreaterThanOrEqual(127);
  expect(Math.max(...pixels)).toBeLessThanOrEqual(129);
});

test('what is transparent is white', async () => {
  const file = await sharp({
    create: { width: 40, height: 40, channels: 4, background: '#00000000' },
  })
    .png()
    .toBuffer();
  expect(new Set(await pixelsOf(file))).toEqual(new Set([255]));
});

test('the numbers of a Display P3 file are taken as they are', async () => {
  // A green that sRGB cannot show as strongly: withIccProfile converts the numbers and embeds the profile.
  const file = await flat(64, 64, '#20c020').withIccProfile('p3').png().toBuffer();
  const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
  const converted = await sharp(file).raw().toBuffer();
  expect([...stored.subarray(0, 3)]).not.toEqual([...converted.subarray(0, 3)]);
  expect([...(await pixelsOf(file)).subarray(0, 3)]).toEqual([...stored.subarray(0, 3)]);
});

test('the filter: a known small case, weighed by hand', () => {
  // 4 → 2 across: centre 1, base 4 wide: weights 3, 3, 1 (of 7) over pixels 0, 1, 2.
  const row = [0, 70, 140, 210].flatMap((v) => [v, v, v]);
  const result = squash(Uint8Array.from([...row, ...row]), 4, 2, 2);
  const left = Math.round((0 * 3 + 70 * 3 + 140) / 7);
  const right = Math.round((70 + 140 * 3 + 210 * 3) / 7);
  expect([...result]).toEqual([
    left,
    left,
    left,
    right,
    right,
    right,
    left,
    left,
    left,
    right,
    right,
    right,
  ]);
});

test('a picture of the model’s own size passes unchanged', () => {
  const rgb = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37) % 256);
  expect(squash(rgb, 8, 8, 8)).toEqual(rgb);
});

/** The filter by its definition: for each output, each weight anew. */
function byDefinition(values: number[], from: number, to: number): number[] {
  const scale = from / to;
  const base = Math.max(1, scale);
  return Array.from({ length: to }, (_, place) => {
    const weights = values.map((__, i) =>
      Math.max(0, 1 - Math.abs(i + 0.5 - (place + 0.5) * scale) / base)
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return Math.round(values.reduce((sum, value, i) => sum + value * weights[i], 0) / total);
  });
}

test.each([
  [67, 41],
  [61, 127],
  [33, 32],
  [200, 7],
  [5, 90],
  [32, 300],
  [1, 1],
])('%i × %i: as the filter is defined, when shrinking and when enlarging', (width, height) => {
  const size = 32;
  const rgb = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (i * i * 31 + i * 17) % 251
  );
  const result = squash(rgb, width, height, size);
  const channel = (c: number) => {
    const rows = Array.from({ length: height }, (_, y) =>
      byDefinition(
        Array.from({ length: width }, (__, x) => rgb[(y * width + x) * 3 + c]),
        width,
        size
      )
    );
    const columns = Array.from({ length: size }, (_, x) =>
      byDefinition(
        rows.map((row) => row[x]),
        height,
        size
      )
    );
    return Array.from({ length: size * size }, (_, i) => columns[i % size][Math.floor(i / size)]);
  };
  const expected = [0, 1, 2].map(channel);
  const off = [...result].map((value, i) => Math.abs(value - expected[i % 3][Math.floor(i / 3)]));
  // Where a value lies exactly between two levels, the last bit of a weight decides.
  expect(Math.max(...off)).toBeLessThanOrEqual(1);
  expect(off.filter((each) => each > 0).length).toBeLessThan(off.length / 50);
});
