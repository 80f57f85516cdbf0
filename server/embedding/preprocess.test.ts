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
