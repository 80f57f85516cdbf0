import { readFileSync } from 'node:fs';
import { Client, type ClientOptions } from '@elastic/elasticsearch';
import { PeakSearchError, reasonOf } from '../errors';

/**
 * A client for the cluster that options and environment name.
 *
 * @throws PeakSearchError `bad_request` when a file named there cannot be read
 */
export function elasticsearchClient(
  options: { esUrl: string; esCa?: string },
  more: ClientOptions = {}
): Client {
  return new Client({
    node: options.esUrl,
    auth: elasticsearchLogin(),
    tls: options.esCa ? { ca: fileText(options.esCa, '--es-ca') } : undefined,
    ...more,
  });
}

/**
 * Who to log in as, by the environment; Kibana knows the same users.
 *
 * @throws PeakSearchError `bad_request` when it is said by halves
 */
export function elasticsearchLogin():
  { apiKey: string } | { username: string; password: string } | undefined {
  const apiKey = secret('PEAK_SEARCH_ES_API_KEY');
  if (apiKey) return { apiKey };
  const username = process.env.PEAK_SEARCH_ES_USER;
  const password = secret('PEAK_SEARCH_ES_PASSWORD');
  if (!username && !password) return undefined;
  if (!username || !password) {
    throw new PeakSearchError(
      'bad_request',
      'Set both PEAK_SEARCH_ES_USER and PEAK_SEARCH_ES_PASSWORD, or neither.'
    );
  }
  return { username, password };
}

/** The variable, or the content of the file that `<variable>_FILE` names. */
function secret(variable: string): string | undefined {
  const file = process.env[`${variable}_FILE`];
  return process.env[variable] ?? (file ? fileText(file, `${variable}_FILE`).trim() : undefined);
}

function fileText(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new PeakSearchError('bad_request', `${where}: the file cannot be read (${reason}).`, {
      cause,
    });
  }
}
