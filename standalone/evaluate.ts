import { main as peakSearch } from '../scripts/cli/main';
import { ownElasticsearch } from './elasticsearch/own_elasticsearch';

/**
 * `npm run eval`: `peak-search eval` with an Elasticsearch of its own that is gone afterwards, so that all figures come
 * out of one command on a machine that has nothing but this checkout.
 *
 * @param argv as after `peak-search eval`; without any, the demo album is judged
 */
export async function main(argv: readonly string[]): Promise<void> {
  const { url, stop } = await ownElasticsearch('eval');
  try {
    const album = argv.some((word) => !word.startsWith('-')) ? [] : ['--album', 'demo'];
    await peakSearch(['eval', ...album, ...argv, '--es-url', url]);
  } finally {
    await stop();
  }
}
