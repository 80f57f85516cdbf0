import type { estypes } from '@elastic/elasticsearch';
import { seededRandom } from '../../common/seeded_random';
import type { Elasticsearch } from '../elasticsearch/elasticsearch';
import { countDocuments } from '../elasticsearch/indices';
import type { PhotoSource } from '../photos/photo_document';
import { vectorField } from '../photos/photo_repository';

/** A photo as far as a calibration looks at it. */
export interface SampledPhoto {
  id: string;
  source: PhotoSource;
  /** Unit vector. */
  vector: Float32Array;
}

export interface LibrarySample {
  photos: SampledPhoto[];
  /** Photos in the whole library. */
  total: number;
}

/**
 * Photos that a calibration looks at: 2,000 place the 95 % quantile of what chance finds within 0.5 %, and their
 * vectors are 6 MB in memory.
 */
const SAMPLE = 2000;

/** Photos a request; with vectors of 768 numbers about 5 MB of JSON. */
const PAGE = 500;

/** A library of a lifetime has some thousand days; what is beyond is not drawn from. */
const MAX_DAYS = 10_000;

const FIELDS = [
  'album',
  'path',
  'width',
  'height',
  'gps',
  'gps_error_m',
  'altitude_m',
  'bearing_deg',
  'bearing_correction_deg',
  'horizontal_fov_deg',
  'vertical_fov_deg',
  'focal_length_35mm',
  'shot_time',
  'shot_day',
  'camera',
  'perceptual_hash',
];

/**
 * A sample of the library: all of a small one, else whole days drawn by chance, since frames of one view lie beside
 * each other. The same library gives the same sample.
 */
export async function sampleLibrary(
  elasticsearch: Elasticsearch,
  index: string,
  size = SAMPLE
): Promise<LibrarySample> {
  const total = await countDocuments(elasticsearch, index);
  const query = total <= size ? undefined : await drawnDays(elasticsearch, index, size);
  const photos: SampledPhoto[] = [];
  let after: estypes.SortResults | undefined;
  for (;;) {
    const { hits } = await elasticsearch.search<PhotoSource>(sampling(index), {
      size: PAGE,
      query,
      sort: ['album', 'path'],
      search_after: after,
      _source: FIELDS,
      fields: ['clip_image'],
    });
    for (const hit of hits.hits) {
      const vector = Float32Array.from(vectorField(hit.fields));
      photos.push({ id: hit._id!, source: hit._source!, vector });
    }
    if (hits.hits.length < PAGE || photos.length >= 2 * size) return { photos, total };
    after = hits.hits.at(-1)!.sort;
  }
}

const sampling = (index: string) => ({ index, doing: 'sample the library' });

async function drawnDays(
  elasticsearch: Elasticsearch,
  index: string,
  size: number
): Promise<estypes.QueryDslQueryContainer> {
  const answer = await elasticsearch.search(sampling(index), {
    size: 0,
    aggs: { days: { terms: { field: 'shot_day', size: MAX_DAYS } } },
  });
  const { buckets } = answer.aggregations!.days as unknown as {
    buckets: Array<{ key: string; doc_count: number }>;
  };
  const random = seededRandom(1);
  const shuffled = buckets
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((bucket) => ({ ...bucket, place: random() }))
    .sort((a, b) => a.place - b.place);
  const days: string[] = [];
  let photos = 0;
  for (const { key, doc_count } of shuffled) {
    if (photos >= size) break;
    days.push(key);
    photos += doc_count;
  }
  // A library without dates has no frames beside each other either.
  return photos >= size
    ? { terms: { shot_day: days } }
    : { function_score: { functions: [{ random_score: { seed: 1, field: '_seq_no' } }] } };
}
