import type { estypes } from '@elastic/elasticsearch';
import type { ElasticsearchClient } from './elasticsearch_client';
import { withElasticsearchErrors } from './elasticsearch_errors';
import type { ElasticsearchErrorContext } from './elasticsearch_errors';
import { withRetries } from './retry';
import type { Retry } from './retry';

/** What one request concerns: the index and the action that an error message names. */
export type RequestContext = Required<ElasticsearchErrorContext>;

/** Transport options that every request is sent with. */
export interface SendOptions {
  signal?: AbortSignal;
}

/**
 * Elasticsearch as one caller uses it: with the caller's client (and so the caller's privileges), ended by the
 * caller's signal, repeated where the caller can wait. All requests of this product go through `call`, so that none
 * of them can forget the signal or let a client error out untranslated.
 */
export class Elasticsearch {
  constructor(
    private readonly client: ElasticsearchClient,
    private readonly options: { signal?: AbortSignal; retry?: Retry } = {}
  ) {}

  public get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  public get retry(): Retry | undefined {
    return this.options.retry;
  }

  /** For cleaning up: neither ended by the signal nor repeated. */
  public detached(): Elasticsearch {
    return new Elasticsearch(this.client);
  }

  /**
   * Sends one request.
   *
   * @param send gets the client and the options that the request must be sent with
   * @throws PeakSearchError with a sentence; the signal's reason when the caller has gone
   */
  public async call<T>(
    context: RequestContext,
    send: (client: ElasticsearchClient, options: SendOptions) => Promise<T>
  ): Promise<T> {
    const { signal, retry } = this.options;
    const once = () => withElasticsearchErrors(context, () => send(this.client, { signal }));
    try {
      signal?.throwIfAborted();
      return await (retry ? withRetries(retry, once) : once());
    } catch (error) {
      // What fails because the caller has gone is no failure of Elasticsearch's.
      signal?.throwIfAborted();
      throw error;
    }
  }

  /** Runs one search. */
  public search<T = unknown, A = Record<string, estypes.AggregationsAggregate>>(
    context: RequestContext,
    body: Omit<estypes.SearchRequest, 'index'>
  ): Promise<estypes.SearchResponse<T, A>> {
    return this.call(context, (client, options) =>
      client.search<T, A>({ index: context.index, ...body }, options)
    );
  }
}
