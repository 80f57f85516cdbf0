import type { Elasticsearch } from '../elasticsearch/elasticsearch';
import { countDocuments } from '../elasticsearch/indices';
import type { IndexMeta } from '../elasticsearch/indices';
import { PeakSearchError } from '../errors';
import type { Calibration } from './calibration';

/** The field that names a prediction's calibration; indices of before have it added with their first calibration. */
const PREDICTION_FIELD = { calibration: { type: 'keyword' as const } };

/** Puts a calibration into the `_meta` of an index; whoever reads the index's description reads it as well. */
export async function storeCalibration(
  elasticsearch: Elasticsearch,
  index: string,
  calibration: Calibration
): Promise<void> {
  const { concrete, meta } = await metaOf(elasticsearch, index);
  await elasticsearch.call({ index, doing: 'store the calibration' }, (client, send) =>
    client.indices.putMapping(
      { index: concrete, _meta: { ...meta, calibration }, properties: PREDICTION_FIELD },
      send
    )
  );
}

/** How many photos were predicted without this calibration. */
export function countStalePredictions(
  elasticsearch: Elasticsearch,
  index: string,
  calibration: Calibration
): Promise<number> {
  return countDocuments(elasticsearch, index, {
    bool: { must_not: [{ term: { calibration: calibration.id } }] },
  });
}

/** The calibration of an index, as its description has it. */
export async function readCalibration(
  elasticsearch: Elasticsearch,
  index: string
): Promise<Calibration | undefined> {
  return (await metaOf(elasticsearch, index)).meta.calibration;
}

async function metaOf(
  elasticsearch: Elasticsearch,
  index: string
): Promise<{ concrete: string; meta: Partial<IndexMeta> }> {
  const answer = await elasticsearch.call(
    { index, doing: 'read the calibration' },
    (client, send) => client.indices.getMapping({ index }, { ...send, ignore: [404] })
  );
  const [found] = Object.entries(answer).filter(([, value]) => value?.mappings !== undefined);
  if (!found) throw new PeakSearchError('index_missing', `There is no index "${index}" yet.`);
  const [concrete, { mappings }] = found;
  return { concrete, meta: (mappings._meta ?? {}) as Partial<IndexMeta> };
}
