import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Compose {
  services: Record<string, { environment: Record<string, string>; ports: string[] }>;
}

test('the Elasticsearch of docker-compose.yml is on the loopback, and asks for a password that nobody can read here', () => {
  const text = readFileSync(join(__dirname, '../docker-compose.yml'), 'utf8');
  const { environment, ports } = (parse(text) as Compose).services.elasticsearch;
  expect(environment['xpack.security.enabled']).toBe('true');
  // Compose refuses to start where the variable is missing or empty (":?"); a default would be everybody's password.
  expect(environment.ELASTIC_PASSWORD).toMatch(/^\$\{PEAK_SEARCH_ES_PASSWORD:\?[^}]+\}$/);
  expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
});
