import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import {
  PART_LEADS,
  PART_LINKS,
  PART_LINKS_BEHIND,
  PART_ORDINALS,
  PART_UNITS,
} from '../words/calendar';
import { daysInMonth, monthDay } from './calendar_days';
import { linkedYear, MONTHS } from './months';
import type { Span } from './months';
import type { Sentence } from './reading';

const PART_LEAD = phraseSet(PART_LEADS);
const PART_ORDINAL = new Phrases(PART_ORDINALS);
const PART_UNIT = new Phrases(PART_UNITS);
const PART_LINK = phraseSet(PART_LINKS);
const PART_LINK_BEHIND = phraseSet(PART_LINKS_BEHIND);

/** A week or a half of a month, counted from its first day; the last one from its last. */
interface MonthPart {
  unit: 'week' | 'half';
  /** −1 is the last. */
  nth: number;
  length: number;
}

function partDays({ unit, nth }: Pick<MonthPart, 'unit' | 'nth'>, last: number): [number, number] {
  if (unit === 'half') return nth === 1 ? [1, 15] : [16, last];
  return nth === -1 ? [last - 6, last] : [7 * nth - 6, 7 * nth];
}

/** "first week", "zweite Hälfte". */
function partOfMonth(tokens: readonly Token[], i: number): MonthPart | undefined {
  const nth = PART_ORDINAL.at(tokens, i);
  const unit = nth && PART_UNIT.at(tokens, i + nth.length);
  if (!unit || (unit.meaning === 'half' && nth.meaning > 2)) return undefined;
  return { unit: unit.meaning, nth: nth.meaning, length: nth.length + unit.length };
}

/** "the first week of May 2024", "in der letzten Oktoberwoche", "मईको पहिलो हप्ता". */
export function partSpan(sentence: Sentence, i: number): Span | undefined {
  const { tokens } = sentence;
  const lead = PART_LEAD.skip(tokens, i);
  const before = partOfMonth(tokens, i + lead);
  const at = i + lead + (before?.length ?? 0);
  const link = before ? PART_LINK.skip(tokens, at) : 0;
  const compound = before ? undefined : compoundMonth(tokens, i + lead);
  const month = compound ?? MONTHS.at(tokens, at + link);
  if (!month) return undefined;
  let end = at + link + month.length;
  let year = linkedYear(sentence, end);
  end += year?.length ?? 0;
  let part = before ?? compound;
  if (!part) {
    const linkBehind = PART_LINK_BEHIND.skip(tokens, end);
    const behind = partOfMonth(tokens, end + linkBehind);
    part = behind;
    end += linkBehind + (behind?.length ?? 0);
    year ??= behind && linkedYear(sentence, end);
  }
  if (!part) return undefined;
  const [first, last] = partDays(part, daysInMonth(month.meaning, year?.year));
  return {
    from: monthDay(month.meaning, first),
    to: monthDay(month.meaning, last),
    year: year?.year,
    length: end - i,
  };
}

/** "ersten Maiwoche", "zweite Oktoberhälfte". */
function compoundMonth(
  tokens: readonly Token[],
  i: number
): (MonthPart & { meaning: number }) | undefined {
  const nth = PART_ORDINAL.at(tokens, i);
  const token = nth && tokens[i + nth.length];
  const [, name, kind] = /^(.+?)(woche|halfte)$/.exec(token?.text ?? '') ?? [];
  const month = name === undefined ? undefined : MONTHS.at([{ ...token!, text: name }], 0);
  if (!nth || !month) return undefined;
  const unit = kind === 'woche' ? 'week' : 'half';
  return { unit, nth: nth.meaning, meaning: month.meaning, length: nth.length + 1 };
}
