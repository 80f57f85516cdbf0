import { searchRequestSchema } from '../../common/search_api';
import type { PhotoHit } from '../../common/search_api';
import type { EmbeddingIdentity } from '../embedding/model/identity';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { assertSameEmbedding } from '../photos/photos_index';
import type { PeakSearchServices } from '../services';
import { searchOnBasis } from './execute/search_basis';
import { searchContext } from './search_context';
import type { SearchOptions } from './search_context';
import { rankQuery } from './search_service';

/** What reasons of hits call a picture that is not in the index. */
export const UPLOAD_TERM = 'upload';

export interface SimilarPhotosRequest {
  /** Unit vector. */
  vector: Float32Array;
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
  services: PeakSearchServices,
  client: ElasticsearchClient,
  { vector, identity, peakIds, size }: SimilarPhotosRequest,
  options: SearchOptions = {}
): Promise<{ hits: PhotoHit[]; warnings: string[] }> {
  const request = searchRequestSchema.parse({ size, facets: false, collapseBursts: true });
  const asking = { services, client, texts: [], signal: options.signal };
  return searchOnBasis(asking, async ({ photos }) => {
    assertSameEmbedding(services.settings.indices.photos, photos.meta.embedding, identity);
    const query = {
      vector,
      meaning: [{ source: 'photo' as const, term: UPLOAD_TERM }],
      peakLists: peakIds.map((peakId) => ({
        peakId,
        reason: { source: 'peak' as const, term: peakId },
        alone: false,
      })),
      warnings: [],
    };
    const context = searchContext(services, client, request, options);
    const { found, ...seen } = await rankQuery(context, photos, query);
    return { found: { hits: found.hits, warnings: found.warnings }, ...seen };
  });
}
