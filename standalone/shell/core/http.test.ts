/** @jest-environment jsdom */
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
  const sent: Request[] = [];
  const http = createHttp('/base/s/trek', '/base', '9.1.0');
  class FakeRequest {
    constructor(
      public readonly url: URL,
      public readonly init: RequestInit
    ) {}
  }
  beforeAll(() => {
    // jsdom has neither: what is looked at is what they are asked for and how their answer is handed on.
    Object.assign(globalThis, {
      Request: FakeRequest,
      fetch: async (request: Request) => {
        sent.push(request);
        return {
          ok: !String(request.url).includes('fails'),
          status: 200,
          statusText: 'OK',
          headers: new Headers({ 'content-type': 'application/json' }),
          text: async () => '{"is":"parsed"}',
        };
      },
    });
  });

  it('takes the path in its options, and hands them back with the answer', async () => {
    const options = { path: '/x', asResponse: true as const, query: { a: ['1', '2'] } };
    const { fetchOptions, body } = await http.get<object>(options);
    expect(fetchOptions).toEqual(options);
    expect(body).toEqual({ is: 'parsed' });
    expect(String(sent.at(-1)!.url)).toMatch(/\/base\/s\/trek\/x\?a=1&a=2$/);
  });

  it('leaves a raw body unread, of an error as well, and wants the whole response then', async () => {
    const raw = { asResponse: true as const, rawResponse: true };
    expect((await http.get('/x', raw)).body).toBeUndefined();
    await expect(http.get('/fails', raw)).rejects.toMatchObject({ body: undefined });
    await expect(http.get('/x', { rawResponse: true })).rejects.toThrow(
      /only supported when asResponse/
    );
  });
});
