import type { Track } from './track';

/** A photo whose place is known by itself, and the time that its camera gave it. */
export interface PlacedPhoto {
  lat: number;
  lon: number;
  timeMs: number;
}

export interface ClockOffset {
  /** To be added to the camera's time, milliseconds. */
  offsetMs: number;
  /** Photos that agree on it. */
  photos: number;
}

/** A photo was taken where the track came by: the error of two GPS devices together. */
const NEAR_M = 60;
/** A clock is wrong by seconds or minutes, a zone by hours; a day and more is another day's walk. */
const MAX_OFFSET_MS = 24 * 3600_000;
/** People stand for a while where they take photos. */
const AGREE_MS = 60_000;
/** One photo fits each passing of its place, two fit by chance on a loop. */
const LEAST_PHOTOS = 3;
/** Of the photos that lie at the track at all. */
const LEAST_SHARE = 0.6;
/** A second answer that nearly as many photos agree on: nobody can say which is right. */
const RIVAL_SHARE = 0.8;
/** More photos say nothing new; passings are looked for over the whole track. */
const MOST_PHOTOS = 200;

/**
 * By how much a camera's clock is wrong, from photos with both a place and a time of their own: each says by which offsets
 * the track came by its place at its time, and the one that most agree on is the camera's.
 *
 * @returns undefined where too few agree, or as many on another offset: photos from one spot, or a walk there and back
 */
export function clockOffset(photos: readonly PlacedPhoto[], track: Track): ClockOffset | undefined {
  const step = Math.max(1, Math.ceil(photos.length / MOST_PHOTOS));
  const asked = photos.filter((_photo, i) => i % step === 0);
  const votes = asked
    .flatMap((photo, i) =>
      track
        .passings(photo, NEAR_M)
        .map(({ timeMs }) => ({ photo: i, offsetMs: timeMs - photo.timeMs }))
    )
    .filter(({ offsetMs }) => Math.abs(offsetMs) <= MAX_OFFSET_MS)
    .sort((a, b) => a.offsetMs - b.offsetMs);
  const atTrack = new Set(votes.map(({ photo }) => photo)).size;
  const windows = votes.map(({ offsetMs: from }) => {
    const inside = votes.filter(({ offsetMs }) => offsetMs >= from && offsetMs <= from + AGREE_MS);
    return {
      from,
      middle: inside[inside.length >> 1].offsetMs,
      photos: new Set(inside.map(({ photo }) => photo)).size,
    };
  });
  const best = windows.reduce<(typeof windows)[number] | undefined>(
    (most, window) => (most && most.photos >= window.photos ? most : window),
    undefined
  );
  if (!best || best.photos < LEAST_PHOTOS || best.photos < LEAST_SHARE * atTrack) return undefined;
  const rival = windows.some(
    ({ from, photos: agreeing }) =>
      Math.abs(from - best.from) > 2 * AGREE_MS && agreeing >= RIVAL_SHARE * best.photos
  );
  return rival ? undefined : { offsetMs: best.middle, photos: best.photos };
}
