import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, fetch as undiciFetch, type RequestInit, type Response } from 'undici';
import { ModelFetchError } from './errors';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A dropped connection or a busy server is tried this often in a row without a byte of progress. */
export const ATTEMPTS = 6;
/** Connections that stay silent this long are given up and tried again. */
const SILENCE_MS = 60_000;

/** undici's fetch, through HTTP_PROXY and HTTPS_PROXY (but not for NO_PROXY) as they are set now; `close` ends its connections. */
export function proxyFetch(): { fetch: Fetch; close: () => Promise<void> } {
  const dispatcher = new EnvHttpProxyAgent({ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS });
  return {
    fetch: (url, init) => undiciFetch(url, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  };
}

/** A failure that may pass: worth another attempt after `afterMs`, or after the usual pause. */
export class TransientError extends Error {
  constructor(
    message: string,
    readonly afterMs?: number
  ) {
    super(message);
  }
}

function host(url: string): string {
  return new URL(url).host;
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

/** fetch's message is "fetch failed"; what failed stands in its cause. */
export function rootMessage(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const { message, code } = inner as { message?: string; code?: string };
  return message || code || String(error);
}

/**
 * One request, whose answer has an accepted status.
 *
 * @throws TransientError for what may pass (network, 408, 425, 429, 5xx); ModelFetchError for what will not
 */
export async function request(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  accepted: readonly number[]
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'peak-search', ...init.headers },
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new TransientError(`${host(url)} cannot be reached (${rootMessage(error)}).`);
  }
  if (accepted.includes(response.status)) return response;
  await response.body?.cancel();
  const { status } = response;
  if ([408, 425, 429].includes(status) || status >= 500) {
    throw new TransientError(`${host(url)} answers ${status}.`, retryAfter(response));
  }
  if (status === 401 || status === 403) {
    throw new ModelFetchError(
      `${host(url)} does not allow ${new URL(url).pathname} (${status}). The repository is private or gated, or does not exist; check the name.`
    );
  }
  if (status === 404) {
    throw new ModelFetchError(
      `There is no ${new URL(url).pathname} on ${host(url)} (404). Check the name and the revision.`
    );
  }
  throw new ModelFetchError(`${host(url)} answers ${status} for ${new URL(url).pathname}.`);
}

/**
 * Repeats `attempt` while its failure may pass, with pauses of 1, 2, 4 … s (or as long as the server asks for).
 * `attempt` returns its progress in bytes so far: an attempt that got further starts the count anew.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  options: { signal?: AbortSignal; progress?: () => number; pauseMs?: number }
): Promise<T> {
  let reached = options.progress?.() ?? 0;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      const now = options.progress?.() ?? 0;
      if (now > reached) failures = 1;
      reached = now;
      if (failures >= ATTEMPTS) {
        throw new ModelFetchError(
          `${error.message} It was tried ${failures} times. Check the network and HTTPS_PROXY, then run the same command again: it continues where it stopped.`,
          { cause: error }
        );
      }
      const pause = error.afterMs ?? (options.pauseMs ?? 1000) * 2 ** (failures - 1);
      await sleep(pause, undefined, { signal: options.signal });
    }
  }
}
