import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { HostileRequest } from './requests';
import { MAX_YARDSTICKS, yardstickMs } from './yardstick';

export interface RequestOutcome {
  sent: number;
  /** Sentences: what was not as it should be. */
  failures: string[];
  slowest: { cpuMs: number; ms: number; name: string };
  byStatus: Map<number, number>;
}

/** A request that has got no answer by then never gets one. */
const GIVE_UP_MS = 600_000;

interface Reply {
  /** 0: the connection ended without an answer. */
  status: number;
  body: string;
  cpuMs: number;
  ms: number;
}

/**
 * Sends each request to a host and holds the answer to what is promised: below 500 or 504 (a deadline of the host's
 * own), at a bounded cost (the server is in this process, and works on one request at a time), and in words where it is a
 * refusal. 503 would mean that a part is missing; here none is.
 */
export async function sendRequests(
  url: string,
  requests: readonly HostileRequest[]
): Promise<RequestOutcome> {
  const failures: string[] = [];
  const byStatus = new Map<number, number>();
  const slowest = { cpuMs: 0, ms: 0, name: '' };
  const mostCpuMs = MAX_YARDSTICKS * yardstickMs();
  for (const request of requests) {
    const reply = await send(url, request);
    byStatus.set(reply.status, (byStatus.get(reply.status) ?? 0) + 1);
    const { cpuMs, ms } = reply;
    if (cpuMs > slowest.cpuMs) Object.assign(slowest, { cpuMs, ms, name: request.name });
    const failure =
      cpuMs > mostCpuMs
        ? `took ${Math.round(cpuMs)} ms of processor time`
        : failureOf(request, reply);
    if (failure) failures.push(`${request.category} ${request.name}: ${failure}`);
  }
  return { sent: requests.length, failures, slowest, byStatus };
}

function failureOf({ breakAfter, method }: HostileRequest, { status, body }: Reply) {
  if (breakAfter !== undefined) return undefined;
  if (status === 0) return 'got no answer';
  if (status >= 500 && status !== 504) return `was answered ${status}: ${body.slice(0, 300)}`;
  if (status < 400 || method === 'HEAD') return undefined;
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string' && message !== '' && message.length < 2000) return undefined;
  } catch {
    // Node's own answer to what is no HTTP has no body.
    if (status === 400 && body === '') return undefined;
  }
  return `was answered ${status} without a sentence: ${body.slice(0, 200)}`;
}

function send(url: string, { method, path, headers, body, breakAfter }: HostileRequest) {
  const { hostname, port } = new URL(url);
  const started = performance.now();
  const before = process.cpuUsage();
  return new Promise<Reply>((resolve) => {
    const end = (status: number, answer = '') => {
      const { user, system } = process.cpuUsage(before);
      const cpuMs = (user + system) / 1000;
      resolve({ status, body: answer, cpuMs, ms: performance.now() - started });
    };
    const bytes = body === undefined ? undefined : Buffer.from(body as string);
    try {
      const outgoing = httpRequest({
        host: hostname,
        port,
        method,
        path,
        agent: false,
        timeout: GIVE_UP_MS,
        headers: {
          'elastic-api-version': '1',
          'x-elastic-internal-origin': 'Kibana',
          'kbn-xsrf': 'true',
          'content-type': 'application/json',
          ...(bytes ? { 'content-length': String(bytes.length) } : {}),
          ...headers,
        },
      });
      outgoing.on('response', (incoming) => {
        text(incoming).then(
          (answer) => end(incoming.statusCode ?? 0, answer),
          () => end(0)
        );
      });
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => end(0));
      if (breakAfter !== undefined && bytes) {
        outgoing.write(bytes.subarray(0, breakAfter), () => outgoing.destroy());
      } else {
        outgoing.end(bytes);
      }
    } catch (error) {
      // What cannot even be written down as HTTP reaches nobody.
      end(400, JSON.stringify({ message: String(error) }));
    }
  });
}
