import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { ELASTICSEARCH_VERSION } from '../../../standalone/elasticsearch/distribution';
import { startEmbeddedElasticsearch } from '../../../standalone/elasticsearch/embedded_node';
import { findJava } from '../../../standalone/elasticsearch/java';
import { connectTo, type NodeAccess } from '../../../standalone/elasticsearch/node_access';
import { DEFAULT_HEAP_MB } from '../../../standalone/elasticsearch/node_options';
import type { Bench, Cell } from '../section';

export interface BenchNode {
  access: NodeAccess;
  pid: number;
  client: Client;
  conditions: Record<string, Cell>;
  stop(): Promise<void>;
}

/** A million vectors are merged into graphs of hundreds of thousands, which Lucene builds on the heap. */
const FULL_HEAP_MB = 2048;

/** An embedded node of the section's own, with an empty data folder. */
export async function startBenchNode({ temporary, log, size }: Bench): Promise<BenchNode> {
  const heapMb = size === 'full' ? FULL_HEAP_MB : DEFAULT_HEAP_MB;
  const node = await startEmbeddedElasticsearch({ dataDir: join(temporary, 'node'), heapMb, log });
  const client = connectTo(node, { requestTimeout: 600_000 });
  const java = await findJava({ log });
  return {
    access: { url: node.url, apiKey: node.apiKey },
    pid: node.pid,
    client,
    conditions: {
      Elasticsearch: `${ELASTICSEARCH_VERSION}, embedded, one node, heap ${heapMb} MB`,
      Java: `${java.major}, vector arithmetic ${java.vectorised ? 'vectorised' : 'scalar'}`,
    },
    stop: async () => {
      await client.close();
      await node.stop();
    },
  };
}
