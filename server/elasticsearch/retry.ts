import { setTimeout as sleep } from 'node:timers/promises';
import { FAILURES, PeakSearchError } from '../errors';
import { elasticsearchError } from './elasticsearch_errors';

/** What a caller hears while an operation waits for Elasticsearch. */
export type RetryEvent =
  | { type: 'waiting'; reason: string; retryInS: number; waitedS: number }
  | { type: 'resumed'; waitedS: number };

/** How long an operation is repeated, and who hears of it. */
export interface Retry {
  onEvent: (event: RetryEvent) => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
  maxWaitMs: number;
}

/** A cluster's rolling restart takes minutes a node; longer than this and a person should look. */
export const DEFAULT_MAX_WAIT_MS = 15 * 60_000;

const FIRST_PAUSE_MS = 500;
/** Soon enough to go on when the cluster is back, rare enough not to disturb its start. */
const LONGEST_PAUSE_MS = 15_000;

/** A part of the index cannot answer now. */
export class UnavailableError extends Error {}

interface ClientFailure {
  name?: string;
  statusCode?: number;
  body?: { error?: { type?: string; reason?: string } };
}

/**
 * Runs an Elasticsearch operation, and again with growing pauses while the cluster is away, overloaded or read-only,
 * saying so. Operations must be such that doing them twice does no harm (all of an ingest's are).
 *
 * @throws PeakSearchError with a sentence, when the failure is no passing one or lasts longer than maxWaitMs; the
 *   signal's reason when it ends the waiting
 */
export async function withRetries<T>(retry: Retry, operation: () => Promise<T>): Promise<T> {
  const started = Date.now();
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await operation();
      if (attempt > 0) retry.onEvent({ type: 'resumed', waitedS: seconds(Date.now() - started) });
      return result;
    } catch (error) {
      const reason = passingReason(error);
      const waited = Date.now() - started;
      if (reason === undefined) throw elasticsearchError(error);
      if (waited >= retry.maxWaitMs) throw gaveUp(reason, waited, error);
      await pause(retry, attempt, reason, waited);
    }
  }
}

/** Waits before attempt number `attempt + 1`: doubling, with a random part so that several hosts do not come at once. */
export async function pause(
  { onEvent, signal }: Retry,
  attempt: number,
  reason: string,
  waitedMs: number
): Promise<void> {
  const ms =
    Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10)) *
    (0.75 + Math.random() / 2);
  onEvent({ type: 'waiting', reason, retryInS: seconds(ms), waitedS: seconds(waitedMs) });
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw signal?.reason;
  }
}

/**
 * A sentence for a failure that goes away by itself or by an operator's hand elsewhere; undefined for the others.
 */
export function passingReason(error: unknown): string | undefined {
  if (error instanceof UnavailableError) return error.message;
  if (error instanceof PeakSearchError) {
    // A block is a 403, and reads as "forbidden" unless one looks at what it came from.
    const reason = error.cause === undefined ? undefined : passingReason(error.cause);
    return reason ?? (FAILURES[error.code].passes ? error.message : undefined);
  }
  const { name, statusCode, body } = error as ClientFailure;
  if (name === 'ConnectionError' || name === 'NoLivingConnectionsError') {
    return `Elasticsearch does not answer (${(error as Error).message}).`;
  }
  if (name === 'TimeoutError') return 'Elasticsearch did not answer in time.';
  if (statusCode === undefined) return undefined;
  return passingFailure(statusCode, body?.error);
}

/** The same for a status with Elasticsearch's own error object, of a whole answer or of one item of a bulk. */
export function passingFailure(
  status: number,
  failure: { type?: string; reason?: string | null } | undefined
): string | undefined {
  const detail = failure?.reason ? ` (${failure.reason})` : '';
  if (failure?.type === 'cluster_block_exception') return blocked(failure.reason ?? '');
  if (status === 429) return `Elasticsearch has more to do than it can take${detail}.`;
  if (status === 502 || status === 503 || status === 504) {
    return `Elasticsearch, or a part of the index, is not available${detail}.`;
  }
  return undefined;
}

function blocked(reason: string): string {
  return /flood|disk|read-only-allow-delete|read-only \/ allow delete/i.test(reason)
    ? `Elasticsearch has made the index read-only because a disk is nearly full (${reason}). Free space on that node; the block then goes by itself.`
    : `Elasticsearch has blocked writing (${reason}). An administrator must lift the block.`;
}

/** The error for a passing failure that did not pass. */
export function gaveUp(reason: string, waitedMs: number, cause?: unknown): PeakSearchError {
  return new PeakSearchError(
    'elasticsearch_unreachable',
    `${reason} Gave up after ${seconds(waitedMs)} s; what was indexed stays, and running the same command again goes on from there.`,
    { cause }
  );
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
