import { gzipSync } from 'node:zlib';
import { type SearchRequestInput, searchRequestSchema } from '../../../common/search_api';
import { columnsOnly, photoColumns } from '../../../server/photos/photo_columns';
import { knnBody } from '../../../server/search/plan';
import { EXACT_PLACES } from '../../../server/photos/exact_places/places';
import { openLibrary } from '../../../server/library';
import { search } from '../../../server/search/search';
import { opensDocuments, recordListBodies } from '../../../server/search/testing/list_bodies';
import type { BenchNode } from '../parts/embedded_node';
import type { Bench, Measured } from '../section';
import { median, quantile } from '../../../common/statistics';
import { rounded } from '../report/statistics';
import { fillPageLibrary } from './page_library';

const PHOTOS = { quick: 1_000, normal: 3_000, full: 10_000 };
const PAGE = 100;
const ROUNDS = { quick: 30, normal: 100, full: 100 };
const MAX_OVERHEAD = 0.3;
/** None is a peak's name: each is one direction, as the bare request's. */
const TEXTS = ['prayer flags above a glacier', 'a hut in the snow', 'clouds over a valley'];

/** The same of a document's `_source`, as a search brings it that nobody has thought about. */
const SOURCE_FIELDS = photoColumns(EXACT_PLACES).map((column) =>
  column.replace(/\.as_written$/, '')
);

interface Way {
  name: string;
  ask: (text: string) => Promise<{ body: unknown }>;
}

/**
 * What a page of 100 hits costs: the bare kNN request that brings the same columns, and the plugin's search around it
 * (index and model held against each other, names of peaks looked for, counts, reasons, calibrated match), with and
 * without facets; and, for what columns save, the bare request with fields of `_source`. The text's vector comes from
 * the cache in all of them, and they take turns.
 */
export async function measureResultPage(bench: Bench, { client }: BenchNode): Promise<Measured> {
  const photos = PHOTOS[bench.size];
  bench.log(`A page of ${PAGE} hits of ${photos} whole documents`);
  const library = await fillPageLibrary(client, bench.demoModel, photos, { prefix: 'bench-page' });
  const { services, settings } = library;
  let requests = 0;
  client.diagnostic.on('request', () => void requests++);
  try {
    const embedder = await services.embedder();
    const plugin = (more: SearchRequestInput) => async (text: string) => ({
      body: await search(
        openLibrary(services, client, { exactPlaces: true }),
        searchRequestSchema.parse({ terms: [{ type: 'text', text }], size: PAGE, ...more })
      ),
    });
    const bare = (reading: object) => async (text: string) => {
      const [vector] = await embedder.embedTexts([text], { priority: 'typed' });
      const { k, numCandidates } = settings.knn;
      const body = { ...knnBody(vector, [], { k, numCandidates }), ...reading, size: PAGE };
      return { body: await client.search({ index: settings.indices.photos, ...body }) };
    };
    const ways: Way[] = [
      { name: 'bare kNN request, columns', ask: bare(columnsOnly(photoColumns(EXACT_PLACES))) },
      { name: 'bare kNN request, fields of _source', ask: bare({ _source: SOURCE_FIELDS }) },
      { name: 'plugin, hits only', ask: plugin({ facets: false }) },
      { name: 'plugin, with facets', ask: plugin({ facets: true }) },
    ];
    const { bodies } = recordListBodies(client);
    const outcomes = await takeTurns(ways, ROUNDS[bench.size], () => requests);
    const [columns, source, hitsOnly, withFacets] = outcomes.map(({ times }) => median(times));
    const opening = bodies.filter(opensDocuments).length;
    const overhead = hitsOnly / columns - 1;
    return {
      conditions: { 'page measured on': `${photos} documents with thumbnails of 33 KB` },
      tables: [
        {
          title: `A page of ${PAGE} hits`,
          columns: ['way', 'p50 ms', 'p99 ms', 'requests to Elasticsearch', 'KB', 'KB gzipped'],
          rows: outcomes.map(({ name, times, text, asked }) => [
            name,
            rounded(median(times)),
            rounded(quantile(times, 0.99)),
            rounded(asked, 2),
            rounded(text.length / 1024),
            rounded(gzipSync(text).length / 1024),
          ]),
        },
      ],
      verdicts: [
        {
          target: `overhead of the plugin over the bare kNN request ≤ ${MAX_OVERHEAD * 100} % (hits only)`,
          measured: `${Math.round(overhead * 100)} % (${rounded(hitsOnly)} against ${rounded(columns)} ms; against one with fields of _source, ${rounded(source)} ms, ${Math.round((hitsOnly / source - 1) * 100)} %); with facets, which are searches of their own, ${Math.round((withFacets / columns - 1) * 100)} %`,
          met: overhead <= MAX_OVERHEAD,
        },
        {
          target: 'no vector and no thumbnail is read for a result list',
          measured: `${opening} of the ${bodies.length} searches of the plugin open a document (the others read columns only)`,
          met: opening === 0 && bodies.length > 0,
        },
      ],
    };
  } finally {
    await services.close();
  }
}

/** Each way once a round, so that what disturbs the machine disturbs all. */
async function takeTurns(ways: readonly Way[], rounds: number, requests: () => number) {
  const outcomes = ways.map(({ name }) => ({ name, times: [] as number[], text: '', asked: 0 }));
  const warmUp = 10;
  for (let round = -warmUp; round < rounds; round++) {
    for (const [i, { ask }] of ways.entries()) {
      const before = requests();
      const started = performance.now();
      const { body } = await ask(TEXTS[(round + warmUp) % TEXTS.length]);
      if (round < 0) continue;
      outcomes[i].times.push(performance.now() - started);
      outcomes[i].asked += (requests() - before) / rounds;
      outcomes[i].text ||= JSON.stringify(body);
    }
  }
  return outcomes;
}
