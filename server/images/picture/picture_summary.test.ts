import sharp from 'sharp';
import { phoneFile } from '../../../common/testing/phone_files';
import { dominantColour, perceptualHash } from './picture_summary';
import { decode } from '../testing/test_pictures';

const picture = (width: number, height: number, grey: (x: number, y: number) => number) => ({
  width,
  height,
  data: Buffer.from(
    Array.from({ length: width * height }, (_unused, i) =>
      new Array<number>(3).fill(grey(i % width, Math.floor(i / width)))
    ).flat()
  ),
});

const bitsApart = (a: string, b: string) =>
  [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === '1').length;

it('sets a bit where a picture darkens to the right', async () => {
  expect(await perceptualHash(picture(90, 80, (x) => 255 - x * 2))).toBe('ffffffffffffffff');
  expect(await perceptualHash(picture(90, 80, (x) => x * 2))).toBe('0000000000000000');
  // The upper half darkens, the lower brightens: the first 32 bits are the upper rows.
  const halves = picture(90, 80, (x, y) => (y < 40 ? 255 - x * 2 : x * 2));
  expect(await perceptualHash(halves)).toBe('ffffffff00000000');
});

it('hardly changes when a photo is shrunk and recompressed, and differs between photos', async () => {
  const jpeg = phoneFile('turned_90.jpg');
  const copy = await sharp(jpeg).autoOrient().resize(400).jpeg({ quality: 60 }).toBuffer();
  const [original, shrunk, other] = await Promise.all(
    [jpeg, copy, phoneFile('no_preview.heic')].map((bytes) => decode(bytes))
  );
  expect(bitsApart(original.perceptualHash, shrunk.perceptualHash)).toBeLessThanOrEqual(6);
  expect(bitsApart(original.perceptualHash, other.perceptualHash)).toBeGreaterThan(12);
});

it('names the commonest color', async () => {
  const mostlyDark = picture(40, 40, (x) => (x < 30 ? 40 : 200));
  expect(await dominantColour(mostlyDark)).toBe('#282828');
});
