import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '../..');

/** Kept between runs: weights, Python packages, other people's decoders. */
export const CACHE = join(REPOSITORY, '.cache/bench');
export const BASE_MODEL = join(REPOSITORY, '.cache/bench-model');
export const DEMO_MODEL = join(REPOSITORY, 'demo/model/siglip2-demo');

const DEMO_ALBUM = join(REPOSITORY, 'demo/album');

/**
 * Folder with the photos to measure on.
 *
 * @param own one with real phone photos; default: the demo album
 */
export function photosFolder(own?: string): {
  photos: string;
  photosAre: 'real phone photos' | 'the demo album';
} {
  return own === undefined
    ? { photos: DEMO_ALBUM, photosAre: 'the demo album' }
    : { photos: own, photosAre: 'real phone photos' };
}
