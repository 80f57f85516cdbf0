import { join } from 'node:path';
import { startStandaloneHost, type StandaloneHost } from '../../../standalone/standalone_host';
import type { BenchNode } from './embedded_node';
import { fillPageLibrary, type PageLibraryOptions } from '../knn/page_library';
import { quiet } from '../quiet';
import type { Bench } from '../section';

export interface BenchHost extends StandaloneHost {
  /** Ids of peaks that photos are predicted to show. */
  peaks: string[];
}

/** The plugin's host in this process, over a library of synthetic photos; the model is loaded at the first question. */
export async function startBenchHost(
  bench: Bench,
  { client }: BenchNode,
  options: { model: string; photos: number } & PageLibraryOptions
): Promise<BenchHost> {
  const { model, photos, ...more } = options;
  bench.log(`Filling a library of ${photos} photos`);
  const { settings, services, peaks } = await fillPageLibrary(client, model, photos, more);
  await services.close();
  const host = await startStandaloneHost({
    port: 0,
    elasticsearch: client,
    config: { indices: settings.indices, model: { dir: model, ...more.modelConfig } },
    dataDir: join(bench.temporary, 'plugin'),
    logger: quiet,
    log: bench.log,
  });
  return { ...host, peaks };
}
