import type { Condition } from './conditions';

/** A condition, and where the sentence says it (UTF-16 offsets, `end` excluded). */
export interface FoundCondition {
  condition: Condition;
  start: number;
  end: number;
}

/** What a sentence says. */
export interface Understood {
  conditions: FoundCondition[];
  /** What the photo is to show: words for the model, possibly none. */
  rest: string;
  /** What it is not to show: words for the model, each with its place. */
  without: Array<{ text: string; start: number; end: number }>;
}
