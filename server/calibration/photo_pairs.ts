import { distanceM } from '../../common/geo/geodesy';
import { cosine } from '../embedding/vectors';
import type { SampledPhoto } from './library_sample';
import type { PhotoPairs } from './same_view';

/** Frames of one moment: nobody walks to another view in ten seconds. */
const SAME_MS = 10_000;
/** Differing bits of 64 that frames of one view have at most (bursts.ts has the measurement). */
const SAME_BITS = 10;
/** Views from more than two kilometers apart differ, whatever is in them. */
const APART_M = 2000;
const DAY_MS = 24 * 3600_000;
/** Pairs of different photos; more only take time. */
const MAX_DIFFERENT = 5000;

/** Pairs of photos of which time, place and hash say whether they are one view. */
export function photoPairs(photos: readonly SampledPhoto[]): PhotoPairs {
  const timed = photos
    .map((photo) => ({ photo, at: Date.parse(photo.source.shot_time ?? '') }))
    .sort((a, b) => a.at - b.at);
  const same: number[] = [];
  for (let i = 1; i < timed.length; i++) {
    const [before, after] = [timed[i - 1], timed[i]];
    const near = after.at - before.at <= SAME_MS && isSameCamera(before.photo, after.photo);
    if (near && differingBits(before.photo, after.photo) <= SAME_BITS) {
      same.push(cosine(before.photo.vector, after.photo.vector));
    }
  }
  const different: number[] = [];
  // Steps of all lengths through the sample, so that no photo is in more pairs than others.
  for (let step = 1; step < photos.length && different.length < MAX_DIFFERENT; step++) {
    for (let i = 0; i + step < photos.length && different.length < MAX_DIFFERENT; i += step) {
      const [a, b] = [photos[i], photos[i + step]];
      if (areApart(a, b)) different.push(cosine(a.vector, b.vector));
    }
  }
  return { same, different };
}

function isSameCamera({ source: a }: SampledPhoto, { source: b }: SampledPhoto): boolean {
  return a.camera?.make === b.camera?.make && a.camera?.model === b.camera?.model;
}

function areApart({ source: a }: SampledPhoto, { source: b }: SampledPhoto): boolean {
  if (a.gps && b.gps && distanceM(a.gps, b.gps) > APART_M) return true;
  const [atA, atB] = [Date.parse(a.shot_time ?? ''), Date.parse(b.shot_time ?? '')];
  return Math.abs(atA - atB) > DAY_MS;
}

function differingBits({ source: a }: SampledPhoto, { source: b }: SampledPhoto): number {
  let bits = 0;
  let rest = BigInt(`0x${a.perceptual_hash}`) ^ BigInt(`0x${b.perceptual_hash}`);
  for (; rest !== 0n; rest &= rest - 1n) bits++;
  return bits;
}
