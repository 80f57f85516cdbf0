import type { Condition } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import {
  AGO_AFTER,
  AGO_BEFORE,
  LAST_AFTER,
  LAST_BEFORE,
  LAST_MIDDLE,
  LAST_N,
  NAMED_PERIODS,
  SMALL_NUMBERS,
  THIS_BEFORE,
  UNITS,
} from '../words/relative';
import type { Unit } from '../words/relative';
import { addDays, daysInMonth, isoDay, monthDay, weekdayOf } from './calendar_days';
import { ALL_SEASONS, daysOf, seasonDays } from './dates';
import { isSureMonth, MONTHS } from './months';
import { endsAt } from './reading';
import type { Reading, Sentence } from './reading';

const PERIOD = new Phrases(NAMED_PERIODS);
const UNIT = new Phrases(UNITS);
const NUMBER = new Phrases(SMALL_NUMBERS);
const BEFORE = phraseSet(AGO_BEFORE);
const AFTER = phraseSet(AGO_AFTER);
const LAST = phraseSet(LAST_N);
const MIDDLE = phraseSet(LAST_MIDDLE);
const SEASON_LAST = phraseSet(LAST_BEFORE);
const SEASON_LAST_AFTER = phraseSet(LAST_AFTER);
const SEASON_THIS = phraseSet(THIS_BEFORE);
const ARTICLE = phraseSet("the|l|l'|le|la|el|il|der|den|im|en|in|nel");

/** "yesterday", "last week", "three months ago", "in the last 10 days", "last autumn". */
export function readRelativeTime(sentence: Sentence, i: number): Reading | undefined {
  const period = PERIOD.at(sentence.tokens, i);
  if (period) {
    const [unit, before] = period.meaning;
    return { conditions: [periodDays(sentence.today, unit, before)], length: period.length };
  }
  return ago(sentence, i) ?? lastSome(sentence, i) ?? relativeSeason(sentence, i);
}

/** The calendar day, week (from Monday), month or year so many before today's. */
function periodDays(today: string, unit: Unit | 'weekend', before: number): Condition {
  const [year, month] = today.split('-').map(Number);
  switch (unit) {
    case 'day': {
      const day = addDays(today, -before);
      return { kind: 'days', from: day, to: day };
    }
    case 'week': {
      const monday = addDays(today, -weekdayOf(today) - 7 * before);
      return { kind: 'days', from: monday, to: addDays(monday, 6) };
    }
    case 'weekend': {
      const saturday = addDays(today, -weekdayOf(today) - 7 * before + 5);
      return { kind: 'days', from: saturday, to: addDays(saturday, 1) };
    }
    case 'month': {
      const count = year * 12 + month - 1 - before;
      const [y, m] = [Math.floor(count / 12), (count % 12) + 1];
      return { kind: 'days', from: isoDay(y, m, 1), to: isoDay(y, m, daysInMonth(m, y)) };
    }
    case 'year':
      return {
        kind: 'days',
        from: isoDay(year - before, 1, 1),
        to: isoDay(year - before, 12, 31),
      };
  }
}

/** A small number, in digits or words. */
function numberAt({ tokens }: Sentence, i: number): { value: number; length: number } | undefined {
  const token = tokens[i];
  if (token?.kind === 'number' && Number.isInteger(token.value) && token.value! <= 200) {
    return { value: token.value!, length: 1 };
  }
  const word = NUMBER.at(tokens, i);
  return word && { value: word.meaning, length: word.length };
}

function amountAt(
  sentence: Sentence,
  i: number
): { unit: Unit; count: number; length: number } | undefined {
  const number = numberAt(sentence, i);
  if (!number) return undefined;
  const middle = MIDDLE.skip(sentence.tokens, i + number.length);
  const unit = UNIT.at(sentence.tokens, i + number.length + middle);
  return (
    unit && {
      unit: unit.meaning,
      count: number.value,
      length: number.length + middle + unit.length,
    }
  );
}

function ago(sentence: Sentence, i: number): Reading | undefined {
  const lead = BEFORE.skip(sentence.tokens, i);
  const amount = amountAt(sentence, i + lead);
  if (!amount) return undefined;
  const trail = lead ? 0 : AFTER.skip(sentence.tokens, i + amount.length);
  if (!lead && !trail) return undefined;
  return {
    conditions: [periodDays(sentence.today, amount.unit, amount.count)],
    length: lead + amount.length + trail,
  };
}

const UNIT_DAYS: Record<Unit, number> = { day: 1, week: 7, month: 0, year: 0 };

function lastSome(sentence: Sentence, i: number): Reading | undefined {
  const { tokens, today } = sentence;
  const lead = LAST.skip(tokens, i);
  const amount = lead ? amountAt(sentence, i + lead) : undefined;
  if (!amount) return undefined;
  const { unit, count } = amount;
  // "les 3 jours" are any three days until "derniers" says which.
  const french = /^(?:les|ces)$/.test(tokens[i].text);
  const middle = tokens
    .slice(i, i + lead + amount.length)
    .some((_, j) => MIDDLE.skip(tokens, i + j));
  if (french && !middle) return undefined;
  const from =
    UNIT_DAYS[unit] > 0
      ? addDays(today, -UNIT_DAYS[unit] * count)
      : monthsBefore(today, unit === 'year' ? 12 * count : count);
  return { conditions: [{ kind: 'days', from, to: today }], length: lead + amount.length };
}

function monthsBefore(today: string, months: number): string {
  const [year, month, day] = today.split('-').map(Number);
  const count = year * 12 + month - 1 - months;
  const [y, m] = [Math.floor(count / 12), (count % 12) + 1];
  return isoDay(y, m, Math.min(day, daysInMonth(m, y)));
}

/** The last autumn (or October) is the one before the autumn that today lies in, else the one that ended last. */
function relativeSeason(sentence: Sentence, i: number): Reading | undefined {
  const { tokens, today } = sentence;
  const isThis = SEASON_THIS.skip(tokens, i);
  const before = isThis || SEASON_LAST.skip(tokens, i);
  const article = before ? 0 : ARTICLE.skip(tokens, i);
  const at = i + before + article;
  const season = ALL_SEASONS.at(tokens, at);
  const month = season ? undefined : MONTHS.at(tokens, at);
  const named = season ?? month;
  if (!named) return undefined;
  const after = before ? 0 : SEASON_LAST_AFTER.skip(tokens, at + named.length);
  if (!before && !after) return undefined;
  // "The last march of the penguins"
  if (month && before && !endsAt(tokens, at + month.length) && !isSureMonth(tokens, at)) {
    return undefined;
  }
  const [from, to] = season
    ? seasonDays(season.meaning, sentence.southern)
    : [monthDay(month!.meaning, 1), monthDay(month!.meaning, daysInMonth(month!.meaning))];
  let year = Number(today.slice(0, 4));
  const current = daysOf({ from, to }, year);
  if (isThis) {
    if (current.from > today) year -= 1;
  } else {
    while (daysOf({ from, to }, year).to >= today) year -= 1;
  }
  return {
    conditions: [{ kind: 'days', ...daysOf({ from, to }, year) }],
    length: at + named.length + after - i,
  };
}
