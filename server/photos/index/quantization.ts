import type { Elasticsearch } from '../../elasticsearch/elasticsearch';
import type { IndexInfo } from '../../elasticsearch/indices';
import type { Logger } from '../../logger';
import type { PeakSearchSettings, Quantization } from '../../settings';
import { vectorIndexOptions } from './photos_mapping';

type VectorKind = Exclude<Quantization, 'auto'>;

/**
 * Where `auto` changes, by the table in docs/performance/details.md. At 10,000 photos comparing with every vector is as quick as
 * a graph (8.9 and 8.3 ms a request), misses none, and no graph has to be built. Float vectors take 3 KB a photo, and a
 * graph search is only quick while they lie in the page cache: 50,000 are 150 MB, which any node has; from there int8
 * takes a quarter of it, rescored with the full vectors (recall@10 1.000 at 100,000).
 *
 * One bit a number is never chosen: at 100,000 photos its recall@10 is 0.86 with 400 candidates and 0.91 with 800.
 */
export const AUTO_HNSW_FROM = 10_000;
export const AUTO_INT8_FROM = 50_000;

/** True for kinds whose search is approximate in the numbers too, so that rescoring pays. */
export function isQuantized(kind: string): boolean {
  return kind !== 'hnsw' && kind !== 'flat';
}

/** The kind that a setting means for an index of this size. */
export function vectorKind(setting: Quantization, photos: number): VectorKind {
  if (setting !== 'auto') {
    return setting;
  }
  if (photos >= AUTO_INT8_FROM) {
    return 'int8_hnsw';
  }
  return photos >= AUTO_HNSW_FROM ? 'hnsw' : 'flat';
}

/** Elasticsearch changes a field in place only in this direction. */
const ORDER: readonly string[] = ['flat', 'hnsw', 'int8_hnsw', 'bbq_hnsw'];

/**
 * Brings an index's kind of vectors to what the setting means for so many photos; to be called before they are written,
 * since what is written keeps its kind until its next merge. Searches stay right with both kinds side by side.
 *
 * Elasticsearch allows one direction only; the other way a new index is needed, which is said and not done.
 *
 * @param photos how many the index will hold
 */
export async function tuneQuantization(
  elasticsearch: Elasticsearch,
  { index, vectorKind: present, meta }: IndexInfo,
  knn: PeakSearchSettings['knn'],
  photos: number,
  logger: Logger
): Promise<{ kind: string; changed: boolean }> {
  const { dims } = meta.embedding;
  const kind = vectorKind(knn.quantization, photos);
  if (kind === present) {
    return { kind, changed: false };
  }
  if (ORDER.indexOf(kind) < ORDER.indexOf(present)) {
    if (knn.quantization !== 'auto') {
      logger.warn(
        `The vectors of ${index} are held as ${present}, and the setting says ${kind}: an index cannot go back. Ingest into a new index to have it so.`
      );
    }
    return { kind: present, changed: false };
  }
  const context = { index, doing: `change the mapping of "${index}"` };
  const properties = {
    clip_image: {
      type: 'dense_vector' as const,
      dims,
      index: true,
      similarity: 'cosine' as const,
      index_options: vectorIndexOptions(kind, knn),
    },
  };
  await elasticsearch.call(context, (client, send) =>
    client.indices.putMapping({ index, properties }, send)
  );
  logger.info(
    `The vectors of ${index} (${photos} photos) are now held as ${kind}, not ${present}.`
  );
  return { kind, changed: true };
}
