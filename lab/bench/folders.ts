import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '../..');

/** Kept between runs: weights, Python packages, other people's decoders. */
export const CACHE = join(REPOSITORY, '.cache/bench');
export const BASE_MODEL = join(REPOSITORY, '.cache/bench-model');
export const DEMO_MODEL = join(REPOSITORY, 'demo/model/siglip2-demo');

const REAL_PHOTOS = join(REPOSITORY, '../shared/photos');
const DEMO_ALBUM = join(REPOSITORY, 'demo/album');

/** Folder with the photos to measure on; PEAK_SEARCH_BENCH_PHOTOS names one of your own. */
export function photosFolder(): {
  photos: string;
  photosAre: 'real phone photos' | 'the demo album';
} {
  const real = process.env.PEAK_SEARCH_BENCH_PHOTOS ?? REAL_PHOTOS;
  return existsSync(real)
    ? { photos: real, photosAre: 'real phone photos' }
    : { photos: DEMO_ALBUM, photosAre: 'the demo album' };
}
