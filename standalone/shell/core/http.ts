import type {
  HttpFetchOptions,
  HttpFetchOptionsWithPath,
  HttpHandler,
  HttpResponse,
  HttpStart,
  IBasePath,
  IHttpFetchError,
} from '@kbn/core/public';

class HttpFetchError extends Error implements IHttpFetchError {
  public override readonly name: string;
  constructor(
    message: string,
    name: string,
    public readonly request: Request,
    public readonly response?: Response,
    public readonly body?: unknown
  ) {
    super(message);
    this.name = name;
  }
}

function createBasePath(base: string, serverBasePath: string): IBasePath {
  return {
    serverBasePath,
    get: () => base,
    prepend: (path) => (path.startsWith('/') ? `${base}${path}` : path),
    remove: (path) =>
      base !== '' && (path === base || path.startsWith(`${base}/`))
        ? path.slice(base.length) || '/'
        : path,
  };
}

/** As Node's querystring writes it: an array repeats the name, null stands without a value. */
export function queryString(query: HttpFetchOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of [value].flat()) search.append(name, one === null ? '' : String(one));
  }
  return search.toString();
}

/** As fetch.ts does it: JSON is parsed, archives and binary lines become blobs, the rest is text. */
async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (/^application\/(x-)?(ndjson|zip)/.test(type)) return response.blob();
  if (type.includes('vector-tile')) return response.arrayBuffer();
  const text = await response.text();
  return /application\/(\w+\+)?json/.test(type) && text !== '' ? JSON.parse(text) : text;
}

/** `core.http` of the page. Mirrors src/core/packages/http/browser-internal/src/fetch.ts @1bb8185b. */
export function createHttp(basePath: string, serverBasePath: string, version: string): HttpStart {
  const base = createBasePath(basePath, serverBasePath);

  function requestOf(path: string, method: string, options: HttpFetchOptions): Request {
    for (const name of Object.keys(options.headers ?? {})) {
      if (/^(kbn-|x-elastic-internal-)/i.test(name)) {
        throw new Error(`Invalid fetch headers, headers beginning with "${name}" are not allowed`);
      }
    }
    const url = new URL(
      options.prependBasePath === false ? path : base.prepend(path),
      window.location.origin
    );
    url.search = queryString(options.query);
    const headers = new Headers();
    const all: Record<string, string | undefined> = {
      'Content-Type': 'application/json',
      'kbn-version': version,
      'x-elastic-internal-origin': 'Kibana',
      ...(options.version === undefined ? {} : { 'elastic-api-version': options.version }),
      ...options.headers,
    };
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) headers.set(name, value);
    return new Request(url, {
      method,
      headers,
      body: options.body ?? undefined,
      signal: options.signal,
      credentials: 'same-origin',
    });
  }

  async function send(method: string | undefined, fetchOptions: HttpFetchOptionsWithPath) {
    const { path, ...options } = fetchOptions;
    if (options.rawResponse && !options.asResponse) {
      throw new Error(
        'Invalid fetch arguments, rawResponse = true is only supported when asResponse = true'
      );
    }
    const request = requestOf(path, method ?? options.method ?? 'GET', options);
    let response: Response;
    try {
      response = await fetch(request);
    } catch (error) {
      throw new HttpFetchError((error as Error).message, (error as Error).name ?? 'Error', request);
    }
    let body: unknown;
    if (!options.rawResponse) {
      try {
        body = await bodyOf(response);
      } catch (error) {
        throw new HttpFetchError(
          (error as Error).message,
          (error as Error).name,
          request,
          response
        );
      }
    }
    if (!response.ok)
      throw new HttpFetchError(response.statusText, 'Error', request, response, body);
    return options.asResponse
      ? ({ fetchOptions, request, response, body } satisfies HttpResponse)
      : body;
  }

  // One implementation behind the contract's overloads, which differ by `asResponse` and by where the path stands.
  const handler = (method?: string) =>
    ((first: string | HttpFetchOptionsWithPath, options?: HttpFetchOptions) =>
      send(method, typeof first === 'string' ? { ...options, path: first } : first)) as HttpHandler;
  return {
    basePath: base,
    fetch: handler(),
    get: handler('GET'),
    post: handler('POST'),
    put: handler('PUT'),
    delete: handler('DELETE'),
  };
}
