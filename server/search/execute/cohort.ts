import type { ElasticsearchClient } from '../../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../../elasticsearch/elasticsearch_errors';
import { vectorField } from '../../photos/photo_repository';
import type { PeakSearchServices } from '../../services';

/**
 * 256 photos give mean and spread of a query's cosines to about 6 % (1/√256), which moves a match of z = 3 by 0.2;
 * their vectors are 0.8 MB in memory.
 */
const COHORT_SIZE = 256;

/** An index that is being filled changes its sample within a minute; one that rests is read once a minute at most. */
const COHORT_TTL_MS = 60_000;

interface Cohort {
  readAt: number;
  vectors: Promise<Float32Array[]>;
}

/** By the services of a host, then by concrete index. Only statistics of it are ever shown to anyone. */
const cohorts = new WeakMap<PeakSearchServices, Map<string, Cohort>>();

/**
 * Cosines of a query with a random sample of the whole index: filters must not matter, or the same photo would match
 * the same words better or worse as the filter changes.
 *
 * @param query unit vector
 */
export async function cohortCosines(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  index: string,
  query: Float32Array
): Promise<number[]> {
  const vectors = await cohort(services, client, index);
  return vectors.map((vector) => {
    let dot = 0;
    for (let i = 0; i < vector.length; i++) {
      dot += vector[i] * query[i];
    }
    return dot;
  });
}

function cohort(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  index: string
): Promise<Float32Array[]> {
  let known = cohorts.get(services);
  if (!known) {
    known = new Map();
    cohorts.set(services, known);
  }
  const cached = known.get(index);
  if (cached && Date.now() - cached.readAt < COHORT_TTL_MS) {
    return cached.vectors;
  }
  const vectors = readCohort(client, index);
  known.set(index, { readAt: Date.now(), vectors });
  // A failure must not be remembered; whoever waits for it hears of it.
  vectors.catch(() => known.delete(index));
  return vectors;
}

async function readCohort(client: ElasticsearchClient, index: string): Promise<Float32Array[]> {
  const answer = await withElasticsearchErrors({ index, doing: 'sample the photos' }, () =>
    client.search<never>({
      index,
      size: COHORT_SIZE,
      // A fixed seed: the same index gives the same sample, so the same query the same matches.
      query: { function_score: { functions: [{ random_score: { seed: 1, field: '_seq_no' } }] } },
      _source: false,
      fields: ['clip_image'],
    })
  );
  return answer.hits.hits.map((hit) => Float32Array.from(vectorField(hit.fields)));
}
