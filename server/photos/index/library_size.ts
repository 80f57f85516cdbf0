import type { Quantization } from '../../settings';
import { isQuantized, vectorKind } from './quantization';

/** What a library of a size needs; bytes are of one copy, and a replica is another one. */
export interface LibrarySize {
  shards: number;
  /** How vectors are held from this size on. */
  kind: Exclude<Quantization, 'auto'>;
  diskBytes: number;
  /** Of the page cache on the data nodes, beside Java's heap, so that no search waits for the disk. */
  memoryBytes: number;
}

/** Elastic's advice is 10 to 50 GB a shard: larger ones take long to merge and to move. */
export const MAX_SHARD_BYTES = 50e9;

/** A photo of the demo album in the index: a thumbnail of 33 KB as base64, and 5 KB of fields (docs/scale.md). */
const THUMBNAIL_BYTES = 44_000;
const FIELD_BYTES = 5_000;
/** With m = 16: 32 neighbors on the lowest level, of 2 bytes each after Lucene's compression. */
const GRAPH_BYTES_PER_M = 4;

/** Bytes a number of a vector takes where it is searched, by kind; bbq holds a bit of each and 14 bytes of corrections. */
function searchedBytes(kind: LibrarySize['kind'], dims: number): number {
  if (kind === 'int8_hnsw') return dims + 4;
  if (kind === 'bbq_hnsw') return dims / 8 + 14;
  return 4 * dims;
}

/**
 * Sizes a photos index before it is made.
 *
 * @param photos how many it will hold
 * @param options.dims numbers of a vector
 * @param options.m neighbors of a node in the graph
 */
export function sizeLibrary(
  photos: number,
  { dims, m, quantization }: { dims: number; m: number; quantization: Quantization }
): LibrarySize {
  const kind = vectorKind(quantization, photos);
  const graph = kind === 'flat' ? 0 : GRAPH_BYTES_PER_M * m;
  const searched = searchedBytes(kind, dims) + graph;
  const full = 4 * dims;
  // A quantized kind keeps the full vectors beside its own.
  const vectors = isQuantized(kind) ? full + searched : searched;
  const diskBytes = photos * (THUMBNAIL_BYTES + FIELD_BYTES + vectors);
  return {
    shards: Math.max(1, Math.ceil(diskBytes / MAX_SHARD_BYTES)),
    kind,
    diskBytes,
    memoryBytes: photos * searched,
  };
}

/** A sentence for an index whose shards have grown too large, with the way out; undefined for any other. */
export function outgrown(shards: number, bytes: number): string | undefined {
  const each = bytes / shards;
  if (each <= MAX_SHARD_BYTES) return undefined;
  // Elasticsearch splits by doubling.
  const factor = 2 ** Math.ceil(Math.log2(each / MAX_SHARD_BYTES));
  const gb = Math.round(each / 1e9);
  const size = shards === 1 ? `shard has ${gb} GB` : `${shards} shards have ${gb} GB each`;
  return `Its ${size}, more than the ${MAX_SHARD_BYTES / 1e9} GB that merge and move well. Run "peak-search split --shards ${shards * factor}".`;
}
