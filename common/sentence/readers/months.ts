import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import { MONTH_NAMES, UNSURE_MONTH_NAMES, YEAR_LINKS } from '../words/calendar';
import type { Sentence } from './reading';

/** A stretch of days; without a year: of every year. */
export interface Span {
  /** MM-DD; the start may come after the end (winter). */
  from: string;
  to: string;
  /** Of the start; absent where the sentence says none. */
  year?: number;
  length: number;
  /** True when nothing proves that time is meant: "May" alone. */
  unsure?: boolean;
}

const numbered = (names: readonly string[]) => names.map((phrases, i) => [i + 1, phrases] as const);
export const SURE_MONTHS = new Phrases(numbered(MONTH_NAMES));
export const MONTHS = new Phrases([...numbered(MONTH_NAMES), ...numbered(UNSURE_MONTH_NAMES)]);
const YEAR_LINK = phraseSet(YEAR_LINKS);

/** Whether a month stands at a token whose name is no other word. */
export const isSureMonth = (tokens: readonly Token[], i: number): boolean =>
  SURE_MONTHS.at(tokens, i) !== undefined;

/** Photos are not older than photography of mountains by those who have files of it. */
const FIRST_YEAR = 1900;

/** The year that token `i` is, of four digits. */
export function yearAt(sentence: Sentence, i: number): number | undefined {
  const { tokens, today } = sentence;
  const token = tokens[i];
  if (token?.kind !== 'number') return undefined;
  if (token.end - token.start !== 4) return shortYearAt(sentence, i);
  const year = token.value!;
  const last = Number(today.slice(0, 4)) + 1;
  return Number.isInteger(year) && year >= FIRST_YEAR && year <= last ? year : undefined;
}

/** "Oct '23": two digits behind an apostrophe. */
function shortYearAt({ tokens, text, today }: Sentence, i: number): number | undefined {
  const { start, end, value } = tokens[i];
  if (end - start !== 2 || !/(?:^|\s)['’‘]$/.test(text.slice(0, start))) return undefined;
  if (tokens[i + 1]?.joined) return undefined;
  const year = 2000 + value!;
  return year <= Number(today.slice(0, 4)) + 1 ? year : year - 100;
}

/** The year after a day, month or season, over "of", "de" or a comma. */
export function linkedYear(
  sentence: Sentence,
  i: number
): { year: number; length: number } | undefined {
  const link = YEAR_LINK.skip(sentence.tokens, i);
  const year = yearAt(sentence, i + link);
  return year === undefined || isMeasured(sentence.tokens, i + link + 1)
    ? undefined
    : { year, length: link + 1 };
}

const UNITS = phraseSet(
  'm|meter|meters|metres|metre|mètres|metern|metros|metri|mm|km|ft|feet|मिटर|मीटर|米'
);

/** True when a unit follows: "2000 m" is no year. */
export function isMeasured(tokens: readonly Token[], i: number): boolean {
  return i < tokens.length && !tokens[i].afterBreak && UNITS.skip(tokens, i) > 0;
}
