import { main as peakSearch } from '../scripts/cli/main';
import { environmentFor } from '../standalone/elasticsearch/node_access';
import { ownElasticsearch } from '../standalone/elasticsearch/own_elasticsearch';

/**
 * `npm run eval`: `peak-search eval` with an Elasticsearch of its own that is gone afterwards, so that all figures come
 * out of one command on a machine that has nothing but this checkout.
 *
 * @param argv as after `peak-search eval`; without any, the demo album is judged
 */
export async function main(argv: readonly string[]): Promise<void> {
  const elasticsearch = await ownElasticsearch('eval');
  try {
    const album = argv.some((word) => !word.startsWith('-')) ? [] : ['--album', 'demo'];
    // By environment, as everywhere: the command line reads it from there.
    Object.assign(process.env, environmentFor(elasticsearch));
    await peakSearch(['eval', ...album, ...argv]);
  } finally {
    await elasticsearch.stop();
  }
}
