import { DEFAULT_SETTINGS } from '../../server/settings';
import { type Check, type CallOptions, type ApiName, expect, type Probe } from './probe';

/** A GIF's first bytes: a picture, but none of the formats. */
const GIF = Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1');
/** Begins like a JPEG and ends there. */
const TORN_JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0]);

interface Refusal {
  name: string;
  route: ApiName;
  options: CallOptions;
  status: number;
  /** In the message, which must help. */
  says: RegExp;
}

const REFUSALS: Refusal[] = [
  {
    name: 'a body that is no JSON',
    route: 'search',
    options: { body: '{"size":' },
    status: 400,
    says: /JSON/i,
  },
  {
    name: 'a page that is too large',
    route: 'search',
    options: { body: { size: 501 } },
    status: 400,
    says: /size must be at most 500/,
  },
  {
    name: 'a field that does not exist',
    route: 'search',
    options: { body: { sizes: 1 } },
    status: 400,
    says: /unknown field "sizes"/,
  },
  {
    name: 'paging too deep',
    route: 'search',
    options: { body: { from: 9_990, size: 60 } },
    status: 400,
    says: /narrow the search/,
  },
  {
    name: 'a polygon of two corners',
    route: 'search',
    options: {
      body: {
        filters: {
          area: {
            type: 'polygon',
            points: [
              { lat: 1, lon: 1 },
              { lat: 2, lon: 2 },
            ],
          },
        },
      },
    },
    status: 400,
    says: /points must have at least 3/,
  },
  {
    name: 'a time without offset',
    route: 'search',
    options: { body: { filters: { time: { from: '2023-10-27T06:00' } } } },
    status: 400,
    says: /instant with offset/,
  },
  {
    name: 'a photo that does not exist',
    route: 'photo',
    options: { id: 'no-such-photo' },
    status: 404,
    says: /no photo/,
  },
  {
    name: 'a path instead of an id',
    route: 'original',
    options: { id: '../../../etc/passwd' },
    status: 404,
    says: /no photo/,
  },
  {
    name: 'an upload that is no photo',
    route: 'identify',
    options: { body: Buffer.from('hello, this is text') },
    status: 415,
    says: /\w/,
  },
  {
    name: 'an upload of another format',
    route: 'identify',
    options: { body: GIF },
    status: 415,
    says: /GIF/,
  },
  {
    name: 'a torn photo',
    route: 'identify',
    options: { body: TORN_JPEG },
    status: 422,
    says: /damaged/,
  },
  {
    name: 'an empty upload',
    route: 'identify',
    options: { body: Buffer.alloc(0) },
    status: 415,
    says: /\w/,
  },
  {
    name: 'an upload under a wrong type',
    route: 'identify',
    options: { body: GIF, headers: { 'content-type': 'text/html' } },
    status: 415,
    says: /\w/,
  },
  {
    name: 'an upload that is too large',
    route: 'identify',
    options: { body: Buffer.alloc(DEFAULT_SETTINGS.upload.maxBytes + 1) },
    status: 413,
    says: /maximum/,
  },
  {
    name: 'a POST without kbn-xsrf',
    route: 'search',
    options: { body: {}, headers: { 'kbn-xsrf': undefined } },
    status: 400,
    says: /kbn-xsrf/,
  },
  {
    name: 'a page of another version',
    route: 'status',
    options: { headers: { 'kbn-version': '0.0.0' } },
    status: 400,
    says: /refresh the page/,
  },
  {
    name: 'a call of a version that there is not',
    route: 'status',
    options: { headers: { 'elastic-api-version': '99' } },
    status: 400,
    says: /version/,
  },
  {
    name: 'an internal route from outside',
    route: 'status',
    options: { headers: { 'x-elastic-internal-origin': undefined } },
    status: 400,
    says: /not available/,
  },
];

/** Wrong input of every kind: the right status, and a sentence. */
export function refusalChecks(probe: Probe): Check[] {
  return REFUSALS.map(({ name, route, options, status, says }) => ({
    name: `refused: ${name}`,
    run: async () => {
      const answer = await probe.call<{ message?: string }>(route, options);
      expect(answer.status === status, `status ${answer.status} instead of ${status}`);
      const { message = '' } = answer.json;
      expect(says.test(message), `the message does not help: "${message}"`);
    },
  }));
}

/** The page and its scripts, as the browser gets them. */
export function pageChecks(probe: Probe): Check[] {
  return [
    {
      name: 'page: HTML with Kibana’s content security policy',
      run: async () => {
        const { status, headers } = await probe.get('/app/peakSearch');
        expect(status === 200, `status ${status}`);
        expect(
          /script-src [^;]*'self'/.test(headers.get('content-security-policy') ?? ''),
          'no policy'
        );
      },
    },
    {
      name: 'page: its scripts, to be kept for ever',
      run: async () => {
        const html = (await probe.get('/app/peakSearch')).bytes.toString('utf8');
        const base = /"bundleBase":"([^"]+)"/.exec(html.replace(/&quot;/g, '"'))?.[1];
        const version = /"pluginVersion":"([^"]+)"/.exec(html.replace(/&quot;/g, '"'))?.[1];
        for (const file of [
          'bootstrap.js',
          'shared_deps.js',
          'shell.js',
          `plugin/peakSearch/${version}/peakSearch.plugin.js`,
        ]) {
          const { status, headers } = await probe.get(`${base}/${file}`);
          expect(status === 200, `${file}: status ${status}`);
          expect(/immutable/.test(headers.get('cache-control') ?? ''), `${file} may not be kept`);
        }
      },
    },
  ];
}
