import { BURST_GAP_MS, BurstGrouper, burstsOf, differingBits } from './bursts';
import type { BurstPhoto } from './bursts';

const photo = (id: string, more: Partial<BurstPhoto> = {}): BurstPhoto => ({
  id,
  path: `${id}.jpg`,
  contentHash: id,
  shotMs: 0,
  perceptualHash: '00000000000000ff',
  camera: 'One',
  pixels: 100,
  bytes: 10,
  full: true,
  ...more,
});

function group(photos: BurstPhoto[]): string[][] {
  const grouper = new BurstGrouper();
  return [...photos.map((each) => grouper.push(each)), grouper.end()]
    .filter((closed) => closed.length > 0)
    .map((closed) => closed.map(({ id }) => id));
}

it('counts differing bits', () => {
  expect(differingBits('0000000000000000', 'ffffffffffffffff')).toBe(64);
  expect(differingBits('8000000000000001', '0000000000000000')).toBe(2);
});

it('joins frames that look alike and are close in time, one to the next', () => {
  const step = BURST_GAP_MS;
  expect(
    group([
      photo('a'),
      photo('b', { shotMs: step, perceptualHash: '0000000000000fff' }),
      photo('c', { shotMs: 2 * step, perceptualHash: '000000000000ffff' }),
      photo('late', { shotMs: 3 * step + 1, perceptualHash: '000000000000ffff' }),
      photo('other', { shotMs: 3 * step + 2, perceptualHash: 'ffffffff00000000' }),
      photo('camera', { shotMs: 3 * step + 3, perceptualHash: 'ffffffff00000000', camera: 'Two' }),
    ])
  ).toEqual([['a', 'b', 'c'], ['late'], ['other'], ['camera']]);
});

it('asks the vectors only where time and camera agree and the hashes are in doubt', () => {
  const sameView = 0.9;
  const grouper = new BurstGrouper(sameView);
  grouper.push(photo('a'));
  const doubtful = photo('b', { perceptualHash: '000000000fffffff' });
  expect(grouper.doubtfulWith(doubtful)?.id).toBe('a');
  expect(grouper.doubtfulWith(photo('c'))).toBeUndefined();
  expect(grouper.doubtfulWith({ ...doubtful, shotMs: BURST_GAP_MS + 1 })).toBeUndefined();
  expect(grouper.doubtfulWith({ ...doubtful, camera: 'Two' })).toBeUndefined();
  expect(grouper.doubtfulWith({ ...doubtful, perceptualHash: 'ffffffff0fffffff' })).toBeUndefined();
  expect(grouper.push(doubtful, sameView)).toEqual([]);
  const unlike = grouper.push(photo('c'), sameView - 0.01);
  expect(unlike.map(({ id }) => id)).toEqual(['a', 'b']);
});

it('goes by the hashes alone where the library does not say when two photos are one view', () => {
  const grouper = new BurstGrouper();
  grouper.push(photo('a'));
  const closed = grouper.push(photo('b', { perceptualHash: '000000000fffffff' }), 1);
  expect(closed.map(({ id }) => id)).toEqual(['a']);
});

it('joins copies of one file, also without a time', () => {
  const copy = { shotMs: undefined, contentHash: 'same' };
  expect(group([photo('a', copy), photo('b', copy), photo('c', { shotMs: undefined })])).toEqual([
    ['a', 'b'],
    ['c'],
  ]);
});

it('ranks the best frame first, whatever the order', () => {
  const frames = [
    photo('m', { bytes: 20 }),
    photo('k', { bytes: 30 }),
    photo('z', { pixels: 200 }),
    photo('p', { full: false, bytes: 99 }),
  ];
  const told = burstsOf(frames);
  expect(told).toEqual(burstsOf([...frames].reverse()));
  expect(Object.fromEntries([...told].map(([id, burst]) => [id, burst?.rank]))).toEqual({
    z: 1,
    k: 2,
    m: 3,
    p: 4,
  });
  expect(told.get('z')).toEqual({ id: 'k', rank: 1, size: 4 });
});

it('says of a photo alone that it is in no burst', () => {
  expect([...burstsOf([photo('a')])]).toEqual([['a', undefined]]);
});
