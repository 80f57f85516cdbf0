import type { Condition } from '../conditions';
import type { Knowledge, NamedThing } from '../knowledge';
import type { Token } from '../tokens';

/** What a reader looks at. */
export interface Sentence {
  text: string;
  tokens: readonly Token[];
  /** The reader's own day, YYYY-MM-DD: "last autumn" counts from here. */
  today: string;
  knowledge: Knowledge;
  /** Names of peaks and places that stand in it, by their first token. */
  named: ReadonlyMap<number, NamedThing>;
  /** True when the sentence names a place or peak south of the equator. */
  southern: boolean;
}

/** Conditions that the `length` tokens from some place on mean. */
export interface Reading {
  conditions: Condition[];
  length: number;
  /** Words that the model is to read as well ("Eigernordwand": the wall is to be seen). */
  keep?: string;
}

/** Looks whether a condition begins at token `i`. */
export type Reader = (sentence: Sentence, i: number) => Reading | undefined;

/** True when a phrase that ended before token `i` ends there: at the sentence's end or at a comma. */
export function endsAt(tokens: readonly Token[], i: number): boolean {
  return i >= tokens.length || tokens[i].afterBreak;
}

/** True when token `i` begins the sentence or follows a comma. */
export function beginsAt(tokens: readonly Token[], i: number): boolean {
  return i === 0 || tokens[i].afterBreak;
}
