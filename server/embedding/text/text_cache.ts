/**
 * The vectors of the texts asked for last, so that a query typed again, paged or filtered costs no inference.
 * A `Map` keeps its keys in the order they were set: the first is the one unused for longest.
 */
export class TextCache {
  private readonly entries = new Map<string, Float32Array>();

  /** @param capacity in texts; one of base's takes 3 KB */
  constructor(private readonly capacity: number) {}

  /** A copy, so that no caller can change what the next one gets. */
  get(text: string): Float32Array | undefined {
    const vector = this.entries.get(text);
    if (vector === undefined) return undefined;
    this.entries.delete(text);
    this.entries.set(text, vector);
    return vector.slice();
  }

  set(text: string, vector: Float32Array): void {
    this.entries.delete(text);
    this.entries.set(text, vector.slice());
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.capacity) break;
      this.entries.delete(oldest);
    }
  }
}
