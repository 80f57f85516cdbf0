import fc from 'fast-check';
import { captureMetadata } from './capture_metadata';
import { dms, exifBlock, TAG, type TestExif, type TestValue } from '../testing/test_exif';

const UPRIGHT = { width: 3000, height: 4000 };
const read = (exif: TestExif, defaultZone = 'Europe/Zurich') =>
  captureMetadata({ exif: exifBlock(exif) }, UPRIGHT, { defaultZone });

const ascii = (text: string): TestValue => ({ ascii: text });
const rational = (numerator: number, denominator = 1): TestValue => ({
  rationals: [[numerator, denominator]],
});

const AT_TENGBOCHE = {
  [TAG.gpsLatitudeRef]: ascii('N'),
  [TAG.gpsLatitude]: dms(27.8361),
  [TAG.gpsLongitudeRef]: ascii('E'),
  [TAG.gpsLongitude]: dms(86.7642),
};

describe('place', () => {
  it('reads position, altitude, error and direction', async () => {
    const found = await read({
      gps: {
        ...AT_TENGBOCHE,
        [TAG.gpsAltitudeRef]: { bytes: [0] },
        [TAG.gpsAltitude]: rational(38677, 10),
        [TAG.gpsHPositioningError]: rational(475, 100),
        [TAG.gpsImgDirectionRef]: ascii('M'),
        [TAG.gpsImgDirection]: rational(36000, 100),
      },
    });
    expect(found.gps?.lat).toBeCloseTo(27.8361, 5);
    expect(found.gps?.lon).toBeCloseTo(86.7642, 5);
    expect(found).toMatchObject({
      altitudeM: 3867.7,
      gpsErrorM: 4.75,
      placeSource: 'exif',
      bearingReference: 'true',
    });
    // Nepal's declination today is within a degree or two of 0, and what was added is kept.
    expect(Math.abs(found.declinationDeg!)).toBeLessThan(2);
    expect(found.bearingDeg).toBeCloseTo((found.declinationDeg! + 360) % 360, 5);
  });

  it('applies S, W and below sea level', async () => {
    const found = await read({
      gps: {
        [TAG.gpsLatitudeRef]: ascii('S'),
        [TAG.gpsLatitude]: dms(32.6532),
        [TAG.gpsLongitudeRef]: ascii('W'),
        [TAG.gpsLongitude]: dms(70.0109),
        [TAG.gpsAltitudeRef]: { bytes: [1] },
        [TAG.gpsAltitude]: rational(430),
      },
    });
    expect(found.gps?.lat).toBeCloseTo(-32.6532, 5);
    expect(found.gps?.lon).toBeCloseTo(-70.0109, 5);
    expect(found.altitudeM).toBe(-430);
  });

  const absurd: Array<[string, Record<number, TestValue>]> = [
    ['latitude 999', { ...AT_TENGBOCHE, [TAG.gpsLatitude]: dms(999) }],
    ['61 minutes', { ...AT_TENGBOCHE, [TAG.gpsLatitude]: { rationals: [[27, 1], [61, 1], [0, 1]] } }],
    ['0/0 (not a number)', { ...AT_TENGBOCHE, [TAG.gpsLatitude]: { rationals: [[0, 0], [0, 0], [0, 0]] } }],
    ['1/0 (infinite)', { ...AT_TENGBOCHE, [TAG.gpsLongitude]: { rationals: [[1, 0], [0, 1], [0, 1]] } }],
    ['no reference letter', { [TAG.gpsLatitude]: dms(27), [TAG.gpsLongitude]: dms(86) }],
    ['a wrong letter', { ...AT_TENGBOCHE, [TAG.gpsLatitudeRef]: ascii('Q') }],
    ['two numbers of which one is 0/0', { ...AT_TENGBOCHE, [TAG.gpsLatitude]: { rationals: [[27, 1], [0, 0]] } }],
    ['text', { ...AT_TENGBOCHE, [TAG.gpsLatitude]: ascii('27.8361 north') }],
    ['0, 0', { ...AT_TENGBOCHE, [TAG.gpsLatitude]: dms(0), [TAG.gpsLongitude]: dms(0) }],
  ]; // prettier-ignore
  it.each(absurd)('leaves out a position with %s, and keeps the rest', async (_name, gps) => {
    const found = await read({ gps: { ...gps, [TAG.gpsAltitude]: rational(8849) } });
    expect(found).toEqual({ altitudeM: 8849 });
  });

  it.each([
    ['720°', { [TAG.gpsImgDirectionRef]: ascii('T'), [TAG.gpsImgDirection]: rational(720) }],
    ['0/0', { [TAG.gpsImgDirectionRef]: ascii('T'), [TAG.gpsImgDirection]: rational(0, 0) }],
    ['no reference', { [TAG.gpsImgDirection]: rational(45) }],
    ['altitude 4,294,967 km', { [TAG.gpsAltitude]: rational(4_294_967_295) }],
    ['an error without a position', { [TAG.gpsHPositioningError]: rational(5) }],
  ])('leaves out a direction or altitude with %s', async (_name, gps) => {
    expect(await read({ gps })).toEqual({});
  });
});

describe('camera', () => {
  it('computes the field of view of the upright picture by the diagonal', async () => {
    const exif = { [TAG.focalLength35mm]: { shorts: [48] } };
    const found = await read({ exif });
    // 3:4 of a 43.27 mm diagonal is 25.96 × 34.61 mm: 2·atan(12.98 / 48) and 2·atan(17.31 / 48).
    expect(found.horizontalFovDeg).toBeCloseTo(30.26, 2);
    expect(found.verticalFovDeg).toBeCloseTo(39.65, 2);
    const wide = await captureMetadata(
      { exif: exifBlock({ exif }) },
      { width: 36, height: 24 },
      { defaultZone: 'UTC' }
    );
    // A full frame: the textbook's 41.1° × 28.1° at 48 mm.
    expect(wide.horizontalFovDeg).toBeCloseTo(41.11, 2);
    expect(wide.verticalFovDeg).toBeCloseTo(28.07, 2);
  });

  it('cleans names and leaves out values of no camera', async () => {
    const found = await read({
      ifd0: { [TAG.make]: ascii(' Apple\0\0 '), [TAG.model]: ascii('x'.repeat(3000)) },
      exif: {
        [TAG.lensModel]: ascii('50\u0001mm\n'),
        [TAG.exposureTime]: rational(1, 593),
        [TAG.fNumber]: rational(0, 0),
        [TAG.iso]: { shorts: [64, 0] },
        [TAG.focalLength35mm]: { shorts: [0] },
      },
    });
    expect(found).toEqual({
      make: 'Apple',
      model: 'x'.repeat(120),
      lens: '50 mm',
      exposureTime: 1 / 593,
      iso: 64,
    });
  });
});

describe('hostile EXIF', () => {
  const options = { defaultZone: 'UTC' };

  it('is empty without EXIF, and for what is none', async () => {
    expect(await captureMetadata({}, UPRIGHT, options)).toEqual({});
    expect(
      await captureMetadata({ exif: Buffer.from('not a TIFF at all') }, UPRIGHT, options)
    ).toEqual({});
    expect(await captureMetadata({ exif: Buffer.alloc(0) }, UPRIGHT, options)).toEqual({});
  });

  it('ends on directories that point at themselves', async () => {
    const block = exifBlock({ exif: { [TAG.focalLength35mm]: { shorts: [48] } } });
    // The EXIF pointer is IFD0's first entry: make it point at IFD0.
    block.writeUInt32BE(8, 8 + 2 + 8);
    expect(await captureMetadata({ exif: block }, UPRIGHT, options)).toEqual({});
  });

  it('leaves out tags with impossible counts or offsets, and keeps those that follow', async () => {
    const block = exifBlock({
      ifd0: { [TAG.make]: ascii('Apple'), [TAG.model]: ascii('iPhone 15 Pro Max') },
      gps: { ...AT_TENGBOCHE, [TAG.gpsAltitude]: rational(3867) },
    });
    const entry = (tag: number, type: number) =>
      block.indexOf(Buffer.from([tag >> 8, tag & 255, 0, type]));
    // 30 million coordinates: 240 MB, were they believed. A name that begins beyond the end.
    block.writeUInt32BE(30_000_000, entry(TAG.gpsLatitude, 5) + 4);
    block.writeUInt32BE(0xfffffff0, entry(TAG.make, 2) + 8);
    const before = process.memoryUsage().heapUsed;
    const found = await captureMetadata({ exif: block }, UPRIGHT, options);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
    expect(found).toEqual({ model: 'iPhone 15 Pro Max', altitudeM: 3867 });
  });

  it('never throws and never returns a value out of range, whatever the bytes', async () => {
    const valid = exifBlock({
      ifd0: { [TAG.make]: ascii('Apple') },
      exif: {
        [TAG.dateTimeOriginal]: ascii('2023:10:27 06:47:48'),
        [TAG.focalLength35mm]: { shorts: [48] },
      },
      gps: {
        ...AT_TENGBOCHE,
        [TAG.gpsAltitude]: rational(3867),
        [TAG.gpsDateStamp]: ascii('2023:10:27'),
        [TAG.gpsTimeStamp]: {
          rationals: [
            [1, 1],
            [2, 1],
            [48, 1],
          ],
        },
      },
    });
    // Runs of zeros and of 255 hit what single bytes do not: 0/0, missing terminators, pointers beyond the end.
    const change = fc.record({
      at: fc.nat(valid.length - 1),
      length: fc.constantFrom(1, 2, 4, 8),
      byte: fc.oneof(fc.constantFrom(0, 255), fc.nat(255)),
    });
    const flipped = fc.array(change, { minLength: 1, maxLength: 12 }).map((changes) => {
      const copy = Buffer.from(valid);
      changes.forEach(({ at, length, byte }) => copy.subarray(at, at + length).fill(byte));
      return copy;
    });
    const random = fc
      .uint8Array({ maxLength: 400 })
      .map((bytes) => Buffer.concat([Buffer.from('II*\0\b\0\0\0', 'latin1'), bytes]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(flipped, random), async (block) => {
        const found = await captureMetadata({ exif: block }, UPRIGHT, options);
        return (
          Math.abs(found.gps?.lat ?? 0) <= 90 &&
          Math.abs(found.gps?.lon ?? 0) <= 180 &&
          Math.abs(found.altitudeM ?? 0) <= 20_000 &&
          (found.bearingDeg ?? 0) >= 0 &&
          (found.bearingDeg ?? 0) < 360 &&
          (found.horizontalFovDeg ?? 1) > 0 &&
          !Number.isNaN(Date.parse(found.shotTime ?? '2023-01-01'))
        );
      }),
      { numRuns: 3000 }
    );
  });
});
