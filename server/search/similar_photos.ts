import { searchRequestSchema } from '../../common/search_api';
import type { PhotoHit } from '../../common/search_api';
import { assertSameEmbedding } from '../embedding/model/identity';
import type { EmbeddingIdentity } from '../embedding/model/identity';
import type { Library } from '../library';
import { rankQuery, readTermNulls } from './search';
import { readBasis } from './search_basis';
import { directionOf } from './terms/vector_sum';
import type { WeightedVector } from './terms/vector_sum';

/** What reasons of hits call a picture that is not in the index. */
export const UPLOAD_TERM = 'upload';

export interface SimilarPhotosRequest {
  /** The photo's own vector, and what is looked for beside it; unit vectors, each counted in units of its own spread. */
  terms: readonly WeightedVector[];
  /** The embedding that made it. */
  identity: EmbeddingIdentity;
  /** Photos predicted to show these peaks are fused in as lists of their own. */
  peakIds: readonly string[];
  size: number;
}

/**
 * Photos like one that is not in the index, by its vector: the nearest, fused by rank with those that show the same
 * peaks. Of a burst the best frame alone.
 *
 * @throws PeakSearchError `index_missing`, `model_mismatch`, or what a search throws
 */
export async function similarPhotos(
  library: Library,
  { terms, identity, peakIds, size }: SimilarPhotosRequest
): Promise<{ hits: PhotoHit[]; warnings: string[] }> {
  const request = searchRequestSchema.parse({ size, facets: false, collapseBursts: true });
  const warnings = new Set<string>();
  const basis = await readBasis(library, { withNames: false, warnings });
  assertSameEmbedding(library.photos.index, basis.photos.meta.embedding, identity);
  const vectors = terms.map(({ vector }) => vector);
  const nulls = await readTermNulls(library, request, vectors, { ...basis, warnings });
  const query = {
    ...directionOf(terms, nulls),
    meaning: [{ source: 'photo' as const, term: UPLOAD_TERM }],
    written: [],
    peakLists: peakIds.map((peakId) => ({
      peakId,
      reason: { source: 'peak' as const, term: peakId },
      alone: false,
    })),
    warnings: [],
  };
  const found = await rankQuery(library, request, { ...basis, query, warnings });
  return { hits: found.hits, warnings: found.warnings };
}
