import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, fetch as undiciFetch, type RequestInit, type Response } from 'undici';
import { ModelFetchError } from './errors';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A dropped connection or a busy server is tried this often in a row without a byte of progress. */
export const ATTEMPTS = 6;
/** Connections that stay silent this long are given up and tried again. */
const SILENCE_MS = 60_000;

/**
 * undici's fetch, with the access token of HF_TOKEN for the hub itself. fetch takes the header off when a redirect leads to
 * another origin (the hub's store is one, by signed addresses); what is asked of another host never gets it.
 */
export function withToken(fetch: Fetch, endpoint: string): Fetch {
  const token = process.env.HF_TOKEN?.trim();
  if (!token) return fetch;
  const hub = new URL(endpoint).origin;
  return (url, init) =>
    new URL(url).origin === hub
      ? fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })
      : fetch(url, init);
}

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
 * What a refusal means, by the hub's own code (`x-error-code`, as huggingface_hub's utils/_http.py reads it) or else by the
 * status. The hub answers 401 both for private repositories and for ones that don't exist.
 */
function refusal(response: Response, url: string): string {
  const { status } = response;
  const where = `${new URL(url).pathname} on ${host(url)}`;
  switch (response.headers.get('x-error-code')) {
    case 'GatedRepo':
      return `Access to ${where} is gated (${status}). Accept the conditions on the repository's page, then set HF_TOKEN to an access token.`;
    case 'RevisionNotFound':
      return `The revision in ${where} doesn't exist (${status}). Check --revision.`;
    case 'EntryNotFound':
      return `The file ${where} doesn't exist (${status}).`;
    case 'RepoNotFound':
      return `The repository in ${where} doesn't exist or is private (${status}). Check the name; for a private one, set HF_TOKEN to an access token.`;
    default:
  }
  if (status === 401 || status === 403) {
    return `${host(url)} denied access to ${new URL(url).pathname} (${status}). The repository is private, gated, or doesn't exist: check the name, or set HF_TOKEN to an access token.`;
  }
  if (status === 404) return `${where} doesn't exist (404). Check the name and the revision.`;
  return `${host(url)} answered ${status} for ${new URL(url).pathname}.`;
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
  throw new ModelFetchError(refusal(response, url));
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
