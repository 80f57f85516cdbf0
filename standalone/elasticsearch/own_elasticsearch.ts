import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { startEmbeddedElasticsearch } from './embedded_node';
import { connectTo, type NodeAccess } from './node_access';

export interface OwnElasticsearch extends Required<NodeAccess> {
  client: Client;
  /** For whatever else the run writes; goes with the node. */
  folder: string;
  stop(): Promise<void>;
}

/**
 * A real node for one run outside jest, with a folder of its own that is gone afterwards.
 *
 * @param log progress; by default on standard error, since standard output may belong to the run's figures
 */
export async function ownElasticsearch(
  name: string,
  log: (line: string) => void = console.error
): Promise<OwnElasticsearch> {
  const folder = await mkdtemp(join(tmpdir(), `peak-${name}-`));
  const node = await startEmbeddedElasticsearch({
    dataDir: join(folder, 'elasticsearch'),
    log,
  });
  const client = connectTo(node);
  return {
    url: node.url,
    apiKey: node.apiKey,
    client,
    folder,
    stop: async () => {
      await client.close();
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
