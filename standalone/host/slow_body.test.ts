import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { HttpHost } from './http_host';

const LIMIT_MS = 300;
/** Only the clock that hapi bounds a body by is ours. */
const REAL_TIMERS: FakeableAPI[] = ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'];
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

it.each([
  [LIMIT_MS - 1, 200],
  [LIMIT_MS, 408],
])('waits for a body as long as its route says: after %i ms it answers %i', async (ms, status) => {
  // No route of this test asks Elasticsearch.
  const host = new HttpHost({ port: 0, version: '1', elasticsearch: {} as Client, logger: quiet });
  host
    .createRouter()
    .versioned.post({
      path: '/internal/test',
      access: 'internal',
      security: { authz: { enabled: false, reason: 'a test' } },
      options: { timeout: { payload: LIMIT_MS } },
    })
    .addVersion(
      { version: '1', validate: { request: { body: (data, { ok }) => ok(data) } } },
      (_context, _request, response) => response.ok()
    );
  const { port } = await host.start();
  jest.useFakeTimers({ doNotFake: REAL_TIMERS });
  try {
    expect(await statusOfBodyAfter(port, ms)).toBe(status);
  } finally {
    jest.useRealTimers();
    await host.stop();
  }
});

/**
 * The status of a body whose rest comes when the server's clock for it stands at `ms`. The server begins to count when it says
 * "100 Continue"; its clock is ours, so nothing depends on how busy the machine is.
 */
async function statusOfBodyAfter(port: number, ms: number): Promise<number> {
  const waiting = jest.getTimerCount();
  const headers = {
    'kbn-xsrf': 'true',
    'content-type': 'application/json',
    'x-elastic-internal-origin': 'Kibana',
    host: '127.0.0.1',
    'content-length': '10',
    expect: '100-continue',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = new Socket();
  socket.connect(port, '127.0.0.1', () => {
    socket.write(`POST /internal/test HTTP/1.1\r\n${lines.join('')}\r\n{`);
  });
  try {
    for await (const data of socket) {
      const status = Number((data as Buffer).toString('latin1').split(' ')[1]);
      if (status !== 100) return status;
      while (jest.getTimerCount() === waiting) await turn();
      await jest.advanceTimersByTimeAsync(ms);
      socket.write('"size":1}');
    }
    return 0;
  } finally {
    socket.destroy();
  }
}
