import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import {
  DAY_LEADS,
  DAY_LINKS,
  IN_MONTH,
  IN_TIME,
  MONTH_NAMES,
  ORDINAL_WORDS,
  ORDINALS,
  AUSTRAL,
  PART_LEADS,
  PART_LINKS,
  PART_LINKS_BEHIND,
  PART_ORDINALS,
  PART_UNITS,
  PARTS,
  SEASON_NAMES,
  SEASONS,
  SOUTHERN,
  UNSURE_MONTH_NAMES,
  UNSURE_SEASON_NAMES,
  YEAR_LINKS,
} from '../words/calendar';
import { daysInMonth, isoDay, monthDay } from './calendar_days';
import { beginsAt, endsAt } from './reading';
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
const SURE_MONTHS = new Phrases(numbered(MONTH_NAMES));
export const MONTHS = new Phrases([...numbered(MONTH_NAMES), ...numbered(UNSURE_MONTH_NAMES)]);
const SURE_SEASONS = new Phrases(SEASON_NAMES);
export const ALL_SEASONS = new Phrases([...SEASON_NAMES, ...UNSURE_SEASON_NAMES]);
const PART = new Phrases(PARTS);
const PART_LEAD = phraseSet(PART_LEADS);
const PART_ORDINAL = new Phrases(PART_ORDINALS);
const PART_UNIT = new Phrases(PART_UNITS);
const PART_LINK = phraseSet(PART_LINKS);
const PART_LINK_BEHIND = phraseSet(PART_LINKS_BEHIND);
const SOUTH = phraseSet(AUSTRAL);
const DAY_LEAD = phraseSet(DAY_LEADS);
const DAY_LINK = phraseSet(DAY_LINKS);
const ORDINAL = phraseSet(ORDINALS);
const ORDINAL_WORD = new Phrases(ORDINAL_WORDS);
const YEAR_LINK = phraseSet(YEAR_LINKS);
const MONTH_LEAD = phraseSet(IN_MONTH);
const SEASON_LEAD = phraseSet(IN_TIME);

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

/** The day of a month that token `i` is, and how many tokens it takes with its ordinal ("1st", "1er", "5."). */
export function dayAt(
  tokens: readonly Token[],
  i: number
): { day: number; length: number } | undefined {
  const token = tokens[i];
  const word = ORDINAL_WORD.at(tokens, i);
  if (word) return { day: word.meaning, length: word.length };
  if (token?.kind !== 'number' || !Number.isInteger(token.value)) return undefined;
  const day = token.value!;
  if (day < 1 || day > 31 || token.end - token.start > 2) return undefined;
  const ordinal = tokens[i + 1]?.joined ? ORDINAL.skip(tokens, i + 1) : 0;
  // "24 mm" and "5th of" differ: what is run together with a number and is no ordinal is its unit.
  if (!ordinal && tokens[i + 1]?.joined && tokens[i + 1].kind === 'word') return undefined;
  return { day, length: 1 + ordinal };
}

/** A day, month, season or a part of a month that begins at token `i`, with its year where one is said. */
export function spanAt(sentence: Sentence, i: number): Span | undefined {
  return (
    numericDate(sentence, i) ??
    hanDate(sentence, i) ??
    dayOfMonth(sentence, i) ??
    partSpan(sentence, i) ??
    monthSpan(sentence, i) ??
    seasonSpan(sentence, i)
  );
}

function span(
  month: number,
  day: number,
  year: number | undefined,
  length: number
): Span | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(month, year)) return undefined;
  const at = monthDay(month, day);
  return { from: at, to: at, year, length };
}

/** 2023-10-30, 30.10.2023, 10/30/2023 (read as a month first only where it cannot be a day first), 2023-10. */
function numericDate({ tokens }: Sentence, i: number): Span | undefined {
  if (tokens[i]?.kind !== 'date') return undefined;
  const parts = tokens[i].text.split(/[-./]/).map(Number);
  if (parts.length === 2 && parts[0] <= 12) {
    const [month, year] = parts;
    return month >= 1 ? { ...wholeMonth(month, year), year, length: 1 } : undefined;
  }
  if (parts[0] > 31) {
    const [year, month, day] = parts;
    return day === undefined
      ? month >= 1 && month <= 12
        ? { ...wholeMonth(month, year), year, length: 1 }
        : undefined
      : span(month, day, year, 1);
  }
  const [first, second, year] = parts;
  const [day, month] = second > 12 ? [second, first] : [first, second];
  return span(month, day, year, 1);
}

/** 2024年5月3日, 2024年5月, 5月3日, 5月. */
function hanDate(sentence: Sentence, i: number): Span | undefined {
  const { tokens } = sentence;
  const unit = (at: number, sign: string) => tokens[at]?.text === sign;
  const year = unit(i + 1, '年') ? yearAt(sentence, i) : undefined;
  const m = year === undefined ? i : i + 2;
  const month = tokens[m]?.kind === 'number' && unit(m + 1, '月') ? tokens[m].value! : undefined;
  if (month === undefined || month < 1 || month > 12) {
    return year === undefined ? undefined : { from: '01-01', to: '12-31', year, length: 2 };
  }
  const dayToken = tokens[m + 2]?.kind === 'number' && /^[日号]$/.test(tokens[m + 3]?.text ?? '');
  if (dayToken) return span(month, tokens[m + 2].value!, year, m + 4 - i);
  return { ...wholeMonth(month, year), year, length: m + 2 - i };
}

const wholeMonth = (month: number, year?: number) => ({
  from: monthDay(month, 1),
  to: monthDay(month, daysInMonth(month, year)),
});

/** "the 3rd of May 2024", "30 Oct", "am 5. November", "le 1er mai", "May 3, 2024", "5 नोभेम्बर". */
function dayOfMonth(sentence: Sentence, i: number): Span | undefined {
  const { tokens } = sentence;
  let at = i + DAY_LEAD.skip(tokens, i);
  const day = dayAt(tokens, at);
  if (day) {
    at += day.length;
    at += DAY_LINK.skip(tokens, at);
    const month = MONTHS.at(tokens, at);
    if (!month || tokens[at].afterBreak) return undefined;
    at += month.length;
    const year = linkedYear(sentence, at);
    return span(month.meaning, day.day, year?.year, at + (year?.length ?? 0) - i);
  }
  const month = MONTHS.at(tokens, at);
  if (!month) return undefined;
  at += month.length;
  at += tokens[at]?.text === 'the' ? 1 : 0;
  const later = yearAt(sentence, at) === undefined ? dayAt(tokens, at) : undefined;
  // "October 5 people": a number before a noun counts it, unless its ordinal or its end says day.
  if (!later || tokens[at].afterBreak) return undefined;
  at += later.length;
  const year = linkedYear(sentence, at);
  if (later.length === 1 && !year && !endsAt(tokens, at) && !dayFollows(tokens, at))
    return undefined;
  return span(month.meaning, later.day, year?.year, at + (year?.length ?? 0) - i);
}

const dayFollows = (tokens: readonly Token[], at: number): boolean =>
  /^(?:-|to|and|at|in|near|from|with|without)$/.test(tokens[at].text);

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
function partSpan(sentence: Sentence, i: number): Span | undefined {
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

/** "May 2024", "mai de 2024", "2024 May", "early November 2023", "in May", "novembre". */
function monthSpan(sentence: Sentence, i: number): Span | undefined {
  const { tokens } = sentence;
  const yearFirst = yearAt(sentence, i);
  if (yearFirst !== undefined) {
    const month = tokens[i + 1]?.afterBreak ? undefined : MONTHS.at(tokens, i + 1);
    return month && linkedYear(sentence, i + 1 + month.length) === undefined
      ? { ...wholeMonth(month.meaning, yearFirst), year: yearFirst, length: 1 + month.length }
      : undefined;
  }
  const part = PART.at(tokens, i);
  const lead = part ? 0 : MONTH_LEAD.skip(tokens, i);
  const at = i + (part?.length ?? lead);
  const month = MONTHS.at(tokens, at);
  if (!month) return undefined;
  const end = at + month.length;
  const year = linkedYear(sentence, end);
  const sure =
    year !== undefined ||
    part !== undefined ||
    lead > 0 ||
    SURE_MONTHS.at(tokens, at) !== undefined ||
    (beginsAt(tokens, at) && endsAt(tokens, end) && i > 0 && tokens[at].text.length > 3);
  const last = daysInMonth(month.meaning, year?.year);
  const days = { early: [1, 10], mid: [11, 20], late: [21, last], all: [1, last] } as const;
  const [first, until] = days[part?.meaning ?? 'all'];
  return {
    from: monthDay(month.meaning, first),
    to: monthDay(month.meaning, until),
    year: year?.year,
    length: end + (year?.length ?? 0) - i,
    unsure: !sure,
  };
}

const HAVE = /^(?:ai|as|avons|avez|ont|avais|avait|avaient)$/;

/** "spring 2023", "im Herbst", "monsoon", "winter 2023/24". */
function seasonSpan(sentence: Sentence, i: number): Span | undefined {
  const { tokens } = sentence;
  const lead = SEASON_LEAD.skip(tokens, i);
  const before = SOUTH.skip(tokens, i + lead);
  const at = i + lead + before;
  const season = ALL_SEASONS.at(tokens, at);
  // "J'ai été à Namche" has been there.
  if (!season || (season.meaning === 'summer' && HAVE.test(tokens[i - 1]?.text ?? ''))) {
    return undefined;
  }
  const behind = SOUTH.skip(tokens, at + season.length);
  const end = at + season.length + behind;
  const year = winterYears(sentence, end) ?? linkedYear(sentence, end);
  const unsure = !year && lead === 0 && SURE_SEASONS.at(tokens, at) === undefined;
  const southern = sentence.southern || before + behind > 0;
  const [from, to] = seasonDays(season.meaning, southern);
  return { from, to, year: year?.year, length: end + (year?.length ?? 0) - i, unsure };
}

export function seasonDays(
  season: keyof typeof SEASONS,
  southern: boolean
): readonly [string, string] {
  return SEASONS[southern ? SOUTHERN[season] : season];
}

/** "2023/24", "2023-24", "2023/2024": a date or a range by its signs, a winter by its numbers. */
function winterYears(sentence: Sentence, i: number): { year: number; length: number } | undefined {
  const { tokens, text } = sentence;
  const first = yearAt(sentence, i);
  if (first !== undefined) {
    const dash = tokens[i + 1]?.kind === 'dash' ? 1 : 0;
    const second = tokens[i + 1 + dash];
    const linked = dash || text.slice(tokens[i].end, second?.start) === '/';
    const next = linked ? yearAt(sentence, i + 1 + dash) : undefined;
    return next === first + 1 ? { year: first, length: 2 + dash } : undefined;
  }
  const match = tokens[i]?.kind === 'date' && /^(\d{4})[-/](\d\d)$/.exec(tokens[i].text);
  if (!match) return undefined;
  const year = Number(match[1]);
  return (year + 1) % 100 === Number(match[2]) ? { year, length: 1 } : undefined;
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

/** The first and last day of a span, in its year or the one given. */
export function daysOf(
  { from, to }: Pick<Span, 'from' | 'to'>,
  year: number
): { from: string; to: string } {
  const [toMonth, toDay] = to.split('-').map(Number);
  const toYear = from > to ? year + 1 : year;
  return {
    from: `${year}-${from}`,
    to: isoDay(toYear, toMonth, Math.min(toDay, daysInMonth(toMonth, toYear))),
  };
}
