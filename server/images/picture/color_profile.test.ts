import sharp from 'sharp';
import { phoneFile } from '../../../common/testing/phone_files';
import { toSrgb } from './color_profile';
import { decode } from '../testing/test_pictures';

/** An odd width and an odd profile length would show a wrong offset in the wrapping TIFF. */
const flat = (colour: number[]) => ({
  width: 7,
  height: 5,
  data: Buffer.from(Array.from({ length: 35 }, () => colour).flat()),
});

async function p3Profile(): Promise<Buffer> {
  const create = { width: 8, height: 8, channels: 3 as const, background: '#fff' };
  const png = await sharp({ create }).withIccProfile('p3').png().toBuffer();
  return (await sharp(png).metadata()).icc as Buffer;
}

it.each([
  // sRGB's primaries seen in P3, by the matrices of both spaces (CSS Color 4, sample code).
  ['red', [234, 51, 35], [255, 0, 0]],
  ['green', [117, 251, 76], [0, 255, 0]],
  ['grey', [128, 128, 128], [128, 128, 128]],
])('shows P3 %s as it is in sRGB', async (_name, stored, shown) => {
  const { width, height, data } = await toSrgb(flat(stored), await p3Profile());
  expect([width, height, data.length]).toEqual([7, 5, 105]);
  data.forEach((value, i) => expect(Math.abs(value - shown[i % 3])).toBeLessThanOrEqual(5));
});

it('leaves pixels as they are without a profile, and with a broken one', async () => {
  const image = flat([10, 20, 30]);
  expect(await toSrgb(image, undefined)).toBe(image);
  for (const icc of [Buffer.alloc(0), Buffer.alloc(300, 7), (await p3Profile()).subarray(0, 90)]) {
    const { data } = await toSrgb(image, icc);
    expect([...data.subarray(0, 3)]).toEqual([10, 20, 30]);
  }
});

it('widens the colors of a P3 HEIC for display, and not for the model', async () => {
  const photo = await decode(phoneFile('upright.heic'));
  const shown = await sharp(photo.thumbnail).resize(32, 32, { fit: 'fill' }).raw().toBuffer();
  const saturation = (pixels: Uint8Array) => {
    let sum = 0;
    for (let i = 0; i < pixels.length; i += 3) {
      const [r, g, b] = pixels.subarray(i, i + 3);
      sum += Math.max(r, g, b) - Math.min(r, g, b);
    }
    return sum / (pixels.length / 3);
  };
  expect(saturation(shown)).toBeGreaterThan(saturation(photo.pixels) * 1.05);
});
