import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main as peakSearch } from '../scripts/cli/main';
import { startEmbeddedElasticsearch } from './elasticsearch/embedded_node';

/**
 * `npm run eval`: `peak-search eval` with an Elasticsearch of its own that is gone afterwards, so that all figures come
 * out of one command on a machine that has nothing but this checkout.
 *
 * @param argv as after `peak-search eval`; without any, the demo album is judged
 */
export async function main(argv: readonly string[]): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'peak-search-eval-'));
  const node = await startEmbeddedElasticsearch({
    dataDir: join(data, 'elasticsearch'),
    // Standard output belongs to the figures.
    log: (line) => console.error(line),
  });
  try {
    const album = argv.some((word) => !word.startsWith('-')) ? [] : ['--album', 'demo'];
    await peakSearch(['eval', ...album, ...argv, '--es-url', node.url]);
  } finally {
    await node.stop();
    await rm(data, { recursive: true, force: true });
  }
}
