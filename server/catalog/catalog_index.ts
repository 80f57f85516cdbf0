import type { estypes } from '@elastic/elasticsearch';
import type { Peak } from '../../common/api';
import type { EmbeddingIdentity } from '../embedding/model/identity';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import { withElasticsearchErrors } from '../elasticsearch/elasticsearch_errors';
import { PeakSearchError } from '../errors';
import { columnsOnly } from '../photos/photo_columns';
import { readIndexInfo } from '../photos/photos_index';
import type { IndexInfo } from '../photos/photos_index';
import type { PeakSearchSettings } from '../settings';
import { CATALOG_MAPPING_VERSIONS } from './catalog_mapping';
import type { PeakDocument } from './catalog_mapping';

/** A peak with its prototype: a unit vector, `dims` long. */
export interface CatalogEntry extends Peak {
  prototype: Float32Array;
}

/** Documents a request: 1,000 prototypes of 768 numbers are about 9 MB. */
const PAGE = 1000;

/**
 * What the peaks index says about itself.
 *
 * @throws PeakSearchError `index_missing`, or `model_mismatch` when it is not ours
 */
export async function requirePeaksIndex(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  signal?: AbortSignal
): Promise<IndexInfo> {
  const name = settings.indices.peaks;
  const info = await readIndexInfo(client, name, 'text_embed', CATALOG_MAPPING_VERSIONS, signal);
  if (!info) {
    throw new PeakSearchError(
      'index_missing',
      `There is no index "${name}" yet. Run "peak-search catalog" to load the peaks, or set the index's name in the configuration.`
    );
  }
  return info;
}

/** The embedding that the prototypes were made with; undefined when there is no catalog. */
export async function readCatalogIdentity(
  client: ElasticsearchClient,
  settings: PeakSearchSettings
): Promise<EmbeddingIdentity | undefined> {
  const info = await readIndexInfo(
    client,
    settings.indices.peaks,
    'text_embed',
    CATALOG_MAPPING_VERSIONS
  );
  return info?.meta.embedding;
}

/** All peaks with their prototypes, in the order of their ids. */
export async function readCatalog(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  signal?: AbortSignal
): Promise<CatalogEntry[]> {
  const hits = await readPeaks(client, settings, { vectors: true, signal });
  return hits.map(({ source, vector }) => ({
    ...toPeak(source),
    prototype: Float32Array.from(vector),
  }));
}

/** All peaks without their vectors, in the order of their ids. */
export async function listPeaks(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  signal?: AbortSignal
): Promise<Peak[]> {
  const hits = await readPeaks(client, settings, { vectors: false, signal });
  return hits.map(({ source }) => toPeak(source));
}

/** The peaks that a user may see, by name. */
export interface PeakNames {
  /** In the order of their ids; each one's names in no order. Empty where there is no catalog. */
  peaks: Array<Pick<Peak, 'id' | 'names'>>;
  /** As peakNamesMark. */
  mark: string;
}

/** Ten thousand is what one search may list; the catalog has some hundred. */
const MAX_NAMED_PEAKS = 10_000;

/**
 * Asks whether the names of peaks are still the same, for the user who asks: by how many peaks he sees, of which index
 * and how high they are together. A changed catalog is another index, and two choices of as many peaks of one index
 * would have to be equally high to the metre to be taken for each other. Elasticsearch keeps the answer of a search
 * without hits until the index changes.
 */
export function peakNamesMarkBody(): estypes.SearchSearchRequestBody {
  return {
    size: 0,
    track_total_hits: true,
    aggs: {
      index: { terms: { field: '_index', size: 1 } },
      metres: { sum: { field: 'elev_m' } },
    },
  };
}

/** Reads the answer of peakNamesMarkBody or of readPeakNames; '' where there are no peaks. */
export function peakNamesMark({
  hits,
  aggregations,
}: Pick<estypes.SearchResponseBody<unknown>, 'hits' | 'aggregations'>): string {
  const count = (hits.total as estypes.SearchTotalHits | undefined)?.value ?? 0;
  if (count === 0) return '';
  const { index, metres } = aggregations as unknown as {
    index: { buckets: Array<{ key: string }> };
    metres: { value: number };
  };
  return `${index.buckets[0].key} ${count} ${metres.value}`;
}

/**
 * Ids and names of all peaks. Read from the columns and not from the documents: searches by words ask for them, and
 * the documents carry the prototypes.
 */
export async function readPeakNames(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  signal?: AbortSignal
): Promise<PeakNames> {
  const index = settings.indices.peaks;
  const body = {
    ...peakNamesMarkBody(),
    ...columnsOnly(['id', 'names.raw']),
    size: MAX_NAMED_PEAKS,
    sort: [{ id: 'asc' as const }],
  };
  const answer = await withElasticsearchErrors({ index, doing: 'read the peaks' }, () =>
    client.search({ index, ...body }, { signal })
  );
  const peaks = answer.hits.hits.map((hit) => {
    const { id, 'names.raw': names } = hit.fields as { id: string[]; 'names.raw': string[] };
    return { id: id[0], names };
  });
  return { peaks, mark: peakNamesMark(answer) };
}

/** The prototypes of some peaks; ids that the catalog does not have are left out. */
export async function readPrototypes(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  ids: readonly string[],
  signal?: AbortSignal
): Promise<Map<string, Float32Array>> {
  const hits = await readPeaks(client, settings, {
    vectors: true,
    query: { terms: { id: [...ids] } },
    signal,
  });
  return new Map(hits.map(({ source, vector }) => [source.id, Float32Array.from(vector)]));
}

export interface PeakHit {
  source: Omit<PeakDocument, 'text_embed' | 'base_embed'>;
  /** Empty unless asked for. */
  vector: number[];
  /** As `base_embed` of the document. */
  baseVector?: number[];
  /** Where the document lies, and its state there, for a write that must not overwrite another. */
  at: { index: string; if_seq_no?: number; if_primary_term?: number };
}

/**
 * Reads peaks in the order of their ids, page by page.
 *
 * @param options.index another index than the configured one
 */
export async function readPeaks(
  client: ElasticsearchClient,
  settings: PeakSearchSettings,
  options: {
    vectors: boolean;
    query?: estypes.QueryDslQueryContainer;
    index?: string;
    signal?: AbortSignal;
  }
): Promise<PeakHit[]> {
  const peaks: PeakHit[] = [];
  for await (const hit of allPeaks<PeakHit['source']>(
    client,
    options.index ?? settings.indices.peaks,
    {
      query: options.query,
      _source: { excludes: ['text_embed', 'base_embed'] },
      fields: options.vectors ? ['text_embed', 'base_embed'] : undefined,
      seq_no_primary_term: true,
    },
    options.signal
  )) {
    peaks.push({
      source: hit._source as PeakHit['source'],
      vector: (hit.fields?.text_embed ?? []) as number[],
      baseVector: hit.fields?.base_embed as number[] | undefined,
      at: { index: hit._index, if_seq_no: hit._seq_no, if_primary_term: hit._primary_term },
    });
  }
  return peaks;
}

/** Every hit in the order of the ids, page by page. */
async function* allPeaks<T>(
  client: ElasticsearchClient,
  index: string,
  body: estypes.SearchSearchRequestBody,
  signal?: AbortSignal
): AsyncGenerator<estypes.SearchHit<T>> {
  let after: estypes.SortResults | undefined;
  for (;;) {
    const answer = await withElasticsearchErrors({ index, doing: 'read the peaks' }, () =>
      client.search<T>(
        { ...body, index, size: PAGE, sort: [{ id: 'asc' }], search_after: after },
        { signal }
      )
    );
    const { hits } = answer.hits;
    yield* hits;
    if (hits.length < PAGE) {
      return;
    }
    after = hits.at(-1)?.sort;
  }
}

/** A document as the API shows it. */
export function toPeak(source: PeakHit['source']): Peak {
  return {
    id: source.id,
    names: source.names,
    latlon: source.latlon,
    elevationM: source.elev_m,
    region: source.region,
    massif: source.massif,
  };
}
