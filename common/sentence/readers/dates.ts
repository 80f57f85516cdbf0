import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import {
  DAY_LEADS,
  DAY_LINKS,
  IN_MONTH,
  IN_TIME,
  ORDINAL_WORDS,
  ORDINALS,
  AUSTRAL,
  PARTS,
  SEASON_NAMES,
  SEASONS,
  SOUTHERN,
  UNSURE_SEASON_NAMES,
} from '../words/calendar';
import { daysInMonth, isoDay, monthDay } from './calendar_days';
import { partSpan } from './month_parts';
import { linkedYear, MONTHS, SURE_MONTHS, yearAt } from './months';
import type { Span } from './months';
import { beginsAt, endsAt } from './reading';
import type { Sentence } from './reading';

const SURE_SEASONS = new Phrases(SEASON_NAMES);
export const ALL_SEASONS = new Phrases([...SEASON_NAMES, ...UNSURE_SEASON_NAMES]);
const PART = new Phrases(PARTS);
const SOUTH = phraseSet(AUSTRAL);
const DAY_LEAD = phraseSet(DAY_LEADS);
const DAY_LINK = phraseSet(DAY_LINKS);
const ORDINAL = phraseSet(ORDINALS);
const ORDINAL_WORD = new Phrases(ORDINAL_WORDS);
const MONTH_LEAD = phraseSet(IN_MONTH);
const SEASON_LEAD = phraseSet(IN_TIME);

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
