import type { ElasticsearchClient } from '../../server/elasticsearch/elasticsearch_client';

/**
 * The beginning of the year of the oldest photo, for the map's time range; its end stays "now".
 *
 * @returns undefined when no photo has a time
 * @throws Elasticsearch's errors
 */
export async function libraryStart(
  client: ElasticsearchClient,
  index: string
): Promise<string | undefined> {
  const answer = await client.search({
    index,
    size: 0,
    track_total_hits: false,
    aggs: { oldest: { min: { field: 'shot_time' } } },
  });
  const { value } = answer.aggregations!.oldest as { value: number | null };
  return value === null
    ? undefined
    : `${new Date(value).toISOString().slice(0, 4)}-01-01T00:00:00.000Z`;
}
