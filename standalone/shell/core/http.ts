import type {
  HttpFetchOptions,
  HttpFetchOptionsWithPath,
  HttpHandler,
  HttpResponse,
  HttpStart,
  IBasePath,
} from '@kbn/core/public';
import { fetchErrorOf, HttpFetchError } from './http_fetch_error';

/** Mirrors src/core/packages/http/browser-internal/src/base_path.ts @092f2a14. */
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

const JSON_CONTENT = /^(application\/(json|x-javascript)|text\/(x-)?javascript|x-json)(;.*)?$/;
const BLOB_CONTENT = /^application\/(ndjson|zip)(;.*)?$/;
const VECTOR_TILE = /^application\/vnd.mapbox-vector-tile(;.*)?$/;

/** What is said to be JSON is parsed or fails; other text is parsed where it can be. */
async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (BLOB_CONTENT.test(type)) return response.blob();
  if (JSON_CONTENT.test(type)) return response.json();
  if (VECTOR_TILE.test(type)) return response.arrayBuffer();
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checked(options: HttpFetchOptionsWithPath): HttpFetchOptionsWithPath {
  if (options.rawResponse && !options.asResponse) {
    throw new Error(
      'Invalid fetch arguments, rawResponse = true is only supported when asResponse = true'
    );
  }
  const names = Object.keys(options.headers ?? {});
  const refuse = (prefix: string, refused: string[]) => {
    if (refused.length === 0) return;
    throw new Error(
      `Invalid fetch headers, headers beginning with "${prefix}" are not allowed: [${refused.join(',')}]`
    );
  };
  refuse(
    'kbn-',
    names.filter((name) => name.startsWith('kbn-'))
  );
  refuse(
    'x-elastic-internal-',
    names.filter((name) => name.includes('x-elastic-internal-origin'))
  );
  return options;
}

/**
 * `core.http` of the page. Mirrors src/core/packages/http/browser-internal/src/fetch.ts @1bb8185b; without interceptors and
 * without the execution context.
 */
export function createHttp(basePath: string, serverBasePath: string, version: string): HttpStart {
  const base = createBasePath(basePath, serverBasePath);

  function requestOf(fetchOptions: HttpFetchOptionsWithPath): Request {
    const {
      path,
      query,
      prependBasePath = true,
      asSystemRequest,
      asResponse: _asResponse,
      rawResponse: _rawResponse,
      version: apiVersion,
      headers: given,
      ...init
    } = fetchOptions;
    const all: Record<string, string | undefined> = {
      'Content-Type': 'application/json',
      ...given,
      'kbn-version': version,
      'kbn-build-number': '0',
      'elastic-api-version': apiVersion,
      'x-elastic-internal-origin': 'Kibana',
      'kbn-system-request': asSystemRequest ? 'true' : undefined,
    };
    const headers = new Headers();
    for (const [name, value] of Object.entries(all)) {
      if (value !== undefined) headers.set(name, value);
    }
    // A path is a path: a question mark in it begins no query.
    const pathname = (prependBasePath ? base.prepend(path) : path).replace(
      /[?#]/g,
      encodeURIComponent
    );
    const url = new URL(pathname, window.location.origin);
    url.search = queryString(query);
    return new Request(url, {
      method: 'GET',
      credentials: 'same-origin',
      ...init,
      body: init.body ?? undefined,
      headers,
    });
  }

  async function send(given: HttpFetchOptionsWithPath) {
    const fetchOptions = checked(given);
    const request = requestOf(fetchOptions);
    let response: Response;
    try {
      response = await window.fetch(request);
    } catch (error) {
      throw fetchErrorOf(error, request, { emptyMessageMeansAbort: true });
    }
    let body: unknown = null;
    try {
      if (!fetchOptions.rawResponse) body = await bodyOf(response);
    } catch (error) {
      throw fetchErrorOf(error, request, { response });
    }
    if (!response.ok) {
      throw new HttpFetchError(response.statusText, 'Error', request, response, body);
    }
    return fetchOptions.asResponse
      ? ({ fetchOptions, request, response, body } satisfies HttpResponse)
      : body;
  }

  // One implementation behind the contract's overloads, which differ by `asResponse` and by where the path stands.
  const handler = (method?: string) =>
    (async (first: string | HttpFetchOptionsWithPath, options?: HttpFetchOptions) => {
      if (typeof first !== 'string' && options !== undefined) {
        throw new Error(
          `Invalid fetch arguments, must either be (string, object) or (object, undefined), received (${typeof first}, ${typeof options})`
        );
      }
      const all = typeof first === 'string' ? { ...options, path: first } : first;
      return send(method === undefined ? all : { ...all, method });
    }) as HttpHandler;
  return {
    basePath: base,
    fetch: handler(),
    get: handler('GET'),
    post: handler('POST'),
    put: handler('PUT'),
    delete: handler('DELETE'),
  };
}
