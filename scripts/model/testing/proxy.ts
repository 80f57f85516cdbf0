import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

/** A forward proxy that tunnels (CONNECT) and relays plain requests, and counts both. */
export async function startProxy(): Promise<{
  url: string;
  used: () => number;
  stop: () => Promise<void>;
}> {
  let used = 0;
  const proxy = createServer((request, response) => {
    used++;
    void fetch(request.url ?? '', { redirect: 'manual' }).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  proxy.on('connect', (request, client, head) => {
    used++;
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    used: () => used,
    stop: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
