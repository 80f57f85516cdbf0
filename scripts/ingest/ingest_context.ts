import type { ElasticsearchClient } from '../../server/elasticsearch/elasticsearch_client';
import type { PeakSearchServices } from '../../server/services';
import type { IngestEvent, IngestOptions } from './events';
import type { InWork } from './scan/in_work';
import type { Journal } from './scan/journal';
import type { Retry } from '../../server/elasticsearch/retry';

/** What every part of a run over one album is given. */
export interface IngestContext {
  services: PeakSearchServices;
  client: ElasticsearchClient;
  album: { name: string; root: string };
  options: IngestOptions;
  onEvent: (event: IngestEvent) => void;
  signal?: AbortSignal;
  patience: Retry;
  journal: Journal;
  inWork: InWork;
}
