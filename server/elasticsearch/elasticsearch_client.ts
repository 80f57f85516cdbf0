import type { Client } from '@elastic/elasticsearch';

/** Kibana's `asCurrentUser` and a plain client share these methods; nothing else of the client is used. */
export type ElasticsearchClient = Pick<
  Client,
  | 'search'
  | 'msearch'
  | 'get'
  | 'mget'
  | 'bulk'
  | 'count'
  | 'update'
  | 'updateByQuery'
  | 'index'
  | 'delete'
  | 'deleteByQuery'
  | 'openPointInTime'
  | 'closePointInTime'
  | 'indices'
  | 'nodes'
  | 'cluster'
  | 'helpers'
  // The methods above are typed with a `this` that has it.
  | 'transport'
>;
