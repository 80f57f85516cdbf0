/** What becomes of a file of the corpus. */
export type Expectation =
  /** Indexed: odd, but a picture that every viewer shows. */
  | 'good'
  /** Quarantined, with one sentence. */
  | 'bad'
  /** Either, but one of the two, in time and within bounds. */
  | 'either'
  /** Left out by its name or kind, and counted as such. */
  | 'skipped';

/** A file of the corpus; made when it is written, so that a corpus of thousands needs no memory. */
export interface HostileFile {
  /** Relative to the album. Bytes where a name is not UTF-8. */
  path: string | Buffer;
  category: string;
  expect: Expectation;
  /** Its content; absent for what `place` makes. */
  bytes?: () => Promise<Buffer> | Buffer;
  /** Makes what is no plain file (a link, a pipe); returns what to do when the corpus is taken away. */
  place?: (absolute: string) => Promise<(() => Promise<void>) | void>;
  /** Takes seconds or much memory to make: not in the short form. */
  heavy?: boolean;
}

/** Random numbers in [0, 1), the same in every run for a seed. */
export type Random = () => number;

/** A whole number below a limit. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[below(random, items.length)]!;
}

/** Two digits and more, so that names sort as they were made. */
export const numbered = (n: number) => String(n).padStart(3, '0');
