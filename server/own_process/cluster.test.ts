import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elasticsearchClient, elasticsearchLogin } from './cluster';

const VARIABLES = ['API_KEY', 'API_KEY_FILE', 'USER', 'PASSWORD', 'PASSWORD_FILE'];
const before = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'peak-search-login-'));
const file = (text: string) => {
  const path = join(folder, 'secret');
  writeFileSync(path, text);
  return path;
};
const login = (names: Record<string, string>) => {
  for (const name of VARIABLES) delete process.env[`PEAK_SEARCH_ES_${name}`];
  for (const [name, value] of Object.entries(names)) process.env[`PEAK_SEARCH_ES_${name}`] = value;
  return elasticsearchLogin();
};
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

it('takes a key or a password from the environment, or from the file that it names', () => {
  expect(login({})).toBeUndefined();
  expect(login({ API_KEY: 'abc' })).toEqual({ apiKey: 'abc' });
  expect(login({ API_KEY_FILE: file('from a file\n') })).toEqual({ apiKey: 'from a file' });
  expect(login({ USER: 'guide', PASSWORD_FILE: file('secret\n') })).toEqual({
    username: 'guide',
    password: 'secret',
  });
});

it('refuses half a login, and a file that cannot be read', () => {
  expect(() => login({ USER: 'guide' })).toThrow(/Set both/);
  expect(() => login({ API_KEY_FILE: join(folder, 'none') })).toThrow(
    /^PEAK_SEARCH_ES_API_KEY_FILE: the file cannot be read/
  );
});

it.each([
  ['of the file where none is handed in', {}, 'ApiKey from a file'],
  ['that is handed in', { auth: { apiKey: 'given' } }, 'ApiKey given'],
])('asks the cluster with the key %s', async (_what, more, expected) => {
  login({ API_KEY_FILE: file('from a file\n') });
  let said: string | undefined;
  const server = createServer((request, response) => {
    said = request.headers.authorization;
    response.setHeader('x-elastic-product', 'Elasticsearch').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = elasticsearchClient({ esUrl: `http://127.0.0.1:${port}` }, more);
  try {
    await client.ping();
    expect(said).toBe(expected);
  } finally {
    await client.close();
    server.close();
  }
});
