import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  /** reports another commit than the one that was asked for */
  otherCommit?: string;
}

type Repository = Map<string, Buffer>;

/** What the hub keeps in LFS: everything that .gitattributes of the ONNX repositories names, and tokenizer.json by its size. */
const IN_LFS = /\.(onnx|onnx_data(_\d+)?|safetensors|model)$|(^|\/)tokenizer\.json$/;

/**
 * A local stand-in for the model hub, on two origins as the genuine one:
 *
 * - `/api/models/REPO/revision/REV?blobs=true`: the commit and its `siblings` with size, blob id, and for files in LFS their
 *   SHA-256 (huggingface_hub, `hf_api.py`, RepoSibling).
 * - `/REPO/resolve/REV/PATH`: 302 to the store on another origin for a file in LFS, with `x-linked-etag`, `x-linked-size`,
 *   `x-repo-commit`; 307 to a relative `/api/resolve-cache/…` for the small ones (huggingface_hub, `file_download.py`,
 *   get_hf_file_metadata and _request_wrapper).
 * - 404 with `x-error-code` EntryNotFound or RevisionNotFound, 401 RepoNotFound for what doesn't exist or is private, 401 or
 *   403 GatedRepo (huggingface_hub, `utils/_http.py`, hf_raise_for_status).
 *
 * Its misbehavior is set by the test.
 */
export class TestHub {
  readonly misbehave: Misbehaviour = {};
  /** the commit that `main` is at, in repositories that `revisions` doesn't name */
  revision = REVISION;
  readonly revisions = new Map<string, string>();
  /** "METHOD path [range]" of all requests to both origins, in order */
  readonly requests: string[] = [];
  /** the `authorization` header of each of these requests */
  readonly tokens: Array<string | undefined> = [];
  /** repositories that ask for this token */
  readonly gated = new Map<string, string>();
  private readonly hub: Server;
  private readonly store: Server;
  private readonly repositories = new Map<string, Repository>();

  constructor() {
    this.hub = createServer((request, response) => this.answer(request, response, 'hub'));
    this.store = createServer((request, response) => this.answer(request, response, 'store'));
  }

  async start(): Promise<string> {
    for (const server of [this.hub, this.store]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return this.url;
  }

  get url(): string {
    return originOf(this.hub);
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
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

  removeFile(repository: string, path: string): void {
    this.repositories.get(repository)?.delete(path);
  }

  private revisionOf(repository: string): string {
    return this.revisions.get(repository) ?? this.revision;
  }

  private answer(request: IncomingMessage, response: ServerResponse, at: 'hub' | 'store'): void {
    const url = new URL(request.url ?? '/', 'http://hub');
    const path = decodeURIComponent(url.pathname);
    const range = request.headers.range ? ` ${request.headers.range}` : '';
    this.requests.push(`${request.method} ${path}${range}`);
    this.tokens.push(request.headers.authorization);
    const { fail } = this.misbehave;
    if (fail && fail.times-- > 0) {
      const headers = fail.retryAfter ? { 'retry-after': fail.retryAfter } : undefined;
      return void response.writeHead(fail.status, headers).end();
    }
    const route =
      at === 'store'
        ? /^\/(?<kind>store)\/(?<repo>[^/]+\/[^/]+)\/(?<path>.+)$/
        : /^\/(?:(?<kind>api)\/models\/(?<repo>[^/]+\/[^/]+)\/revision\/(?<rev>.+)|(?<kind2>api)\/resolve-cache\/models\/(?<repo2>[^/]+\/[^/]+)\/(?<rev2>[^/]+)\/(?<path2>.+)|(?<repo3>[^/]+\/[^/]+)\/resolve\/(?<rev3>[^/]+)\/(?<path3>.+))$/;
    const found = route.exec(path)?.groups;
    if (!found) return void response.writeHead(404).end();
    const repository = found.repo ?? found.repo2 ?? found.repo3;
    if (at === 'store') return this.send(request, response, repository, found.path);
    const files = this.repositories.get(repository);
    if (!files) {
      return refuse(response, 401, 'RepoNotFound', 'Invalid username or password.');
    }
    const token = this.gated.get(repository);
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      const status = request.headers.authorization ? 403 : 401;
      return refuse(response, status, 'GatedRepo', `Access to model ${repository} is restricted.`);
    }
    const revision = found.rev ?? found.rev2 ?? found.rev3;
    if (!['main', this.revisionOf(repository)].includes(revision)) {
      return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    }
    if (found.rev !== undefined) return this.list(response, repository, files);
    if (found.path2 !== undefined) return this.send(request, response, repository, found.path2);
    return this.resolve(response, repository, files, found.path3);
  }

  private list(response: ServerResponse, repository: string, files: Repository): void {
    const siblings = [...files].map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      // Git's id of a file in LFS is that of its pointer.
      blobId: blobId(IN_LFS.test(rfilename) ? pointerTo(content) : content),
      ...(IN_LFS.test(rfilename)
        ? {
            lfs: {
              sha256: sha256(content),
              size: content.length,
              pointerSize: pointerTo(content).length,
            },
          }
        : {}),
    }));
    const sha = this.misbehave.otherCommit ?? this.revisionOf(repository);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(
      JSON.stringify({ id: repository, modelId: repository, sha, private: false, siblings })
    );
  }

  private resolve(
    response: ServerResponse,
    repository: string,
    files: Repository,
    path: string
  ): void {
    const content = files.get(path);
    const commit = { 'x-repo-commit': this.revisionOf(repository) };
    if (!content) return refuse(response, 404, 'EntryNotFound', 'Entry not found', commit);
    const location = IN_LFS.test(path)
      ? `${originOf(this.store)}/store/${repository}/${path}?X-Amz-Expires=3600&X-Amz-Signature=abc`
      : `/api/resolve-cache/models/${repository}/${this.revisionOf(repository)}/${path}?etag=%22${blobId(content)}%22`;
    const linked = {
      'x-linked-etag': `"${sha256(content)}"`,
      'x-linked-size': content.length,
    };
    response.writeHead(IN_LFS.test(path) ? 302 : 307, {
      ...commit,
      ...(IN_LFS.test(path) ? linked : {}),
      location,
      'content-type': 'text/plain; charset=utf-8',
    });
    response.end(`Redirecting to ${location}`);
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
    const headers: Record<string, string | number> = {
      etag: `"${IN_LFS.test(path) ? sha256(content) : blobId(content)}"`,
      'accept-ranges': 'bytes',
    };
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

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, {
    ...headers,
    'x-error-code': code,
    'x-error-message': message,
    'content-type': 'application/json; charset=utf-8',
  });
  response.end(JSON.stringify({ error: message }));
}

/** Git's id of a file's content: SHA-1 over a short header and the bytes. */
function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** The text that Git keeps in place of a file in LFS (git-lfs, docs/spec.md). */
function pointerTo(content: Buffer): Buffer {
  return Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`
  );
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
