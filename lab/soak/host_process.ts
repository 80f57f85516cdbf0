import { connectTo, type NodeAccess } from '../../standalone/elasticsearch/node_access';
import { startPluginHost } from '../../standalone/testing/plugin_host';
import { sampler, type Sample } from './samples';

/** What the process of the host tells the one that drives it. */
export type HostMessage = { ready: string } | { sample: Sample } | { errors: string[] };

/** The server in a process of its own, so that what it holds is its own. Configuration comes as JSON by environment. */
async function run(): Promise<void> {
  const { elasticsearch, config } = JSON.parse(process.env.SOAK_HOST!) as {
    elasticsearch: NodeAccess;
    config: object;
  };
  const client = connectTo(elasticsearch);
  const plugin = await startPluginHost({ elasticsearch: client, config });
  const tell = (message: HostMessage) => void process.send?.(message);
  const take = sampler();
  const sampling = setInterval(() => tell({ sample: take() }), 1000);
  process.once('message', () => {
    clearInterval(sampling);
    tell({ errors: plugin.errors });
    void plugin
      .stop()
      .then(() => client.close())
      .then(() => process.disconnect());
  });
  tell({ ready: plugin.url });
}

void run();
