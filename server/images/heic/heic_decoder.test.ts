import { phoneFile } from '../../../common/testing/phone_files';
import { testWith } from '../../../common/testing/shared_inputs';
import { decodeHeic, type RgbImage } from './heic_decoder';
import { PhotoError } from '../photo_error';
import { decode, photoLabels, realPhoto } from '../testing/test_pictures';

/** A grid of four tiles, landscape. */
const SMALL = 'upright.heic';
const full = (bytes: Uint8Array, maxPixels = 100_000_000) =>
  decodeHeic(bytes, { maxPixels, preview: false });

function failure(run: () => unknown): PhotoError {
  try {
    run();
  } catch (error) {
    if (error instanceof PhotoError) {
      return error;
    }
    throw error;
  }
  throw new Error('decoded without an error');
}

/** Mean blue minus mean red of the upper or lower quarter of a picture: sky is blue, ground is not. */
function blueness({ width, height, data }: RgbImage, part: 'upper' | 'lower'): number {
  const rows = Math.floor(height / 4);
  const from = part === 'upper' ? 0 : height - rows;
  let sum = 0;
  for (let i = from * width; i < (from + rows) * width; i++) {
    sum += data[i * 3 + 2] - data[i * 3];
  }
  return sum / (rows * width);
}

it('decodes to upright RGB without padding, once', () => {
  const picture = full(phoneFile(SMALL));
  expect(picture).toMatchObject({ width: 1024, height: 768, decodedFrom: 'full' });
  expect(picture.data).toHaveLength(1024 * 768 * 3);
  expect(blueness(picture, 'upper')).toBeGreaterThan(blueness(picture, 'lower') + 20);
});

testWith('photos', 'shows the sky above in previews of real photos of each orientation', () => {
  // EXIF says 6, 3 and 1; libheif has turned all three by irot, and turning again would put the sky aside or below.
  for (const file of ['IMG_2047.HEIC', 'IMG_2251.HEIC', 'IMG_2378.HEIC', 'IMG_2544.HEIC']) {
    const label = photoLabels().find((one) => one.file === file);
    const picture = decodeHeic(realPhoto(file), { maxPixels: 1e8, preview: true });
    expect(picture.decodedFrom).toBe('preview');
    expect([picture.fullWidth, picture.fullHeight]).toEqual([label?.width, label?.height]);
    expect(Math.max(picture.width, picture.height)).toBe(416);
    expect(picture.width > picture.height).toBe(label!.width > label!.height);
    expect(blueness(picture, 'upper')).toBeGreaterThan(blueness(picture, 'lower') + 10);
  }
});

it('gives nearly the same model pixels and hash from preview and full picture', async () => {
  const bytes = phoneFile(SMALL);
  const [whole, preview] = [await decode(bytes), await decode(bytes, { previewMode: true })];
  expect([whole.decodedFrom, preview.decodedFrom]).toEqual(['full', 'preview']);
  expect([preview.width, preview.height]).toEqual([1024, 768]);
  const difference = whole.pixels.reduce((sum, v, i) => sum + Math.abs(v - preview.pixels[i]), 0);
  expect(difference / whole.pixels.length).toBeLessThan(6);
  const distance = [...(BigInt(`0x${whole.perceptualHash}`) ^ BigInt(`0x${preview.perceptualHash}`)).toString(2)]; // prettier-ignore
  expect(distance.filter((bit) => bit === '1').length).toBeLessThanOrEqual(6);
});

describe('broken HEIC', () => {
  it('is damaged when cut short, wherever', async () => {
    const whole = phoneFile(SMALL);
    for (const kept of [40, 400, 4000, 10_000, whole.length * 0.5, whole.length - 1]) {
      await expect(decode(whole.subarray(0, Math.floor(kept)))).rejects.toMatchObject({
        code: 'damaged',
        permanent: true,
      });
    }
  });

  it('is damaged when the decoder alone finds tiles missing, which it would fill with gray', () => {
    const half = phoneFile(SMALL).subarray(0, 40_000);
    expect(failure(() => full(half)).message).toMatch(/outside of file bounds/);
  });

  it('is too large above the pixel cap, before decoding', () => {
    const emptied = Buffer.from(phoneFile(SMALL));
    emptied.fill(0, emptied.indexOf('mdat') + 4);
    // Decoding it finds nothing, so whoever calls it too large has not decoded.
    expect(failure(() => full(emptied)).code).toBe('damaged');
    expect(failure(() => full(emptied, 1024 * 768 - 1)).code).toBe('too_large');
  });

  it('is too large or damaged with a 60,000 × 60,000 header', () => {
    const forged = Buffer.from(phoneFile(SMALL));
    // Every `ispe` property (spatial extents): 4 bytes version and flags, then width and height.
    for (let at = forged.indexOf('ispe'); at !== -1; at = forged.indexOf('ispe', at + 1)) {
      forged.writeUInt32BE(60_000, at + 8);
      forged.writeUInt32BE(60_000, at + 12);
    }
    expect(failure(() => full(forged)).code).toBe('too_large');
  });

  it('ends in a picture or a PhotoError when its boxes are overwritten', () => {
    const whole = phoneFile(SMALL);
    // A linear congruential generator (Numerical Recipes): the same damage in every run.
    let state = 1;
    const next = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const boxes = whole.indexOf('mdat');
    const ends = new Set<string>();
    for (let run = 0; run < 40; run++) {
      const broken = Buffer.from(whole);
      for (let change = 0; change < 6; change++) {
        broken[next(boxes)] = next(256);
      }
      try {
        // Previews pass the same boxes as full pictures at a fiftieth of the time.
        decodeHeic(broken, { maxPixels: 1e8, preview: true });
        ends.add('picture');
      } catch (error) {
        expect(error).toBeInstanceOf(PhotoError);
        ends.add((error as PhotoError).code);
      }
    }
    expect(ends).toContain('damaged');
    expect(ends).toContain('picture');
  });
});

it('takes in more than the limit’s pixels, as many as there is memory for, at full size', async () => {
  const heic = Buffer.from(phoneFile(SMALL));
  const pixels = 1024 * 768;
  await expect(decode(heic, { maxPixels: Math.ceil(pixels / 1.7) })).resolves.toMatchObject({
    width: 1024,
    height: 768,
  });
  await expect(decode(heic, { maxPixels: Math.floor(pixels / 1.8) })).rejects.toMatchObject({
    code: 'too_large',
    permanent: false,
  });
});
