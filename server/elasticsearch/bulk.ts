import { PeakSearchError } from '../errors';
import type { Elasticsearch, RequestContext } from './elasticsearch';
import { elasticsearchFailure } from './elasticsearch_errors';
import { gaveUp, passingFailure, pause } from './retry';

/** One change of an index. */
export type BulkAction =
  | { kind: 'index'; id: string; document: object }
  /** A conflict where there is a document of this id. */
  | { kind: 'create'; id: string; document: object }
  /** Replaces some fields; `undefined` values are written as null, which takes a field away. */
  | {
      kind: 'update';
      id: string;
      fields: object;
      /** Refused as a conflict when the document is not in this version any more. */
      ifVersion?: { seqNo: number; primaryTerm: number };
    }
  | { kind: 'delete'; id: string };

export interface BulkOutcome<A extends BulkAction> {
  /** Carried out; a deletion of what was not there counts as carried out. */
  written: A[];
  /** Somebody else wrote or removed the document since it was read; it was left alone. */
  conflicts: A[];
  /** Elasticsearch will not take these however often they are sent. */
  refused: Array<{ action: A; reason: string }>;
}

export interface BulkRequest<A extends BulkAction> {
  actions: readonly A[];
  refresh?: boolean | 'wait_for';
  /** The name is an alias: a bulk must not create an index of that name, should the real one be deleted meanwhile. */
  isAlias?: boolean;
  /** Called after each attempt, also the one before an error, with what it settled. */
  onAttempt?: (outcome: BulkOutcome<A>) => Promise<void>;
}

/** An update of a document that others may write at the same moment is repeated this often inside Elasticsearch. */
const UPDATE_ATTEMPTS = 3;

/** No privilege (any more), or no index: whatever comes next would be refused as well, so it is the batch that failed. */
const BATCH_FAILED: ReadonlySet<number> = new Set([401, 403]);

interface Attempt<A extends BulkAction> extends BulkOutcome<A> {
  again: A[];
  /** Why they have to be sent again. */
  reason?: string;
  fatal?: PeakSearchError;
}

/**
 * Carries out many changes in one request, and looks at the answer of each. Where `elasticsearch` retries, changes that
 * a busy or recovering cluster turned away are sent again; otherwise they are an error.
 *
 * The client's own bulk helper is not used: it ends for good when the cluster is away longer than the transport's
 * retries, without saying which documents had arrived, and it cannot be interrupted while it waits.
 *
 * @throws PeakSearchError when the batch as a whole could not be carried out; what was written stays
 */
export async function bulk<A extends BulkAction>(
  elasticsearch: Elasticsearch,
  context: RequestContext,
  request: BulkRequest<A>
): Promise<BulkOutcome<A>> {
  const total: BulkOutcome<A> = { written: [], conflicts: [], refused: [] };
  const { retry } = elasticsearch;
  const started = Date.now();
  let waiting = request.actions;
  for (let attempt = 0; waiting.length > 0; attempt++) {
    const { again, reason, fatal, ...outcome } = await once(elasticsearch, context, {
      ...request,
      actions: waiting,
    });
    await request.onAttempt?.(outcome);
    total.written.push(...outcome.written);
    total.conflicts.push(...outcome.conflicts);
    total.refused.push(...outcome.refused);
    if (fatal) throw fatal;
    if (again.length > 0) {
      const waited = Date.now() - started;
      if (!retry) throw new PeakSearchError('busy', reason!, { retryAfterS: 5 });
      if (waited >= retry.maxWaitMs) throw gaveUp(reason!, waited);
      await pause(retry, attempt, reason!, waited);
    }
    waiting = again;
  }
  return total;
}

/**
 * As `bulk`, where every single change matters.
 *
 * @throws PeakSearchError `internal` when some were refused; the others are carried out
 */
export async function bulkAll<A extends BulkAction>(
  elasticsearch: Elasticsearch,
  context: RequestContext,
  request: BulkRequest<A>
): Promise<Omit<BulkOutcome<A>, 'refused'>> {
  const { refused, ...outcome } = await bulk(elasticsearch, context, request);
  if (refused.length > 0) {
    throw new PeakSearchError(
      'internal',
      `Elasticsearch could not ${context.doing}: it refused ${refused.length} of ${request.actions.length} changes (${refused[0].reason}). The others are done; running it again does the rest.`
    );
  }
  return outcome;
}

async function once<A extends BulkAction>(
  elasticsearch: Elasticsearch,
  context: RequestContext,
  { actions, refresh, isAlias }: BulkRequest<A>
): Promise<Attempt<A>> {
  const { index } = context;
  const answer = await elasticsearch.call(context, (client, options) =>
    client.bulk(
      {
        index,
        refresh,
        require_alias: isAlias,
        operations: actions.flatMap(operation),
        filter_path: ['errors', 'items.*.status', 'items.*.error.type', 'items.*.error.reason'],
      },
      options
    )
  );
  const attempt: Attempt<A> = { written: [], conflicts: [], refused: [], again: [] };
  actions.forEach((action, i) => {
    const { status, error } = answer.items[i][action.kind]!;
    const passing = passingFailure(status, error);
    const noIndex = error?.type === 'index_not_found_exception';
    if (status < 300 || (action.kind === 'delete' && status === 404 && !error)) {
      attempt.written.push(action);
    } else if (passing !== undefined) {
      attempt.again.push(action);
      attempt.reason = passing;
    } else if (error && isPipelineMissing(error.reason)) {
      attempt.fatal = pipelineMissing(index, error.reason!);
    } else if (BATCH_FAILED.has(status) || noIndex || (action.kind === 'index' && status === 404)) {
      const failure = { type: error?.type, reason: error?.reason ?? undefined };
      attempt.fatal = elasticsearchFailure(status, failure, context);
    } else if (status === 409 || status === 404) {
      attempt.conflicts.push(action);
    } else {
      attempt.refused.push({ action, reason: error?.reason ?? `status ${status}` });
    }
  });
  return attempt;
}

/** The cluster's fault, though Elasticsearch answers as if the document were wrong: none of them can be written. */
function isPipelineMissing(reason: string | null | undefined): boolean {
  return /^pipeline with id \[.*\] does not exist/.test(reason ?? '');
}

function pipelineMissing(index: string, reason: string): PeakSearchError {
  return new PeakSearchError(
    'index_missing',
    `Elasticsearch can't write to "${index}": ${reason}. Create the pipeline, or take it out of the index's settings or template, and run this again.`
  );
}

function operation(action: BulkAction): object[] {
  switch (action.kind) {
    case 'index':
      return [{ index: { _id: action.id } }, action.document];
    case 'create':
      return [{ create: { _id: action.id } }, action.document];
    case 'delete':
      return [{ delete: { _id: action.id } }];
    case 'update': {
      const version = action.ifVersion
        ? { if_seq_no: action.ifVersion.seqNo, if_primary_term: action.ifVersion.primaryTerm }
        : { retry_on_conflict: UPDATE_ATTEMPTS };
      // JSON would leave undefined out, and the old value would stay.
      const fields = Object.entries(action.fields).map(([name, value]) => [name, value ?? null]);
      return [{ update: { _id: action.id, ...version } }, { doc: Object.fromEntries(fields) }];
    }
  }
}
