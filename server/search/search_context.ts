import type { estypes } from '@elastic/elasticsearch';
import type { SearchRequest } from '../../common/search_api';
import type { ElasticsearchClient } from '../elasticsearch/elasticsearch_client';
import type { PeakSearchServices } from '../services';
import { multiSearch } from './execute/multi_search';
import type { SearchPart } from './execute/multi_search';
import { stablePreference } from './plan/plan';

export interface SearchOptions {
  signal?: AbortSignal;
}

/** What every step of one search needs. */
export interface SearchContext {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  request: SearchRequest;
  signal?: AbortSignal;
  preference: string;
}

export type Answer = estypes.SearchResponseBody<unknown>;

export function searchContext(
  services: PeakSearchServices,
  client: ElasticsearchClient,
  request: SearchRequest,
  { signal }: SearchOptions
): SearchContext {
  return { services, client, request, signal, preference: stablePreference(request) };
}

const DOING = 'search the photos';

/** Runs the parts of a search in one round trip. */
export function ask(
  { client, preference, signal }: SearchContext,
  parts: readonly SearchPart[]
): Promise<{ answers: Answer[]; warnings: string[] }> {
  return multiSearch(client, parts, { doing: DOING, preference, signal });
}

export function totalOf({ hits: { total } }: Answer): number {
  return typeof total === 'number' ? total : (total?.value ?? 0);
}
