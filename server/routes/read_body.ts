import type { Readable } from 'node:stream';
import type { RouteValidationFunction } from '@kbn/core/server';
import { PeakSearchError } from '../errors';

/** A raw body as Kibana hands it over with `output: 'stream', parse: false`. */
export const rawBody: RouteValidationFunction<Readable> = (data, { ok, badRequest }) =>
  typeof (data as Readable | null)?.pipe === 'function'
    ? ok(data as Readable)
    : badRequest('must be the bytes of one photo');

export interface BodyLimits {
  maxBytes: number;
  /** From the first look at the body to its last byte. */
  deadlineMs: number;
  /** Told of each piece before it is kept; throwing ends the reading. */
  take?: (bytes: number) => void;
}

/**
 * A phone on a bad connection sends 30 KB/s. Whoever sends less than this for so long holds a place for nothing: nine
 * such connections once kept everybody else out for five minutes.
 */
const LEAST_BYTES_PER_S = 4 * 1024;
const GRACE_MS = 10_000;

/**
 * Reads a body up to a limit, in bytes and in time. Kibana's own limits look at the Content-Length only, which a chunked
 * body has none of, and its time-out does not act on streams.
 *
 * @throws PeakSearchError `too_large`, `timeout`; the stream's own error when the caller goes away
 */
export function readBounded(
  stream: Readable,
  { maxBytes, deadlineMs, take }: BodyLimits
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let passedMs = 0;
    const settle = (finish: () => void) => {
      clearInterval(watch);
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('close', onClose);
      finish();
    };
    const refuse = (error: unknown) =>
      settle(() => {
        // What still comes is thrown away, so that the answer can be read by a caller that sends first.
        stream.resume();
        reject(error as Error);
      });
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) return refuse(tooLarge(maxBytes));
      try {
        take?.(chunk.length);
      } catch (error) {
        return refuse(error);
      }
      chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onClose = () => settle(() => reject(new Error('The upload ended before its last byte.')));
    const watch = setInterval(() => {
      passedMs += SECOND_MS;
      const slow = passedMs > GRACE_MS && bytes < (LEAST_BYTES_PER_S * passedMs) / SECOND_MS;
      if (slow || passedMs >= deadlineMs) refuse(tooSlow());
    }, SECOND_MS);
    stream.on('data', onData);
    stream.once('end', onEnd);
    stream.once('close', onClose);
    stream.once('error', (error) => settle(() => reject(error)));
  });
}

const SECOND_MS = 1000;

const tooSlow = () =>
  new PeakSearchError(
    'timeout',
    'The photo did not arrive in time. Check your connection, or send a smaller version of it.'
  );

function tooLarge(maxBytes: number): PeakSearchError {
  const megabytes = Math.floor(maxBytes / (1024 * 1024));
  return new PeakSearchError(
    'too_large',
    `The photo is larger than the ${megabytes} MB allowed here (peakSearch.upload.maxBytes). Send a smaller version of it.`
  );
}
