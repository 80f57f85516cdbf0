import type { estypes } from '@elastic/elasticsearch';
import type { Elasticsearch, RequestContext } from './elasticsearch';

/** Hits a page; with vectors of 768 numbers about 10 MB of JSON. */
export const PAGE = 1000;
/** Between two pages, also when the work on one waits for a busy cluster. */
const KEEP_ALIVE = '10m';

/** A search without what the paging sets. Its order must be total, or hits between two pages are lost. */
export type ScanBody = Omit<
  estypes.SearchSearchRequestBody,
  'from' | 'size' | 'pit' | 'search_after' | 'sort'
> & { sort: estypes.SortCombinations[] };

/** Reads every hit in an order, page by page. Holds one page. */
export async function* scan<T>(
  elasticsearch: Elasticsearch,
  context: RequestContext,
  body: ScanBody
): AsyncGenerator<estypes.SearchHit<T>> {
  yield* pages<T>(body, (page) => elasticsearch.search<T>(context, page));
}

/**
 * As `scan`, of the index as it stands at the beginning: what is written meanwhile neither comes nor goes.
 *
 * @param pageSize fewer for documents with their thumbnails, which weigh 50 KB each
 */
export async function* scanSnapshot<T>(
  elasticsearch: Elasticsearch,
  context: RequestContext,
  body: ScanBody,
  pageSize = PAGE
): AsyncGenerator<estypes.SearchHit<T>> {
  const { index } = context;
  await elasticsearch.call(context, (client, options) =>
    client.indices.refresh({ index }, options)
  );
  const opened = await elasticsearch.call(context, (client, options) =>
    client.openPointInTime({ index, keep_alive: KEEP_ALIVE }, options)
  );
  let pit = opened.id;
  try {
    yield* pages<T>({ ...body, size: pageSize }, async (page) => {
      const answer = await elasticsearch.call(context, (client, options) =>
        client.search<T>({ ...page, pit: { id: pit, keep_alive: KEEP_ALIVE } }, options)
      );
      pit = answer.pit_id ?? pit;
      return answer;
    });
  } finally {
    await elasticsearch
      .detached()
      .call(context, (client) => client.closePointInTime({ id: pit }))
      .catch(() => undefined);
  }
}

async function* pages<T>(
  body: ScanBody & { size?: number },
  read: (page: estypes.SearchSearchRequestBody) => Promise<estypes.SearchResponse<T>>
): AsyncGenerator<estypes.SearchHit<T>> {
  const { size = PAGE } = body;
  let after: estypes.SortResults | undefined;
  for (;;) {
    const { hits } = await read({
      track_total_hits: false,
      ...body,
      size,
      search_after: after,
    });
    yield* hits.hits;
    if (hits.hits.length < size) return;
    after = hits.hits[size - 1].sort;
  }
}
