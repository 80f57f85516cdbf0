import { phraseWords } from './tokens';
import type { Token } from './tokens';

/** Phrases of several words, each with what it means; the longest that stands at a place is found. */
export class Phrases<T> {
  private readonly meanings = new Map<string, T>();
  private longest = 0;

  /** @param lists meaning → phrases, separated by "|" */
  constructor(lists: Iterable<readonly [T, string]>) {
    for (const [meaning, phrases] of lists) {
      phrases.split('|').forEach((phrase) => this.add(phrase, meaning));
    }
  }

  private add(phrase: string, meaning: T): void {
    const words = phraseWords(phrase);
    if (words.length === 0) return;
    this.longest = Math.max(this.longest, words.length);
    this.meanings.set(words.join(' '), meaning);
  }

  /** The longest phrase that begins at token `i`; no phrase reaches across a comma. */
  at(tokens: readonly Token[], i: number): { meaning: T; length: number } | undefined {
    let key = '';
    let found: { meaning: T; length: number } | undefined;
    if (i < 0) return undefined;
    for (let n = 0; n < this.longest && i + n < tokens.length; n++) {
      const token = tokens[i + n];
      if (n > 0 && token.afterBreak) break;
      key = n === 0 ? token.text : `${key} ${token.text}`;
      const meaning = this.meanings.get(key);
      if (meaning !== undefined) found = { meaning, length: n + 1 };
    }
    return found;
  }

  /** How many tokens the phrase at `i` takes; 0 where none does. */
  skip(tokens: readonly Token[], i: number): number {
    return this.at(tokens, i)?.length ?? 0;
  }
}

/** Phrases that all mean the same to a reader. */
export function phraseSet(phrases: string): Phrases<true> {
  return new Phrases([[true, phrases]]);
}
