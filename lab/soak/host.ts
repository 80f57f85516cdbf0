import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { NodeAccess } from '../../standalone/elasticsearch/node_access';
import type { HostMessage } from './host_process';
import type { Sample } from './samples';

export interface SoakHost {
  url: string;
  /** One a second. */
  samples: Sample[];
  /** Ends it; resolves with what it logged as errors. */
  stop(): Promise<string[]>;
}

/** Starts the server in a process of its own. */
export async function startSoakHost(elasticsearch: NodeAccess, config: object): Promise<SoakHost> {
  const child = fork(join(__dirname, 'host_process.ts'), [], {
    execArgv: ['--require', require.resolve('tsx/cjs')],
    env: { ...process.env, SOAK_HOST: JSON.stringify({ elasticsearch, config }) },
  });
  const samples: Sample[] = [];
  let errors: string[] = [];
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (message: HostMessage) => {
      if ('ready' in message) resolve(message.ready);
      else if ('sample' in message) samples.push(message.sample);
      else ({ errors } = message);
    });
    child.once('exit', (code) => reject(new Error(`The host ended with code ${code}.`)));
  });
  const url = await ready;
  return {
    url,
    samples,
    stop: async () => {
      const gone = once(child, 'exit');
      child.send('stop');
      await gone;
      return errors;
    },
  };
}
