import { PeakSearchError } from '../../errors';
import type { PhotoRepository } from '../photo_repository';

/**
 * 256 photos give mean and spread of a query's cosines to about 6 % (1/√256); their vectors are 0.8 MB in memory.
 */
const BACKGROUND_SIZE = 256;

/**
 * Vectors of a random sample of the library: what any text or photo is like by chance. The same library gives the same
 * sample; none gives an empty one.
 */
export async function readBackground(photos: PhotoRepository): Promise<Float32Array[]> {
  const query = {
    function_score: { functions: [{ random_score: { seed: 1, field: '_seq_no' } }] },
  };
  try {
    return await photos.vectorsOf({ query, size: BACKGROUND_SIZE }, 'sample the photos');
  } catch (error) {
    if (error instanceof PeakSearchError && error.code === 'index_missing') return [];
    throw error;
  }
}
