import type { FoundCondition, Understood } from './understood';
import { phraseSet, Phrases } from './phrases';
import type { Token } from './tokens';
import {
  ALSO_MISSING,
  MISSING,
  NO_MORE,
  NO_NEGATION,
  WITHOUT,
  WITHOUT_BEHIND,
} from './words/negation';

const NEGATION = phraseSet(WITHOUT);
const BEHIND = phraseSet(WITHOUT_BEHIND);
const NONE = phraseSet(NO_NEGATION);
const MISSING_PHRASES = new Phrases(MISSING);
const ALSO = phraseSet(ALSO_MISSING);
const END = phraseSet(NO_MORE);
const ARTICLE = phraseSet(
  'photos|photos of|pictures|pictures of|images|images of|fotos|fotos von|bilder|bilder von|photos de|fotos de|foto di|the|a|an|any|all|le|la|les|l|de|d|du|des|der|die|das|den|dem|el|los|las|il|lo|i|gli|un|una|une|ein|eine|of'
);

/** Behind "not". */
const ONLY = /^(?:only|just|nur|solo)$/;

/** What is said to be missing takes at most so many words. */
const MAX_WORDS = 6;

interface Missing {
  conditions: FoundCondition[];
  without: Understood['without'];
  /** Which tokens are no longer part of the rest. */
  taken: boolean[];
}

/**
 * Finds negations: a condition right behind one must not hold ("not at night"), words behind one must not be seen
 * ("without clouds or people").
 */
export function findMissing(
  text: string,
  tokens: readonly Token[],
  before: readonly boolean[],
  found: readonly FoundCondition[]
): Missing {
  const taken = [...before];
  const without: Understood['without'] = [];
  let conditions = [...found];
  const startsAt = (i: number) => conditions.filter(({ start }) => start === tokens[i]?.start);
  const negate = (at: FoundCondition[], from: number) => {
    conditions = conditions.map((c) =>
      at.includes(c) ? { ...c, start: from, condition: { ...c.condition, not: true as const } } : c
    );
  };

  for (let i = 0; i < tokens.length; i++) {
    if (taken[i]) continue;
    const whole = MISSING_PHRASES.at(tokens, i);
    if (whole) {
      const end = i + whole.length;
      taken.fill(true, i, end);
      without.push({ text: whole.meaning, start: tokens[i].start, end: tokens[end - 1].end });
      i = end - 1;
      continue;
    }
    const none = NONE.skip(tokens, i);
    if (none > 0) {
      // "not only Everest": the words say nothing of what is to be seen.
      if (ONLY.test(tokens[i + 1]?.text ?? '')) taken.fill(true, i, i + none);
      i += none - 1;
      continue;
    }
    const behind = isBehind(tokens, i) ? BEHIND.skip(tokens, i) : 0;
    if (behind) {
      takeBehind(i, behind);
      i += behind - 1;
      continue;
    }
    const minus = isMinus(text, tokens, i);
    const negation = minus ? 0 : NEGATION.skip(tokens, i);
    if (!negation && !minus) continue;
    i = takeAfter(i, negation) - 1;
  }
  return { conditions, without, taken };

  /** "बादल बिना": the word before, or the condition before. */
  function takeBehind(i: number, length: number): void {
    taken.fill(true, i, i + length);
    const last = tokens[i - 1];
    const condition = conditions.filter(({ end }) => end === last.end);
    if (condition.length > 0) {
      negate(condition, condition[0].start);
      return;
    }
    taken[i - 1] = true;
    const { start } = last;
    without.push({ text: text.slice(start, last.end), start, end: tokens[i + length - 1].end });
  }

  /**
   * "not at sunrise or sunset": what is joined to a condition that must not hold, and is of its kind, must not either.
   *
   * @returns where the last of them ends
   */
  function negateAlike({ condition: { kind }, end }: FoundCondition): number {
    for (let until = end; ;) {
      const next = tokens.findIndex(({ start }) => start >= until);
      const also = next < 0 || tokens[next].afterBreak ? 0 : ALSO.skip(tokens, next);
      const alike = also
        ? startsAt(next + also).filter((one) => one.condition.kind === kind && !one.condition.not)
        : [];
      if (alike.length === 0) return until;
      taken.fill(true, next, next + also);
      negate(alike, alike[0].start);
      until = alike[0].end;
    }
  }

  /** @returns the token behind all that is missing */
  function takeAfter(i: number, length: number): number {
    let at = i + length;
    const article = ARTICLE.skip(tokens, at);
    const condition = startsAt(at).length > 0 ? startsAt(at) : startsAt(at + article);
    const first = startsAt(at).length > 0 ? at : at + article;
    if (condition.length > 0 && tokens[first] && !tokens[first].afterBreak) {
      negate(condition, tokens[i].start);
      taken.fill(true, i, first);
      const end = negateAlike(condition[0]);
      while (at < tokens.length && tokens[at].start < end) at++;
      return at;
    }
    at += article;
    let open = at;
    let end = at;
    const close = () => {
      if (end > open) {
        without.push({
          text: text.slice(tokens[open].start, tokens[end - 1].end),
          start: without.length === 0 || open !== at ? tokens[open].start : tokens[i].start,
          end: tokens[end - 1].end,
        });
      }
    };
    while (end < tokens.length && !taken[end] && end - open < MAX_WORDS) {
      if (end > open || end > at) {
        if (tokens[end].afterBreak) break;
      } else if (tokens[end].afterBreak) break;
      const also = ALSO.skip(tokens, end);
      if (also && end > open) {
        // "without clouds and at night", "no snow and with yaks": another thought begins.
        const next = end + also + NEGATION.skip(tokens, end + also);
        const goesOn =
          next < tokens.length &&
          !taken[next] &&
          END.skip(tokens, next) === 0 &&
          NEGATION.skip(tokens, end + also) === 0;
        if (!goesOn) break;
        close();
        open = end + also + ARTICLE.skip(tokens, end + also);
        end = open;
        continue;
      }
      if (end > open && (END.skip(tokens, end) > 0 || NEGATION.skip(tokens, end) > 0)) break;
      end++;
    }
    close();
    if (end === at) return i + Math.max(length, 1);
    taken.fill(true, i, end);
    return end;
  }
}

/** A word of Devanagari in front: only there these words stand behind. */
function isBehind(tokens: readonly Token[], i: number): boolean {
  const last = tokens[i - 1];
  return i > 0 && !tokens[i].afterBreak && /\p{Script=Devanagari}/u.test(last.text);
}

/** "-people", as search engines have it: a minus behind a space and before a word. */
function isMinus(text: string, tokens: readonly Token[], i: number): boolean {
  const { start, kind } = tokens[i];
  return kind === 'word' && /(?:^|\s)[-−]$/.test(text.slice(Math.max(0, start - 2), start));
}
