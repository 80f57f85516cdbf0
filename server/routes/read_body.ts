import type { Readable } from 'node:stream';
import type { RouteValidationFunction } from '@kbn/core/server';
import { PeakSearchError } from '../errors';

/** A raw body as Kibana hands it over with `output: 'stream', parse: false`. */
export const rawBody: RouteValidationFunction<Readable> = (data, { ok, badRequest }) =>
  typeof (data as Readable | null)?.pipe === 'function'
    ? ok(data as Readable)
    : badRequest('must be the bytes of one photo');

/**
 * Reads a body up to a limit. Kibana's own limit looks at the Content-Length only, and a chunked body has none.
 *
 * @throws PeakSearchError `too_large`; the stream's own error when the caller goes away
 */
export function readBounded(stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (finish: () => void) => {
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('close', onClose);
      finish();
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      settle(() => {
        // What still comes is thrown away, so that the answer can be read by a caller that sends first.
        stream.resume();
        reject(tooLarge(maxBytes));
      });
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onClose = () => settle(() => reject(new Error('The upload ended before its last byte.')));
    stream.on('data', onData);
    stream.once('end', onEnd);
    stream.once('close', onClose);
    stream.once('error', (error) => settle(() => reject(error)));
  });
}

function tooLarge(maxBytes: number): PeakSearchError {
  const megabytes = Math.floor(maxBytes / (1024 * 1024));
  return new PeakSearchError(
    'too_large',
    `The photo is larger than the ${megabytes} MB allowed here (peakSearch.upload.maxBytes). Send a smaller version of it.`
  );
}

/**
 * Bounds how many uploads are in memory at the same time, from their first byte to the answer.
 */
export class UploadGate {
  private inside = 0;

  constructor(private readonly places: number) {}

  /** @throws PeakSearchError `busy` when all places are taken */
  public async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.places) {
      throw new PeakSearchError(
        'busy',
        `${this.places} uploads are being looked at already. Try again in a few seconds.`,
        { retryAfterS: 3 }
      );
    }
    this.inside += 1;
    try {
      return await work();
    } finally {
      this.inside -= 1;
    }
  }
}
