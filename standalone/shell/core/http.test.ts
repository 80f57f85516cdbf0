/** @jest-environment jsdom */
import type { HttpResponse } from '@kbn/core/public';
import { createHttp, queryString } from './http';

it.each([
  [{ q: 'snow & ice', n: 2, on: true }, 'q=snow+%26+ice&n=2&on=true'],
  [{ q: ['a', 'b'] }, 'q=a&q=b'],
  [{ a: undefined, b: null, c: [] }, 'b='],
  [undefined, ''],
])('writes the query %j', (query, text) => {
  expect(queryString(query)).toBe(text);
});

describe('fetch', () => {
  const http = createHttp('/base/s/trek', '/base', '9.1.0');
  const sent: Array<{ url: URL; init: RequestInit & { headers: Headers }; signal?: AbortSignal }> =
    [];
  let answer: () => unknown;
  const respond = (body: string, type = 'application/json', more = {}) => ({
    ok: true,
    status: 200,
    statusText: 'OK',
    headers: new Headers({ 'content-type': type }),
    text: async () => body,
    json: async () => JSON.parse(body) as unknown,
    ...more,
  });
  class FakeRequest {
    public readonly signal: AbortSignal | null | undefined;
    constructor(
      public readonly url: URL,
      public readonly init: RequestInit
    ) {
      this.signal = init.signal;
    }
  }
  beforeAll(() => {
    // jsdom has neither: what is looked at is what they are asked for and how their answer is handed on.
    Object.assign(globalThis, {
      Request: FakeRequest,
      fetch: async (request: (typeof sent)[number]) => {
        sent.push(request);
        return answer();
      },
    });
  });
  beforeEach(() => {
    answer = () => respond('{"is":"parsed"}');
  });
  const last = () => sent.at(-1)!;

  it('takes the path in its options, and hands them back with the method that was used', async () => {
    const options = { path: '/x', asResponse: true as const, query: { a: ['1', '2'] } };
    const { fetchOptions, body } = await http.get<object>(options);
    expect(fetchOptions).toEqual({ ...options, method: 'GET' });
    expect(body).toEqual({ is: 'parsed' });
    expect(String(last().url)).toMatch(/\/base\/s\/trek\/x\?a=1&a=2$/);
    const posted: HttpResponse = await http.post('/y', { asResponse: true });
    expect(posted.fetchOptions).toEqual({ path: '/y', asResponse: true, method: 'POST' });
    const plain: HttpResponse = await http.fetch('/z', { asResponse: true });
    expect(plain.fetchOptions).not.toHaveProperty('method');
    expect(last().init.method).toBe('GET');
  });

  it('takes a question mark in a path for a part of its name', async () => {
    await http.get('/x?a=1');
    expect(last().url.pathname + last().url.search).toBe('/base/s/trek/x%3Fa=1');
    await http.get('/plain', { prependBasePath: false });
    expect(last().url.pathname).toBe('/plain');
  });

  it('sends Kibana’s headers whatever the caller sends', async () => {
    await http.put('/x', {
      version: '1',
      asSystemRequest: true,
      headers: { 'Content-Type': undefined, 'elastic-api-version': '7', mine: 'yes' },
      cache: 'no-store',
      keepalive: true,
    });
    const { headers, cache, keepalive, credentials } = last().init;
    expect(Object.fromEntries(headers.entries())).toEqual({
      'elastic-api-version': '1',
      'kbn-build-number': '0',
      'kbn-system-request': 'true',
      'kbn-version': '9.1.0',
      mine: 'yes',
      'x-elastic-internal-origin': 'Kibana',
    });
    expect({ cache, keepalive, credentials }).toEqual({
      cache: 'no-store',
      keepalive: true,
      credentials: 'same-origin',
    });
    await http.get('/x', { headers: { 'elastic-api-version': '7' } });
    expect(last().init.headers.has('elastic-api-version')).toBe(false);
  });

  it('refuses headers that are Kibana’s own, and calls that are neither of its two forms', async () => {
    await expect(http.get('/x', { headers: { 'kbn-xsrf': 'a', ok: 'b' } })).rejects.toThrow(
      'Invalid fetch headers, headers beginning with "kbn-" are not allowed: [kbn-xsrf]'
    );
    await expect(http.get('/x', { headers: { 'x-elastic-internal-origin': 'a' } })).rejects.toThrow(
      /"x-elastic-internal-" are not allowed/
    );
    const wrong = http.get as unknown as (options: object, more: object) => Promise<unknown>;
    await expect(wrong({ path: '/x' }, {})).rejects.toThrow(/received \(object, object\)/);
  });

  it.each([
    ['{"a":1}', 'application/json; charset=utf-8', { a: 1 }],
    ['{"a":1}', 'text/plain', { a: 1 }],
    ['words', 'text/plain', 'words'],
    ['', '', ''],
  ])('reads %j of type %j', async (text, type, body) => {
    answer = () => respond(text, type);
    expect(await http.get('/x')).toEqual(body);
  });

  it('fails where what is said to be JSON is none', async () => {
    answer = () => respond('<html>');
    await expect(http.get('/x')).rejects.toMatchObject({
      name: 'SyntaxError',
      response: expect.objectContaining({ status: 200 }),
    });
  });

  it('leaves a raw body unread, of an error as well, and wants the whole response then', async () => {
    const raw = { asResponse: true as const, rawResponse: true };
    expect((await http.get('/x', raw)).body).toBeNull();
    answer = () => respond('{}', 'application/json', { ok: false, status: 500, statusText: 'Bad' });
    await expect(http.get('/x', raw)).rejects.toMatchObject({ body: null, message: 'Bad' });
    await expect(http.get('/x', { rawResponse: true })).rejects.toThrow(
      /only supported when asResponse/
    );
  });

  it.each([
    ['an abort', new DOMException('gone', 'AbortError'), 'AbortError', 'gone'],
    ['a page that is left', new TypeError(''), 'AbortError', 'The user aborted a request.'],
    ['a network that is away', new TypeError('Failed to fetch'), 'TypeError', 'Failed to fetch'],
  ])('tells %s', async (_what, cause, name, message) => {
    answer = () => {
      throw cause;
    };
    await expect(http.get('/x')).rejects.toMatchObject({ name, message, response: undefined });
  });

  it('calls whatever happens after an abort an abort', async () => {
    const caller = new AbortController();
    answer = () => {
      caller.abort();
      throw new TypeError('Failed to fetch');
    };
    await expect(http.get('/x', { signal: caller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
