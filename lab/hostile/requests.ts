import { gzipSync } from 'node:zlib';
import { seededRandom } from '../../common/seeded_random';
import { API } from '../../common/constants';
import { numbered, pick, type HostileFile, type Random } from './entries';

/** A request that no app of ours makes. */
export interface HostileRequest {
  name: string;
  category: string;
  method: string;
  /** As it goes over the wire: nothing is escaped or resolved. */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Sends so many bytes of the body and breaks the connection. */
  breakAfter?: number;
}

const json = (value: unknown) => JSON.stringify(value);

/** Bodies with everything in them that a schema knows, to be spoilt leaf by leaf. */
const BODIES: Array<[name: string, path: string, body: object]> = [
  [
    'search',
    API.search,
    {
      terms: [
        { type: 'text', text: 'snow', weight: 1 },
        { type: 'peak', id: 'ama-dablam', weight: 0.5 },
        { type: 'photo', id: 'a', weight: -1 },
      ],
      filters: {
        peaks: ['nuptse'],
        time: { from: '2023-10-01T00:00:00Z', to: '2023-11-01T00:00:00+05:45' },
        area: {
          type: 'polygon',
          points: [
            { lat: 27, lon: 86 },
            { lat: 28, lon: 86 },
            { lat: 28, lon: 87 },
          ],
        },
        hasPlace: true,
        albums: ['walk'],
        ids: ['a'],
      },
      sort: 'nearest',
      nearTo: { lat: 27, lon: 86 },
      from: 0,
      size: 10,
      k: 10,
      numCandidates: 20,
    },
  ],
  [
    'map',
    API.map,
    {
      filters: { area: { type: 'circle', center: { lat: 27, lon: 86 }, radiusM: 1000 } },
      bounds: { top: 28, left: 86, bottom: 27, right: 87 },
      zoom: 5,
    },
  ],
  ['compass', API.compass.replace('{id}', 'a'), { correctionDeg: 3, scope: 'photo' }],
  ['references', API.references.replace('{id}', 'a'), { photoId: 'b', preview: true }],
];

/** JSON texts that stand where something else should: wrong types, limits, and what other languages trip over. */
const ODD_VALUES = [
  'null', 'true', '-1', '0.5', '1e308', '-1e308', '1e999', '9007199254740993', '""', '"\\u0000"', '"NaN"', '"\\ud800"',
  '[]', '{}', '[[[[]]]]', '{"$gt":""}', '{"__proto__":{"isAdmin":true}}', '{"toString":1}', `"${'x'.repeat(5000)}"`,
  '"*"', '"../../etc/passwd"', '"<script>"', '"\'; DROP TABLE photos; --"', '"${jndi:ldap://127.0.0.1/a}"',
]; // prettier-ignore

/** Every way to the leaves and branches of a value. */
function waysInto(value: unknown, way: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, inner]) => waysInto(inner, [...way, key]))];
}

/** The value as JSON text with one part of it replaced by another text. */
function spoilt(value: unknown, way: readonly string[], odd: string): string {
  const [key, ...rest] = way;
  if (key === undefined) return odd;
  const parts = Object.entries(value as object).map(([name, inner]) => {
    const text = name === key ? spoilt(inner, rest, odd) : json(inner);
    return Array.isArray(value) ? text : `${json(name)}:${text}`;
  });
  return Array.isArray(value) ? `[${parts.join()}]` : `{${parts.join()}}`;
}

/** A vector of a client's own is in no schema; here it is nevertheless, with what no vector may hold. */
const VECTORS = ['[NaN]', '[Infinity]', '[null,null]', '[1e400]', `[${'0,'.repeat(5000)}0]`];

function wrongShapes(): HostileRequest[] {
  return BODIES.flatMap(([name, path, body]) => {
    const requests = waysInto(body).flatMap((way, w) =>
      ODD_VALUES.map((odd, o) => ({ name: `${name}-${w}-${o}`, body: spoilt(body, way, odd) }))
    );
    const added = [...VECTORS, ...ODD_VALUES].map((odd, o) => ({
      name: `${name}-added-${o}`,
      body: `{"vector":${odd},${json(body).slice(1)}`,
    }));
    return [...requests, ...added].map((request) => ({
      ...request,
      category: 'wrong shape',
      method: 'POST',
      path,
    }));
  });
}

function brokenBodies(): HostileRequest[] {
  const bodies: Array<[string, Buffer | string, Record<string, string>?]> = [
    ['empty', ''],
    ['half', '{"terms":[{"type":"te'],
    ['not-json', 'terms=snow&size=3'],
    ['two', '{}{}'],
    ['nan', '{"size":NaN}'],
    ['comment', '{/* a */"size":1}'],
    ['deep-array', '['.repeat(100_000)],
    ['deep-closed', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['deep-object', `${'{"terms":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['many-keys', `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join()}}`],
    ['two-megabytes', `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}`],
    ['digits', `{"size":${'9'.repeat(100_000)}}`],
    ['utf-16', Buffer.from('{"size":1}', 'utf16le')],
    ['not-utf8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['nul', '\0\0\0\0'],
    ['bom', '\ufeff{"size":1}'],
    [
      'xml',
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      { 'content-type': 'application/xml' },
    ],
    ['no-type', '{}', { 'content-type': '' }],
    ['form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['multipart', '--x\r\n\r\n', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['gzip-bomb', gzipSync(Buffer.alloc(50e6)), { 'content-encoding': 'gzip' }],
    ['not-gzip', 'plain', { 'content-encoding': 'gzip' }],
    ['unknown-encoding', '{}', { 'content-encoding': 'zstd, br, gzip' }],
  ];
  return [API.search, API.map].flatMap((path) =>
    bodies.map(([name, body, headers]) => ({
      name: `${path === API.map ? 'map' : 'search'}-${name}`,
      category: 'broken body',
      method: 'POST',
      path,
      body,
      headers,
    }))
  );
}

function oddAddresses(): HostileRequest[] {
  const ids = [
    '..', '../..', '..%2f..%2fetc%2fpasswd', '%2e%2e', '%00', 'a%00.jpg', '%', '%zz', '%ff%fe', '_search', '_all', '*', '-', '.',
    '%20', 'a%0d%0aset-cookie:x=1', '%F0%9F%8F%94', encodeURIComponent('आमा'), 'x'.repeat(201), 'x'.repeat(8000), 'null', '-1',
    '%3Cscript%3E', 'a;b', 'a,b', '%22', "'", '{id}', '__proto__', 'constructor',
  ]; // prettier-ignore
  const routes = [API.photo, API.thumbnail, API.rendition, API.original, API.references];
  const queries = [
    'px=0', 'px=-1', 'px=1e99', 'px=NaN', 'px[]=1', 'px=256&px=512', 'v=%00', `v=${'x'.repeat(5000)}`, 'download=maybe',
    'apiVersion=0', 'apiVersion=99', '__proto__[a]=1', 'similar=1000', 'a'.repeat(3000),
  ]; // prettier-ignore
  return [
    ...routes.flatMap((route) => ids.map((id) => [route.replace('{id}', id), 'id'] as const)),
    ...routes.flatMap((route) =>
      queries.map((query) => [`${route.replace('{id}', 'a')}?${query}`, 'query'] as const)
    ),
    ...[
      '/',
      '//',
      '/internal',
      '/internal/peak_search',
      '/internal/peak_search/../../etc/passwd',
      '/%',
      '/s/x/app',
    ].map((path) => [path, 'path'] as const),
  ].map(([path, what], i) => ({
    name: `${what}-${numbered(i)}`,
    category: 'odd address',
    method: 'GET',
    path,
  }));
}

function oddHeaders(): HostileRequest[] {
  const headers: Array<Record<string, string>> = [
    { 'elastic-api-version': '' },
    { 'elastic-api-version': '999999999999' },
    { 'kbn-version': '0.0.0' },
    { host: 'evil.example' },
    { host: '' },
    { 'if-none-match': '"'.repeat(5000) },
    { range: 'bytes=-1' },
    { range: 'bytes=0-0,1-1,2-2' },
    { accept: '*/*;q=x' },
    { 'x-a': 'y'.repeat(12_000) },
    { 'content-length': '5' },
    { expect: '100-continue' },
  ];
  const methods = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE'];
  return [
    ...headers.map((more, i) => ({
      name: `headers-${i}`,
      category: 'odd header',
      method: 'GET',
      path: API.status,
      headers: more,
    })),
    ...methods.map((method) => ({
      name: `method-${method}`,
      category: 'odd header',
      method,
      path: API.search,
    })),
  ];
}

/** Files of the corpus as uploads, and uploads that end too early or under a wrong name. */
async function uploads(files: readonly HostileFile[], random: Random): Promise<HostileRequest[]> {
  const types = ['image/jpeg', 'image/heic', 'application/octet-stream'];
  const requests: HostileRequest[] = [];
  for (const { path, bytes } of files) {
    if (!bytes) continue;
    const body = await bytes();
    const headers = { 'content-type': pick(random, types) };
    const common = { category: 'upload', method: 'POST', path: API.identify, headers, body };
    requests.push({ ...common, name: `upload ${path.toString('latin1')}` });
    if (requests.length % 10 === 0 && body.length > 100) {
      requests.push({ ...common, name: `broken off ${path.toString()}`, breakAfter: 50 });
    }
  }
  const [any] = requests;
  return any === undefined
    ? []
    : [
        ...requests,
        { ...any, name: 'upload as text', headers: { 'content-type': 'text/plain' } },
        { ...any, name: 'upload as nothing', headers: { 'content-type': '' } },
        { ...any, name: 'upload of nothing', body: Buffer.alloc(0) },
        { ...any, name: 'upload with an odd question', path: `${API.identify}?similar=NaN` },
        { ...any, name: 'upload without everything', path: `${API.identify}?without=all` },
      ];
}

/**
 * Requests of every kind, the same for the same seed.
 *
 * @param files whose bytes are uploaded
 */
export async function hostileRequests(
  seed: number,
  files: readonly HostileFile[]
): Promise<HostileRequest[]> {
  return [
    ...wrongShapes(),
    ...brokenBodies(),
    ...oddAddresses(),
    ...oddHeaders(),
    ...(await uploads(files, seededRandom(seed))),
  ];
}

/** Some of each category, spread over it. */
export function shortRequests(requests: readonly HostileRequest[], each: number): HostileRequest[] {
  const categories = [...new Set(requests.map(({ category }) => category))];
  return categories.flatMap((category) => {
    const some = requests.filter((request) => request.category === category);
    const step = Math.max(1, Math.floor(some.length / each));
    return some.filter((_, i) => i % step === 0).slice(0, each);
  });
}
