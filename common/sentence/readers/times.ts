import type { Condition } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import type { Token } from '../tokens';
import {
  AFTER,
  BEFORE,
  RANGE_LEADS,
  RANGE_LINKS,
  SINCE,
  UNTIL,
  YEAR_LEADS,
} from '../words/calendar';
import { addDays, isoDay } from './calendar_days';
import { dayAt, daysOf, spanAt } from './dates';
import { isMeasured, linkedYear, yearAt } from './months';
import type { Span } from './months';
import { beginsAt, endsAt } from './reading';
import type { Reading, Sentence } from './reading';
import { readRelativeTime } from './relative_times';

const RANGE_LEAD = phraseSet(RANGE_LEADS);
const RANGE_LINK = phraseSet(RANGE_LINKS);
const YEAR_LEAD = phraseSet(YEAR_LEADS);
type Bound = 'since' | 'after' | 'before' | 'until';
const BOUND = new Phrases<Bound>([
  ['since', SINCE],
  ['after', AFTER],
  ['before', BEFORE],
  ['until', UNTIL],
]);

/** "between 1 and 5 November", "from 26 Oct 2023 to 5 Nov", "2019-2021", "du 1er au 5 mai". */
export function readTimeRange(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const lead = RANGE_LEAD.skip(tokens, i);
  const first = rangeStart(sentence, i + lead);
  if (!first) return undefined;
  const link = i + lead + first.length;
  const linked = tokens[link]?.afterBreak ? undefined : RANGE_LINK.at(tokens, link);
  if (!linked) return undefined;
  const at = link + linked.length;
  const until = rangeEnd(sentence, at) ?? dayEnd(sentence, at, first.span);
  if (!until || (until.unsure && first.span?.unsure !== false && !lead)) return undefined;
  const { span } = first;
  const length = at + until.length - i;
  // A day alone takes month and year from the other end.
  const from = span?.from ?? until.from.slice(0, 3) + String(first.day).padStart(2, '0');
  // "spring and autumn" without "between" are two seasons, and no range.
  const spoken =
    lead > 0 || /^(?:-|to|till|until|through|bis|au|al|a|देखि|से|到|至)$/.test(tokens[link].text);
  if (!spoken) return undefined;
  return { conditions: [joined({ from, year: span?.year }, until)], length };
}

/** The start of a range: a span, or a number that its end makes a day or year. */
function rangeStart(
  sentence: Sentence,
  i: number
): { span?: Span; day?: number; length: number } | undefined {
  const year = yearAt(sentence, i);
  const span = spanAt(sentence, i);
  if (span) return { span, length: span.length };
  if (year !== undefined) {
    return { span: { from: '01-01', to: '12-31', year, length: 1 }, length: 1 };
  }
  const { tokens } = sentence;
  const token = tokens[i];
  const isDay = token?.kind === 'number' && token.value! >= 1 && token.value! <= 31;
  const ordinal = isDay && /^(?:st|nd|rd|th|er|º)$/.test(tokens[i + 1]?.text ?? '') ? 1 : 0;
  return isDay ? { day: token.value, length: 1 + ordinal } : undefined;
}

function rangeEnd(sentence: Sentence, i: number): Span | undefined {
  const span = spanAt(sentence, i);
  if (span) return span;
  const year = yearAt(sentence, i);
  return year === undefined || isMeasured(sentence.tokens, i + 1)
    ? undefined
    : { from: '01-01', to: '12-31', year, length: 1 };
}

/** "May 3 to 7, 2024": an end that is a day of the month before it. */
function dayEnd(sentence: Sentence, i: number, start: Span | undefined): Span | undefined {
  const { tokens } = sentence;
  const day = start?.from === start?.to ? dayAt(tokens, i) : undefined;
  if (!start || !day || start.year !== undefined) return undefined;
  const year = linkedYear(sentence, i + day.length);
  if (!year && !endsAt(tokens, i + day.length)) return undefined;
  const at = start.from.slice(0, 3) + String(day.day).padStart(2, '0');
  if (at <= start.from) return undefined;
  return { from: at, to: at, year: year?.year, length: day.length + (year?.length ?? 0) };
}

function joined(start: { from: string; year?: number }, end: Span): Condition {
  if (end.year === undefined && start.year === undefined) {
    return { kind: 'season', from: start.from, to: end.to };
  }
  const crosses = start.from > end.from;
  const endYear = end.year ?? start.year! + (crosses ? 1 : 0);
  const startYear = start.year ?? endYear - (crosses ? 1 : 0);
  return { kind: 'days', from: `${startYear}-${start.from}`, to: daysOf(end, endYear).to };
}

/** "since 2022", "before May 2024", "nach dem 5. November 2023". */
export function readTimeBound(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const bound = BOUND.at(tokens, i);
  if (!bound) return undefined;
  const at = i + bound.length;
  const span = spanAt(sentence, at) ?? rangeEnd(sentence, at);
  if (!span) return relativeBound(sentence, at, bound);
  // "from 2024" is the year; "from 2024 on" and "since 2024" go on.
  const onward = /^(?:on|onward|onwards)$/.test(tokens[at + (span?.length ?? 0)]?.text ?? '');
  if (span.year === undefined) return undefined;
  if (/^(?:from|da|dalla)$/.test(tokens[i].text) && bound.length === 1 && !onward) {
    return undefined;
  }
  const { from, to } = daysOf(span, span.year);
  const days = boundDays(bound.meaning, { from, to });
  const length = bound.length + span.length + (onward ? 1 : 0);
  return { conditions: [{ kind: 'days', ...days }], length };
}

function boundDays(bound: Bound, { from, to }: { from: string; to: string }) {
  switch (bound) {
    case 'since':
      return { from };
    case 'after':
      return { from: addDays(to, 1) };
    case 'before':
      return { to: addDays(from, -1) };
    case 'until':
      return { to };
  }
}

/** "since last month", "before last week"; "from last week" is the week alone. */
function relativeBound(
  sentence: Sentence,
  i: number,
  bound: { meaning: Bound; length: number }
): Reading | undefined {
  const relative = readRelativeTime(sentence, i);
  const [days] = relative?.conditions ?? [];
  const word = sentence.tokens[i - bound.length].text;
  const within = bound.meaning === 'since' && !/^(?:since|seit|depuis|desde)$/.test(word);
  if (!relative || days?.kind !== 'days' || !days.from || !days.to || within) return undefined;
  const { from, to } = days;
  return {
    conditions: [{ kind: 'days', ...boundDays(bound.meaning, { from, to }) }],
    length: bound.length + relative.length,
  };
}

/** "May 2024", "on 30 Oct", "in spring", "2023". */
export function readTimeSpan(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const lead = YEAR_LEAD.skip(tokens, i);
  const spans = [
    spanAt(sentence, i),
    lead ? withLead(spanAt(sentence, i + lead), lead) : undefined,
  ];
  const [span] = spans
    .filter((found): found is Span => found !== undefined && !found.unsure)
    .sort((a, b) => b.length - a.length);
  const listed = listedSpans(sentence, i);
  if (listed && listed.length > (span?.length ?? 0)) return listed;
  if (span) return { conditions: [conditionOf(span)], length: span.length };
  const year = yearAt(sentence, i + lead);
  return year !== undefined && isYear(sentence, i, lead)
    ? {
        conditions: [{ kind: 'days', from: isoDay(year, 1, 1), to: isoDay(year, 12, 31) }],
        length: lead + 1,
      }
    : undefined;
}

const LIST_LINK = phraseSet('and|or|und|oder|et|ou|y|o|e|र|वा|और|या|和|或');

/** "October and November 2023", "Sept, Oct or Nov 2023": the year at the end is that of all. */
function listedSpans(sentence: Sentence, i: number): Reading | undefined {
  const { tokens } = sentence;
  const first = spanAt(sentence, i);
  if (!first || first.year !== undefined) return undefined;
  const spans = [first];
  let linked = false;
  let end = i + first.length;
  for (;;) {
    const link = LIST_LINK.skip(tokens, end);
    const next = link || tokens[end]?.afterBreak ? spanAt(sentence, end + link) : undefined;
    // "in May or June": the second is a month because the first one is.
    if (!next) return linked && !first.unsure ? eachYear(spans, end - i) : undefined;
    linked ||= link > 0;
    spans.push(next);
    end += link + next.length;
    if (next.year === undefined) continue;
    const { year } = next;
    const conditions = spans.map((span): Condition => ({ kind: 'days', ...daysOf(span, year) }));
    return { conditions, length: end - i };
  }
}

const eachYear = (spans: readonly Span[], length: number): Reading => ({
  conditions: spans.map(conditionOf),
  length,
});

const withLead = (span: Span | undefined, lead: number): Span | undefined =>
  span && { ...span, length: span.length + lead };

function conditionOf(span: Span): Condition {
  return span.year === undefined
    ? { kind: 'season', from: span.from, to: span.to }
    : { kind: 'days', ...daysOf(span, span.year) };
}

/** Things that bear a number of their own. */
const NUMBERED =
  /^(?:no|nr|number|room|route|peak|hill|iso|pic|picture|photo|img|dsc|version|model|camp|k|f)$/;

/** A number of four digits alone is a year where it is led to as one or stands by itself, and is no round amount. */
function isYear({ tokens }: Sentence, i: number, lead: number): boolean {
  const at = i + lead;
  const token = tokens[at];
  if (isMeasured(tokens, at + 1) || token.joined || tokens[at + 1]?.joined) return false;
  if (tokens[at + 1]?.kind === 'dash' || tokens[at - 1]?.kind === 'dash') return false;
  if (lead > 0) return !isCounted(tokens, at);
  if (token.value! % 500 === 0) return false;
  if (i > 0 && NUMBERED.test(tokens[i - 1].text) && !token.afterBreak) return false;
  return endsAt(tokens, at + 1) || beginsAt(tokens, at);
}

/** "in 2000 tents": an amount, where a round number stands before a noun. */
function isCounted(tokens: readonly Token[], at: number): boolean {
  return tokens[at].value! % 500 === 0 && !endsAt(tokens, at + 1);
}
