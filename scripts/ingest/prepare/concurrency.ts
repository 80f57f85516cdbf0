/**
 * Applies `work` to each item with at most `lanes` at the same time. Items are taken from the source only when a lane
 * is free, so the source is never ahead by more than one item: that bounds the memory of everything behind it.
 *
 * Written here because it is these few lines; Node 20's `Readable.map` is experimental, and queues (fastq, p-limit)
 * take all items at once and leave holding back to the caller.
 *
 * The first error stops the taking of new items, and is thrown when the items under way have ended.
 */
export async function forEachConcurrently<T>(
  source: AsyncIterable<T>,
  lanes: number,
  work: (item: T) => Promise<void>
): Promise<void> {
  const items = source[Symbol.asyncIterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    try {
      while (!failed) {
        const next = await items.next();
        if (next.done) return;
        await work(next.value);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
  if (failed) await items.return?.();
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
}

/** Groups a stream into arrays of up to `size`. */
export async function* inBatches<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of source) {
    batch.push(item);
    if (batch.length >= size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
