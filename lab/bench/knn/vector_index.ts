import { setTimeout as sleep } from 'node:timers/promises';
import { Elasticsearch } from '../../../server/elasticsearch/elasticsearch';
import type { Client } from '@elastic/elasticsearch';
import type { EmbeddingIdentity } from '../../../server/embedding/model/identity';
import { createPhotosIndex } from '../../../server/photos/index/photos_index';
import {
  DEFAULT_SETTINGS,
  type PeakSearchSettings,
  type Quantization,
} from '../../../server/settings';
import { idOf, type Library } from './library';

export type IndexKind = Exclude<Quantization, 'auto'>;

export interface FilledIndex {
  index: string;
  kind: IndexKind;
  /** From the first photo sent until all are searchable and no merge runs. */
  buildSeconds: number;
  segments: number;
  /** Of the vector field with its graph, and of everything; undefined where Elasticsearch does not say. */
  vectorBytes?: number;
  storeBytes: number;
}

/** About 2.5 MB a request; three under way keep the node busy while the next is written. */
const BATCH = 250;
const IN_FLIGHT = 3;

/** Fills an index of the product's own mapping with the library, its vectors held as `kind`. */
export async function fillIndex(
  client: Client,
  library: Library,
  kind: IndexKind
): Promise<FilledIndex> {
  const settings: PeakSearchSettings = {
    ...DEFAULT_SETTINGS,
    indices: {
      ...DEFAULT_SETTINGS.indices,
      photos: `bench-${library.count}-${kind}`.toLowerCase(),
    },
    knn: { ...DEFAULT_SETTINGS.knn, quantization: kind },
  };
  const identity: EmbeddingIdentity = {
    model: 'synthetic',
    modelHash: '0'.repeat(64),
    preprocessingVersion: 1,
    dims: library.dims,
    dtype: 'fp32',
  };
  const index = await createPhotosIndex(new Elasticsearch(client), settings, identity);
  const started = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < library.count) {
      const from = next;
      next += BATCH;
      await send(client, index, library, from, Math.min(next, library.count));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  await client.indices.refresh({ index });
  await untilMerged(client, index);
  const buildSeconds = (performance.now() - started) / 1000;
  await client.indices.flush({ index });
  return { index, kind, buildSeconds, ...(await sizeOf(client, index)) };
}

async function send(client: Client, index: string, library: Library, from: number, to: number) {
  const lines: string[] = [];
  for (let i = from; i < to; i++) {
    lines.push(JSON.stringify({ index: { _id: idOf(i) } }), documentOf(library, i));
  }
  const answer = await client.bulk({
    index,
    // The client takes lines that are JSON already.
    operations: lines as never,
    filter_path: ['errors', 'items.*.error'],
  });
  if (answer.errors) throw new Error(`Bulk: ${JSON.stringify(answer.items).slice(0, 500)}`);
}

/** Seven decimals bring a float32 of a unit vector back as nearly as matters, in half the bytes. */
function documentOf(library: Library, i: number): string {
  const numbers = Array.from(library.vector(i), (value) => Math.round(value * 1e7) / 1e7);
  const id = idOf(i);
  const rest = { album: 'bench', path: id, burst_key: id, predicted_peaks: library.filtersOf(i) };
  return `${JSON.stringify(rest).slice(0, -1)},"clip_image":[${numbers.join(',')}]}`;
}

async function untilMerged(client: Client, index: string): Promise<void> {
  for (;;) {
    const stats = await client.indices.stats({ index, metric: ['merge'] });
    if ((stats._all.total?.merges?.current ?? 0) === 0) return;
    await sleep(250);
  }
}

async function sizeOf(client: Client, index: string) {
  const stats = await client.indices.stats({ index, metric: ['store', 'segments'] });
  const { store, segments } = stats._all.total!;
  const usage = (await client.indices
    .diskUsage({ index, run_expensive_tasks: true })
    .catch(() => undefined)) as
    Record<string, { fields?: Record<string, { knn_vectors_in_bytes?: number }> }> | undefined;
  return {
    segments: segments?.count ?? 0,
    storeBytes: store?.size_in_bytes ?? 0,
    vectorBytes: usage?.[index]?.fields?.clip_image?.knn_vectors_in_bytes,
  };
}
