/**
 * What host and child tell each other. One task at a time: the host sends the next one after the answer to the last.
 *
 * host: start ──────────── task ───────────────────────── task …
 * child:      ready ─────────── began ── done or failed ─────── began …
 */
export type ToChild<Given, Task> =
  { kind: 'start'; given: Given; residentMb?: number } | { kind: 'task'; task: Task };

export type FromChild<Reply> =
  /** its code is loaded */
  | { kind: 'ready' }
  /** it holds the whole task: a death from here on may be the task's doing */
  | { kind: 'began' }
  | { kind: 'done'; reply: Reply; usage: Usage }
  /** the child's code threw; the child itself is well */
  | { kind: 'failed'; message: string; usage: Usage };

/** What a task cost. */
export interface Usage {
  /** processor time of all the child's threads for this task, ms */
  cpuMs: number;
  /** the most memory that the child has had resident since it started, MB */
  peakMb: number;
}
