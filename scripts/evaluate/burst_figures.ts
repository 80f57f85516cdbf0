import { Elasticsearch } from '../../server/elasticsearch/elasticsearch';
import type { ElasticsearchClient } from '../../server/elasticsearch/elasticsearch_client';
import { precisionRecall } from '../../common/quality/metrics';
import type { PhotoLabel } from './labels';

/** Bursts as the ingest found them, held against those of the labels: pairs of frames. */
export interface BurstFigures {
  /** Pairs that the labels put into one burst. */
  pairs: number;
  precision: number;
  recall: number;
}

/** Elasticsearch's window: a labelled album is far smaller. */
const MOST = 10_000;

/** @returns undefined where the labels know of no burst */
export async function burstFigures(
  client: ElasticsearchClient,
  { index, album, labels }: { index: string; album: string; labels: readonly PhotoLabel[] }
): Promise<BurstFigures | undefined> {
  const { hits } = await new Elasticsearch(client).search<{
    path: string;
    burst?: { id: string };
  }>(
    { index, doing: 'read the bursts' },
    {
      size: MOST,
      query: { term: { album } },
      _source: ['path', 'burst.id'],
    }
  );
  const found = new Map(hits.hits.map(({ _source }) => [_source!.path, _source!.burst?.id]));
  const known = labels.filter(({ file }) => found.has(file));
  const pairs = known.flatMap((a, i) =>
    known.slice(i + 1).map((b) => ({
      said: found.get(a.file) !== undefined && found.get(a.file) === found.get(b.file),
      true: a.burst !== undefined && a.burst === b.burst,
    }))
  );
  const labelled = pairs.filter((pair) => pair.true).length;
  return labelled === 0 ? undefined : { pairs: labelled, ...precisionRecall(pairs) };
}
