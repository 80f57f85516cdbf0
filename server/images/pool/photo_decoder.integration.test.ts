import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phoneFile } from '../../../common/testing/phone_files';
import { describeWith, testWith } from '../../../common/testing/shared_inputs';
import { until } from '../../embedding/testing/tiny_model';
import { childFile } from '../../processes/child_file';
import { createPhotoDecoder, PhotoError, type PhotoDecoder } from './photo_decoder';
import { photoLabels, realPhoto, storedPicture, type PhotoLabel } from '../testing/test_pictures';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const HEIC = 'upright.heic';

const folder = mkdtempSync(join(tmpdir(), 'peak-search-decoder-'));
let marks = 0;
let decoder: PhotoDecoder;
const open: PhotoDecoder[] = [];
/** A pool that ends with its test. */
function pool(config: Partial<Parameters<typeof createPhotoDecoder>[0]> = {}): PhotoDecoder {
  const made = createPhotoDecoder({ workers: 1, logger: silent, ...config });
  open.push(made);
  return made;
}
const decode = (bytes: Uint8Array, using = decoder, options = {}) =>
  using.decode({ bytes, imageSize: 224, defaultZone: 'UTC' }, options);

beforeAll(() => {
  decoder = createPhotoDecoder({ workers: 2, logger: silent, timeoutMs: 150_000 });
});
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

/** A pool of one process that can be told to hang, by bytes of `hanging()`. */
const stuckPool = () =>
  pool({ timeoutMs: 150_000, file: childFile(__dirname, 'test_dying_process') });

/** Bytes that keep a process busy for ever, and whether it has begun. */
function hanging(): { bytes: Buffer; isRunning: () => boolean } {
  const mark = join(folder, `mark-${++marks}`);
  return { bytes: Buffer.from(`HANG ${mark} `), isRunning: () => existsSync(mark) };
}

/** The distance between two directions, degrees. */
const turn = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

function agreesWithLabel(photo: Awaited<ReturnType<typeof decode>>, label: PhotoLabel): void {
  const { metadata } = photo;
  expect([photo.format, photo.width, photo.height]).toEqual([
    label.container,
    label.width,
    label.height,
  ]);
  expect(metadata.gps?.lat).toBeCloseTo(label.gps.lat, 5);
  expect(metadata.gps?.lon).toBeCloseTo(label.gps.lon, 5);
  expect(Math.abs((metadata.altitudeM ?? NaN) - label.alt)).toBeLessThanOrEqual(0.051);
  expect(Math.abs((metadata.gpsErrorM ?? NaN) - label.hpos_err)).toBeLessThanOrEqual(0.0051);
  expect(turn(metadata.bearingDeg ?? NaN, label.img_direction)).toBeLessThanOrEqual(0.0051);
  expect(metadata.bearingReference).toBe('true');
  expect(metadata.focalLength35mm).toBe(label.f35);
  expect(Math.abs((metadata.horizontalFovDeg ?? NaN) - label.hfov_deg)).toBeLessThanOrEqual(0.051);
  expect(metadata.shotTime?.replace(/\.\d{3}/, '')).toBe(label.time_local + label.offset);
  expect(metadata).toMatchObject({ zoneSource: 'exif', zone: 'Asia/Kathmandu', make: 'Apple' });
}

testWith('photos', 'reads all real photos as labelled', async () => {
  const labels = photoLabels();
  expect(labels).toHaveLength(25);
  // EXIF and size come from the same bytes in both modes; previews spare this test a minute on a busy machine.
  const photos = await Promise.all(
    labels.map(({ file }) =>
      decoder.decode({
        bytes: realPhoto(file),
        imageSize: 224,
        defaultZone: 'UTC',
        previewMode: true,
      })
    )
  );
  labels.forEach((label, index) => {
    const photo = photos[index];
    agreesWithLabel(photo, label);
    expect(photo.pixels).toHaveLength(224 * 224 * 3);
    expect(photo.thumbnailWidth / photo.thumbnailHeight).toBeCloseTo(label.width / label.height, 2);
    // The night photo has no preview inside, so it is decoded in full.
    const hasPreview = label.container === 'heic' && label.file !== 'IMG_2443.HEIC';
    expect(photo.decodedFrom).toBe(hasPreview ? 'preview' : 'full');
  });
  expect(new Set(photos.map((photo) => photo.perceptualHash)).size).toBe(25);
  expect(decoder.status()).toMatchObject({ active: 0, waiting: 0, decoded: 25, crashed: 0 });
});

describeWith('photos', 'in full', () => {
  it.each([
    ['turned by 90°', 'IMG_2047.HEIC'],
    ['turned by 180°, 24 MP', 'IMG_2378.HEIC'],
    ['not turned', 'IMG_2906.HEIC'],
    ['a JPEG named HEIC', 'IMG_2774.HEIC'],
  ])('decodes a real photo in full, upright once: %s', async (_name, file) => {
    const label = photoLabels().find((one) => one.file === file);
    const photo = await decode(realPhoto(file));
    agreesWithLabel(photo, label!);
    expect(photo.decodedFrom).toBe('full');
    expect(Math.max(photo.thumbnailWidth, photo.thumbnailHeight)).toBe(512);
    expect(photo.thumbnailWidth / photo.thumbnailHeight).toBeCloseTo(
      label!.width / label!.height,
      2
    );
  });
});

it('renders a larger WebP of a HEIC', async () => {
  const rendition = await decoder.render({ bytes: phoneFile(HEIC), px: 800 });
  expect(rendition).toMatchObject({ contentType: 'image/webp', width: 800, height: 600 });
  expect(Buffer.from(rendition.bytes.subarray(8, 12)).toString()).toBe('WEBP');
});

it('leaves the caller’s bytes alone, also when they are a window on a larger buffer', async () => {
  const jpeg = await storedPicture().jpeg().toBuffer();
  const large = Buffer.concat([Buffer.alloc(100, 7), jpeg, Buffer.alloc(100, 7)]);
  const window = large.subarray(100, 100 + jpeg.length);
  const photo = await decode(window);
  expect([photo.width, photo.height]).toEqual([96, 64]);
  expect(window.equals(jpeg)).toBe(true);
});

it('answers what is wrong with a file as a PhotoError, and goes on', async () => {
  const error: unknown = await decode(Buffer.from('no picture')).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PhotoError);
  expect(error).toMatchObject({ code: 'not_an_image', permanent: true });
  await expect(decode(phoneFile(HEIC).subarray(0, 40_000))).rejects.toMatchObject({
    code: 'damaged',
  });
  expect((await decode(await storedPicture().png().toBuffer())).width).toBe(96);
});

it('refuses files above the byte limit without starting a process', async () => {
  const strict = pool({ maxBytes: 1000 });
  await expect(decode(Buffer.alloc(1001), strict)).rejects.toMatchObject({ code: 'too_large' });
  expect(strict.status()).toMatchObject({ refused: 1, decoded: 0 });
});

it('stops a decode at its deadline and works on with a new process', async () => {
  const quick = stuckPool();
  // It would go on for ever.
  const { bytes } = hanging();
  await expect(decode(bytes, quick, { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'timeout',
    permanent: false,
  });
  expect((await decode(await storedPicture().png().toBuffer(), quick)).width).toBe(96);
  expect(quick.status()).toMatchObject({ timedOut: 1, decoded: 1, active: 0 });
});

it.each(['EXHAUST', 'EXIT', 'THROW', 'SIGSEGV', 'SIGABRT'])(
  'survives a process that dies: %s',
  async (death) => {
    const frail = pool({
      timeoutMs: 150_000,
      file: childFile(__dirname, 'test_dying_process'),
    });
    await expect(decode(Buffer.from(death), frail)).rejects.toMatchObject({
      code: 'decoder_crashed',
      permanent: true,
    });
    expect((await decode(await storedPicture().png().toBuffer(), frail)).width).toBe(96);
    expect(frail.status()).toMatchObject({ crashed: 1, decoded: 1, active: 0 });
  }
);

it('decodes where no secret of the process is known', async () => {
  process.env.PEAK_SEARCH_TEST_SECRET = 'canary';
  const pooled = pool({
    timeoutMs: 150_000,
    file: childFile(__dirname, 'test_dying_process'),
  });
  const failure = await decode(Buffer.from('TELL'), pooled).catch((error: Error) => error);
  delete process.env.PEAK_SEARCH_TEST_SECRET;
  expect((failure as Error).message).toContain('environment:');
  expect((failure as Error).message).not.toContain('canary');
});

it('blames itself, not the photo, when its process cannot start', async () => {
  const broken = pool({ file: { filename: '/nowhere/photo_process.js', execArgv: [] } });
  await expect(decode(await storedPicture().png().toBuffer(), broken)).rejects.toMatchObject({
    code: 'decoder_crashed',
    permanent: false,
    message: expect.stringContaining('could not be started'),
  });
});

it('tells the next one it is busy when the queue is full, and serves those in it', async () => {
  const narrow = pool({ maxQueue: 1 });
  const png = await storedPicture().png().toBuffer();
  const first = decode(png, narrow);
  const second = decode(png, narrow);
  await expect(decode(png, narrow)).rejects.toMatchObject({ code: 'busy', permanent: false });
  expect((await Promise.all([first, second])).map((photo) => photo.width)).toEqual([96, 96]);
});

it('lets a caller give up, waiting or running, with the caller’s own reason', async () => {
  const narrow = stuckPool();
  const png = await storedPicture().png().toBuffer();
  const [running, waiting] = [new AbortController(), new AbortController()];
  const { bytes, isRunning } = hanging();
  const first = decode(bytes, narrow, { signal: running.signal });
  const second = decode(png, narrow, { signal: waiting.signal });
  const third = decode(png, narrow);
  await until(isRunning);
  waiting.abort(new Error('page closed'));
  await expect(second).rejects.toThrow('page closed');
  running.abort(new Error('user left'));
  await expect(first).rejects.toThrow('user left');
  expect((await third).width).toBe(96);
  await expect(decode(png, narrow, { signal: running.signal })).rejects.toThrow('user left');
});

it('rejects what is under way when it is closed', async () => {
  const closing = stuckPool();
  const { bytes, isRunning } = hanging();
  const ends = Promise.allSettled([decode(bytes, closing), decode(bytes, closing)]);
  await until(isRunning);
  await closing.close();
  expect((await ends).map((end) => end.status)).toEqual(['rejected', 'rejected']);
});
