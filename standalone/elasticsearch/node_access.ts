import { randomBytes } from 'node:crypto';
import { Client, type ClientOptions } from '@elastic/elasticsearch';

/** Where an Elasticsearch is, and the API key it asks for (a cluster without security asks for none). */
export interface NodeAccess {
  /** Such as http://127.0.0.1:34567. */
  url: string;
  apiKey?: string;
}

/** A key for one start of the embedded node: 256 bits that no other process can guess. */
export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

/** A client for it. The only way that code of ours connects to a node that it was given. Close it. */
export function connectTo({ url, apiKey }: NodeAccess, options: ClientOptions = {}): Client {
  return new Client({
    node: url,
    auth: apiKey === undefined ? undefined : { apiKey },
    ...options,
  });
}

/** The same for a `peak-search` that is started as a process: arguments can be read by everybody on the machine. */
export function environmentFor({ url, apiKey }: NodeAccess): Record<string, string> {
  return { ELASTICSEARCH_URL: url, PEAK_SEARCH_ES_API_KEY: apiKey ?? '' };
}
