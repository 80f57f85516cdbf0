import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';

export const REVISION = '0123456789abcdef0123456789abcdef01234567';

interface Misbehaviour {
  /** close the connection after this many bytes of the store's next answers, so many times */
  dropAfter?: { bytes: number; times: number };
  /** answer the next so many requests with this status */
  fail?: { status: number; times: number; retryAfter?: string };
  /** the store sends these bytes' worth of other content for a path, so many times */
  corrupt?: { path: string; times: number };
  ignoreRanges?: boolean;
  /** the store stops sending after this many bytes and keeps the connection open */
  stallAfter?: number;
}

/**
 * A local server that behaves like the model hub: a JSON listing with LFS hashes, small files sent directly, large ones
 * by a redirect to a store that knows ranges and etags. Its misbehaviour is set by the test.
 */
export class TestHub {
  readonly misbehave: Misbehaviour = {};
  /** the commit that `main` is at */
  revision = REVISION;
  /** "METHOD path [range]" of all requests, in order */
  readonly requests: string[] = [];
  private readonly server: Server;
  private readonly repositories = new Map<string, Map<string, Buffer>>();

  constructor() {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  addFile(repository: string, path: string, content: Buffer): void {
    const files = this.repositories.get(repository) ?? new Map<string, Buffer>();
    this.repositories.set(repository, files.set(path, content));
  }

  addFolder(repository: string, dir: string, under = ''): void {
    for (const name of readdirSync(join(dir, under))) {
      const path = under ? `${under}/${name}` : name;
      if (statSync(join(dir, path)).isDirectory()) this.addFolder(repository, dir, path);
      else this.addFile(repository, path, readFileSync(join(dir, path)));
    }
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://hub');
    const range = request.headers.range ? ` ${request.headers.range}` : '';
    this.requests.push(`${request.method} ${decodeURIComponent(url.pathname)}${range}`);
    const { fail } = this.misbehave;
    if (fail && fail.times-- > 0) {
      const headers = fail.retryAfter ? { 'retry-after': fail.retryAfter } : undefined;
      return void response.writeHead(fail.status, headers).end();
    }
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(url.pathname);
    if (api) return this.list(response, api[1], decodeURIComponent(api[2]));
    const file = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
    if (file) return this.resolve(request, response, file[1], decodeURIComponent(file[3]));
    const stored = /^\/store\/([^/]+\/[^/]+)\/(.+)$/.exec(url.pathname);
    if (stored) return this.send(request, response, stored[1], decodeURIComponent(stored[2]));
    response.writeHead(404).end();
  }

  private isLarge(content: Buffer): boolean {
    return content.length > 100_000;
  }

  private list(response: ServerResponse, repository: string, revision: string): void {
    const files = this.repositories.get(repository);
    if (!files || !['main', this.revision].includes(revision))
      return void response.writeHead(404).end();
    const siblings = [...files].map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex'),
      ...(this.isLarge(content)
        ? { lfs: { sha256: sha256(content), size: content.length, pointerSize: 134 } }
        : {}),
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: repository, sha: this.revision, siblings }));
  }

  private resolve(
    request: IncomingMessage,
    response: ServerResponse,
    repository: string,
    path: string
  ): void {
    const content = this.repositories.get(repository)?.get(path);
    if (!content) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    if (!this.isLarge(content)) return this.send(request, response, repository, path);
    response.writeHead(302, {
      location: `/store/${repository}/${path}?signature=abc`,
      'x-linked-etag': `"${sha256(content)}"`,
      'x-linked-size': content.length,
      'x-repo-commit': this.revision,
    });
    response.end();
  }

  private send(
    request: IncomingMessage,
    response: ServerResponse,
    repository: string,
    path: string
  ): void {
    let content = this.repositories.get(repository)?.get(path) ?? Buffer.alloc(0);
    const { corrupt, dropAfter, ignoreRanges, stallAfter } = this.misbehave;
    if (corrupt?.path === path && corrupt.times-- > 0) {
      content = Buffer.from(content);
      content[content.length - 1] ^= 1;
    }
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    let body = content;
    const headers: Record<string, string | number> = { etag: `"${sha256(content)}"` };
    let status = 200;
    if (range && !ignoreRanges) {
      const from = Number(range[1]);
      const to = range[2] ? Number(range[2]) : content.length - 1;
      if (from >= content.length) return void response.writeHead(416).end();
      body = content.subarray(from, to + 1);
      headers['content-range'] = `bytes ${from}-${from + body.length - 1}/${content.length}`;
      status = 206;
    }
    response.writeHead(status, { ...headers, 'content-length': body.length });
    if (stallAfter !== undefined && body.length > stallAfter) {
      return void response.write(body.subarray(0, stallAfter));
    }
    if (dropAfter && body.length > dropAfter.bytes && dropAfter.times-- > 0) {
      return void response.write(body.subarray(0, dropAfter.bytes), () =>
        setTimeout(() => response.destroy(), 20)
      );
    }
    response.end(body);
  }
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

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

/** A checkpoint in safetensors' layout: one large tensor, then the given numbers. */
export function safetensorsFile(
  numbers: Record<string, number>,
  dtype: 'F32' | 'BF16' | 'F16'
): Buffer {
  const weights = Buffer.alloc(300_000, 7);
  const width = dtype === 'F32' ? 4 : 2;
  const header: Record<string, unknown> = {
    __metadata__: { format: 'pt' },
    weights: { dtype: 'U8', shape: [weights.length], data_offsets: [0, weights.length] },
  };
  let at = weights.length;
  const values = Object.entries(numbers).map(([name, value]) => {
    const bytes = Buffer.alloc(width);
    if (dtype === 'F32') bytes.writeFloatLE(value);
    else if (dtype === 'BF16') {
      const wide = Buffer.alloc(4);
      wide.writeFloatBE(value);
      bytes.writeUInt16LE(wide.readUInt16BE(0));
    } else {
      // Powers of two times 1 + n/1024 only: what the tests use can be written exactly.
      const exponent = Math.floor(Math.log2(Math.abs(value)));
      const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
      bytes.writeUInt16LE((value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction);
    }
    header[name] = { dtype, shape: [1], data_offsets: [at, at + width] };
    at += width;
    return bytes;
  });
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, weights, ...values]);
}
