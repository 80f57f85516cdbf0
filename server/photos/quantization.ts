import type { ElasticsearchClient } from '../elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch_errors';
import type { Logger } from '../logger';
import type { PeakSearchSettings, Quantization } from '../settings';
import { requirePhotosIndex } from './photos_index';
import { vectorIndexOptions } from './photos_mapping';

type VectorKind = Exclude<Quantization, 'auto'>;

/**
 * Where `auto` changes. Float vectors of 768 numbers take 3 KB a photo, and a graph search is only quick while they
 * lie in the page cache: 50,000 are 150 MB, which any node has; from there int8 takes a quarter of it, and from a
 * million on (3 GB) one bit a number takes a thirty-second. Quantized kinds are rescored with the full vectors.
 */
export const AUTO_INT8_FROM = 50_000;
export const AUTO_BBQ_FROM = 1_000_000;
/** Elasticsearch refuses one-bit vectors below 64 numbers, and itself prefers them from 384 on only. */
const BBQ_MIN_DIMS = 384;

/** True for kinds whose search is approximate in the numbers too, so that rescoring pays. */
export function isQuantized(kind: string): boolean {
  return kind !== 'hnsw' && kind !== 'flat';
}

/** The kind that a setting means for an index of this size. */
export function vectorKind(setting: Quantization, photos: number, dims: number): VectorKind {
  if (setting !== 'auto') {
    return setting;
  }
  if (photos >= AUTO_BBQ_FROM && dims >= BBQ_MIN_DIMS) {
    return 'bbq_hnsw';
  }
  return photos >= AUTO_INT8_FROM ? 'int8_hnsw' : 'hnsw';
}

/** Elasticsearch changes a field in place only towards the smaller kinds. */
const SIZE_ORDER: readonly string[] = ['flat', 'hnsw', 'int8_hnsw', 'bbq_hnsw'];

/**
 * Brings the index's kind of vectors to what the setting means for its present size; to be called after an ingest.
 *
 * The change is one of the mapping: new segments are written in the new kind and old ones at their next merge, and
 * searches stay right in between. Elasticsearch allows the way to smaller kinds only; the other way a new index is
 * needed, which is said and not done.
 */
export async function tuneQuantization(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  logger: Logger
): Promise<{ kind: string; changed: boolean }> {
  const { index, vectorKind: present, meta } = await requirePhotosIndex(client, settings);
  const { dims } = meta.embedding;
  return withElasticsearchErrors({ index, doing: `change the mapping of "${index}"` }, async () => {
    const { count } = await client.count({ index });
    const kind = vectorKind(settings.knn.quantization, count, dims);
    if (kind === present) {
      return { kind, changed: false };
    }
    if (SIZE_ORDER.indexOf(kind) < SIZE_ORDER.indexOf(present)) {
      if (settings.knn.quantization !== 'auto') {
        logger.warn(
          `The vectors of ${index} are held as ${present}, and the setting says ${kind}: an index cannot go back to a larger kind. Ingest into a new index to have it so.`
        );
      }
      return { kind: present, changed: false };
    }
    await client.indices.putMapping({
      index,
      properties: {
        clip_image: {
          type: 'dense_vector',
          dims,
          index: true,
          similarity: 'cosine',
          index_options: vectorIndexOptions(kind, settings.knn),
        },
      },
    });
    logger.info(
      `The vectors of ${index} (${count} photos) are now held as ${kind}, not ${present}.`
    );
    return { kind, changed: true };
  });
}
