import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What can go wrong on the way to a server. */
export type Fault =
  /** An answer of the proxy's own, in the server's place. */
  | { kind: 'answer'; status: number; body: string | object; type?: string }
  /** The server's own answer, late. */
  | { kind: 'delay'; ms: number }
  /** The connection breaks in the middle of the answer. */
  | { kind: 'torn' }
  /** The server's own answer, changed. */
  | { kind: 'changed'; change(answer: Record<string, unknown>): unknown };

/** A way to a server on which requests of one's choice go wrong. */
export interface FaultyProxy {
  url: string;
  /** Requests met by the fault since it began. */
  readonly met: number;
  /**
   * @param paths what the fault meets, by method and path ("POST /photos/_bulk"); default: everything
   * @param times after so many it is over by itself
   */
  begin(fault: Fault, paths?: RegExp, times?: number): void;
  end(): void;
  close(): Promise<void>;
}

interface Present {
  fault: Fault;
  paths: RegExp;
  left: number;
}

/** Listens on a free loopback port and passes requests on to a real server. */
export async function faultyProxy(target: string): Promise<FaultyProxy> {
  let present: Present | undefined;
  let met = 0;

  function faultFor(request: IncomingMessage): Fault | undefined {
    if (!present || !present.paths.test(`${request.method} ${request.url}`)) return undefined;
    if (present.left-- <= 0) return undefined;
    met++;
    return present.fault;
  }

  // As Elasticsearch, it leaves idle connections open: Node's own 5 s would add a fault that nobody asked for.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    answer(target, request, response, faultFor(request)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get met() {
      return met;
    },
    begin: (fault, paths = /./, times = Infinity) => {
      met = 0;
      present = { fault, paths, left: times };
    },
    end: () => {
      present = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined
): Promise<void> {
  const body = await buffer(request);
  if (fault?.kind === 'answer') {
    const isText = typeof fault.body === 'string';
    response.writeHead(fault.status, {
      'content-type': fault.type ?? (isText ? 'text/html' : 'application/json'),
      ...(isText ? {} : { 'x-elastic-product': 'Elasticsearch' }),
    });
    response.end(isText ? fault.body : JSON.stringify(fault.body));
    return;
  }
  const { status, headers, bytes } = await forward(target, request, body);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  if (fault?.kind === 'torn') {
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length + 1) });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    return;
  }
  const changed =
    fault?.kind === 'changed'
      ? Buffer.from(JSON.stringify(fault.change(JSON.parse(bytes.toString()) as never)))
      : bytes;
  response.writeHead(status, { ...headers, 'content-length': String(changed.length) });
  response.end(changed);
}

async function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer
): Promise<{ status: number; headers: Record<string, string>; bytes: Buffer }> {
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    // Unpacked, so that an answer can be changed. A connection of its own for each request: one that was kept may be closed
    // by the server in the moment when it is used again, a fault that nobody asked for (seen once in three runs under load).
    const outgoing = httpRequest(
      `${target}${url}`,
      {
        method,
        agent: false,
        headers: {
          ...headers,
          connection: 'close',
          host: new URL(target).host,
          'accept-encoding': 'identity',
        },
      },
      resolve
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  const { 'content-type': type, 'x-elastic-product': product } = incoming.headers;
  return {
    status: incoming.statusCode ?? 502,
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(product === undefined ? {} : { 'x-elastic-product': String(product) }),
    },
    bytes: await buffer(incoming),
  };
}
