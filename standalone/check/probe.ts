import { API, API_VERSION } from '../../common/constants';

/** Something that a check expected and did not find. */
export class CheckFailure extends Error {}

export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new CheckFailure(otherwise);
}

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  bytes: Buffer;
  /** The parsed body; only read it where JSON is expected. */
  json: T;
}

export type ApiName = keyof typeof API;

export interface CallOptions {
  id?: string;
  method?: string;
  query?: Record<string, string>;
  /** Sent as JSON, unless it is bytes. */
  body?: unknown;
  /** Added to those a Kibana page sends; `undefined` takes one away. */
  headers?: Record<string, string | undefined>;
}

/** The slowest thing asked, a photo's names with a model to load first, takes some 10 s on busy cores. */
const TIMEOUT_MS = 60_000;

const PAGE_HEADERS = {
  'elastic-api-version': API_VERSION,
  'x-elastic-internal-origin': 'Kibana',
  'kbn-xsrf': 'true',
};

/** Speaks to the app as a Kibana page does. */
export class Probe {
  constructor(public readonly url: string) {}

  /** GET or, with a body, POST one of our routes. */
  public async call<T>(name: ApiName, options: CallOptions = {}): Promise<Answer<T>> {
    const { body } = options;
    const raw = body instanceof Uint8Array;
    const headers = new Headers();
    const all = {
      ...PAGE_HEADERS,
      'content-type': raw ? 'application/octet-stream' : 'application/json',
      ...options.headers,
    };
    for (const [key, value] of Object.entries(all))
      if (value !== undefined) headers.set(key, value);
    const path = API[name].replace('{id}', encodeURIComponent(options.id ?? ''));
    const query = new URLSearchParams(options.query).toString();
    const response = await fetch(`${this.url}${path}${query === '' ? '' : `?${query}`}`, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      body:
        body === undefined
          ? undefined
          : raw || typeof body === 'string'
            ? (body as BodyInit)
            : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return this.read(response);
  }

  /** The same, where anything but a 200 is a failure. */
  public async ok<T>(name: ApiName, options: CallOptions = {}): Promise<T> {
    const answer = await this.call<T>(name, options);
    expect(
      answer.status === 200,
      `${name} answered ${answer.status}: ${answer.bytes.toString('utf8', 0, 300)}`
    );
    return answer.json;
  }

  public async get(path: string): Promise<Answer> {
    return this.read(await fetch(`${this.url}${path}`));
  }

  private async read<T>(response: Response): Promise<Answer<T>> {
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      get json() {
        return JSON.parse(bytes.toString('utf8')) as T;
      },
    };
  }
}

export interface Check {
  name: string;
  run(): Promise<void>;
}
